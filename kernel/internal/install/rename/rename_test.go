package rename

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/modpath"
)

// checkout makes a git checkout of these files.
func checkout(t *testing.T, list map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range list {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "init", "--quiet", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// contents reads the files again.
func contents(t *testing.T, dir string, names []string) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		list[name] = text
	}
	return list
}

func TestModule(t *testing.T) {
	before := map[string][]byte{
		"go.mod":             []byte("module lab\n\ngo 1.26\n\nrequire (\n\tlabs.org/x v1.0.0\n\tlab.org/y v1.0.0\n)\n\ntool lab/kernel\n"),
		".ci/x/go.mod":       []byte("module lab/ci/x\n\ngo 1.26\n\nrequire lab v0.0.0\n\nreplace lab => ../..\n"),
		"kernel/main.go":     []byte("package main\n\nimport (\n\t\"fmt\"\n\t\"lab/kernel/show\"\n\t\"strings\"\n)\n\n// See lab/kernel/show, and the lab.\nvar _, _ = fmt.Sprint(show.X, \"lab\", \"mylab/kernel\"), strings.ToUpper(\"https://lab/kernel lab/kernels\")\n"),
		"kernel/show/x.go":   []byte("package show\n\n// X is.\nvar X = \"lab.table\"\n"),
		"notebooks/lab.json": []byte(`{"source": ["import \"lab/kernel/show\"\n", "lab/notebooks/x"]}`),
		"README.md":          []byte("`lab/kernel/show` of lab/kernel; a/lab/kernel\n"),
		"data.bin":           []byte("\x00lab/kernel"),
	}
	dir := checkout(t, before)
	changed, err := Module(t.Context(), dir, "example.org/us/zoo")
	if err != nil || len(changed) != 5 {
		t.Errorf("changed %q, %v", changed, err)
	}
	got := contents(t, dir, slices.Collect(maps.Keys(before)))
	for name, want := range map[string]string{
		"go.mod":             "module example.org/us/zoo\n\ngo 1.26\n\nrequire (\n\tlabs.org/x v1.0.0\n\tlab.org/y v1.0.0\n)\n\ntool example.org/us/zoo/kernel\n",
		".ci/x/go.mod":       "module example.org/us/zoo/ci/x\n\ngo 1.26\n\nrequire example.org/us/zoo v0.0.0\n\nreplace example.org/us/zoo => ../..\n",
		"kernel/main.go":     "package main\n\nimport (\n\t\"example.org/us/zoo/kernel/show\"\n\t\"fmt\"\n\t\"strings\"\n)\n\n// See example.org/us/zoo/kernel/show, and the lab.\nvar _, _ = fmt.Sprint(show.X, \"lab\", \"mylab/kernel\"), strings.ToUpper(\"https://lab/kernel lab/kernels\")\n",
		"kernel/show/x.go":   string(before["kernel/show/x.go"]),
		"notebooks/lab.json": `{"source": ["import \"example.org/us/zoo/kernel/show\"\n", "lab/notebooks/x"]}`,
		"README.md":          "`example.org/us/zoo/kernel/show` of example.org/us/zoo/kernel; a/lab/kernel\n",
		"data.bin":           string(before["data.bin"]),
	} {
		if string(got[name]) != want {
			t.Errorf("%s is\n%s\nwant\n%s", name, got[name], want)
		}
	}
	if _, err := Module(t.Context(), dir, "lab"); err != nil {
		t.Fatal(err)
	}
	if after := contents(t, dir, slices.Collect(maps.Keys(before))); !maps.EqualFunc(after, before, bytes.Equal) {
		t.Errorf("moved back, the files are %q", after)
	}
}

func TestModuleRefuses(t *testing.T) {
	list := map[string][]byte{
		"go.mod": []byte("module lab\n"), "kernel/x.go": []byte("package x\n\nimport _ \"lab/kernel/y\"\n"),
		"README.md": []byte("example.org/lab/kernel\n"),
	}
	dir := checkout(t, list)
	for to, want := range map[string]error{
		"lab": ErrPath, "": ErrPath, "a b": ErrPath, "-x": ErrPath, "example.org/x/v1": ErrPath, "../x": ErrPath,
		"example.org/lab": ErrTaken,
	} {
		if changed, err := Module(t.Context(), dir, to); !errors.Is(err, want) || changed != nil {
			t.Errorf("%q: %v, %v, want %v", to, changed, err, want)
		}
	}
	if after := contents(t, dir, slices.Collect(maps.Keys(list))); !maps.EqualFunc(after, list, bytes.Equal) {
		t.Errorf("the files are %q", after)
	}
	none := t.TempDir()
	if err := os.WriteFile(filepath.Join(none, "go.mod"), []byte("module lab\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Module(t.Context(), none, "example.org/x"); err == nil || !strings.Contains(err.Error(), none) {
		t.Errorf("no checkout: %v", err)
	}
}

// tree copies what git has of this module into a checkout.
func tree(t *testing.T) (dir string, names []string) {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := tracked(context.Background(), root)
	if err != nil {
		t.Skipf("the sources are in no git checkout: %v", err)
	}
	list := map[string][]byte{}
	for _, path := range paths {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		if list[filepath.ToSlash(name)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return checkout(t, list), slices.Sorted(maps.Keys(list))
}

// command runs the go command in a copy, and wants it to succeed.
func command(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("go %s: %v\n%.4000s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// This module moves to another path: every import is found there, no package's old path is left, and moving back gives
// the same bytes.
func TestThisModuleMoves(t *testing.T) {
	if testing.Short() {
		t.Skip("copies the tree and looks through it")
	}
	const to = "example.org/moved/lab"
	dir, names := tree(t)
	before := contents(t, dir, names)
	if _, err := Module(t.Context(), dir, to); err != nil {
		t.Fatal(err)
	}
	old := packagePath(modpath.Own(), []string{"diversity", "kernel"})
	for name, text := range contents(t, dir, names) {
		if bytes.IndexByte(text, 0) < 0 && mentions(text, modpath.Own(), old) {
			t.Errorf("%s still has a path of the old module", name)
		}
	}
	if list := command(t, dir, "list", "-deps", "-test", "-f", "{{if .Error}}{{.ImportPath}}: {{.Error}}{{end}}",
		"./..."); strings.TrimSpace(list) != "" {
		t.Errorf("not found there: %s", list)
	}
	if _, err := Module(t.Context(), dir, modpath.Own()); err != nil {
		t.Fatal(err)
	}
	for name, text := range contents(t, dir, names) {
		if !bytes.Equal(text, before[name]) {
			t.Errorf("%s differs after moving back", name)
		}
	}
}

// Moved, the whole module compiles, and the code that depends on the path works there.
func TestIntegrationMovedModule(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" || os.Getenv("DIVERSITY_LONG") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 and DIVERSITY_LONG=1 to compile the whole module at another path, which takes minutes")
	}
	dir, _ := tree(t)
	if _, err := Module(t.Context(), dir, "example.org/moved/lab"); err != nil {
		t.Fatal(err)
	}
	cells := "./kernel/internal/cell"
	command(t, dir, "test", "./kernel/internal/modpath", cells, cells+"/cellgo", cells+"/importable", cells+"/workspace",
		"./kernel/internal/install/project")
	command(t, dir, "vet", "./...")
}
