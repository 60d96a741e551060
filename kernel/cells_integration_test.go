package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// TestIntegrationCells runs cells that are odd but right, or wrong in a way that has a better answer than the
// compiler's, in one kernel.
func TestIntegrationCells(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	for _, c := range []struct{ code, want string }{ // a value or text, or the first words of an error
		{"!echo hi\nfmt.Println(\"go\")", "hi\ngo\n"},
		{"%env Q=a b\r\nos.Getenv(\"Q\")\r\n", "Set: Q=\"a b\"\na b"},
		{"%%\nx := 3\nx*2", "6"},
		{"s := `\n%env Z=1\n!echo run\npackage p`\nlen(s) + len(os.Getenv(\"Z\"))", "29"},
		{"kernelresult := 3\nkernelresult", "3"},
		{"packages := 2\npackages", "2"},
		{"must.M1(split.Pretraning(1))", "undefined: split.Pretraning (did you mean Pretraining?)"},
		{"teory.Fit(nil)", "undefined: teory (did you mean theory?)"},
		{"import \"maths\"\nmaths.Abs(1)", "package maths is not in std (did you mean math?)"},
		{"var pool = 3", ""},
		{"pool.Omniglot()", "pool.Omniglot undefined (type int has no field or method Omniglot) (pool is declared in a cell here and hides the package pool"},
		{"%rm pool", ". removed var pool\n"},
		{"type T struct{ a int }\nfunc (t T) Get() int { return t.a }", ""},
		{"type T struct{ b int }", "t.a undefined (type T has no field or method a)"},
		{"func deep(n int) { if n == 0 { panic(\"down\") }; deep(n-1) }\ndeep(50)", "down"},
	} {
		reply, outputs := k.Run(c.code)
		got, _ := reply["evalue"].(string)
		if reply["status"] == "ok" {
			got = proxytest.Text(t, outputs, "stdout")
			for _, m := range outputs {
				if data, ok := proxytest.Content(t, m)["data"].(map[string]any); ok {
					got += data["text/plain"].(string)
				}
			}
		}
		if reply["status"] == "ok" && got != c.want || !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: %v %q, want %q", c.code, reply["status"], got, c.want)
		}
	}
}

// TestIntegrationOddNotebooks runs notebooks that other programs wrote with less care.
func TestIntegrationOddNotebooks(t *testing.T) {
	l := newLaboratory(t)
	for text, want := range map[string]string{
		"\ufeff" + `{"cells": [{"cell_type": "code", "id": "a", "source": "1+1"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`: `"2"`,
		`{"cells": [{"cell_type": "code", "id": "a", "source": "?theory.Fit"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`:    "func theory.Fit(",
	} {
		path := filepath.Join(t.TempDir(), "odd.ipynb")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, out := l.call(t, "run", path); code != 0 {
			t.Errorf("%s: exit code %d\n%s", text, code, out)
			continue
		}
		if executed, err := os.ReadFile(path); err != nil || !strings.Contains(string(executed), want) {
			t.Errorf("%s: %v, no %s in\n%s", text, err, want, executed)
		}
	}
}
