package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/funcname"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/keep"
)

// notebookCells are the cells of the committed notebooks, and of the texts of tests in this module, by where they are
// from.
func notebookCells(t testing.TB) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	paths, err := filepath.Glob("../../../../notebooks/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d notebooks, %v", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var nb struct {
			Cells []struct {
				Type   string          `json:"cell_type"`
				Source json.RawMessage `json:"source"`
			}
		}
		if err := json.Unmarshal(text, &nb); err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			var lines []string
			var whole string
			if json.Unmarshal(c.Source, &lines) != nil {
				_ = json.Unmarshal(c.Source, &whole)
			}
			if c.Type == "code" {
				found[filepath.Base(path)] = append(found[filepath.Base(path)], strings.Join(lines, "")+whole)
			}
		}
	}
	tests, _ := filepath.Glob("../../../*_test.go")
	for _, path := range tests {
		found[filepath.Base(path)] = stringsOf(t, path)
	}
	return found
}

// stringsOf are the strings in a Go file, some of which are cells.
func stringsOf(t testing.TB, path string) (list []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			var text string
			if json.Unmarshal([]byte(l.Value), &text) == nil {
				list = append(list, text)
			} else if strings.HasPrefix(l.Value, "`") {
				list = append(list, strings.Trim(l.Value, "`"))
			}
		}
		return true
	})
	return list
}

// notebook composes programs as gonb does: declarations of all cells, the last of a name, and the statements of one.
type notebook struct{ declarations map[string]string }

// program is that of a cell; "" if it is no Go.
func (n *notebook) program(code string) string {
	head, body, _ := strings.Cut(cell.Rewrite(code, nil).Code, protocol.CommandMark+"%%\n")
	head, body = withoutCommands(head), withoutCommands(body)
	source := "package main\n" + head
	file, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	if err != nil {
		return ""
	}
	at := file.FileStart
	for _, d := range file.Decls {
		n.declarations[strings.Join(declaredHere(d), " ")] = source[d.Pos()-at : d.End()-at]
	}
	keys := slices.Collect(maps.Keys(n.declarations))
	slices.SortFunc(keys, func(a, b string) int { // imports first
		return strings.Compare(n.declarations[b][:1]+a, n.declarations[a][:1]+b)
	})
	var b strings.Builder
	b.WriteString("package main\n\n")
	for _, kind := range []string{"import", ""} {
		for _, key := range keys {
			if strings.HasPrefix(n.declarations[key], "import") == (kind == "import") && key != "main" {
				b.WriteString(n.declarations[key] + "\n\n")
			}
		}
	}
	text := b.String() + "func main() {\n\tflag.Parse()\n" + body + "\n}\n"
	if _, err := parser.ParseFile(token.NewFileSet(), "", text, 0); err != nil {
		return ""
	}
	return text
}

func withoutCommands(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, protocol.CommandMark) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func declaredHere(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return []string{funcname.Of(d)}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names = append(names, name.Name)
				}
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ImportSpec:
				names = append(names, s.Path.Value)
			}
		}
	}
	return names
}

// inCell has the tests' process be that of a build of a cell, with values in a folder.
func inCell(t testing.TB, source string, running protocol.Running, index map[string]keep.Entry) (values string) {
	t.Helper()
	dir, values := filepath.Join(t.TempDir(), "gonb_x"), t.TempDir()
	text, _ := json.Marshal(running)
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, program), []byte(source), 0o644),
		os.WriteFile(filepath.Join(values, protocol.CellFile), text, 0o600)); err != nil {
		t.Fatal(err)
	}
	if index != nil {
		if err := (keep.Store{Dir: values}).Replace(index); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv(protocol.ValuesVariable, values)
	return values
}

// rewritten is a program as it is built, with what is beside it.
func rewritten(
	t testing.TB, source string, running protocol.Running, index map[string]keep.Entry,
) (changed, beside string) {
	t.Helper()
	inCell(t, source, running, index)
	if err := keepVariables(); err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	more, _ := os.ReadFile(keptFile) // there may be none
	return string(text), string(more)
}

// places are the tokens of a program by line and column.
func places(source string) map[string]string {
	found := map[string]string{}
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), nil, 0)
	for {
		pos, kind, literal := s.Scan()
		if kind == token.EOF {
			return found
		}
		at := file.Position(pos)
		if kind != token.SEMICOLON {
			found[fmt.Sprintf("%d:%d", at.Line, at.Column)] = kind.String() + " " + literal
		}
	}
}

// noImports knows no package: what comes from one is left open.
type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not here") }

// wrong are the type errors of a program, without those of packages that are not there.
func wrong(t testing.TB, sources ...string) (list []string) {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for i, source := range sources {
		if source == "" {
			continue
		}
		file, err := parser.ParseFile(fset, fmt.Sprint(i), source, 0)
		if err != nil {
			t.Fatalf("%v in\n%s", err, source)
		}
		files = append(files, file)
	}
	config := types.Config{Importer: noImports{}, Error: func(err error) {
		var e types.Error
		if !errors.As(err, &e) || e.Soft || strings.Contains(e.Msg, "could not import") || strings.Contains(e.Msg, "undefined: ") {
			return // declared or imported and not used, and what an import would bring
		}
		list = append(list, e.Msg)
	}}
	_, _ = config.Check("main", fset, files, nil) // the errors have been told
	slices.Sort(list)
	return list
}

// shownPlaces are the places of Out[3] and the like, which become one word.
func shownPlaces(source string) map[string]bool {
	found := map[string]bool{}
	for i, line := range strings.Split(source, "\n") {
		for _, at := range outs.FindAllStringIndex(line, -1) {
			for column := at[0]; column < at[1]; column++ {
				found[fmt.Sprintf("%d:%d", i+1, column+1)] = true
			}
		}
	}
	return found
}

var outs = regexp.MustCompile(`\bOut\[[0-9]+\]`)

// TestEachCellCompilesAsBefore rewrites all cells of notebooks and tests: each is Go afterwards, no word of the user has
// another line or column, and no error of the types has come.
func TestEachCellCompilesAsBefore(t *testing.T) {
	count, every := 0, 1
	if testing.Short() {
		every = 10
		t.Log("every tenth cell, because of -short")
	}
	for from, cells := range notebookCells(t) {
		n := &notebook{map[string]string{}}
		for i, code := range cells {
			if i%every != 0 {
				continue
			}
			source := n.program(code)
			if source == "" {
				continue
			}
			count++
			changed, beside := rewritten(t, source, cell.Running(code, 1), nil)
			if strings.Count(changed, "\n") != strings.Count(source, "\n") {
				t.Errorf("%s: another number of lines:\n%s\n%s", from, source, changed)
			}
			after, shown := places(changed), shownPlaces(source)
			for at, word := range places(source) {
				if after[at] != word && !shown[at] && !(word == ":= :=" || strings.HasPrefix(word, ":= ") || strings.HasPrefix(word, "var")) {
					t.Errorf("%s: at %s is %q, want %q:\n%s", from, at, after[at], word, changed)
				}
			}
			before, now := wrong(t, source), wrong(t, changed, beside)
			for _, message := range now {
				if !slices.Contains(before, message) {
					t.Errorf("%s: %s\n%s\n%s", from, message, changed, beside)
				}
			}
		}
	}
	t.Logf("%d cells", count)
	if count < 200 {
		t.Errorf("%d cells were rewritten", count)
	}
}
