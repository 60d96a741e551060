package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// noteUses writes, for whoever asks later which cells are stale, what this cell uses of others.
func (pl *plan) noteUses() error {
	text, err := json.Marshal(protocol.Used{Count: pl.s.running.Count, Names: pl.uses()})
	if err != nil {
		return err
	}
	path := filepath.Join(os.Getenv(protocol.ValuesVariable), protocol.UsedFile)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return fmt.Errorf("what the cell uses is not noted: %w", err)
	}
	return nil
}

// uses are the names that the statements of this cell and its initialisers come to, and that others declare or keep, in
// order. What it declares without calling it uses nothing.
func (pl *plan) uses() []string {
	w := &walk{pl: pl, direct: map[string]map[string]bool{}, done: map[string]bool{}, overwritten: map[string]bool{}}
	for _, u := range pl.p.units {
		names := pl.mentioned(u.node)
		for _, name := range u.names {
			w.direct[name] = names
		}
	}
	for _, name := range pl.s.running.Variables {
		w.follow(name)
	}
	if slices.Contains(pl.s.running.Functions, "init") {
		w.follow("init")
	}
	for _, s := range pl.p.main.Body.List {
		w.statement(s)
	}
	for _, own := range pl.s.here() {
		delete(w.done, own)
	}
	return slices.Sorted(maps.Keys(w.done))
}

// walk goes through what a cell runs.
type walk struct {
	pl          *plan
	direct      map[string]map[string]bool // what each declaration mentions
	done        map[string]bool            // names that the cell comes to
	overwritten map[string]bool            // names that it gives values before it uses them
}

// statement follows what a statement mentions. A variable that it gives a value is not used by that.
func (w *walk) statement(s ast.Stmt) {
	assignment, ok := s.(*ast.AssignStmt)
	if !ok || assignment.Tok != token.ASSIGN && assignment.Tok != token.DEFINE {
		w.mentions(s)
		return
	}
	for _, right := range assignment.Rhs {
		w.mentions(right)
	}
	for _, left := range assignment.Lhs {
		id, ok := left.(*ast.Ident)
		if !ok {
			w.mentions(left)
		} else if !w.done[id.Name] {
			w.overwritten[id.Name] = true
		}
	}
}

func (w *walk) mentions(node ast.Node) {
	for name := range w.pl.mentioned(node) {
		w.follow(name)
	}
}

// follow goes from a name to what its declaration mentions; from a type to its methods too. The value of a kept
// variable needs no initialiser.
func (w *walk) follow(name string) {
	if w.done[name] || w.overwritten[name] {
		return
	}
	w.done[name] = true
	if slices.Contains(w.pl.kept, name) {
		return
	}
	for other := range w.direct[name] {
		w.follow(other)
	}
	if w.pl.p.kinds[name] != token.TYPE {
		return
	}
	for of := range w.direct {
		if strings.HasPrefix(of, name+".") {
			w.follow(of)
		}
	}
}

// mentioned are the names of the package, or of kept variables, that a piece of the program mentions; fields and
// methods are none.
func (pl *plan) mentioned(node ast.Node) map[string]bool {
	names := map[string]bool{}
	pl.eachMentioned(node, func(id *ast.Ident) { names[id.Name] = true })
	return names
}

// eachMentioned passes on where they are.
func (pl *plan) eachMentioned(node ast.Node, found func(id *ast.Ident)) {
	none := map[*ast.Ident]bool{}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			none[n.Sel] = true
		case *ast.FuncDecl:
			none[n.Name] = true
		case *ast.Ident:
			if !none[n] && pl.isOfPackage(n) && !pl.packages[n.Name] {
				found(n)
			}
		}
		return true
	})
}

// isOfPackage reports whether a name is declared by the program outside of functions, or kept.
func (pl *plan) isOfPackage(id *ast.Ident) bool {
	inner := id.Obj != nil && (pl.p.file.Scope == nil || pl.p.file.Scope.Lookup(id.Name) != id.Obj)
	return !inner && id.Name != "_" && (pl.p.declares(id.Name) || slices.Contains(pl.kept, id.Name))
}
