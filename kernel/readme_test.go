package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/jupyter/ipynb"
)

// readmes are the documents that a newcomer meets, by path from the module's root.
func readmes(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range []string{"README.md", "kernel/README.md", "diversity/README.md"} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

// snippetImports are the packages that the readmes' Go uses, by the name before the dot.
func snippetImports() map[string]string {
	list := map[string]string{"fmt": "fmt", "context": "context", "must": "github.com/janpfeifer/must", "diversity": "tradeoff/diversity"}
	for _, name := range []string{"pool", "split", "theory", "backbone", "recipe", "probe", "study", "export", "cluster",
		"figure", "runner", "estimate", "laws", "worlds", "theory/backtest", "theory/design", "study/maintain",
		"pool/datasets", "suggest", "report", "pretrain"} {
		list[path.Base(name)] = "tradeoff/diversity/" + name
	}
	for _, name := range []string{"show", "picture", "page"} {
		list[name] = "tradeoff/kernel/" + name
	}
	return list
}

// program makes a cell's text a program; what the text around a call in a line of prose has declared is declared before
// it.
func program(snippet, before string) string {
	var top, body []string
	inside := false
	for line := range strings.Lines(snippet) {
		inside = inside || strings.HasPrefix(line, "func ")
		if strings.HasPrefix(line, "type ") && strings.Contains(line, "{}") {
			top = append(top, line)
			continue
		}
		if inside {
			top = append(top, line)
		} else {
			body = append(body, line)
		}
		whole := strings.HasPrefix(line, "func ") && strings.HasSuffix(strings.TrimRight(line, "\n"), "}")
		inside = inside && !whole && strings.TrimRight(line, "\n") != "}"
	}
	text := strings.Join(top, "")
	if !strings.Contains(text, "func main()") {
		text += "\nfunc main() {\n" + before + strings.Join(body, "") + "\n}\n"
	}
	imports := ""
	for name, from := range snippetImports() {
		if regexp.MustCompile(`\b` + name + `\.[A-Z]`).MatchString(text) {
			imports += fmt.Sprintf("import %q\n", from)
		}
	}
	return "package main\n\n" + imports + "\n" + text
}

// Every piece of Go in the readmes compiles: the blocks as cells, and the calls that are written out within a line.
func TestGoInREADMECompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a dozen programs")
	}
	module, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, part := range readmes(t) {
		text += part + "\n"
	}
	var programs []string
	for _, block := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		programs = append(programs, program(block[1], ""))
	}
	blocks := len(programs)
	const declared = "var s study.Study\nvar f figure.Figure\nvar ctx context.Context\n" +
		"var results, other *study.Results\nvar r report.Report\n_, _, _, _, _, _ = s, f, ctx, results, other, r\n"
	for _, span := range regexp.MustCompile("`((?:[a-z]+)\\.[A-Z]\\w*\\([^`\n]*\\))`").FindAllStringSubmatch(text, -1) {
		if !strings.Contains(span[1], "...") {
			programs = append(programs, program(span[1], declared))
		}
	}
	if blocks < 3 || len(programs) < blocks+5 {
		t.Fatalf("only %d blocks and %d calls were found", blocks, len(programs)-blocks)
	}
	compile(t, module, programs)
}

// compile type-checks programs as if they lay in the module.
func compile(t *testing.T, module string, programs []string) {
	t.Helper()
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": {}}
	var packages []string
	for i, text := range programs {
		path := filepath.Join(dir, fmt.Sprintf("%d.go", i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("readme%d", i)
		overlay["Replace"][filepath.Join(module, "kernel", name, "main.go")] = path
		packages = append(packages, "./kernel/"+name)
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		t.Fatal(err)
	}
	// Listing with -export compiles without linking.
	cmd := exec.Command("go", append([]string{"list", "-export", "-overlay", file, "-f", "{{.ImportPath}}"}, packages...)...)
	cmd.Dir = module
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
		for i, text := range programs {
			if strings.Contains(string(out), fmt.Sprintf("readme%d", i)) {
				t.Logf("readme%d:\n%s", i, text)
			}
		}
	}
}

// The commands of the section about a project of one's own are those that there are; the one that makes the project is run.
func TestProjectOfREADME(t *testing.T) {
	block := regexp.MustCompile("(?s)\n## A project of your own\n\n```sh\n(.*?)```").
		FindStringSubmatch(readmes(t)["kernel/README.md"])
	if block == nil {
		t.Fatal("there is no such section")
	}
	dir := filepath.Join(t.TempDir(), "my-tests")
	var ran []string
	for line := range strings.Lines(block[1]) {
		typed, _, _ := strings.Cut(line, "#")
		words := strings.Fields(strings.ReplaceAll(typed, "../my-tests", dir))
		if words[0] == "cd" {
			continue
		}
		name := words[len(words)-2]
		if !slices.ContainsFunc(commands(), func(c command) bool { return c.name == name }) {
			t.Errorf("%q: there is no command %q", line, name)
		}
		if name == "init" {
			var out strings.Builder
			if code := run(t.Context(), streams{in: strings.NewReader(""), out: &out, err: &out}, words[len(words)-2:]); code != 0 {
				t.Errorf("%q: exit code %d: %s", line, code, &out)
			}
		}
		ran = append(ran, name)
	}
	if _, err := os.Stat(filepath.Join(dir, "start.ipynb")); err != nil || !slices.Equal(ran, []string{"init", "run", "lab"}) {
		t.Errorf("the commands are %q, %v", ran, err)
	}
	compileNotebook(t, filepath.Join(dir, "start.ipynb"))
}

// compileNotebook type-checks the cells of a notebook.
func compileNotebook(t *testing.T, path string) {
	t.Helper()
	n, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var programs []string
	for _, c := range n.Cells {
		if c.Type == ipynb.Code {
			programs = append(programs, program(string(c.Source), ""))
		}
	}
	module, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if !testing.Short() {
		compile(t, module, programs)
	}
}
