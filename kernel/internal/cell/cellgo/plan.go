package main

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"

	"tradeoff/kernel/keep"
)

// plan is what a program has from earlier cells, and what it keeps.
type plan struct {
	s       *session
	p       *parsed
	reached map[string]bool
	kept    []string // variables that it declares or gets from earlier cells, with their values; in order
	loaded  []string // of these, those whose values are needed
	refused []refusedUse

	packages map[string]bool // names of kept variables that stand for packages here
}

// refusedUse is where a program uses a variable of an earlier cell that could not be kept.
type refusedUse struct {
	at   token.Pos
	name string
}

func (s *session) plan(p *parsed) *plan {
	pl := &plan{s: s, p: p}
	pl.reached = p.reached(s.here(), func(u unit) bool {
		return slices.ContainsFunc(u.names, func(name string) bool { return !pl.isOurs(name) || !s.usable(s.index[name], p) })
	})
	wanted := map[string]bool{}
	for _, u := range pl.wanted() {
		wanted[u.name] = wanted[u.name] || pl.reached[u.name]
	}
	for name := range maps.Clone(wanted) { // what shares memory is there together
		for _, other := range s.index[name].With {
			if pl.isOurs(other) {
				wanted[other] = wanted[other] || wanted[name]
			}
		}
	}
	for name, needed := range wanted {
		if !s.usable(s.index[name], p) {
			continue
		}
		pl.kept = append(pl.kept, name)
		if needed {
			pl.loaded = append(pl.loaded, name)
		}
	}
	slices.Sort(pl.kept)
	slices.Sort(pl.loaded)
	pl.refused = append(pl.refused, pl.reverted()...)
	return pl
}

// reverted are the uses of variables that gonb declares anew, with the values of their declarations, where a cell had
// left another value that could not be kept: to go on with the old one would be silent.
func (pl *plan) reverted() (list []refusedUse) {
	if len(pl.s.index) == 0 || pl.p.main == nil {
		return nil
	}
	for _, name := range pl.uses() {
		e, ok := pl.s.index[name]
		if ok && e.Changed && pl.p.kinds[name] == token.VAR && pl.isOurs(name) {
			list = append(list, refusedUse{pl.firstUse(name), name})
		}
	}
	return list
}

// firstUse is where the statements of the cell mention a name of the package, or else where something does that they
// may come to.
func (pl *plan) firstUse(name string) (at token.Pos) {
	nodes := []ast.Node{pl.p.main}
	for _, u := range pl.p.units {
		if pl.reached[u.names[0]] && !slices.Contains(u.names, name) {
			nodes = append(nodes, u.node)
		}
	}
	for _, node := range nodes {
		pl.eachMentioned(node, func(id *ast.Ident) {
			if !at.IsValid() && id.Name == name {
				at = id.Pos()
			}
		})
	}
	return at
}

// here are the names that this cell declares.
func (s *session) here() []string {
	return slices.Concat(s.running.Variables, s.running.Functions, s.running.Types)
}

// isOurs reports whether a name of the package is what earlier cells have kept: a variable of theirs, or none.
func (pl *plan) isOurs(name string) bool {
	kind, declared := pl.p.kinds[name]
	return !declared || kind == token.VAR && !slices.Contains(pl.s.running.Variables, name)
}

// wanted are the uses of kept variables. It notes those that are refused: where nothing else declares a name, and the
// cell comes to it.
func (pl *plan) wanted() (list []refusedUse) {
	pl.packages = pl.packageNames()
	keys := pl.literalKeys()
	for _, id := range pl.p.free {
		e, ok := pl.s.index[id.Name]
		if !ok || pl.packages[id.Name] {
			continue
		}
		if !pl.s.usable(e, pl.p) {
			if !keys[id] && pl.reachesPosition(id.Pos()) {
				pl.refused = append(pl.refused, refusedUse{id.Pos(), id.Name})
			}
			continue
		}
		list = append(list, refusedUse{id.Pos(), id.Name})
	}
	for _, u := range pl.p.units { // gonb still has their declarations
		for _, name := range u.names {
			e, ok := pl.s.index[name]
			if ok && u.kind == token.VAR && pl.isOurs(name) && pl.s.usable(e, pl.p) {
				list = append(list, refusedUse{u.node.Pos(), name})
			}
		}
	}
	return list
}

// literalKeys are names before a colon in a literal: fields, perhaps.
func (pl *plan) literalKeys() map[*ast.Ident]bool {
	keys := map[*ast.Ident]bool{}
	for _, id := range pl.p.free[len(pl.p.file.Unresolved):] {
		keys[id] = true
	}
	return keys
}

// reachesPosition reports whether the declaration at a position is reached.
func (pl *plan) reachesPosition(at token.Pos) bool {
	for _, u := range pl.p.units {
		if u.node.Pos() <= at && at < u.node.End() {
			return pl.reached[u.names[0]]
		}
	}
	return true
}

// packageNames are names that stand for a package though a variable of the name is kept: all that follows their dots is
// in a package, and no field of the variable.
func (pl *plan) packageNames() map[string]bool {
	selected := usedPackages(pl.p.file)
	alone := map[string]bool{}
	selectors := map[*ast.Ident]bool{}
	ast.Inspect(pl.p.file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && s.Sel.IsExported() {
				selectors[x] = true
			}
		}
		return true
	})
	for _, id := range pl.p.free {
		if !selectors[id] {
			alone[id.Name] = true
		}
	}
	packages := importedNames(pl.p.file)
	for name, members := range selected {
		if e, ok := pl.s.index[name]; ok && !alone[name] && isPackage(name, members, e) {
			packages[name] = true
		}
	}
	return packages
}

// isPackage decides between a package and a kept variable.
func isPackage(name string, members []string, e keep.Entry) bool {
	field := func(member string) bool { return slices.Contains(e.Fields, member) }
	if slices.ContainsFunc(members, field) || e.Problem == "" && e.Methods && !packageDeclares(name, members) {
		return false
	}
	return packageDeclares(name, members)
}

// withoutInitialisers declares the kept variables in place of what gonb has of them, without a type: goimports asks for
// names only.
func (pl *plan) withoutInitialisers() []change {
	return pl.changeDeclarations(" struct{}")
}

// changeDeclarations takes the kept variables out of the program's declarations, or gives them another type.
func (pl *plan) changeDeclarations(typ string) (changes []change) {
	for _, d := range pl.p.file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok || general.Tok != token.VAR {
			continue
		}
		for _, spec := range general.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				changes = append(changes, pl.changeSpec(general, v, typ)...)
			}
		}
	}
	return changes
}

func (pl *plan) changeSpec(d *ast.GenDecl, v *ast.ValueSpec, typ string) (changes []change) {
	var kept, others []*ast.Ident
	for _, name := range v.Names {
		if slices.Contains(pl.kept, name.Name) {
			kept = append(kept, name)
		} else if name.Name != "_" {
			others = append(others, name)
		}
	}
	switch {
	case len(kept) == 0:
	case len(others) == 0 && typ != "":
		changes = append(changes, change{pl.p.offset(v.Names[len(v.Names)-1].End()), pl.p.offset(v.End()), typ})
	case len(others) == 0 && d.Lparen.IsValid():
		changes = append(changes, pl.p.blank(v.Pos(), v.End()))
	case len(others) == 0:
		changes = append(changes, pl.p.blank(d.Pos(), d.End()))
	case typ == "": // of one call, of which another result is no value: it runs again
		for _, name := range kept {
			changes = append(changes, change{pl.p.offset(name.Pos()), pl.p.offset(name.End()), "_"})
		}
	}
	return changes
}
