package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// verified is a small notebook as it was run; the functions below run or change it.
const verified = `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1, "source": "%%\nfmt.Println(0.742)", "outputs": [
  {"output_type": "stream", "name": "stdout", "text": "0.742\n"}]},
 {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 2, "source": "%%\nshow.Figure(f)", "outputs": [
  {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.echarts.v1+json": "{\"a\": [1, 2.5]}",
   "text/html": "<td>3</td>", "text/plain": "took 3.3s"}}]}]}`

func put(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "n.ipynb")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVerify(t *testing.T) {
	committed := put(t, verified)
	for _, c := range []struct {
		old, changed string
		code         int
		want         string
	}{
		{"took 3.3s", "took 1m2s", 0, "2 cells, 4 numbers and 1 figure agree (relative 1e-06, absolute 1e-09); not compared: 0 volatile cells, 1 duration"},
		{`"0.742\n`, `"0.7420000001\n`, 0, "agree"},
		{`"0.742\n`, `"0.743\n`, exitFailed,
			committed + ": cell 1 of 2 `fmt.Println(0.742)`: stdout (0.742): committed 0.742, now 0.743\n"},
		{"<td>3", "<td>4", exitFailed, "cell 2 of 2 `show.Figure(f)`: display 1, text/html (…3…): committed 3, now 4"},
		{"2.5", "2.6", exitFailed, "cell 2 of 2 `show.Figure(f)`: display 1, application/vnd.echarts.v1+json, a[1]: committed 2.5, now 2.6"},
	} {
		executed := put(t, strings.Replace(verified, c.old, c.changed, 1))
		if code, out, err := call(t, "", "verify", committed, "--executed", executed); code != c.code ||
			!strings.Contains(out, c.want) || err != "" {
			t.Errorf("%s: exit code %d\n%s%s", c.changed, code, out, err)
		}
	}
	other := put(t, strings.NewReplacer(`"0.742\n`, `"0.743\n`, "<td>3", "<td>4").Replace(verified))
	if _, out, _ := call(t, "", "verify", committed, "--executed", other, "--most", "1"); !strings.Contains(out,
		": and 1 more\n") || !strings.Contains(out, "compared, 2 differences") {
		t.Errorf("--most 1: %s", out)
	}
	if code, out, _ := call(t, "", "verify", committed, "--executed", other, "--relative", "0.3"); code != 0 {
		t.Errorf("--relative 0.3: exit code %d, %s", code, out)
	}
}

// TestVerifySaysOnceThatAFileSaysNothing has a notebook of another kernel, and one whose names would act on a terminal.
func TestVerifySaysOnceThatAFileSaysNothing(t *testing.T) {
	path := put(t, verified)
	const words = ": the file does not say what its cells ran on: whether one was changed since, only running them tells\n"
	if _, out, _ := call(t, "", "verify", path, "--executed", path); strings.Count(out, words) != 1 {
		t.Errorf("%s", out)
	}
	ran := `"metadata": {"diversity.ran": {"count": 1, "source": "0", "uses": {"\u001b]0;x\u0007\u202e\u0000": "1"}}}`
	path = put(t, strings.Replace(verified, `"metadata": {}, "execution_count": 1`, ran+`, "execution_count": 1`, 1))
	_, out, _ := call(t, "", "verify", path, "--executed", path)
	const note = "cell 1 of 2 `fmt.Println(0.742)` was changed after it ran, and used "
	if strings.Contains(out, words) || !strings.Contains(out, note) || strings.ContainsAny(out, "\x1b\a\x00\u202e") {
		t.Errorf("%q", out)
	}
}

func TestVerifyErrors(t *testing.T) {
	path, python := put(t, verified),
		put(t, `{"nbformat": 4, "metadata": {"kernelspec": {"name": "python3", "language": "python"}}}`)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"", exitUsage, "want at least one notebook"},
		{path + " " + path + " --executed x", exitUsage, "--executed wants one notebook, have 2"},
		{path + " --relative 1", exitUsage, "relative is 1, want 0 <= relative < 1"},
		{path + " --absolute -1", exitUsage, "absolute is -1, want a number of 0 or more"},
		{path + " --runs a.zip --executed x", exitUsage, "--executed excludes --runs and --empty"},
		{path + " --empty --executed x", exitUsage, "--executed excludes --runs and --empty"},
		{path + " --runs none.zip", exitFailed, "--runs none.zip: "},
		{path + " --runs " + path, exitFailed, "--runs " + path + ": "},
		{path + " --most 0", exitUsage, "--most 0: want 1 or more"},
		{path + " --timeout 10ms", exitUsage, "whole seconds"},
		{"none.ipynb", exitFailed, "none.ipynb"},
		{python, exitFailed, "python"},
		{path + " --executed none.ipynb", exitFailed, "none.ipynb"},
		{path + " --executed " + put(t, `{"nbformat": 4}`), exitFailed,
			"the executed copy has 0 cells with code, the committed one 2"},
		{"-h", 0, "-relative"},
	} {
		if code, out, err := call(t, "", append([]string{"verify"}, strings.Fields(c.args)...)...); code != c.code ||
			!strings.Contains(out+err, c.want) {
			t.Errorf("verify %s: exit code %d\n%s%s", c.args, code, out, err)
		}
	}
}
