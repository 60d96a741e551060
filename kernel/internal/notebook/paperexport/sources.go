package paperexport

import (
	"go/scanner"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/jupyter/ipynb"
)

// unit is a function that a cell declares, or all else in the cell: the names that it declares or assigns at the top
// level, those that it uses, and its texts.
type unit struct {
	cell          int
	function      bool
	defines, uses map[string]bool
	texts         []string
}

func newUnit(cell int, function bool) *unit {
	return &unit{cell: cell, function: function, defines: map[string]bool{}, uses: map[string]bool{}}
}

// readCode reads a cell by its tokens: cells are declarations and statements as they come, which no parser takes.
func readCode(cell int, source string) []*unit {
	tokens := tokensOf(source)
	statements := newUnit(cell, false)
	units, current := []*unit{statements}, statements
	depth, header := 0, false // header: what stands between for, if or switch and its block is no variable of the cell
	for i, t := range tokens {
		if depth == 0 && current == statements && isFunction(tokens[i:]) {
			current = newUnit(cell, true)
			units = append(units, current)
		}
		switch t.kind {
		case token.FOR, token.IF, token.SWITCH:
			header = header || depth == 0
		case token.LBRACE, token.LPAREN, token.LBRACK:
			header = header && t.kind != token.LBRACE
			depth++
		case token.RBRACE, token.RPAREN, token.RBRACK:
			depth--
		case token.STRING:
			if text, err := strconv.Unquote(t.text); err == nil {
				current.texts = append(current.texts, text)
			}
		case token.IDENT:
			if i == 0 || tokens[i-1].kind != token.PERIOD {
				current.uses[t.text] = true
			}
			if depth == 0 && !header && declares(tokens, i) {
				current.defines[t.text] = true
			}
		}
		if depth == 0 && t.kind == token.RBRACE {
			current = statements
		}
	}
	return units
}

func tokensOf(source string) (tokens []lexeme) {
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, 0) // what is no Go, as %time, is passed over
	for {
		_, kind, text := s.Scan()
		if kind == token.EOF {
			return tokens
		}
		tokens = append(tokens, lexeme{kind, text})
	}
}

// isFunction tells whether a function with a name begins, or a method.
func isFunction(tokens []lexeme) bool {
	if len(tokens) < 2 || tokens[0].kind != token.FUNC {
		return false
	}
	return tokens[1].kind == token.IDENT || tokens[1].kind == token.LPAREN && isMethod(tokens[1:])
}

// isMethod tells whether a name and another list follow the list that begins: a function without a name has a body or a
// result there.
func isMethod(tokens []lexeme) bool {
	depth := 0
	for i, t := range tokens {
		switch t.kind {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return i+2 < len(tokens) && tokens[i+1].kind == token.IDENT && tokens[i+2].kind == token.LPAREN
		}
	}
	return false
}

type lexeme struct {
	kind token.Token
	text string
}

// declares tells whether an identifier at the top level is one that the cell declares or assigns.
func declares(tokens []lexeme, i int) bool {
	if i > 0 {
		switch tokens[i-1].kind {
		case token.FUNC, token.TYPE, token.VAR, token.CONST:
			return true
		case token.PERIOD:
			return false
		}
	}
	for _, t := range tokens[i+1:] {
		switch t.kind {
		case token.IDENT, token.COMMA: // of a list of names
		case token.DEFINE, token.ASSIGN, token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN, token.INC, token.DEC:
			return true
		default:
			return false
		}
	}
	return false
}

// sources are the units of a notebook's code, in their order, and what its cells printed.
type sources struct {
	units   []*unit
	printed []string // of each cell
}

func sourcesOf(n *ipynb.Notebook) sources {
	s := sources{printed: make([]string, len(n.Cells))}
	for i, c := range n.Cells {
		if c.Type != ipynb.Code {
			continue
		}
		s.units = append(s.units, readCode(i, string(c.Source))...)
		for j := range c.Outputs {
			if o, err := c.Output(j); err == nil {
				s.printed[i] += string(o.Text) + "\n"
			}
		}
	}
	return s
}

// behind are the units that what a cell shows rests on, in their order: its statements, the units which declared or
// assigned last what these use, those that these rest on, and so on.
func (s sources) behind(cell int) []*unit {
	var first []*unit
	for _, u := range s.units {
		if u.cell == cell && !u.function {
			first = append(first, u)
		}
	}
	return s.all(first)
}

// behindExpression are the units that an expression of Go rests on at the end of the notebook.
func (s sources) behindExpression(expression string) []*unit {
	return s.all(readCode(len(s.printed), expression))[1:] // without the expression, which is the first found
}

func (s sources) all(first []*unit) []*unit {
	found := slices.Clone(first)
	for i := 0; i < len(found); i++ {
		for _, name := range slices.Sorted(maps.Keys(found[i].uses)) {
			if from := s.definition(name, found[i]); from != nil && !slices.Contains(found, from) {
				found = append(found, from)
			}
		}
	}
	return found
}

// definition is the unit that declares or assigned a name last before another is run; a function may be declared
// further down in its cell.
func (s sources) definition(name string, of *unit) *unit {
	for _, u := range slices.Backward(s.units) {
		if u.defines[name] && u != of && (u.cell < of.cell || u.cell == of.cell && u.function) {
			return u
		}
	}
	return nil
}

// cells are the cells of units, in their order.
func cells(units []*unit) []int {
	found := map[int]bool{}
	for _, u := range units {
		found[u.cell] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// names tells whether some units name a study or its archive: as a word of a text in their code, as the beginning of
// one that is put together ("tradeoff-" + pool), or in what their cells printed.
func (s sources) names(units []*unit, name string) bool {
	word := regexp.MustCompile(`(^|[^\pL\pN_-])` + regexp.QuoteMeta(name) + `($|[^\pL\pN_-])`)
	for _, u := range units {
		if !u.function && word.MatchString(s.printed[u.cell]) {
			return true
		}
		for _, text := range u.texts {
			if word.MatchString(text) || begins(text, name) {
				return true
			}
		}
	}
	return false
}

// begins tells whether a text is the beginning of a name up to one of its hyphens.
func begins(text, name string) bool {
	const shortest = 5
	return len(text) >= shortest && strings.HasSuffix(text, "-") && strings.HasPrefix(name, text)
}
