package cachedir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDir(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(Variable, "cache")
	if dir, err := Dir(); err != nil || dir != filepath.Join(here, "cache") {
		t.Errorf("a relative directory: %q, %v", dir, err)
	}
	t.Setenv(Variable, "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", filepath.FromSlash("/somebody"))
	if dir, err := Dir(); err == nil && (!strings.HasPrefix(dir, filepath.FromSlash("/somebody/")) ||
		filepath.Base(dir) != "diversity") {
		t.Errorf("the user's directory: %q", dir)
	}
	t.Setenv("HOME", "")
	if dir, err := Dir(); err == nil || !strings.Contains(err.Error(), Variable) {
		t.Errorf("without a home: %q, %v", dir, err)
	}
}
