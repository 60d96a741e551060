package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// hoist makes variables of the package of what the cell's statements define and functions use, so that these see it. It
// returns their names. Types are looked up only where there are such.
func (pl *plan) hoist(f *goFile, changes *[]change) map[string]bool {
	if pl.s.running.OwnMain {
		return nil
	}
	statements := pl.hoistable()
	if len(statements) == 0 {
		return nil
	}
	hoisted := map[string]bool{}
	for name, typ := range pl.typesOf(statements) {
		hoisted[name] = true
		pl.kept = slices.DeleteFunc(pl.kept, func(kept string) bool { return kept == name && typ.replaces })
		pl.loaded = slices.DeleteFunc(pl.loaded, func(kept string) bool { return kept == name && typ.replaces })
		if typ.replaces {
			for alias, path := range typ.imports {
				f.imports[alias] = path
			}
			f.addf("var %s %s\n", name, typ.text)
		}
	}
	for _, s := range statements {
		*changes = append(*changes, pl.assigned(s, hoisted)...)
	}
	return hoisted
}

// hoistable are the statements of main that define what functions or initialisers use as a variable of the package, and
// with them all that define one of the same names.
func (pl *plan) hoistable() []ast.Stmt {
	used := map[string]bool{}
	for _, u := range pl.p.units {
		if u.node == ast.Node(pl.p.main) || !pl.reached[u.names[0]] {
			continue
		}
		for name := range u.uses {
			kind, declared := pl.p.kinds[name]
			used[name] = used[name] || !declared || kind == token.VAR
		}
	}
	var list []ast.Stmt
	for grew := true; grew; {
		grew = false
		for _, s := range pl.p.main.Body.List {
			names := bound(s)
			if slices.Contains(list, s) || !slices.ContainsFunc(names, func(id *ast.Ident) bool { return used[id.Name] }) {
				continue
			}
			list, grew = append(list, s), true
			for _, id := range names {
				used[id.Name] = true
			}
		}
	}
	return list
}

// hoistedType is the type of a hoisted variable as Go.
type hoistedType struct {
	text     string
	imports  map[string]string
	replaces bool // no other declaration of the variable has this type
}

// typesOf are the types of what statements define; none of anything if one of them cannot be written, or is another one
// than that of a variable that an earlier cell declared: then the functions go on with theirs.
func (pl *plan) typesOf(statements []ast.Stmt) map[string]hoistedType {
	loaded := pl.check()
	if loaded == nil {
		return nil
	}
	found := map[string]hoistedType{}
	for _, s := range statements {
		for _, id := range bound(s) {
			t := definedType(loaded, pl.p.fset.Position(id.Pos()))
			if t == nil {
				if _, again := found[id.Name]; again {
					continue // x, err := f(), after another err
				}
				return nil
			}
			text, imports, ok := expressionOf(t)
			if _, twice := found[id.Name]; !ok || twice {
				return nil
			}
			known := pl.p.kinds[id.Name] == token.VAR && !slices.Contains(pl.kept, id.Name)
			if known && !sameType(loaded, id.Name, t) {
				return nil
			}
			found[id.Name] = hoistedType{text, imports, !known}
		}
	}
	return found
}

// check type-checks the program as it stands, with what is kept, and gives it back as it was.
func (pl *plan) check() *packages.Package {
	if err := writeKept(keptFile, pl.declared()); err != nil {
		return nil
	}
	defer os.Remove(keptFile)
	return load(".")
}

// definedType is the type of the variable that is defined at a place of the program.
func definedType(loaded *packages.Package, at token.Position) types.Type {
	if loaded.TypesInfo == nil {
		return nil
	}
	for id, o := range loaded.TypesInfo.Defs {
		here := loaded.Fset.Position(id.Pos())
		if o != nil && here.Line == at.Line && here.Column == at.Column && strings.HasSuffix(here.Filename, program) {
			return o.Type()
		}
	}
	return nil
}

// sameType compares with a variable of the package.
func sameType(loaded *packages.Package, name string, t types.Type) bool {
	o := loaded.Types.Scope().Lookup(name)
	return o != nil && types.Identical(o.Type(), t)
}

// expressionOf writes a type as Go, with imports under names of their own.
func expressionOf(t types.Type) (text string, imports map[string]string, ok bool) {
	imports = map[string]string{}
	text = types.TypeString(t, func(p *types.Package) string {
		if p.Path() == "main" || p.Name() == "main" {
			return ""
		}
		alias := programName + strings.Map(letterOr_, p.Path())
		imports[alias] = p.Path()
		return alias
	})
	ok = !strings.Contains(text, "invalid type") && text != "untyped nil" && exportedOnly(t)
	return text, imports, ok
}

func letterOr_(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}

// exportedOnly reports whether no type of another package has a name that cannot be written here.
func exportedOnly(t types.Type) bool {
	switch t := t.(type) {
	case *types.Named:
		o := t.Obj()
		return o.Pkg() == nil || o.Exported() || o.Pkg().Name() == "main" && o.Parent() == o.Pkg().Scope()
	case *types.Pointer:
		return exportedOnly(t.Elem())
	case *types.Slice:
		return exportedOnly(t.Elem())
	case *types.Array:
		return exportedOnly(t.Elem())
	case *types.Map:
		return exportedOnly(t.Key()) && exportedOnly(t.Elem())
	case *types.Chan:
		return exportedOnly(t.Elem())
	}
	return true
}

// assigned turns a definition of hoisted variables into an assignment, in the same columns.
func (pl *plan) assigned(s ast.Stmt, hoisted map[string]bool) []change {
	names := bound(s)
	if len(names) == 0 || !hoisted[names[0].Name] {
		return nil
	}
	switch s := s.(type) {
	case *ast.AssignStmt:
		at := pl.p.offset(s.TokPos)
		return []change{{at, at + len(":="), " ="}}
	case *ast.DeclStmt:
		return pl.assignedDeclaration(s.Decl.(*ast.GenDecl)) // of variables, by bound
	}
	return nil
}

// assignedDeclaration leaves of a var what assigns.
func (pl *plan) assignedDeclaration(d *ast.GenDecl) (changes []change) {
	changes = append(changes, pl.p.blank(d.Pos(), d.Specs[0].Pos()))
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		switch {
		case len(v.Values) == 0:
			changes = append(changes, pl.p.blank(v.Pos(), v.End()))
		case v.Type != nil:
			changes = append(changes, pl.p.blank(v.Type.Pos(), v.Type.End()))
		}
	}
	if d.Lparen.IsValid() {
		changes = append(changes, pl.p.blank(d.Rparen, d.Rparen+1))
	}
	return changes
}
