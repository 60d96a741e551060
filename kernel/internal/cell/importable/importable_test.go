package importable

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/modpath"
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
	found, err := Find(moduleRoot(t), "")
	if err != nil {
		t.Fatal(err)
	}
	known := found.Paths()
	want := map[string]string{"must": "github.com/janpfeifer/must", "diversity": modpath.Package("diversity"),
		"show": modpath.Package("kernel/show")}
	for _, name := range []string{"pool", "split", "study", "theory", "probe", "recipe", "backbone", "figure"} {
		want[name] = modpath.Package("diversity/" + name)
	}
	for name, want := range want {
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
	if _, err := Find(t.TempDir(), ""); err == nil || !strings.Contains(err.Error(), "setup") {
		t.Errorf("a missing module: %v", err)
	}
	missing := t.TempDir()
	if _, err := Find(moduleRoot(t), missing); err == nil ||
		!strings.Contains(err.Error(), filepath.Join(missing, "go.mod")) {
		t.Errorf("a missing project: %v", err)
	}
}

// module writes a module of these files.
func module(t *testing.T, path string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module " + path + "\n\ngo 1.26\n"
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The packages of a project are known beside ours, and where both have one of a name that which declares what the cell
// uses is taken.
func TestPackagesOfAProject(t *testing.T) {
	ours := module(t, "ours", map[string]string{
		"study/study.go": "package study\n\ntype Study struct{}\n\nfunc (Study) Run() {}\n\nvar A, B int\n",
		"pool/pool.go":   "package pool",
	})
	mine := module(t, "example.org/mine", map[string]string{
		"root.go": "package mine", "study/x.go": "package study\n\nfunc Mine() {}\n",
		"study/x_test.go": "package study_test\n",
		"go-knn/knn.go":   "package knn", "cmd/main.go": "package main", "internal/x/x.go": "package x",
		"nested/go.mod": "module nested", "nested/y.go": "package y",
		"nested/deep/z.go": "package z", "broken/b.go": "pack age", "only/only_test.go": "package only",
		"_data/d.go": "package d", ".hidden/h.go": "package h",
	})
	known, err := Find(ours, mine)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, members, want string }{
		{"mine", "", "example.org/mine"}, {"knn", "K", "example.org/mine/go-knn"}, {"pool", "X", "ours/pool"},
		{"study", "Mine", "example.org/mine/study"}, {"study", "Study", "ours/study"}, {"study", "Study B", "ours/study"},
		{"study", "Run", "example.org/mine/study"}, {"study", "Mine Study", "example.org/mine/study"},
		{"study", "", "example.org/mine/study"},
		{"x", "", ""}, {"y", "", ""}, {"z", "", ""}, {"main", "", ""}, {"only", "", ""}, {"d", "", ""}, {"h", "", ""},
		{"nosuch", "A", ""},
		{"must", "M", "github.com/janpfeifer/must"},
	} {
		if got := known.Choose(c.name, strings.Fields(c.members)); got != c.want {
			t.Errorf("%s with %q is %q, want %q", c.name, c.members, got, c.want)
		}
	}
	if got := known.Paths()["study"]; got != "example.org/mine/study" {
		t.Errorf("Paths: study is %q", got)
	}
}

// A folder of very many images hides no package nearer to the root, and does not keep cells waiting.
func TestPackagesBesideManyFiles(t *testing.T) {
	const most = 200
	dir := module(t, "mine", map[string]string{"knn/knn.go": "package knn"})
	for class := range 3 {
		folder := filepath.Join(dir, "images", fmt.Sprint(class))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range most / 2 {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(i, ".png")), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	known, err := packagesOf(dir, most)
	if err != nil || known["knn"] == nil {
		t.Fatalf("knn is not found: %v", err)
	}
	if known, err := packagesOf(dir, 2); err != nil || known["knn"] != nil {
		t.Errorf("the search goes on behind its bound: %v, %v", known, err)
	}
}
