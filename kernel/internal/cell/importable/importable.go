// Package importable finds the packages that cells use by name, without an import line.
package importable

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"tradeoff/kernel/internal/files"
)

// Package is one that a cell can import.
type Package struct {
	Path string
	Dir  string // with its source; "" for one of another module
}

// Known are packages by their names; of a name that is taken twice the user's package comes first.
type Known map[string][]Package

// pinned are packages of other modules that cells use by name.
func pinned() Known {
	return Known{
		"must":   {{Path: "github.com/janpfeifer/must"}},
		"gonbui": {{Path: "github.com/janpfeifer/gonb/gonbui"}},
	}
}

// Find lists the packages of our module, which is in the directory library, the pinned ones, and those of the user's
// module, whose directory is "" where there is none.
func Find(library, project string) (Known, error) {
	known := pinned()
	ours, err := packagesOf(library, mostEntries)
	if err != nil {
		return nil, fmt.Errorf("the module of the kernel is gone, run its setup again: %w", err)
	}
	known.addBefore(ours)
	if project == "" || project == library {
		return known, nil
	}
	mine, err := packagesOf(project, mostEntries)
	if err != nil {
		return nil, err
	}
	known.addBefore(mine)
	return known, nil
}

// addBefore puts packages before those of the same name.
func (k Known) addBefore(others Known) {
	for name, list := range others {
		k[name] = append(list, k[name]...)
	}
}

// Without are the packages without those of some names.
func (k Known) Without(names []string) Known {
	if len(names) == 0 {
		return k
	}
	others := maps.Clone(k)
	for _, name := range names {
		delete(others, name)
	}
	return others
}

// Paths are the import paths by name.
func (k Known) Paths() map[string]string {
	paths := map[string]string{}
	for name, list := range k {
		paths[name] = list[0].Path
	}
	return paths
}

// Choose returns the import path for a name of which a program uses these members. Of two packages it is that which
// declares them all, the user's rather than ours; "" if there is no package of the name.
func (k Known) Choose(name string, members []string) string {
	list := k[name]
	for _, p := range list[:max(0, len(list)-1)] {
		if p.Declares(members) {
			return p.Path
		}
	}
	switch {
	case len(list) == 0:
		return ""
	case len(list) > 1 && !list[len(list)-1].Declares(members):
		return list[0].Path // the compiler says what it lacks
	}
	return list[len(list)-1].Path
}

// Declares reports whether the package declares all these names.
func (p Package) Declares(members []string) bool {
	declared := map[string]bool{}
	for _, file := range sources(p.Dir) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range parsed.Decls {
			declaredBy(d, declared)
		}
	}
	return !slices.ContainsFunc(members, func(name string) bool { return !declared[name] })
}

// declaredBy adds the names that a declaration declares in its package.
func declaredBy(d ast.Decl, names map[string]bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names[d.Name.Name] = names[d.Name.Name] || d.Recv == nil
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names[name.Name] = true
				}
			}
		}
	}
}

const (
	// mostEntries bounds the search of a module, whose folders may hold a million images beside its packages.
	mostEntries = 20000
	// mostModBytes is more than any go.mod has.
	mostModBytes = 4 << 20
)

// packagesOf lists the importable packages of a module, those near its root first: beyond so many files they need an
// import line.
func packagesOf(module string, most int) (Known, error) {
	text, err := files.Read(filepath.Join(module, "go.mod"), mostModBytes)
	if err != nil {
		return nil, err
	}
	root, found, seen := modfile.ModulePath(text), Known{}, 0
	for queue := []string{""}; len(queue) > 0 && seen < most; queue = queue[1:] {
		dir := filepath.Join(module, queue[0])
		entries, err := readDir(dir, most-seen)
		if err != nil && queue[0] == "" {
			return nil, err
		}
		seen += len(entries)
		if queue[0] != "" && hasFile(entries, "go.mod") { // another module
			continue
		}
		if name := packageName(dir, entries); name != "" && name != "main" && found[name] == nil {
			found[name] = []Package{{path.Join(root, filepath.ToSlash(queue[0])), dir}}
		}
		for _, entry := range entries {
			if entry.IsDir() && allowed(entry.Name()) {
				queue = append(queue, filepath.Join(queue[0], entry.Name()))
			}
		}
	}
	return found, nil
}

// readDir reads at most so many entries of a folder, in the order of their names.
func readDir(dir string, most int) ([]os.DirEntry, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(most)
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

func hasFile(entries []os.DirEntry, name string) bool {
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == name && !e.IsDir() })
}

// allowed reports whether a cell, outside the module, may import packages below a directory of this name.
func allowed(name string) bool {
	return name != "internal" && name != "testdata" && name != "vendor" && !strings.HasPrefix(name, ".") &&
		!strings.HasPrefix(name, "_")
}

// isSource tells the Go files of a package from others and its tests.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, ".") &&
		!strings.HasPrefix(name, "_")
}

// sources are the Go files of a package.
func sources(dir string) (paths []string) {
	if dir == "" {
		return nil
	}
	entries, _ := readDir(dir, mostEntries) // of what cannot be read nothing is declared
	for _, entry := range entries {
		if isSource(entry.Name()) && entry.Type().IsRegular() {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths
}

// packageName reads the package clause of one Go file of the directory; "" if there is none.
func packageName(dir string, entries []os.DirEntry) string {
	for _, entry := range entries {
		if !isSource(entry.Name()) || !entry.Type().IsRegular() {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, entry.Name()), nil, parser.PackageClauseOnly)
		if err == nil {
			return parsed.Name.Name
		}
	}
	return ""
}
