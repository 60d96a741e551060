// Package importable finds the packages that cells use by name, without an import line.
package importable

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// pinned are packages of other modules that cells use by name.
var pinned = map[string]string{
	"must":   "github.com/janpfeifer/must",
	"gonbui": "github.com/janpfeifer/gonb/gonbui",
}

// Packages maps the names of the importable packages of our module, which is in that directory, and the pinned ones, to their import paths.
func Packages(module string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("the module of the kernel is gone, run its setup again: %w", err)
	}
	root := modfile.ModulePath(text)
	found := map[string]string{}
	for name, importPath := range pinned {
		found[name] = importPath
	}
	err = filepath.WalkDir(module, func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if dir != module && !allowed(entry.Name()) {
			return fs.SkipDir
		}
		if name := packageName(dir); name != "" && name != "main" {
			relative, err := filepath.Rel(module, dir)
			found[name] = path.Join(root, filepath.ToSlash(relative))
			return err
		}
		return nil
	})
	return found, err
}

// allowed tells whether a cell, outside the module, may import packages below a directory of this name.
func allowed(name string) bool {
	return name != "internal" && name != "testdata" && name != "vendor" && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_")
}

// packageName reads the package clause of one Go file of the directory; "" if there is none.
func packageName(dir string) string {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return ""
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		if err == nil {
			return parsed.Name.Name
		}
	}
	return ""
}
