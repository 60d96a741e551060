package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/modpath"
)

// stranger is somebody with a project of their own, in a folder with an odd name.
type stranger struct {
	*laboratory
	dir string
}

// dependency is a module that is small and not one of ours.
const dependency = "rsc.io/quote"

// newStranger makes a project with a package of its own, whose folder is not called as it is.
func newStranger(t *testing.T) *stranger {
	t.Helper()
	s := newStrangerOf(t, "example.org/mine")
	s.put(t, "go-knn/knn.go", "// Package knn finds neighbours.\npackage knn\n\n// Nearest is how many are asked.\nfunc Nearest() int { return 7 }\n")
	return s
}

// newStrangerOf makes a project at a module path.
func newStrangerOf(t *testing.T, module string) *stranger {
	t.Helper()
	s := &stranger{newLaboratory(t), filepath.Join(t.TempDir(), "my tests, ü")}
	if code, out := s.call(t, "init", s.dir, "--module", module); code != 0 ||
		!strings.Contains(out, "go tool kernel run start.ipynb") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	return s
}

func (s *stranger) put(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// notebook moves a new notebook into a folder of the project.
func (s *stranger) notebook(t *testing.T, cells ...string) string {
	t.Helper()
	text, err := os.ReadFile(write(t, cells...))
	if err != nil {
		t.Fatal(err)
	}
	s.put(t, "deep/er/mine.ipynb", string(text))
	return filepath.Join(s.dir, "deep", "er", "mine.ipynb")
}

func (s *stranger) mod(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestIntegrationProject is a stranger's project: made, with a package and a dependency of its own, run, verified, as a
// page, with a study whose workers are processes; the clone stays as it was.
func TestIntegrationProject(t *testing.T) {
	s := newStranger(t)
	clone, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	before := read2(t, clone, "go.mod", "go.sum")
	t.Run("start", s.start)
	t.Run("packages", s.packages)
	t.Run("study", s.study)
	t.Run("errors", s.errors)
	t.Run("get", s.get)
	t.Run("without", s.without)
	if after := read2(t, clone, "go.mod", "go.sum"); !slices.Equal(after, before) {
		t.Error("the clone's go.mod or go.sum has changed")
	}
}

func read2(t *testing.T, dir string, names ...string) (texts []string) {
	t.Helper()
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

// start runs the notebook that comes with the project, by the command that the project has, without a network.
func (s *stranger) start(t *testing.T) {
	cmd := exec.Command("go", "tool", "kernel", "run", "start.ipynb", "--html", "page.html")
	cmd.Dir, cmd.Env = s.dir, s.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if code, out := s.call(t, "verify", filepath.Join(s.dir, "start.ipynb")); code != 0 ||
		!strings.Contains(out, "2 figures agree") {
		t.Errorf("verify: exit code %d\n%s", code, out)
	}
	if page, err := os.ReadFile(filepath.Join(s.dir, "page.html")); err != nil ||
		!strings.Contains(string(page), "A first draw") {
		t.Errorf("the page: %v", err)
	}
	cmd = exec.Command("go", "vet", "./...")
	cmd.Dir, cmd.Env = s.dir, s.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go vet in the project: %v: %s", err, out)
	}
}

// packages of the project need no import line, beside ours, and a change of them is seen by the next cell.
func (s *stranger) packages(t *testing.T) {
	path := s.notebook(t, "%%\nfmt.Println(knn.Nearest(), diversity.Size{Classes: 2, PerClass: 3})", everyName,
		"!sed -i 's/7/8/' ../../go-knn/knn.go", "%%\nfmt.Println(knn.Nearest())",
		"import mine \"example.org/mine/go-knn\"\n%%\nfmt.Println(mine.Nearest())")
	if code, out := s.call(t, "run", path); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if got := stdout(t, path); !strings.HasPrefix(got, "7 ") || !strings.HasSuffix(got, "\n8\n8\n") {
		t.Errorf("the cells wrote %q", got)
	}
}

// study computes in worker processes, as from any notebook.
func (s *stranger) study(t *testing.T) {
	path := s.notebook(t, "//", `%%
mine := study.Study{
	Name: "mine", Pool: pool.Omniglot().Background(), Tasks: []split.Task{split.FewShot(pool.Omniglot().Evaluation(), 5, 5)},
	Backbone: backbone.MLP{}, Recipe: recipe.Recipe{Epochs: 1}, Probes: []probe.Probe{probe.Ridge{}},
	Sizes: []diversity.Size{{Classes: 8, PerClass: 4}, {Classes: 4, PerClass: 8}}, Repeats: 1,
}
results := must.M1(mine.Run(show.Context(), study.RunOptions{}))
fmt.Println(len(must.M1(results.Points(study.Metric{}))), "points")`)
	if code, out := s.call(t, "run", path); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if got := stdout(t, path); !strings.Contains(got, "2 points\n") {
		t.Errorf("the cells wrote %q", got)
	}
}

// errors about packages name the project's go.mod, and what adds one there.
func (s *stranger) errors(t *testing.T) {
	mod := filepath.Join(s.dir, "go.mod")
	for source, want := range map[string]string{
		"import \"example.org/none\"\n%%\nnone.X()":      "package example.org/none is in no module that " + mod + " requires: get it with a cell `!go get example.org/none@latest`",
		"import \"example.org/mine/none\"\n%%\nnone.X()": mod,
		"import \"nosuch/thing\"\n%%\nthing.X()":         "package nosuch/thing is not in std, nor in the module of " + mod,
		"%%\nknn.Neerest()":                              "did you mean Nearest?",
	} {
		if code, out := s.call(t, "run", s.notebook(t, "//", source)); code != exitFailed || !strings.Contains(out, want) {
			t.Errorf("%q: exit code %d, want %q:\n%s", source, code, want, out)
		}
	}
}

// get adds a dependency to the project's go.mod, and to no other, from a cell; the next cell uses it without a restart.
func (s *stranger) get(t *testing.T) {
	online := *s.laboratory
	online.env = slices.DeleteFunc(slices.Clone(s.env), func(v string) bool {
		return regexp.MustCompile(`^(GOPROXY=off|GOSUMDB=off|HTTPS?_PROXY=http://127\.0\.0\.1:1)$`).MatchString(v)
	})
	path := s.notebook(t, "!go get "+dependency+"@v1.5.2", "import \""+dependency+"\"\n%%\nfmt.Println(quote.Go())")
	if code, out := online.call(t, "run", path); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	const proverb = "Don't communicate by sharing memory, share memory by communicating.\n"
	if got := stdout(t, path); !strings.HasSuffix(got, proverb) {
		t.Errorf("the cells wrote %q", got)
	}
	if !strings.Contains(s.mod(t), dependency+" v1.5.2") {
		t.Errorf("go.mod has no %s:\n%s", dependency, s.mod(t))
	}
	// What is there needs no network.
	again := s.notebook(t, "import \""+dependency+"\"\n%%\nfmt.Println(quote.Go())")
	if code, out := s.call(t, "run", again); code != 0 || stdout(t, again) != proverb {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if code, out := s.call(t, "verify", again); code != 0 {
		t.Errorf("verify: exit code %d\n%s", code, out)
	}
}

// without the requirement the notebook has the clone, and the command says so, with the line to add.
func (s *stranger) without(t *testing.T) {
	path := s.notebook(t, "%%\nfmt.Println(diversity.Size{Classes: 2, PerClass: 3}.Total())")
	s.put(t, "deep/go.mod", "module example.org/deep\n\ngo 1.26\n")
	defer os.Remove(filepath.Join(s.dir, "deep", "go.mod"))
	code, out := s.call(t, "run", path)
	for _, want := range []string{filepath.Join(s.dir, "deep", "go.mod"), "`require " + modpath.Own() + " v0.0.0`",
		"instead"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, out)
		}
	}
	if got := stdout(t, path); got != "6\n" {
		t.Errorf("the cells wrote %q", got)
	}
	var nb any
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &nb) != nil || strings.Contains(string(text), "does not require") {
		t.Errorf("the outputs have this machine's paths: %v %s", err, text)
	}
}
