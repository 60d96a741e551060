package kernelspec

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestInstall(t *testing.T) {
	dir := t.TempDir()
	spec := New("/cache/kernel", "/cache/gonb", "/home/ada/tradeoff", map[string]string{"PATH": "/a:/b"})
	if ok, err := spec.Installed(dir); ok || err != nil {
		t.Fatalf("installed in an empty folder: %v, %v", ok, err)
	}
	if err := spec.Install(dir); err != nil {
		t.Fatal(err)
	}
	if ok, err := spec.Installed(dir); !ok || err != nil {
		t.Fatalf("not installed: %v, %v", ok, err)
	}
	text, err := os.ReadFile(Path(dir))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got["display_name"] != "Go (diversity)" || got["language"] != "go" || got["interrupt_mode"] != "message" {
		t.Errorf("kernel.json = %s", text)
	}
	if argv := got["argv"].([]any); !slices.Contains(argv, any("{connection_file}")) ||
		!slices.Contains(argv, any("-go_work=/home/ada/tradeoff")) {
		t.Errorf("argv = %v", argv)
	}
	if err := os.Remove(logoPath(dir)); err != nil {
		t.Fatal(err)
	}
	if ok, _ := spec.Installed(dir); ok {
		t.Error("installed without its logo")
	}
	other := New("/cache/kernel", "/cache/gonb", "/elsewhere", spec.Env)
	if ok, _ := other.Installed(dir); ok {
		t.Error("the spec of another module counts as installed")
	}
}

func TestUninstall(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "diversity")
	if found, err := Uninstall(dir, "CACHE", "/mine"); found != "" || err != nil {
		t.Errorf("nothing to remove: %q, %v", found, err)
	}
	if err := New("/cache/kernel", "/gonb", "/module", map[string]string{"CACHE": "/mine"}).Install(dir); err != nil {
		t.Fatal(err)
	}
	if found, err := Uninstall(dir, "CACHE", "/other"); found != "/mine" || err != nil {
		t.Errorf("that of another set-up: %q, %v", found, err)
	}
	if _, err := os.Stat(Path(dir)); err != nil {
		t.Errorf("it is gone: %v", err)
	}
	if found, err := Uninstall(dir, "CACHE", "/mine"); found != "/mine" || err != nil {
		t.Errorf("removing: %q, %v", found, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(Path(dir), []byte("["), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := Uninstall(dir, "CACHE", "/mine"); err == nil || !strings.Contains(err.Error(), Path(dir)) {
		t.Errorf("a broken kernel.json: %v", err)
	}
}
