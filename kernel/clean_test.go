package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quickstart.ipynb")
	content, err := os.ReadFile("../notebooks/quickstart.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := call(t, "", "clean", "--check", path); code != exitFailed || out != path+": not clean\n" {
		t.Errorf("check of a notebook with outputs: exit code %d, %s", code, out)
	}
	_, filtered, _ := call(t, string(content), "clean", "-")
	if code, _, err := call(t, "", "clean", path); code != 0 || err != path+": cleaned\n" {
		t.Errorf("exit code %d, %s", code, err)
	}
	cleaned, err := os.ReadFile(path)
	if err != nil || string(cleaned) != filtered || strings.Contains(filtered, "svg") ||
		!strings.Contains(filtered, `"id": "pool"`) {
		t.Errorf("%v; the file and the filter give %d and %d bytes", err, len(cleaned), len(filtered))
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("permissions %v, %v", info.Mode(), err)
	}
	for _, args := range [][]string{{"clean", path}, {"clean", path, "--check"}} {
		if code, out, err := call(t, "", args...); code != 0 || out+err != "" {
			t.Errorf("%v of a clean notebook: exit code %d, %s%s", args, code, out, err)
		}
	}
}

// What another program has written is clean if it has nothing of a run, and stays as it is; the filter writes every
// notebook in one form.
func TestCleanLeavesTheFormOfOthers(t *testing.T) {
	const form = "{\n \"cells\": [],\n \"metadata\": {},\n \"nbformat\": 4,\n \"nbformat_minor\": 5\n}\n"
	path := filepath.Join(t.TempDir(), "theirs.ipynb")
	for _, text := range []string{`{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`,
		"{\"nbformat_minor\":5,\r\n    \"nbformat\":4,\"metadata\":{},\"cells\":[]}\r\n", form} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"clean", path}, {"clean", path, "--check"}} {
			if code, out, err := call(t, "", args...); code != 0 || out+err != "" {
				t.Errorf("%v of %q: exit code %d, %s%s", args, text, code, out, err)
			}
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != text {
			t.Errorf("%q is now %q, %v", text, after, err)
		}
		if _, out, _ := call(t, text, "clean", "-"); out != form {
			t.Errorf("%q is filtered to %q", text, out)
		}
	}
	const ran = `{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": [], "outputs": [],
	"execution_count": 3}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`
	if code, out, _ := call(t, ran, "clean", "--check", "-"); code != exitFailed || out != "-: not clean\n" {
		t.Errorf("a count of an execution: exit code %d, %s", code, out)
	}
}

func TestCleanErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		args []string
		code int
		want string
	}{
		{"", []string{"clean"}, exitUsage, "want at least one notebook"},
		{"", []string{"clean", "none.ipynb"}, exitFailed, "none.ipynb"},
		{"[]", []string{"clean", "-"}, exitFailed, "-: not a Go notebook"},
		{`{"nbformat": 3}`, []string{"clean", "-"}, exitFailed, "nbformat is 3, want 4"},
		{"", []string{"clean", "main.go"}, exitFailed, "main.go: not a Go notebook"},
		{"", []string{"clean", "-h"}, 0, "-check"},
	} {
		if code, out, err := call(t, c.in, c.args...); code != c.code || !strings.Contains(out+err, c.want) {
			t.Errorf("%v: exit code %d, %s%s", c.args, code, out, err)
		}
	}
}

// TestTheLessonForLearners has every exercise and a cell to try in, and no solution.
func TestTheLessonForLearners(t *testing.T) {
	path := filepath.Join(t.TempDir(), "learners.ipynb")
	code, _, said := call(t, "", "clean", "../notebooks/theory.ipynb", "--exercises", path)
	if code != 0 || said != path+": 10 cells left out\n" {
		t.Fatalf("exit code %d: %s", code, said)
	}
	edition, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		if exercise := fmt.Sprintf("**Exercise %d.**", i+1); strings.Count(string(edition), exercise) != 1 {
			t.Errorf("it has %s %d times", exercise, strings.Count(string(edition), exercise))
		}
	}
	for _, gone := range []string{"Solution of", "**Solution", "image/svg", "output_type"} {
		if strings.Contains(string(edition), gone) {
			t.Errorf("it holds %q", gone)
		}
	}
	if n := strings.Count(string(edition), "// Try it here"); n != 8 { // exercises 5 and 6 share one
		t.Errorf("%d cells to try in", n)
	}
	if err := os.WriteFile(path, []byte("my answers"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := call(t, "", "clean", "../notebooks/theory.ipynb", "--exercises", path); code != exitFailed ||
		!strings.Contains(said, "that there is not yet") {
		t.Errorf("over a file: exit code %d, %s", code, said)
	}
	if left, err := os.ReadFile(path); err != nil || string(left) != "my answers" {
		t.Errorf("what was there is %q, %v", left, err)
	}
	for _, args := range [][]string{{"a.ipynb", "b.ipynb"}, {"a.ipynb", "--check"}, {}} {
		all := append([]string{"clean", "--exercises", filepath.Join(t.TempDir(), "new.ipynb")}, args...)
		if code, _, said := call(t, "", all...); code != exitUsage {
			t.Errorf("%v: exit code %d, %s", args, code, said)
		}
	}
}
