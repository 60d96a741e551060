package main

import (
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
