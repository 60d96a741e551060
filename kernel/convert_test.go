package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConvert(t *testing.T) {
	const notebook = "../notebooks/quickstart.ipynb"
	want, err := os.ReadFile(notebook)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text, back := filepath.Join(dir, "new", "q.go"), filepath.Join(dir, "q.ipynb")
	for _, args := range [][]string{{notebook, "--output", text}, {text, "--output", back}} {
		if code, out, err := call(t, "", append([]string{"convert"}, args...)...); code != 0 || out+err != "" {
			t.Fatalf("%v: exit code %d\n%s%s", args, code, out, err)
		}
	}
	_, cleaned, _ := call(t, string(want), "clean", "-")
	if got, err := os.ReadFile(back); err != nil || string(got) != cleaned {
		t.Errorf("came back differently: %v", err)
	}
	_, printed, _ := call(t, "", "convert", notebook, "--output", "-")
	if got, err := os.ReadFile(text); err != nil || string(got) != printed {
		t.Errorf("standard output differs from the file: %v", err)
	}
	if _, printed, _ := call(t, "", "convert", text, "--output", "-"); printed != cleaned {
		t.Error("a text to standard output differs from the file")
	}
}

// Where the notebook exists, cells that did not change keep their outputs.
func TestConvertKeepsOutputs(t *testing.T) {
	const ran = `"diversity.ran": {"count": 1, "source": "ab"}`
	path := put(t, strings.ReplaceAll(verified, `"metadata": {}, "execution_count"`, `"metadata": {`+ran+`}, "execution_count"`))
	_, text, _ := call(t, "", "convert", path, "--output", "-")
	if strings.Contains(text, "diversity.ran") {
		t.Errorf("the text says what cells ran on, whose outputs it has not:\n%s", text)
	}
	script := filepath.Join(t.TempDir(), "n.go")
	if err := os.WriteFile(script, []byte(strings.Replace(text, "show.Figure", "show.Table", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, err := call(t, "", "convert", script, "--output", path); code != 0 {
		t.Fatalf("exit code %d: %s", code, err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(got), `0.742\n`) || !strings.Contains(string(got), "show.Table") ||
		strings.Contains(string(got), "echarts") || strings.Count(string(got), "diversity.ran") != 1 {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestConvertErrors(t *testing.T) {
	text := filepath.Join(t.TempDir(), "bad.go")
	if err := os.WriteFile(text, []byte("package x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(t.TempDir(), "good.go")
	if err := os.WriteFile(good, []byte("// %%\nx := 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"", exitUsage, "want one file, have 0"},
		{"a.ipynb", exitUsage, "--output is missing"},
		{"a.ipynb --output b.ipynb", exitUsage, "a.ipynb to b.ipynb: want FILE.ipynb --output FILE.go"},
		{"a.py --output -", exitUsage, "a.py to -: want"},
		{"none.ipynb --output b.go", exitFailed, "none.ipynb"},
		{"none.go --output b.ipynb", exitFailed, "none.go"},
		{text + " --output -", exitFailed,
			`bad.go: not a notebook as text: line 1: "package x" stands before the first cell`},
		{good + " --output " + put(t, "{}"), exitFailed, "not a Go notebook"},
		{"-h", 0, "-output"},
	} {
		if code, out, err := call(t, "", append([]string{"convert"}, strings.Fields(c.args)...)...); code != c.code ||
			!strings.Contains(out+err, c.want) {
			t.Errorf("convert %s: exit code %d\n%s%s", c.args, code, out, err)
		}
	}
}
