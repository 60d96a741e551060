package main

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"tradeoff/kernel/internal/cell/importable"

	"golang.org/x/tools/go/ast/astutil"
)

// addImports adds the imports that the Go files among args need from our module and the user's, in place. A file that
// does not parse is left to goimports, whose message the user knows; so is everything if the module directory is not
// known.
func addImports(library, project string, args []string) error {
	if library == "" {
		return nil
	}
	var known importable.Known
	for _, file := range args {
		if !strings.HasSuffix(file, ".go") {
			continue
		}
		if known == nil {
			var err error
			if known, err = importable.Find(library, project); err != nil {
				return err
			}
		}
		if err := addTo(file, known); err != nil {
			return err
		}
	}
	return nil
}

func addTo(path string, known importable.Known) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := withImports(source, known.Without(keptNames(path)))
	if err != nil || bytes.Equal(changed, source) {
		return err
	}
	return os.WriteFile(path, changed, 0o644)
}

// withImports returns the source with an import for every package name that is used but not declared, where it is
// known, and without imports of earlier cells that are not used: the real goimports would list packages before it takes
// one out.
func withImports(source []byte, known importable.Known) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments)
	if err != nil {
		return source, nil //nolint:nilerr // the compiler reports it with the lines of the cell
	}
	changed := false
	used := usedPackages(file)
	for _, name := range slices.Sorted(maps.Keys(used)) {
		path := known.Choose(name, used[name])
		if path != "" && astutil.AddNamedImport(fset, file, alias(name, path), path) {
			changed = true
		}
	}
	for _, spec := range unused(file, known) {
		if astutil.DeleteNamedImport(fset, file, spec.name, spec.path) {
			changed = true
		}
	}
	if !changed {
		return source, nil
	}
	var out bytes.Buffer
	err = format.Node(&out, fset, file)
	return out.Bytes(), err
}

// alias is the name that an import needs: none where the path ends with it.
func alias(name, importPath string) string {
	if path.Base(importPath) == name {
		return ""
	}
	return name
}

// usedPackages lists names x of selectors x.Exported where x is declared neither in the file nor by an import, with
// what they select.
func usedPackages(file *ast.File) map[string][]string {
	unresolved := map[*ast.Ident]bool{}
	for _, ident := range file.Unresolved {
		unresolved[ident] = true
	}
	imported := importedNames(file)
	names := map[string][]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && unresolved[x] && selector.Sel.IsExported() && !imported[x.Name] {
			names[x.Name] = append(names[x.Name], selector.Sel.Name)
		}
		return true
	})
	return names
}

// named is an import and the name that it has there, "" if it is that of the package.
type named struct{ name, path string }

// unused lists imports whose names are sure, by themselves or because we know the package, and do not occur.
func unused(file *ast.File, known importable.Known) (list []named) {
	used := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if x, ok := selector.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	byPath := map[string]string{}
	for name, list := range known {
		for _, p := range list {
			byPath[p.Path] = name
		}
	}
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		alias, name := "", byPath[path]
		if spec.Name != nil {
			alias, name = spec.Name.Name, spec.Name.Name
		}
		if name != "" && name != "_" && name != "." && !used[name] {
			list = append(list, named{alias, path})
		}
	}
	return list
}

// importedNames guesses the name of an import without one as goimports does at first: the last element of its path.
func importedNames(file *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, spec := range file.Imports {
		if spec.Name != nil {
			names[spec.Name.Name] = true
			continue
		}
		path := strings.Trim(spec.Path.Value, `"`)
		names[path[strings.LastIndex(path, "/")+1:]] = true
	}
	return names
}
