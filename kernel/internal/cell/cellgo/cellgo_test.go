package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/importable"
)

func TestBareGet(t *testing.T) {
	for args, want := range map[string]bool{
		"get": true, "get -t": true, "get example.org/x@latest": false, "build": false, "get -u": false, "": false,
	} {
		if got := isBareGet(strings.Fields(args)); got != want {
			t.Errorf("isBareGet(%q) = %v", args, got)
		}
	}
}

func TestIsDocumentation(t *testing.T) {
	for args, want := range map[string]bool{
		"doc": true, "doc -all fmt": true, "-C /x doc fmt": true, "-C=/x doc": true, "--C /x doc": true, "": false,
		"-C": false, "-C doc": false,
		"get doc": false, "build": false, "documentation": false,
	} {
		if got := isDocumentation(strings.Fields(args)); got != want {
			t.Errorf("isDocumentation(%q) = %v", args, got)
		}
	}
}

// Documentation of a package that is not there asks no network: the real go command has a proxy that would count its
// requests.
func TestDocumentationAsksNoNetwork(t *testing.T) {
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		http.NotFound(w, r)
	}))
	defer server.Close()
	t.Setenv("GOVCS", os.Getenv("GOVCS"))
	t.Setenv("GOPROXY", server.URL)
	t.Setenv("GONOSUMDB", "*")
	t.Setenv("GOFLAGS", "-mod=mod")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"),
		[]byte("module x\n\ngo 1.26\n\nrequire example.org/none v1.0.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ask := func() {
		cmd := exec.Command("go", "doc", "example.org/none.Name")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err == nil {
			t.Errorf("a package that is nowhere is documented: %s", out)
		}
	}
	ask()
	if len(asked) == 0 {
		t.Log("the go command itself asked nothing either")
	}
	for len(asked) > 0 {
		<-asked
	}
	if err := offline(); err != nil {
		t.Fatal(err)
	}
	ask()
	if len(asked) > 0 {
		t.Errorf("the go command asked for %s", <-asked)
	}
}

func TestWithImports(t *testing.T) {
	known := importable.Known{
		"pool": {{Path: "tradeoff/diversity/pool"}}, "show": {{Path: "tradeoff/kernel/show"}},
		"knn": {{Path: "example.org/mine/go-knn"}},
	}
	for _, c := range []struct {
		name, source string
		want         []string // import paths afterwards
	}{
		{"two", "package main\nfunc main() { show.Figure(pool.Omniglot()) }",
			[]string{"tradeoff/diversity/pool", "tradeoff/kernel/show"}},
		{"of another name than its folder", "package main\nvar x = knn.New()", []string{"example.org/mine/go-knn"}},
		{"in a type", "package main\ntype T struct{ P pool.Pool }", []string{"tradeoff/diversity/pool"}},
		{"imported", "package main\nimport \"example.org/pool\"\nvar P pool.Pool", []string{"example.org/pool"}},
		{"imported by name", "package main\nimport pool \"example.org/x\"\nvar P pool.Pool", []string{"example.org/x"}},
		{"local variable", "package main\nfunc main() { pool := T{}; pool.Run() }", nil},
		{"package variable", "package main\nvar pool T\nfunc main() { pool.Run() }", nil},
		{"field", "package main\nfunc main() { var x T; x.pool.Run() }", nil},
		{"unknown", "package main\nfunc main() { fmt.Println() }", nil},
		{"unused, known", "package main\nimport \"tradeoff/kernel/show\"\nfunc main() { pool.Run() }",
			[]string{"tradeoff/diversity/pool"}},
		{"unused, named", "package main\nimport kernelresultᐧ \"tradeoff/kernel/result\"\nfunc main() {}", nil},
		{"unused, of a name that is not known", "package main\nimport \"example.org/go-x\"\nfunc main() {}",
			[]string{"example.org/go-x"}},
		{"for its effects", "package main\nimport _ \"example.org/x\"\nfunc main() {}", []string{"example.org/x"}},
		{"does not parse", "package main\nfunc main() { pool.Run( }", nil},
	} {
		got, err := withImports([]byte(c.source), known)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if n := len(regexp.MustCompile(`"[a-z.]+/[^"]*"`).FindAll(got, -1)); n != len(c.want) {
			t.Errorf("%s: %d imports in\n%s", c.name, n, got)
		}
		for _, path := range c.want {
			if !strings.Contains(string(got), `"`+path+`"`) {
				t.Errorf("%s: no import of %s in\n%s", c.name, path, got)
			}
		}
	}
}

// A package that is not named as its folder is imported by its name: gonb takes the folder's for it otherwise.
func TestWithImportsNames(t *testing.T) {
	got, err := withImports([]byte("package main\n\nvar x = knn.New()\n"),
		importable.Known{"knn": {{Path: "example.org/mine/go-knn"}}})
	if err != nil || !strings.Contains(string(got), `import knn "example.org/mine/go-knn"`) {
		t.Errorf("%v:\n%s", err, got)
	}
}

func TestAddImportsWritesInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(path, []byte("package main\n\nfunc main() { must.M(nil) }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := addImports(root, "", []string{"-w", path}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(got), `"github.com/janpfeifer/must"`) {
		t.Errorf("%v:\n%s", err, got)
	}
}

func TestNextSkipsItself(t *testing.T) {
	front, behind, empty := t.TempDir(), t.TempDir(), t.TempDir()
	self := filepath.Join(front, "go")
	for _, path := range []string{self, filepath.Join(behind, "go")} {
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(self, filepath.Join(empty, "go")); err != nil {
		t.Fatal(err)
	}
	got, err := next("go", self, []string{front, empty, behind})
	if err != nil || got != filepath.Join(behind, "go") {
		t.Errorf("next = %q, %v", got, err)
	}
	if _, err := next("go", self, []string{front}); err == nil || !strings.Contains(err.Error(), "doctor") {
		t.Errorf("with nothing behind: %v", err)
	}
}
