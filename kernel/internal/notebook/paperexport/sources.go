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

// cellCode is what a cell of code says of itself: the names that it declares or assigns at its top level, those that it
// uses, and its texts.
type cellCode struct {
	defines, uses map[string]bool
	texts         []string
}

// readCode reads a cell by its tokens: cells are declarations and statements as they come, which no parser takes.
func readCode(source string) cellCode {
	c := cellCode{defines: map[string]bool{}, uses: map[string]bool{}}
	var tokens []lexeme
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, 0) // what is no Go, as %time, is passed over
	for {
		_, kind, text := s.Scan()
		if kind == token.EOF {
			break
		}
		tokens = append(tokens, lexeme{kind, text})
	}
	depth := 0
	for i, t := range tokens {
		switch t.kind {
		case token.LBRACE, token.LPAREN, token.LBRACK:
			depth++
		case token.RBRACE, token.RPAREN, token.RBRACK:
			depth--
		case token.STRING:
			if text, err := strconv.Unquote(t.text); err == nil {
				c.texts = append(c.texts, text)
			}
		case token.IDENT:
			if i == 0 || tokens[i-1].kind != token.PERIOD {
				c.uses[t.text] = true
			}
			if depth == 0 && declares(tokens, i) {
				c.defines[t.text] = true
			}
		}
	}
	return c
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

// sources are the cells of a notebook with what each says of itself.
type sources struct {
	cells []cellCode
	texts []string // of each cell: what its streams printed
}

func sourcesOf(n *ipynb.Notebook) sources {
	s := sources{cells: make([]cellCode, len(n.Cells)), texts: make([]string, len(n.Cells))}
	for i, c := range n.Cells {
		if c.Type != ipynb.Code {
			continue
		}
		s.cells[i] = readCode(string(c.Source))
		for j := range c.Outputs {
			if o, err := c.Output(j); err == nil {
				s.texts[i] += string(o.Text) + "\n"
			}
		}
	}
	return s
}

// behind are the cells that a cell rests on, itself among them, in their order: those above it which declared or
// assigned what it uses last, those that these rest on, and so on.
func (s sources) behind(cell int) []int {
	found := map[int]bool{cell: true}
	for todo := []int{cell}; len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		for name := range s.cells[at].uses {
			if from := s.definition(name, at); from >= 0 && !found[from] {
				found[from] = true
				todo = append(todo, from)
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// behindExpression are the cells that an expression of Go rests on at the end of the notebook.
func (s sources) behindExpression(expression string) []int {
	found := map[int]bool{}
	for name := range readCode(expression).uses {
		if from := s.definition(name, len(s.cells)); from >= 0 {
			for _, cell := range s.behind(from) {
				found[cell] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// definition is the last cell above another that declares or assigns a name; -1 if none does.
func (s sources) definition(name string, above int) int {
	for i := above - 1; i >= 0; i-- {
		if s.cells[i].defines[name] {
			return i
		}
	}
	return -1
}

// names tells whether some of the cells name a study or its archive: as a word of a text in their code, as the
// beginning of one that is put together ("tradeoff-" + pool), or in what they printed.
func (s sources) names(cells []int, name string) bool {
	word := regexp.MustCompile(`(^|[^\pL\pN_-])` + regexp.QuoteMeta(name) + `($|[^\pL\pN_-])`)
	for _, cell := range cells {
		if word.MatchString(s.texts[cell]) {
			return true
		}
		for _, text := range s.cells[cell].texts {
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

// all are the indices of all cells.
func (s sources) all() []int {
	list := make([]int, len(s.cells))
	for i := range list {
		list[i] = i
	}
	return list
}
