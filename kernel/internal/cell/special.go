package cell

import (
	"slices"
	"strings"
)

// commentPrefix may stand before gonb's own lines, so that other tools see comments.
const commentPrefix = "//gonb:"

// source is a cell by lines, with gonb's own lines found.
type source struct {
	lines   []string // as typed
	special []bool   // gonb's own lines
	plain   []string // lines, with special ones blanked
	main    int      // the line %% or %main, -1 if there is none
	foreign bool     // not Go: a script or a file to be written
	open    bool     // the last line is gonb's and ends in a backslash: it goes on
}

func read(code string) source {
	s := source{lines: strings.Split(code, "\n"), main: -1}
	goesOn := false
	for i, line := range s.lines {
		text := strings.TrimPrefix(line, commentPrefix)
		special := goesOn || len(text) > 1 && (text[0] == '%' || text[0] == '!')
		if special && !goesOn {
			s.classify(i, strings.Fields(text)[0])
		}
		goesOn = special && strings.HasSuffix(text, `\`)
		if special {
			line = ""
		}
		s.special = append(s.special, special)
		s.plain = append(s.plain, line)
	}
	s.open = goesOn
	return s
}

func (s *source) classify(line int, word string) {
	switch {
	case word == "%%" || word == "%main":
		if s.main < 0 {
			s.main = line
		}
	case line == 0 && slices.Contains([]string{"%%writefile", "%%script", "%%bash", "%%sh", "%%gx"}, word):
		s.foreign = true
	}
}

// untouched tells whether the cell has a line of gonb's own.
func (s *source) untouched() bool { return slices.Contains(s.special, true) }

// OwnLine tells whether a place, in code points, is on a line of gonb's own, of which gonb knows more than Go's tools.
func OwnLine(code string, position int) bool {
	s := read(code)
	line, _ := locate(s.lines, position, points)
	return s.special[line]
}

// empty tells whether there is no Go beside gonb's own lines; a comment counts.
func (s *source) empty() bool { return strings.TrimSpace(strings.Join(s.plain, "")) == "" }
