package gonbfix

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/modpath"
)

// list asks the go command about a module.
func list(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// TestCopy compiles the copy, and tests in it what no other package sees: that the search for a name ends, and that declarations are kept.
func TestCopy(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles gonb")
	}
	module, dir := list(t, modpath.Own()), t.TempDir()
	modfile, err := Copy(list(t, Module), module, dir)
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-modfile", modfile, "-o", os.DevNull, Module)
	build.Dir = module
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	tested := filepath.Join(dir, "gonb", "internal", "goexec")
	replaceTests(t, tested, filepath.Join("testdata", "mended_test.go.txt"))
	test := exec.Command("go", "test", "-modfile", modfile, "-v", "-run", "Mended", Module+"/internal/goexec")
	test.Dir = module
	if out, err := test.CombinedOutput(); err != nil || strings.Count(string(out), "--- PASS: TestMended") != 2 {
		t.Errorf("%v: %s", err, out)
	}
}

// replaceTests puts a test of ours in the place of a package's own, which need modules that we lack.
func replaceTests(t *testing.T, folder, ours string) {
	t.Helper()
	theirs, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range theirs {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(ours)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "mended_test.go"), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCopyOfAnotherVersion(t *testing.T) {
	source := t.TempDir()
	if _, err := Copy(source, t.TempDir(), t.TempDir()); err == nil {
		t.Error("no source, no error")
	}
	file := filepath.Join(source, filepath.FromSlash(edits()[0].file))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("package jpyexec\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Copy(source, t.TempDir(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "isDone") {
		t.Errorf("error = %v, want the piece that does not fit", err)
	}
}
