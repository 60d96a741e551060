package gonbfix

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/modpath"
)

// list asks the go command for the folder of a module.
func list(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// goCommand runs the go command in our module with the patched copy, and fails the test with its output if it fails.
func goCommand(t *testing.T, module, modfile, verb string, args ...string) string {
	t.Helper()
	command := exec.Command("go", append([]string{verb, "-modfile", modfile}, args...)...)
	command.Dir = module
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// TestCopy compiles the copy and runs the tests that the patches add.
func TestCopy(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles gonb")
	}
	module, dir := list(t, modpath.Own()), t.TempDir()
	modfile, err := Copy(list(t, Module), module, dir)
	if err != nil {
		t.Fatal(err)
	}
	goCommand(t, module, modfile, "build", "-o", os.DevNull, Module)
	keepTests(t, filepath.Join(dir, "gonb", "internal", "goexec"), "inspect_test.go", "state_file_test.go")
	out := goCommand(t, module, modfile, "test", "-v", Module+"/internal/goexec")
	for _, name := range []string{"TestAdjustCursorEnds", "TestStateFile"} {
		if !strings.Contains(out, "--- PASS: "+name) {
			t.Errorf("%s did not run:\n%s", name, out)
		}
	}
}

// keepTests removes the tests that gonb has itself, because they need modules that we lack.
func keepTests(t *testing.T, folder string, ours ...string) {
	t.Helper()
	kept := map[string]bool{}
	for _, name := range ours {
		kept[name] = true
	}
	all, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		if kept[filepath.Base(path)] {
			continue
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEachPatchCompiles applies the series one patch at a time, so that each can be proposed and searched for by
// bisection.
func TestEachPatchCompiles(t *testing.T) {
	if os.Getenv("DIVERSITY_LONG") == "" {
		t.Skip("compiles gonb once for each patch, which takes a minute: set DIVERSITY_LONG=1")
	}
	module, dir := list(t, modpath.Own()), t.TempDir()
	copied := filepath.Join(dir, "gonb")
	if err := copyTree(list(t, Module), copied); err != nil {
		t.Fatal(err)
	}
	modfile, err := replacement(module, copied, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names() {
		if err := apply(copied, name); err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			goCommand(t, module, modfile, "vet", "-unreachable", Module+"/internal/dispatcher", Module)
		})
	}
}
