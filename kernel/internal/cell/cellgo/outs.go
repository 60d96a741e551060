package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// What cells have shown is written Out[3] or _3, that of the last cell _, of the one before __, and ___. A blank where
// Go wants a value never compiles, and the others only where the program declares them: so no cell means something else
// than it did.
const (
	outName = "Out"
	blank   = "_"
)

// shortOut is _3.
var shortOut = regexp.MustCompile(`^_([1-9][0-9]{0,8})$`)

// withOuts writes them as the variables that hold them. With columns, a comment behind each has the compiler count on
// as if nothing had changed.
func (s *session) withOuts(source []byte, columns bool) []byte {
	if !bytes.Contains(source, []byte(outName+"[")) && !bytes.Contains(source, []byte(blank)) {
		return source
	}
	p, err := parseProgram(source)
	if err != nil {
		return source
	}
	changes := p.outs(s)
	if len(changes) == 0 {
		return source
	}
	if columns {
		for i, c := range changes {
			at := p.fset.Position(p.fset.File(p.file.Package).Pos(c.to))
			changes[i].text += fmt.Sprintf("/*line :%d:%d*/", at.Line, at.Column)
		}
	}
	return p.text(changes)
}

// outs are the changes that write what cells have shown as variables.
func (p *parsed) outs(s *session) (changes []change) {
	add := func(n ast.Node, name string) {
		changes = append(changes, change{p.offset(n.Pos()), p.offset(n.End()), name})
	}
	free := map[*ast.Ident]bool{}
	for _, id := range p.free {
		_, kept := s.index[id.Name]
		free[id] = !kept && !p.declares(id.Name)
	}
	bound := p.blanks()
	ast.Inspect(p.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr:
			if name, ok := outAt(n, free); ok {
				add(n, name)
				return false
			}
		case *ast.Ident:
			if name := s.outOf(n, free[n], bound[n]); name != "" {
				add(n, name)
			}
		}
		return true
	})
	return changes
}

// outAt is the variable of Out[3].
func outAt(e *ast.IndexExpr, free map[*ast.Ident]bool) (name string, ok bool) {
	id, isName := e.X.(*ast.Ident)
	number, isNumber := e.Index.(*ast.BasicLit)
	if !isName || !isNumber || id.Name != outName || !free[id] || number.Kind != token.INT {
		return "", false
	}
	return protocol.ParseOut(outName + "[" + number.Value + "]")
}

// outOf is the variable of _3, _, __ and ___; "" for other names.
func (s *session) outOf(id *ast.Ident, free, bound bool) string {
	switch found := shortOut.FindStringSubmatch(id.Name); {
	case id.Name == blank:
		if !bound {
			return s.recent(1)
		}
	case !free:
	case found != nil:
		n, _ := strconv.Atoi(found[1]) // digits by the pattern
		return protocol.OutName(n)
	case id.Name == "__" || id.Name == "___":
		return s.recent(len(id.Name))
	}
	return ""
}

// recent is the variable of the last cell that has shown something, or of one before it; "" where there is none.
func (s *session) recent(back int) string {
	cells := s.shownCells()
	if back > len(cells) {
		return ""
	}
	return protocol.OutName(cells[len(cells)-back])
}

// shownCells are the cells whose values are there, in order.
func (s *session) shownCells() (cells []int) {
	for name := range s.index {
		if n, ok := protocol.OutCell(name); ok {
			cells = append(cells, n)
		}
	}
	slices.Sort(cells)
	return cells
}

// blanks are the blanks that Go wants where they are: what they bind or name is no value.
func (p *parsed) blanks() map[*ast.Ident]bool {
	found := map[*ast.Ident]bool{}
	note := func(list ...ast.Expr) {
		for _, e := range list {
			if e == nil {
				continue
			}
			if id, ok := ast.Unparen(e).(*ast.Ident); ok {
				found[id] = true
			}
		}
	}
	name := func(list ...*ast.Ident) {
		for _, id := range list {
			found[id] = true
		}
	}
	ast.Inspect(p.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			note(n.Lhs...)
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.RangeStmt:
			note(n.Key, n.Value)
		case *ast.KeyValueExpr:
			note(n.Key)
		case *ast.Field:
			name(n.Names...)
		case *ast.ValueSpec:
			name(n.Names...)
		case *ast.TypeSpec:
			name(n.Name)
		case *ast.FuncDecl:
			name(n.Name)
			if n.Recv != nil { // whose type has names of parameters, T[_]
				ast.Inspect(n.Recv, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						name(id)
					}
					return true
				})
			}
		case *ast.ImportSpec:
			name(n.Name)
		case *ast.LabeledStmt:
			name(n.Label)
		case *ast.BranchStmt:
			name(n.Label)
		case *ast.SelectorExpr:
			name(n.Sel)
		}
		return true
	})
	return found
}

// undefinedOut is the compiler's error for what no cell has shown, by the names that people write.
var undefinedOut = regexp.MustCompile(`^undefined: Out\[(\d+)\]$`)

// missingOut is what follows such an error.
func missingOut() string {
	s, err := readSession()
	if err != nil || s == nil {
		return ""
	}
	cells := s.shownCells()
	if len(cells) == 0 {
		return ", as no cell has shown a value that is kept"
	}
	var list []string
	for _, n := range cells[max(0, len(cells)-mostListed):] {
		list = append(list, fmt.Sprintf("Out[%d]", n))
	}
	text := "; there is "
	if len(cells) > mostListed {
		text = "; the last are "
	} else if len(cells) > 1 {
		text = "; there are "
	}
	return text + strings.Join(list, ", ")
}

// mostListed is how many values an error names.
const mostListed = 5
