package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// carryOn are the documents for people who carry on; their paths are from the root.
func carryOn(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range []string{"CONTRIBUTING.md", "CHANGELOG.md", "STABILITY.md", "RELEASE.md"} {
		text, err := os.ReadFile(filepath.Join("..", ".github", name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

// exportedNames are the names that the packages for users export: of a package, of a type's methods and of its
// fields.
func exportedNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, root := range []string{"../diversity", "show", "picture", "page", "result"} {
		if err := addNamesBelow(names, root); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

func addNamesBelow(names map[string]bool, root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "internal" || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			addExported(names, file.Name.Name, declared)
		}
		return nil
	})
}

func addExported(names map[string]bool, pkg string, declared ast.Decl) {
	switch d := declared.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			receiver := d.Recv.List[0].Type
			if star, is := receiver.(*ast.StarExpr); is {
				receiver = star.X
			}
			if ident, is := receiver.(*ast.Ident); is {
				name = ident.Name + "." + name
			}
		}
		names[pkg+"."+name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, ident := range s.Names {
					names[pkg+"."+ident.Name] = true
				}
			case *ast.TypeSpec:
				names[pkg+"."+s.Name.Name] = true
				addFields(names, pkg+"."+s.Name.Name, s.Type)
			}
		}
	}
}

func addFields(names map[string]bool, name string, kind ast.Expr) {
	s, is := kind.(*ast.StructType)
	if !is {
		return
	}
	for _, field := range s.Fields.List {
		for _, ident := range field.Names {
			names[name+"."+ident.Name] = true
		}
	}
}

// goName matches a name with its package in a span of code, called or not.
var goName = regexp.MustCompile(`^([a-z]+(?:\.[A-Z]\w*)+)(?:[({].*)?$`)

// spans are the spans of code of a document outside its blocks.
func spans(text string) (all []string) {
	text = regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllString(text, "")
	for _, span := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(text, -1) {
		all = append(all, span[1])
	}
	return all
}

// TestNamesOfCarryOnExist finds every path, command, flag, variable and Go name that the documents give. In the table of renamed
// names what is new exists and what is old does not.
func TestNamesOfCarryOnExist(t *testing.T) {
	names, found := exportedNames(t), 0
	for document, text := range carryOn(t) {
		for line := range strings.Lines(text) {
			current := line
			if cells := strings.Split(line, " | "); document == "CHANGELOG.md" && strings.HasPrefix(line, "| `") && len(cells) == 2 {
				current = cells[1]
				for _, span := range spans(cells[0]) {
					if names[span] {
						t.Errorf("%s: %s is called an old name, and exists", document, span)
					}
				}
			}
			for _, span := range spans(current) {
				if m := goName.FindStringSubmatch(span); m != nil && !isFile(m[1]) {
					found++
					if !names[m[1]] && !strings.HasPrefix(m[1], "results.") {
						t.Errorf("%s: there is no %s", document, m[1])
					}
				}
			}
		}
	}
	if found < 90 {
		t.Errorf("only %d names of Go were found", found)
	}
}

// isFile tells files such as go.mod from names of Go.
func isFile(name string) bool { return !strings.ContainsAny(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") }

// ofRecipes tells the paths that only following a recipe makes.
func ofRecipes(t *testing.T) map[string]bool {
	paths := map[string]bool{}
	for _, r := range recipes(t) {
		for name := range r.files {
			paths[name] = true
		}
	}
	return paths
}

func TestPathsOfCarryOnExist(t *testing.T) {
	made, found := ofRecipes(t), 0
	path := regexp.MustCompile(`^(?:diversity|kernel|notebooks|\.ci|\.github|\.binder)(?:/[\w.-]+)*$|^(?:go\.mod|README\.md|\.golangci\.yml)$`)
	for document, text := range carryOn(t) {
		for _, span := range spans(text) {
			for word := range strings.FieldsSeq(span) {
				word = strings.TrimSuffix(strings.TrimPrefix(word, "./"), "/...")
				if !path.MatchString(word) || made[word] || strings.Contains(word, "NAME") {
					continue
				}
				found++
				if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(word))); err != nil {
					t.Errorf("%s names %s: %v", document, word, err)
				}
			}
		}
		for _, link := range regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join("../.github", filepath.FromSlash(link[1]))); err != nil {
				t.Errorf("%s links %s: %v", document, link[1], err)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d paths were found", found)
	}
}

func TestCommandsOfCarryOnExist(t *testing.T) {
	var known []string
	for _, c := range commands() {
		known = append(known, c.name)
	}
	code := everyGoText(t)
	found := 0
	for document, text := range carryOn(t) {
		for _, m := range regexp.MustCompile(`(?:go run \./kernel|go tool kernel|kernel@v0\.X\.Y) ([a-z-]+)( [^`+"`"+`\n]*)?`).FindAllStringSubmatch(text, -1) {
			found++
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s: there is no command %s", document, m[1])
			}
			for _, option := range regexp.MustCompile(` --([a-z-]+)`).FindAllStringSubmatch(m[2], -1) {
				if !strings.Contains(code, `("`+option[1]+`",`) {
					t.Errorf("%s: no command has the option --%s", document, option[1])
				}
			}
		}
		for _, variable := range regexp.MustCompile(`\bDIVERSITY_[A-Z]+\b`).FindAllString(text, -1) {
			if !strings.Contains(code, `"`+variable+`"`) {
				t.Errorf("%s: nothing reads %s", document, variable)
			}
		}
		for _, m := range regexp.MustCompile("`\\.ci/run ([a-z ]+)`").FindAllStringSubmatch(text, -1) {
			for step := range strings.FieldsSeq(m[1]) {
				if step != "long" && !slices.Contains(ciSteps(), step) {
					t.Errorf("%s: .ci/run has no step %s", document, step)
				}
			}
		}
	}
	if found < 9 {
		t.Errorf("only %d commands were found", found)
	}
	for _, name := range regexp.MustCompile(`-run '?(Test\w+)`).FindAllStringSubmatch(carryOn(t)["CONTRIBUTING.md"], -1) {
		if !strings.Contains(code, "func "+name[1]+"(") {
			t.Errorf("CONTRIBUTING.md: there is no test %s", name[1])
		}
	}
}

// everyGoText is the Go of the product and its tests, less this test.
func everyGoText(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, root := range []string{".", "../diversity"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || path == "carryon_test.go" {
				return err
			}
			text, err := os.ReadFile(path)
			all.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// TestREADMELinksCarryOn finds the documents in README.
func TestREADMELinksCarryOn(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range carryOn(t) {
		if !strings.Contains(string(text), "(.github/"+name+")") {
			t.Errorf("README has no link to %s", name)
		}
	}
}
