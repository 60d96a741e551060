package cell

import (
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"tradeoff/kernel/internal/cell/protocol"
)

// Edit is a cell as gonb gets it.
type Edit struct {
	Code  string // for gonb
	Shown bool   // the value of the last expression is handed to package result

	user   []string // the cell's lines as typed
	source []string // the same without what is invisible at either end
	lines  []int    // for each line of Code the user's line, from 0; -1 for an added one
}

// added marks lines that are not the user's.
const added = -1

// Rewrite puts declarations before a %% line and statements after it. The value of a last expression is shown, unless
// it is a call that has none: void tells that of functions declared in earlier cells, by name, and may be nil. Columns
// stay as they are.
func Rewrite(code string, void func(name string) bool) Edit {
	s := read(code)
	chunks := s.chunks()
	first, last := apart(chunks)
	var at span
	if n := len(chunks); !s.whole() && n > 0 && !chunks[n-1].declaration {
		at = lastValue(pick(s.plain, last), Functions(code), void)
	}
	more, timed := s.timing(last, &at)
	var imports []string
	if at.shower != "" {
		imports = append(imports, ResultName+" "+strconv.Quote(resultPath()))
	}
	if timed {
		imports = append(imports, timingName+" "+strconv.Quote(timingPath()))
	}
	return s.compose(imports, first, last, at, more)
}

// chunks are those of the Go in a cell. Behind a %% line of the user's, only what cannot be a statement is a
// declaration.
func (s *source) chunks() []chunk {
	chunks, _ := split(s.plain)
	if s.main < 0 {
		return chunks
	}
	chunks, _ = split(s.plain[:s.main])
	after, _ := split(s.plain[s.main:])
	for _, c := range after {
		c.from, c.to = c.from+s.main, c.to+s.main
		c.declaration = c.declaration && outside(s.plain[c.from:c.to+1])
		chunks = append(chunks, c)
	}
	if n := len(chunks); n > 0 {
		chunks[0].from, chunks[n-1].to = 0, len(s.plain)-1
	}
	return chunks
}

// outside reports whether lines begin a function or an import, which a function cannot hold.
func outside(lines []string) bool {
	list := words(strings.Join(lines, "\n"))
	return len(list) > 0 && (list[0].kind == token.IMPORT || list[0].kind == token.FUNC && namesFunction(list))
}

// apart lists the lines of declarations, and those of statements.
func apart(chunks []chunk) (first, last []int) {
	for _, c := range chunks {
		for i := c.from; i <= c.to; i++ {
			if c.declaration {
				first = append(first, i)
			} else {
				last = append(last, i)
			}
		}
	}
	return first, last
}

// compose puts imports and the first lines before a %% line, and behind it gonb's own lines and the last ones: gonb
// reads its own lines before it runs any Go, and a later %% takes back the arguments that an earlier line sets. More
// lines stand around some of the last. A cell without statements has no such line, and one that is no Go stays as it
// is. The value at a place, in the last lines, is shown.
func (s *source) compose(imports []string, first, last []int, at span, more addedLines) Edit {
	e := Edit{user: s.typed, source: s.lines, Shown: at.shower != ""}
	out := builder{edit: &e}
	for _, spec := range imports {
		out.add("import "+spec, added)
	}
	if s.whole() || len(last) == 0 && (s.main < 0 || len(first) == 0) {
		out.addAll(s)
	} else {
		out.addParts(s, first, last, at, more)
	}
	e.Code = strings.Join(out.text, "\n")
	return e
}

func pick(lines []string, numbers []int) []string {
	picked := make([]string, len(numbers))
	for i, n := range numbers {
		picked[i] = lines[n]
	}
	return picked
}

// builder collects the lines of an edit.
type builder struct {
	edit *Edit
	text []string
}

func (b *builder) add(line string, user int) {
	b.text = append(b.text, line)
	b.edit.lines = append(b.edit.lines, user)
}

// addAll adds all lines in their order.
func (b *builder) addAll(s *source) {
	for i, line := range s.plain {
		if s.special[i] {
			line = s.command(i)
		}
		b.add(line, i)
	}
}

