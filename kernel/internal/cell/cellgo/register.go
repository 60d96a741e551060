package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// errRefused is the error of a cell that uses what could not be kept; the words have been written.
var errRefused = errors.New("a value of an earlier cell could not be kept")

// keepVariables has a program begin with the values of earlier cells, and keep its own at its end.
func keepVariables() error {
	source, err := os.ReadFile(program)
	if err != nil {
		return nil //nolint:nilerr // go says it
	}
	s, err := readSession()
	if err != nil {
		return fmt.Errorf("the values of earlier cells cannot be read: %w; a cell %%del * forgets them all", err)
	}
	if s == nil {
		return nil
	}
	p, err := parseProgram(s.withOuts(source, true))
	if err != nil || p.main == nil {
		return nil //nolint:nilerr // the compiler says it
	}
	pl := s.plan(p)
	if len(pl.refused) > 0 {
		return pl.refuse()
	}
	return errors.Join(pl.noteUses(), pl.write())
}

// refuse writes, as the compiler would, what is wrong with the uses of refused variables.
func (pl *plan) refuse() error {
	for _, u := range pl.refused {
		at := pl.p.fset.Position(u.at)
		fmt.Fprintf(os.Stderr, "./%s:%d:%d: %s\n", program, at.Line, at.Column, pl.why(u.name))
	}
	return errRefused
}

// why says why a variable of an earlier cell cannot be used.
func (pl *plan) why(name string) string {
	e := pl.s.index[name]
	name = protocol.ReadableOuts(name)
	if e.Problem == "" {
		for _, own := range e.Own {
			if pl.p.kinds[own] != token.TYPE {
				return fmt.Sprintf("%s was a value of %s, of type %s: no cell declares %s now, outside of functions",
					name, e.Origin(), e.Shown, own)
			}
		}
		return fmt.Sprintf("%s was a value of %s, of type %s, which cannot be written here", name, e.Origin(), e.Shown)
	}
	problem := e.Problem
	if !strings.HasPrefix(problem, name) {
		problem = name + " " + problem
	}
	return fmt.Sprintf("%s was a value of %s, which is not kept: %s; %s", name, e.Origin(), problem, e.Advice)
}

// write changes the program and writes the file beside it. A program that keeps nothing stays as it is.
func (pl *plan) write() error {
	f := newGoFile()
	changes := pl.changeDeclarations("")
	globals := pl.globals()
	locals := append(pl.locals(pl.hoist(f, &changes)), pl.shows()...)
	if len(pl.kept)+len(globals)+len(locals) == 0 {
		return nil
	}
	head := " defer " + programName + ".End();"
	sets := pl.sets()
	for _, name := range globals {
		method := "Variable"
		if sets[name] {
			method = "Assigned"
		}
		head += " " + call(method, name) + ";"
	}
	at := pl.p.offset(pl.p.main.Body.Lbrace) + 1
	changes = append(changes, change{at, at, head})
	changes = append(changes, locals...)
	pl.filled(f, sets)
	if err := writeKept(keptFile, f.text()); err != nil {
		return err
	}
	return os.WriteFile(program, pl.p.text(changes), 0o644)
}

// call says of a variable, by a method of package keep, that it is to be kept.
func call(method, name string) string {
	return fmt.Sprintf("%s.%s(%q, &%s)", programName, method, name, name)
}

// globals are variables of the package that this program initialises: those of this cell, and those of earlier cells
// that could not be kept and are used.
func (pl *plan) globals() (names []string) {
	for _, u := range pl.p.units {
		for _, name := range u.names {
			if u.kind == token.VAR && name != "_" && pl.reached[name] && !slices.Contains(pl.kept, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// bound are the user's variables that a statement binds.
func bound(s ast.Stmt) (names []*ast.Ident) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		for _, left := range s.Lhs {
			if id, ok := left.(*ast.Ident); ok && s.Tok == token.DEFINE {
				names = append(names, id)
			}
		}
	case *ast.DeclStmt:
		d, ok := s.Decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			return nil
		}
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				names = append(names, v.Names...)
			}
		}
	case *ast.LabeledStmt:
		return bound(s.Stmt)
	}
	return slices.DeleteFunc(names, func(id *ast.Ident) bool { return id.Name == "_" || strings.Contains(id.Name, ownMark) })
}

// locals has the variables that main's own statements bind kept. What a statement binds is said at the end of its line,
// behind the other statements there, so that no column changes. A name that is a function, a type or a constant of
// another cell is not kept: it means that again in the next cell.
func (pl *plan) locals(hoisted map[string]bool) (changes []change) {
	if pl.s.running.OwnMain {
		return nil
	}
	list := pl.p.main.Body.List
	var names []string
	for i, s := range list {
		for _, id := range bound(s) {
			kind, declared := pl.p.kinds[id.Name]
			if (!declared || kind == token.VAR || hoisted[id.Name]) && !slices.Contains(names, id.Name) {
				names = append(names, id.Name)
			}
		}
		onLine := i+1 < len(list) && pl.p.fset.Position(list[i+1].Pos()).Line == pl.p.fset.Position(s.End()).Line
		if len(names) == 0 || onLine {
			continue
		}
		text := ""
		for _, name := range names {
			text += "; " + call("Variable", name)
		}
		at := pl.p.offset(s.End())
		changes = append(changes, change{at, at, text})
		names = nil
	}
	return changes
}

// shows has the program keep what it shows.
func (pl *plan) shows() (changes []change) {
	ast.Inspect(pl.p.main, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		from, to, end := pl.p.offset(call.Lparen)+1, pl.p.offset(call.Rparen), pl.p.offset(call.End())
		switch {
		case isShow(call.Fun):
			changes = append(changes, change{from, from, shownCall + "("}, change{to, to, ")..."})
		case isOfResult(call.Fun, showBoundName):
			changes = append(changes, change{end, end, "; " + shownCall + "(" + namesIn(call.Args) + ")"})
		}
		return true
	})
	return changes
}

// namesIn lists variables.
func namesIn(list []ast.Expr) string {
	var names []string
	for _, e := range list {
		if id, ok := e.(*ast.Ident); ok {
			names = append(names, id.Name)
		}
	}
	return strings.Join(names, ", ")
}

// shownCall notes what the program shows.
const shownCall = programName + ".Shown"

// sets are the variables that statements of main assign to or take the address of.
func (pl *plan) sets() map[string]bool {
	names := map[string]bool{}
	ast.Inspect(pl.p.main, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				names[rootName(left)] = true
			}
		case *ast.IncDecStmt:
			names[rootName(n.X)] = true
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				names[rootName(n.X)] = true
			}
		}
		return true
	})
	return names
}

// rootName is the variable in which an expression lies; "" for none.
func rootName(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x.Name
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return ""
		}
	}
}
