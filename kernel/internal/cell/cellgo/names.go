package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// exportedNames are those of a package, in order; nil if it is not loaded.
func exportedNames(p *types.Package) (names []string) {
	if p == nil {
		return nil
	}
	for _, name := range p.Scope().Names() {
		if token.IsExported(name) {
			names = append(names, name)
		}
	}
	return names
}

// exported are the names of a package that the program imports.
func (h *helper) exported(name string) []string {
	if h.program.Types == nil {
		return nil
	}
	for _, p := range h.program.Types.Imports() {
		if p.Name() == name {
			return exportedNames(p)
		}
	}
	for _, p := range h.program.Imports { // the types name only what is used
		if p.Name == name || strings.HasSuffix(p.PkgPath, "/"+name) {
			return exportedNames(p.Types)
		}
	}
	return nil
}

// packageHas reports whether a package that could be imported has a name.
func (h *helper) packageHas(pkg, name string) bool {
	return slices.ContainsFunc(h.packages[pkg],
		func(path string) bool { return slices.Contains(exportedNames(load(path).Types), name) })
}

// packageNames are those that could be imported, in order.
func (h *helper) packageNames() []string { return slices.Sorted(maps.Keys(h.packages)) }

// pos is where a position of the compiler is in the file that was loaded.
func (h *helper) pos(at token.Position) token.Pos {
	if h.file == nil {
		return token.NoPos
	}
	file := h.program.Fset.File(h.file.Package)
	if at.Line < 1 || at.Line > file.LineCount() {
		return token.NoPos
	}
	return file.LineStart(at.Line) + token.Pos(at.Column-1)
}

// selectorAt is the innermost selector whose operand or name starts at a position.
func (h *helper) selectorAt(at token.Position) (found *ast.SelectorExpr) {
	pos := h.pos(at)
	if !pos.IsValid() {
		return nil
	}
	ast.Inspect(h.file, func(node ast.Node) bool {
		if s, ok := node.(*ast.SelectorExpr); ok && (s.Sel.Pos() == pos || s.X.Pos() == pos) {
			found = s
		}
		return true
	})
	return found
}

// visible are the names that can be used at a position, those that are declared nearest first.
func (h *helper) visible(at token.Position) (names []string) {
	if h.program.Types == nil {
		return builtins
	}
	scope := h.program.Types.Scope()
	if inner := scope.Innermost(h.pos(at)); inner != nil {
		scope = inner
	}
	for ; scope != nil; scope = scope.Parent() {
		for _, name := range scope.Names() {
			if !strings.Contains(name, ownMark) {
				names = append(names, name)
			}
		}
	}
	return names
}

// members are the fields and methods of an expression that can be used in a cell.
func (h *helper) members(x ast.Expr) (names []string) {
	if h.program.TypesInfo == nil {
		return nil
	}
	of := h.program.TypesInfo.TypeOf(x)
	if of == nil {
		return nil
	}
	add := func(o types.Object) {
		if o.Exported() || o.Pkg() == h.program.Types {
			names = append(names, o.Name())
		}
	}
	for _, f := range fields(of) {
		add(f)
	}
	if _, pointer := of.Underlying().(*types.Pointer); !pointer && !types.IsInterface(of) {
		of = types.NewPointer(of)
	}
	for method := range types.NewMethodSet(of).Methods() {
		add(method.Obj())
	}
	return names
}

// fields are those of a struct, or of the one that a pointer points to, and of the structs within.
func fields(of types.Type) (list []*types.Var) {
	if pointer, ok := of.Underlying().(*types.Pointer); ok {
		of = pointer.Elem()
	}
	s, ok := of.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		list = append(list, f)
		if _, pointer := f.Type().Underlying().(*types.Pointer); f.Embedded() && !pointer {
			list = append(list, fields(f.Type())...)
		}
	}
	return list
}

// fieldsAt are the fields of the composite literal around a position.
func (h *helper) fieldsAt(at token.Position) (names []string) {
	pos := h.pos(at)
	if !pos.IsValid() || h.program.TypesInfo == nil {
		return nil
	}
	var around *ast.CompositeLit
	ast.Inspect(h.file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.CompositeLit); ok && literal.Lbrace < pos && pos < literal.Rbrace {
			around = literal
		}
		return true
	})
	if around == nil || h.program.TypesInfo.TypeOf(around) == nil {
		return nil
	}
	for _, f := range fields(h.program.TypesInfo.TypeOf(around)) {
		if f.Exported() || f.Pkg() == h.program.Types {
			names = append(names, f.Name())
		}
	}
	return names
}

// standard are the import paths of Go's own packages.
var standard = sync.OnceValue(func() (paths []string) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil
	}
	source := filepath.Join(strings.TrimSpace(string(root)), "src")
	// what cannot be read is not offered
	_ = filepath.WalkDir(source, func(path string, entry os.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil || !entry.IsDir() || path == source:
			return nil
		case name == "internal" || name == "vendor" || name == "testdata" || name == "cmd" || name == "builtin":
			return filepath.SkipDir
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			relative, _ := filepath.Rel(source, path) // it is below
			paths = append(paths, filepath.ToSlash(relative))
		}
		return nil
	})
	return paths
})
