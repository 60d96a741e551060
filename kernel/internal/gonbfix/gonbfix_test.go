package gonbfix

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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

func TestCopyCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles gonb")
	}
	module := list(t, "tradeoff")
	modfile, err := Copy(list(t, Module), module, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-modfile", modfile, "-o", os.DevNull, Module)
	cmd.Dir = module
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
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
