package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const shown = `package main

import (
	kernelresultᐧ "example.org/result"
	"os"
)

func main() {
	kernelresultᐧ.Show(
	os.
		Clearenv())
}
`

func TestWithoutShow(t *testing.T) {
	for _, name := range []string{showName, showCallName} {
		testWithoutShow(t, strings.Replace(shown, "Show(", name+"(", 1))
	}
	if _, ok := withoutShow([]byte("package main\nfunc main() { Show(1) }")); ok {
		t.Error("a call of another function was taken out")
	}
	if _, ok := withoutShow([]byte("package")); ok {
		t.Error("broken Go was changed")
	}
}

func testWithoutShow(t *testing.T, shown string) {
	t.Helper()
	plain, ok := withoutShow([]byte(shown))
	if !ok || len(plain) != len(shown) || strings.Count(string(plain), "\n") != strings.Count(shown, "\n") {
		t.Fatalf("%v:\n%s", ok, plain)
	}
	path := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(path, plain, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "run", path).CombinedOutput(); err != nil {
		t.Errorf("%v: %s\n%s", err, out, plain)
	}
}
