package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// withoutExample are the entry points that can have none, with the reason.
var withoutExample = map[string]string{
	"runner.InstallDevice": "it downloads a plugin for the devices of the machine",
}

// entryPoints are what a package gives and what its examples are of.
type entryPoints struct {
	functions, examples map[string]bool
	silent              []string // examples that are not run, having no output
}

// publicPackages reads the packages that a notebook or a user's program imports.
func publicPackages(t *testing.T) map[string]*entryPoints {
	t.Helper()
	all := map[string]*entryPoints{}
	for _, root := range []string{"../diversity", "show", "picture", "result"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "internal" || entry.Name() == "testdata"):
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(path, ".go"):
				return nil
			}
			return addEntryPoints(all, path)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func addEntryPoints(all map[string]*entryPoints, path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	folder := filepath.ToSlash(filepath.Dir(path))
	if all[folder] == nil {
		all[folder] = &entryPoints{functions: map[string]bool{}, examples: map[string]bool{}}
	}
	e := all[folder]
	if strings.HasSuffix(path, "_test.go") {
		e.addExamples(file)
		return nil
	}
	for _, declared := range file.Decls {
		if f, is := declared.(*ast.FuncDecl); is && f.Recv == nil && f.Name.IsExported() {
			e.functions[file.Name.Name+"."+f.Name.Name] = true
		}
	}
	return nil
}

// addExamples keeps the names that examples are of: those of ExampleRun_twice and ExampleRun are one.
func (e *entryPoints) addExamples(file *ast.File) {
	of := strings.TrimSuffix(file.Name.Name, "_test")
	for _, declared := range file.Decls {
		f, is := declared.(*ast.FuncDecl)
		if !is || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Example") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(f.Name.Name, "Example"), "_")
		e.examples[of+"."+name] = true
		if !printed(file, f) {
			e.silent = append(e.silent, of+"."+f.Name.Name)
		}
	}
}

// printed finds the comment that has what an example prints.
func printed(file *ast.File, f *ast.FuncDecl) bool {
	for _, group := range file.Comments {
		text := strings.ToLower(strings.TrimSpace(group.Text()))
		if f.Body.Pos() < group.Pos() && group.End() < f.Body.End() &&
			(strings.HasPrefix(text, "output:") || strings.HasPrefix(text, "unordered output:")) {
			return true
		}
	}
	return false
}

// TestEntryPointsHaveAnExample wants an example with its output of every exported function, and one at least of every
// package; a reason for an exception must still be needed.
func TestEntryPointsHaveAnExample(t *testing.T) {
	exceptions, functions := maps.Clone(withoutExample), 0
	for folder, e := range publicPackages(t) {
		functions += len(e.functions)
		if len(e.examples) == 0 {
			t.Errorf("%s has no example", folder)
		}
		if len(e.silent) > 0 {
			t.Errorf("examples without an output are not run: %v", e.silent)
		}
		for _, name := range slices.Sorted(maps.Keys(e.functions)) {
			if _, reason := exceptions[name]; !e.examples[name] && !reason {
				t.Errorf("%s has no example", name)
			} else if !e.examples[name] {
				delete(exceptions, name)
			}
		}
	}
	if len(exceptions) > 0 {
		t.Errorf("no reason is needed for %v", exceptions)
	}
	if functions < 150 {
		t.Errorf("only %d functions were found", functions)
	}
}
