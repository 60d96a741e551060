package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/funcname"
)

// parsed is the program that gonb makes of the declarations of all cells and the statements of this one.
type parsed struct {
	source []byte
	fset   *token.FileSet
	file   *ast.File
	kinds  map[string]token.Token // what is declared in the package: TYPE, VAR, CONST or FUNC
	free   []*ast.Ident           // names that it does not declare
	units  []unit
	main   *ast.FuncDecl // nil if there is none
}

// unit is a declaration, and the names of the package that it uses.
type unit struct {
	names []string // that it declares; a method has TYPE.NAME
	node  ast.Node
	kind  token.Token
	uses  map[string]bool
}

// parseProgram reads a program. One that is broken has what could be read.
func parseProgram(source []byte) (*parsed, error) {
	p := &parsed{source: source, fset: token.NewFileSet(), kinds: map[string]token.Token{}}
	file, err := parser.ParseFile(p.fset, program, source, parser.ParseComments)
	p.file = file
	if file == nil {
		p.file = &ast.File{}
	}
	for _, d := range p.file.Decls {
		p.addDeclaration(d)
	}
	p.addFree()
	for i := range p.units {
		p.units[i].uses = p.used(p.units[i].node)
	}
	return p, err
}

func (p *parsed) addDeclaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := funcname.Of(d)
		if d.Recv == nil {
			p.kinds[name] = token.FUNC
			if name == "main" {
				p.main = d
			}
		}
		p.units = append(p.units, unit{names: []string{name}, node: d, kind: token.FUNC})
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			p.addSpec(d.Tok, spec)
		}
	}
}

func (p *parsed) addSpec(kind token.Token, spec ast.Spec) {
	u := unit{node: spec, kind: kind}
	switch s := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range s.Names {
			u.names = append(u.names, name.Name)
		}
	case *ast.TypeSpec:
		u.names = []string{s.Name.Name}
	default:
		return
	}
	for _, name := range u.names {
		p.kinds[name] = kind
	}
	p.units = append(p.units, u)
}

// addFree notes names that nothing declares. The parser leaves out those before a colon in a literal, which may be
// fields or, of a map, variables.
func (p *parsed) addFree() {
	p.free = slices.Clone(p.file.Unresolved)
	ast.Inspect(p.file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		for _, e := range literal.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok && key.Obj == nil {
					p.free = append(p.free, key)
				}
			}
		}
		return true
	})
}

// used are the names within a declaration that are of the package, or that nothing declares.
func (p *parsed) used(node ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(node, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if ok && (id.Obj == nil || p.file.Scope != nil && p.file.Scope.Lookup(id.Name) == id.Obj) {
			names[id.Name] = true
		}
		return true
	})
	return names
}

// declares reports whether the package has a name.
func (p *parsed) declares(name string) bool {
	_, ok := p.kinds[name]
	return ok || name == "_"
}

func (p *parsed) offset(at token.Pos) int { return p.fset.Position(at).Offset }

// reached are the names that the program can come to: from main, init functions, what this cell declares, and the
// variables whose initialisers run. A method is reached with its type.
func (p *parsed) reached(here []string, runs func(u unit) bool) map[string]bool {
	done := map[string]bool{}
	var visit func(u unit)
	again := func(name string) {
		if done[name] {
			return
		}
		done[name] = true
		for _, u := range p.units {
			if slices.Contains(u.names, name) || strings.HasPrefix(u.names[0], name+".") {
				visit(u)
			}
		}
	}
	visit = func(u unit) {
		for name := range u.uses {
			again(name)
		}
		for _, name := range u.names {
			again(name)
		}
	}
	for _, u := range p.units {
		root := slices.Contains([]string{"main", "init", "_"}, u.names[0]) || u.kind == token.VAR && runs(u)
		if root || slices.ContainsFunc(u.names, func(name string) bool { return slices.Contains(here, name) }) {
			visit(u)
		}
	}
	return done
}

// change replaces a piece of the source by a text, or puts one in where from is to.
type change struct {
	from, to int
	text     string
}

// text is the source with changes. Lines stay where they are: what is taken out leaves its line breaks.
func (p *parsed) text(changes []change) []byte {
	slices.SortStableFunc(changes, func(a, b change) int { return a.from - b.from })
	var out bytes.Buffer
	at := 0
	for _, c := range changes {
		if c.from < at { // within what is gone
			continue
		}
		out.Write(p.source[at:c.from])
		out.WriteString(c.text)
		gone := p.source[c.from:c.to]
		if lost := bytes.Count(gone, []byte("\n")) - strings.Count(c.text, "\n"); lost > 0 {
			out.WriteString(strings.Repeat("\n", lost))
		}
		at = c.to
	}
	out.Write(p.source[at:])
	return out.Bytes()
}

// blank takes out a piece of source; what follows on its last line stays in its column.
func (p *parsed) blank(from, to token.Pos) change {
	a, b := p.offset(from), p.offset(to)
	gone := string(p.source[a:b])
	last := gone[strings.LastIndexByte(gone, '\n')+1:]
	return change{a, b, strings.Repeat("\n", strings.Count(gone, "\n")) + strings.Repeat(" ", len(last))}
}
