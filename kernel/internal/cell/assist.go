package cell

import (
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Assist rewrites a cell as [Rewrite] does, without showing a value, for a question about the place of the cursor, in
// code points: what can stand there, or what stands there. Half-typed code is helped along: brackets that are never
// closed are closed at the end of the cursor's line, and the packages of known, names to import paths, that the code
// names are imported.
func Assist(code string, position int, known map[string]string) Edit {
	s := read(code)
	if s.foreign {
		return s.compose(nil, nil, nil, span{}, addedLines{})
	}
	line, column := locate(s.typed, position, points)
	helped := s
	if !s.special[line] {
		helped = read(closed(s, line, column))
	}
	chunks := helped.chunks()
	for i, c := range chunks {
		if c.from <= line && line <= c.to && declaresValue(helped.plain[c.from:c.to+1]) {
			chunks[i].declaration = false // gonb loses the cursor in these
		}
	}
	first, last := apart(chunks)
	e := helped.compose(imports(strings.Join(s.plain, "\n"), known), first, last, span{}, addedLines{})
	e.user, e.source = s.typed, s.lines
	return e
}

// declaresValue reports whether lines begin a var or a const.
func declaresValue(lines []string) bool {
	list := words(strings.Join(lines, "\n"))
	return len(list) > 0 && (list[0].kind == token.VAR || list[0].kind == token.CONST)
}

// closed is the code with closing brackets at the end of the cursor's line.
func closed(s source, line, column int) string {
	cursor := start(s.plain, line) + column
	lines := slices.Clone(s.lines) // of the same number
	for _, b := range slices.Backward(unclosed(strings.Join(s.plain, "\n"))) {
		if b.offset < cursor {
			lines[line] += b.closing
		}
	}
	return strings.Join(lines, "\n")
}

// start is where a line begins, in bytes.
func start(lines []string, line int) (offset int) {
	for _, text := range lines[:line] {
		offset += len(text) + len("\n")
	}
	return offset
}

// bracket is an opening one.
type bracket struct {
	offset  int // in bytes
	closing string
}

// unclosed lists the brackets that are never closed. One that closes an outer bracket leaves the inner ones open.
func unclosed(text string) (found []bracket) {
	var open []bracket
	for _, w := range words(text) {
		switch w.kind {
		case token.LPAREN:
			open = append(open, bracket{w.from, ")"})
		case token.LBRACK:
			open = append(open, bracket{w.from, "]"})
		case token.LBRACE:
			open = append(open, bracket{w.from, "}"})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			for i, b := range slices.Backward(open) {
				if b.closing == w.kind.String() {
					found = append(found, open[i+1:]...)
					open = open[:i]
					break
				}
			}
		}
	}
	found = append(found, open...)
	slices.SortFunc(found, func(a, b bracket) int { return a.offset - b.offset })
	return found
}

// imports lists the import specs of known packages that the text names before a dot and does not import.
func imports(text string, known map[string]string) (specs []string) {
	list := words(text)
	imported := map[string]bool{}
	for _, w := range list {
		if path, err := strconv.Unquote(w.text); err == nil && w.kind == token.STRING {
			imported[path] = true
		}
	}
	for i, w := range list {
		path, ok := known[w.text]
		named := w.kind == token.IDENT && i+1 < len(list) && list[i+1].kind == token.PERIOD &&
			(i == 0 || list[i-1].kind != token.PERIOD)
		if ok && named && !imported[path] {
			specs = append(specs, strconv.Quote(path))
			imported[path] = true
		}
	}
	slices.Sort(specs)
	return specs
}

// Subject is the place that a question about the cursor is meant for, both in code points: the last letter of the name
// that it touches, else of the name before the innermost bracket that is open there, of a call or a composite literal.
// Where there is none, it is the cursor.
func Subject(code string, position int) int {
	s := read(code)
	line, column := locate(s.typed, position, points)
	cursor := start(s.typed, line) + column
	list := words(code)
	var open []int // indices of words
	for i, w := range list {
		if w.kind == token.IDENT && w.from <= cursor && cursor <= w.to() {
			return lastLetter(code, w)
		}
		if w.from >= cursor {
			break
		}
		switch w.kind {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open = append(open, i)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			open = open[:max(0, len(open)-1)]
		}
	}
	for _, i := range slices.Backward(open) {
		if i > 0 && list[i-1].kind == token.IDENT && list[i-1].to() == list[i].from {
			return lastLetter(code, list[i-1])
		}
		if list[i].kind == token.LBRACE { // of a block, which belongs to no call
			break
		}
	}
	return position
}

// lastLetter is that of a name, in code points: gonb looks for another name if it is asked about the end of one.
func lastLetter(code string, w word) int { return utf8.RuneCountInString(code[:w.to()]) - 1 }
