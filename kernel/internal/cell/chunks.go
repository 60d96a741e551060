package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// chunk is a run of lines, from and to inclusive, that holds whole declarations or whole statements.
type chunk struct {
	from, to    int
	declaration bool
}

// split cuts lines at the semicolons, written or not, outside all brackets. It also returns the number of brackets left
// open, which is negative if one closes too much.
func split(lines []string) (chunks []chunk, depth int) {
	c := cutter{lines: lines}
	for _, w := range tokens(strings.Join(lines, "\n")) {
		switch w.kind {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if depth--; depth < 0 {
				c.cut(len(lines) - 1)
				return c.finish(), depth
			}
		case token.SEMICOLON:
			if depth == 0 {
				c.cut(lastLine(w, len(lines)))
				continue
			}
		}
		c.open = append(c.open, w)
	}
	c.cut(len(lines) - 1)
	return c.finish(), depth
}

// lastLine is the line on which a semicolon ends a chunk; that of the end of the text is on the last one.
func lastLine(semicolon word, count int) int {
	if semicolon.text == ";" || semicolon.text == "\n" {
		return semicolon.line
	}
	return count - 1
}

// cutter collects chunks.
type cutter struct {
	lines []string
	open  []word // of the chunk that has not ended
	done  []chunk
	local map[string]bool // names that the statements so far define
}

// cut ends a chunk on the given line.
func (c *cutter) cut(last int) {
	if len(c.open) == 0 {
		return
	}
	from := c.open[0].line
	text := strings.Join(c.lines[from:last+1], "\n")
	next := chunk{from, last, declares(text, c.open) && !c.usesLocal(text)}
	c.open = nil
	if n := len(c.done); n > 0 && c.done[n-1].to >= from { // a; b
		c.done[n-1].to = last
		c.done[n-1].declaration = c.done[n-1].declaration && next.declaration
		next.declaration = c.done[n-1].declaration
	} else {
		c.done = append(c.done, next)
	}
	if !next.declaration {
		c.define(text)
	}
}

// finish lets comments and blank lines go with what follows.
func (c *cutter) finish() []chunk {
	next := 0
	for i := range c.done {
		c.done[i].from, next = next, c.done[i].to+1
	}
	if n := len(c.done); n > 0 {
		c.done[n-1].to = len(c.lines) - 1
	}
	return c.done
}

// declares asks the parser and, for broken or half-typed text, looks at the first words.
func declares(text string, words []word) bool {
	if _, err := parser.ParseFile(token.NewFileSet(), "", packageHead+text, parser.SkipObjectResolution); err == nil {
		return true
	}
	switch words[0].kind {
	case token.PACKAGE, token.IMPORT, token.TYPE, token.VAR, token.CONST:
		return true
	case token.FUNC:
		return namesFunction(words)
	}
	return false
}

// namesFunction tells "func name(" and "func (receiver) name(" from a function literal.
func namesFunction(words []word) bool {
	if len(words) > 1 && words[1].kind == token.IDENT {
		return true
	}
	depth := 0
	for i, word := range words {
		switch word.kind {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			if depth--; depth == 0 {
				return i+2 < len(words) && words[i+1].kind == token.IDENT && words[i+2].kind == token.LPAREN
			}
		}
	}
	return false
}

const (
	packageHead  = "package p\n"
	functionHead = packageHead + "func _() {\n"
	headLines    = 2 // of functionHead
)

// statements parses text as the body of a function; nil if it is broken.
func statements(text string) (*token.FileSet, []ast.Stmt) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", functionHead+text+"\n}", parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return fset, nil
	}
	return fset, file.Decls[0].(*ast.FuncDecl).Body.List
}

// define notes the names that statements define for those that follow.
func (c *cutter) define(text string) {
	if c.local == nil {
		c.local = map[string]bool{}
	}
	_, list := statements(text)
	for _, statement := range list {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			for _, left := range s.Lhs {
				if name, ok := left.(*ast.Ident); ok && s.Tok == token.DEFINE {
					c.local[name.Name] = true
				}
			}
		case *ast.DeclStmt:
			for _, name := range declaredNames(s.Decl) {
				c.local[name] = true
			}
		}
	}
}

func declaredNames(declaration ast.Decl) (names []string) {
	general, ok := declaration.(*ast.GenDecl)
	if !ok {
		return nil
	}
	for _, spec := range general.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				names = append(names, name.Name)
			}
		case *ast.TypeSpec:
			names = append(names, spec.Name.Name)
		}
	}
	return names
}

// usesLocal reports whether a var, const or type needs what earlier statements defined: then it is a statement too.
func (c *cutter) usesLocal(text string) bool {
	if len(c.local) == 0 {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", packageHead+text, parser.SkipObjectResolution)
	if err != nil || len(file.Imports) > 0 {
		return false
	}
	found := false
	for _, declaration := range file.Decls {
		if _, ok := declaration.(*ast.GenDecl); !ok {
			continue
		}
		ast.Inspect(declaration, func(node ast.Node) bool {
			if name, ok := node.(*ast.Ident); ok && c.local[name.Name] {
				found = true
			}
			return !found
		})
	}
	return found
}
