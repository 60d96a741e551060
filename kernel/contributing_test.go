package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pasted is a section of CONTRIBUTING.md that is followed to the letter: files to paste, then commands.
type pasted struct {
	title    string
	files    map[string]string
	commands string
}

// recipes reads them: a path in back quotes and a colon name the file of the block of Go below.
func recipes(t *testing.T) []pasted {
	t.Helper()
	text, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "\n## Recipes\n")
	var all []pasted
	for section := range strings.SplitSeq(after, "\n### ") {
		title, body, _ := strings.Cut(section, "\n")
		r := pasted{title: title, files: map[string]string{}}
		for _, block := range regexp.MustCompile("(?ms)^`([^`]+\\.go)`:\n\n```go\n(.*?)^```$").FindAllStringSubmatch(body, -1) {
			r.files[block[1]] = block[2]
		}
		for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(body, -1) {
			r.commands += block[1]
		}
		if blocks := strings.Count(body, "\n```go\n"); blocks != len(r.files) {
			t.Errorf("%s: %d of %d blocks of Go have a path", title, len(r.files), blocks)
		}
		if len(r.files) > 0 {
			all = append(all, r)
		}
	}
	if len(all) != 5 {
		t.Fatalf("%d recipes, want those of a law, a probe, a backbone, a pool and a figure", len(all))
	}
	return all
}

// TestRecipesOfCONTRIBUTINGBuild: the files of all recipes together are formatted, new in this tree, and compile, tests
// included.
func TestRecipesOfCONTRIBUTINGBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the packages of five recipes and their tests")
	}
	module, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir, overlay, packages := t.TempDir(), map[string]map[string]string{"Replace": {}}, map[string]bool{}
	for _, r := range recipes(t) {
		for name, text := range r.files {
			target := filepath.Join(module, filepath.FromSlash(name))
			if _, err := os.Stat(target); err == nil {
				t.Errorf("%s: %s is there already", r.title, name)
			}
			path := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			overlay["Replace"][target] = path
			packages["./"+filepath.ToSlash(filepath.Dir(name))] = true
		}
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		t.Fatal(err)
	}
	// Listing with -export compiles without linking; go vet would enter folders that only the overlay has.
	args := []string{"list", "-export", "-test", "-f", "{{.ImportPath}}", "-overlay", file}
	for name := range packages {
		args = append(args, name)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = module
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := exec.Command("gofmt", "-l", dir).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("gofmt: %v\n%s", err, out)
	}
}

// TestIntegrationRecipesOfCONTRIBUTING follows every recipe to the letter in a clean copy of this tree: files pasted,
// commands run.
func TestIntegrationRecipesOfCONTRIBUTING(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to follow the recipes in a copy of this tree: takes minutes")
	}
	if os.Getenv("DIVERSITY_LONG") == "" {
		t.Skip("the recipes compile a copy of this tree: set DIVERSITY_LONG=1 to follow them")
	}
	tree := copyOfTheTree(t)
	for _, r := range recipes(t) {
		t.Run(r.title, func(t *testing.T) { r.follow(t, tree) })
	}
}

// follow pastes the files and runs the commands, each of which must succeed; gofmt must list nothing, and a test must
// be found.
func (r pasted) follow(t *testing.T, tree string) {
	for name, text := range r.files {
		path := filepath.Join(tree, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(r.commands) {
		cmd := exec.Command("bash", "-c", line)
		cmd.Dir = tree
		out, err := cmd.CombinedOutput()
		words := strings.TrimSpace(string(out))
		if err != nil || strings.HasPrefix(line, "gofmt") && words != "" || strings.Contains(words, "no tests to run") {
			t.Errorf("%s: %v: %s", strings.TrimSpace(line), err, words)
		}
	}
}
