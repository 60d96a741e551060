package kernelspec

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

func TestInstall(t *testing.T) {
	dir := t.TempDir()
	spec := New("/cache/gonb", "/home/ada/tradeoff", map[string]string{"PATH": "/a:/b"})
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
	if argv := got["argv"].([]any); !slices.Contains(argv, any("{connection_file}")) || !slices.Contains(argv, any("-go_work=/home/ada/tradeoff")) {
		t.Errorf("argv = %v", argv)
	}
	if err := os.Remove(logoPath(dir)); err != nil {
		t.Fatal(err)
	}
	if ok, _ := spec.Installed(dir); ok {
		t.Error("installed without its logo")
	}
	other := New("/cache/gonb", "/elsewhere", spec.Env)
	if ok, _ := other.Installed(dir); ok {
		t.Error("the spec of another module counts as installed")
	}
}
