package cell

import (
	"errors"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// Status says what a console should do when the user presses Enter.
type Status string

// The values that Jupyter knows.
const (
	Complete   Status = "complete"   // run it
	Incomplete Status = "incomplete" // ask for another line
	Invalid    Status = "invalid"    // run it, for the error
)

// step indents a block. Jupyter's console shows a tab as ^I.
const step = "    "

// Check reports whether a cell is complete, and how the next line is indented if it is not.
func Check(code string) (status Status, indent string) {
	s := read(code)
	_, question := Question(code)
	switch {
	case s.open:
		return Incomplete, ""
	case s.foreign || s.empty() || question:
		return Complete, ""
	}
	declarations, body, depth := s.parts()
	if depth < 0 {
		return Invalid, ""
	}
	status = Complete
	for _, part := range []struct{ head, text, foot string }{{packageHead, declarations, ""},
		{functionHead, body, "\n}"}} {
		switch parse(part.head+strings.TrimRight(part.text, " \t\r\n"), part.foot) {
		case Invalid:
			return Invalid, ""
		case Incomplete:
			status = Incomplete
		}
	}
	if status == Complete {
		return Complete, ""
	}
	return Incomplete, strings.Repeat(step, max(depth, 0))
}

// parts separates declarations from statements.
func (s *source) parts() (declarations, body string, depth int) {
	chunks, depth := split(s.plain)
	if s.main >= 0 {
		chunks = s.chunks()
	}
	first, last := apart(chunks)
	if len(chunks) == 0 { // comments, perhaps one that has not ended
		return "", strings.Join(s.plain, "\n"), depth
	}
	return strings.Join(pick(s.plain, first), "\n"), strings.Join(pick(s.plain, last), "\n"), depth
}

// parse tells an error inside the text, which more lines cannot mend, from one at its end.
func parse(text, foot string) Status {
	_, err := parser.ParseFile(token.NewFileSet(), "", text+"\n"+foot, parser.SkipObjectResolution)
	list, ok := errors.AsType[scanner.ErrorList](err)
	if !ok || len(list) == 0 {
		return Complete
	}
	first := list[0]
	unterminated := strings.HasSuffix(first.Msg, "not terminated") && !strings.HasPrefix(first.Msg, "string literal") &&
		!strings.HasPrefix(first.Msg, "rune literal")
	if first.Pos.Offset >= len(text) || unterminated {
		return Incomplete
	}
	return Invalid
}
