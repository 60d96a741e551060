package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/figure"
)

// withFigures is a notebook that shows a figure of each title, and text between.
func withFigures(t *testing.T, titles ...string) string {
	t.Helper()
	outputs := []any{map[string]any{"output_type": "stream", "name": "stdout", "text": "0.742\n"}}
	for _, title := range titles {
		f, err := figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}}, figure.LineOptions{Title: title})
		if err != nil {
			t.Fatal(err)
		}
		option, err := f.WithCaption("What it shows.").Option()
		if err != nil {
			t.Fatal(err)
		}
		data := map[string]any{"application/vnd.echarts.v1+json": option, "text/plain": title}
		outputs = append(outputs, map[string]any{"output_type": "display_data", "metadata": map[string]any{}, "data": data})
	}
	cell := map[string]any{"cell_type": "code", "id": "a", "metadata": map[string]any{}, "execution_count": 1,
		"source": "show.Figure(f)", "outputs": outputs}
	text, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": []any{cell}})
	if err != nil {
		t.Fatal(err)
	}
	return put(t, string(text))
}

func TestFigures(t *testing.T) {
	notebook, dir := withFigures(t, "Error, by K", "../../etc/<passwd>\x1b[31m"), filepath.Join(t.TempDir(), "new")
	code, out, complaint := call(t, "", "figures", notebook, "--output", dir, "--width", "174")
	if code != 0 || complaint != "" || !strings.Contains(out, "01-error-by-k: Error, by K. What it shows.\n") ||
		!strings.Contains(out, "2 figures in "+dir) || strings.Contains(out, "\x1b") {
		t.Fatalf("exit code %d: %q, %s", code, out, complaint)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	if got := strings.Join(names, " "); got != "01-error-by-k.pdf 01-error-by-k.svg 02-etc-passwd-31m.pdf 02-etc-passwd-31m.svg" {
		t.Errorf("the files are %s", got)
	}
	// 174 mm are 493.23 points, 986 pixels of half a point
	svg, err := os.ReadFile(filepath.Join(dir, "01-error-by-k.svg"))
	if err != nil || !strings.Contains(string(svg), `aria-label="Error, by K. What it shows." width="173.92mm"`) {
		t.Errorf("%v: %.200s", err, svg)
	}
}

func TestFiguresErrors(t *testing.T) {
	notebook, dir := withFigures(t, "a"), t.TempDir()
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{notebook}, exitUsage, "--output is missing"},
		{[]string{"--output", dir}, exitUsage, "want one notebook"},
		{[]string{notebook, "--output", dir, "--width", "8"}, exitUsage, "options.Width = 8"},
		{[]string{notebook, "--output", dir, "--letters", "-1"}, exitUsage, "options.Letters"},
		{[]string{notebook, "--output", dir, "--formats", "eps"}, exitUsage, "pdf,svg"},
		{[]string{put(t, `{"nbformat": 4, "metadata": {}, "cells": []}`), "--output", dir}, exitFailed, "no figure"},
		{[]string{put(t, strings.Replace(verified, `{\"a\": [1, 2.5]}`, `7`, 1)), "--output", dir}, exitFailed, "figure 1"},
		{[]string{put(t, "{"), "--output", dir}, exitFailed, "not a Go notebook"},
	} {
		code, _, complaint := call(t, "", append([]string{"figures"}, c.args...)...)
		if code != c.code || !strings.Contains(complaint, c.want) {
			t.Errorf("%v: exit code %d, %s", c.args, code, complaint)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Fatalf("%v: it left %v", c.args, left)
		}
	}
}
