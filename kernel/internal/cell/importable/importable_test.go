package importable

import (
	"path/filepath"
	"strings"
	"testing"
)

// moduleRoot is the directory of this module.
func moduleRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestPackagesOfOurModule(t *testing.T) {
	known, err := Packages(moduleRoot(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"diversity": "tradeoff/diversity",
		"pool":      "tradeoff/diversity/pool",
		"split":     "tradeoff/diversity/split",
		"study":     "tradeoff/diversity/study",
		"theory":    "tradeoff/diversity/theory",
		"probe":     "tradeoff/diversity/probe",
		"recipe":    "tradeoff/diversity/recipe",
		"backbone":  "tradeoff/diversity/backbone",
		"figure":    "tradeoff/diversity/figure",
		"show":      "tradeoff/kernel/show",
		"must":      "github.com/janpfeifer/must",
	} {
		if known[name] != want {
			t.Errorf("%s resolves to %q, want %q", name, known[name], want)
		}
	}
	for name, path := range known {
		if name == "main" || strings.Contains(path, "/internal") {
			t.Errorf("%s resolves to %q, which no cell can import", name, path)
		}
	}
}

func TestPackagesWithoutModule(t *testing.T) {
	if _, err := Packages(t.TempDir()); err == nil || !strings.Contains(err.Error(), "setup") {
		t.Errorf("a missing module: %v", err)
	}
}