// addParts adds the first lines, the %% line, the user's or ours, the other lines of gonb's own, and the last lines.
func (b *builder) addParts(s *source, first, last []int, at span, more addedLines) {
	for _, i := range first {
		b.addGo(s, i)
	}
	if s.main >= 0 {
		b.add(s.command(s.main), s.main)
	} else {
		b.add(protocol.CommandMark+"%%", added)
	}
	for i, special := range s.special {
		if special && i != s.main {
			b.add(s.command(i), i)
		}
	}
	for i, line := range pick(s.plain, last) {
		for _, text := range more.before[i] {
			b.add(text, added)
		}
		if !s.special[last[i]] {
			b.addStatement(line, last[i], i, at)
		}
		for _, text := range more.behind[i] {
			b.add(text, added)
		}
	}
}

// addGo adds a line that is Go.
func (b *builder) addGo(s *source, i int) {
	if !s.special[i] {
		b.add(s.plain[i], i)
	}
}

// addStatement adds line i of the statements. Where the shown expression begins, the call is opened on a line of its
// own, so that columns stay.
func (b *builder) addStatement(line string, user, i int, at span) {
	if len(at.bound) > 0 {
		if i == at.endLine {
			line = line[:at.endColumn] + "; " + ResultName + "." + at.shower + "(" + strings.Join(at.bound, ", ") + ")" +
				line[at.endColumn:]
		}
		b.add(line, user)
		return
	}
	if at.shower != "" && i == at.endLine {
		line = line[:at.endColumn] + ")" + line[at.endColumn:]
	}
	if at.shower != "" && i == at.line {
		b.add(line[:at.column]+ResultName+"."+at.shower+"(", user)
		line = strings.Repeat(" ", at.column) + line[at.column:]
	}
	b.add(line, user)
}

// Line returns the user's line, from 1, of a line of Code, from 1; 0 if it is not the user's.
func (e Edit) Line(line int) int {
	if line < 1 || line > len(e.lines) {
		return 0
	}
	return e.lines[line-1] + 1
}

// Source returns the user's lines, without what is invisible at either end.
func (e Edit) Source() []string { return e.source }

// Forward carries a cursor into Code: from Jupyter's count, code points from the start of the cell, to that of gonb,
// which is UTF-16 units.
func (e Edit) Forward(position int) int {
	line, column := locate(e.user, position, points)
	code := strings.Split(e.Code, "\n")
	for i, user := range e.lines {
		// the latter behind a line end of Windows
		if user == line && (column <= len(code[i]) || column > len(e.source[line])) {
			return offset(code, i, min(column, len(code[i])), units)
		}
	}
	return position
}

// Back carries a cursor from Code, in gonb's count, into the cell. A position outside the user's lines is held to the
// cell.
func (e Edit) Back(position int) int {
	line, column := locate(strings.Split(e.Code, "\n"), position, units)
	if e.lines[line] == added || column > len(e.user[e.lines[line]]) {
		last := len(e.user) - 1
		return min(position, offset(e.user, last, len(e.user[last]), points))
	}
	return offset(e.user, e.lines[line], column, points)
}

// points counts code points, units the units of UTF-16.
func points(rune) int { return 1 }

func units(r rune) int { return utf16.RuneLen(r) }

// locate finds the line and the column in bytes of a position.
func locate(lines []string, position int, size func(rune) int) (line, column int) {
	for i, text := range lines {
		for at, r := range text {
			if position <= 0 {
				return i, at
			}
			position -= size(r)
		}
		if position <= 0 {
			return i, len(text)
		}
		position-- // the line break
	}
	last := len(lines) - 1
	return last, len(lines[last])
}

// offset is the inverse of locate.
func offset(lines []string, line, column int, size func(rune) int) int {
	position := line // line breaks
	for _, text := range append(slices.Clone(lines[:line]), lines[line][:column]) {
		for _, r := range text {
			position += size(r)
		}
	}
	return position
}
