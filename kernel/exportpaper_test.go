package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExportPaper(t *testing.T) {
	notebook, dir := withFigures(t, "Error, by K"), filepath.Join(t.TempDir(), "new")
	code, out, complaint := call(t, "", "export", "paper", notebook, "--output", dir, "--author", "Ada Lovelace")
	if code != 0 || complaint != "" || !strings.Contains(out, "1 figure, 0 tables, 0 numbers in the text; 0 studies") {
		t.Fatalf("exit code %d: %q, %s", code, out, complaint)
	}
	for _, name := range []string{"index.md", "figures/01-error-by-k.pdf", "CITATION.cff", "template/template.tex"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if code, _, complaint = call(t, "", "export", "paper", notebook, "--output", dir); code != 0 {
		t.Errorf("again: exit code %d, %s", code, complaint)
	}
}

func TestExportPaperErrors(t *testing.T) {
	notebook, dir := withFigures(t, "a"), t.TempDir()
	taken := t.TempDir()
	if err := os.WriteFile(filepath.Join(taken, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{notebook}, exitUsage, "--output is missing"},
		{[]string{"--output", dir}, exitUsage, "want one notebook"},
		{[]string{notebook, "--output", dir, "--width", "8"}, exitUsage, "options.Width = 8"},
		{[]string{notebook, "--output", dir, "--author", " "}, exitUsage, "want a name"},
		{[]string{notebook, "--output", dir, "--runs", "no.zip"}, exitFailed, "no.zip"},
		{[]string{notebook, "--output", taken}, exitFailed, "nothing was written"},
		{[]string{put(t, `{"nbformat": 4, "metadata": {}, "cells": []}`), "--output", dir}, exitFailed, "execute it first"},
		{[]string{put(t, "{"), "--output", dir}, exitFailed, "not a Go notebook"},
	} {
		code, _, complaint := call(t, "", append([]string{"export", "paper"}, c.args...)...)
		if code != c.code || !strings.Contains(complaint, c.want) {
			t.Errorf("%v: exit code %d, %s", c.args, code, complaint)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}
