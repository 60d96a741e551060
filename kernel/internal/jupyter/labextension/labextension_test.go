package labextension

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"tradeoff/kernel/internal/draw/echarts"
)

func TestInstallWritesWhatPackageJSONNames(t *testing.T) {
	dir := t.TempDir()
	if err := Install(dir); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "labextensions", Name)
	var description struct {
		Name       string
		Jupyterlab struct {
			Build struct{ Load string } `json:"_build"`
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &description); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(folder, description.Jupyterlab.Build.Load))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"'" + description.Name + "'", "function mountFigure", "echarts.min.js"} {
		if !strings.Contains(string(script), want) {
			t.Errorf("the entry lacks %s", want)
		}
	}
	for name, want := range map[string]string{"LICENSE.echarts.txt": echarts.License(),
		"NOTICE.echarts.txt": echarts.Notice} {
		if text, err := os.ReadFile(filepath.Join(folder, "static", name)); err != nil || string(text) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A browser asks for the entry that package.json names; those of earlier versions would stay for ever.
func TestInstallRemovesEarlierEntries(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "labextensions", Name, "static")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"remoteEntry.0123456789ab.js", "mine.js"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := Install(dir); err != nil {
		t.Fatal(err)
	}
	entries, err := filepath.Glob(filepath.Join(folder, "remoteEntry.*.js"))
	if err != nil || len(entries) != 1 || strings.Contains(entries[0], "0123456789ab") {
		t.Errorf("entries %q, %v", entries, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "mine.js")); err != nil {
		t.Errorf("a file that is no entry: %v", err)
	}
	if ok, err := Installed(dir); !ok || err != nil {
		t.Errorf("installed %v, %v", ok, err)
	}
}

func TestInstallIsIdempotentAndMends(t *testing.T) {
	dir := t.TempDir()
	library := filepath.Join(dir, "labextensions", Name, "static/echarts.min.js")
	if ok, err := Installed(dir); ok || err != nil {
		t.Fatalf("an empty directory: installed %v, error %v", ok, err)
	}
	if err := Install(dir); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(library, old, old); err != nil {
		t.Fatal(err)
	}
	if err := Install(dir); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(library); err != nil || time.Since(info.ModTime()) < 30*time.Minute {
		t.Errorf("a file that was right was written again (%v)", err)
	}
	if err := os.WriteFile(library, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if ok, _ := Installed(dir); ok {
		t.Error("a damaged file counts as installed")
	}
	if err := Install(dir); err != nil {
		t.Fatal(err)
	}
	if ok, err := Installed(dir); !ok || err != nil {
		t.Errorf("not mended: %v", err)
	}
	folder := filepath.Join(dir, "labextensions", Name)
	if removed, err := Uninstall(dir); err != nil || removed != folder {
		t.Fatalf("Uninstall: %q, %v", removed, err)
	}
	if ok, _ := Installed(dir); ok {
		t.Error("still there after Uninstall")
	}
	if removed, err := Uninstall(dir); err != nil || removed != "" {
		t.Errorf("nothing to remove is no error: %q, %v", removed, err)
	}
}

func TestInstallNamesWhatFailed(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Install(blocked); err == nil || !strings.Contains(err.Error(), Name) {
		t.Errorf("got %v", err)
	}
	if _, err := Installed(blocked); err == nil {
		t.Error("a path through a file cannot be read")
	}
}
