package cell

import (
	"go/token"
	"regexp"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// commentPrefix may stand before gonb's own lines, so that other tools see comments.
const commentPrefix = "//gonb:"

// source is a cell by lines, with gonb's own lines found.
type source struct {
	typed   []string       // as typed
	lines   []string       // in the same columns, without what is invisible at either end
	special []bool         // gonb's own lines
	plain   []string       // lines, with special ones and the package clause blanked
	timed   map[int]string // lines that have been commands to time what is left of them
	main    int            // the line %% or %main, -1 if there is none
	foreign bool           // not Go: a script or a file to be written
	open    bool           // the last line is gonb's and ends in a backslash: it goes on
}

const byteOrderMark = "\ufeff"

// visible are the lines without the line ends of Windows, and without a byte order mark, which spaces replace.
func visible(typed []string) []string {
	lines := make([]string, len(typed))
	for i, line := range typed {
		lines[i] = strings.TrimRight(line, "\r")
	}
	if rest, found := strings.CutPrefix(lines[0], byteOrderMark); found {
		lines[0] = strings.Repeat(" ", len(byteOrderMark)) + rest
	}
	return lines
}

func read(code string) source {
	s := source{typed: strings.Split(code, "\n"), main: -1}
	s.lines = visible(s.typed)
	var quote quoting
	goesOn := false
	for i, line := range s.lines {
		if name, rest, ok := timedLine(line); ok && !goesOn && !s.foreign && quote.commandsStart("%") {
			s.time(i, name)
			line = rest
		}
		text, command := commandOf(line)
		special := goesOn || command && !s.foreign && quote.commandsStart(text)
		if special && !goesOn {
			s.classify(i, commandName(text))
		}
		goesOn = special && strings.HasSuffix(line, `\`)
		if special {
			line = ""
		}
		quote.pass(line)
		s.special = append(s.special, special)
		s.plain = append(s.plain, line)
	}
	s.open = goesOn
	if !s.foreign {
		s.leavePackageOut()
	}
	return s
}

func (s *source) time(line int, name string) {
	if s.timed == nil {
		s.timed = map[int]string{}
	}
	s.timed[line] = name
}

// leavePackageOut blanks a package clause: gonb writes its own.
func (s *source) leavePackageOut() {
	list := tokens(strings.Join(s.plain, "\n"))
	if len(list) < 2 || list[0].kind != token.PACKAGE || list[1].kind != token.IDENT || list[0].line != list[1].line {
		return
	}
	line := list[0].line
	from := list[0].from - start(s.plain, line)
	to := list[1].to() - start(s.plain, line)
	if len(list) > 2 && list[2].text == ";" {
		to = list[2].to() - start(s.plain, line)
	}
	text := s.plain[line]
	s.plain[line] = text[:from] + strings.Repeat(" ", to-from) + text[to:]
}

// indented are commands that do not start in the first column, where no Go can have a percent sign.
var indented = regexp.MustCompile(`^\s+%[%a-z]`)

// commandOf is a line without what may stand before a command, and whether it looks like one.
func commandOf(line string) (text string, ok bool) {
	text = strings.TrimPrefix(line, commentPrefix)
	if indented.MatchString(text) {
		text = strings.TrimSpace(text)
	}
	return text, len(text) > 1 && (text[0] == '%' || text[0] == '!')
}

// commandName is the first word of a command, with its sign: "!" for those of a shell.
func commandName(text string) string {
	if text[0] == '!' {
		return "!"
	}
	sign := "%"
	if strings.HasPrefix(text, "%%") {
		sign = "%%"
	} else {
		text = "%" + strings.TrimLeft(text[1:], " \t")
	}
	if word := strings.Fields(text)[0]; word != sign {
		return word
	}
	return sign
}

func (s *source) classify(line int, name string) {
	switch {
	case name == "%%" || name == "%main":
		if s.main < 0 {
			s.main = line
		}
	case line == 0 && slices.Contains(foreignCommands, name):
		s.foreign = true
	}
}

// whole reports whether gonb gets the cell as it stands: it is no Go, or gonb composes it in a way of its own.
func (s *source) whole() bool { return s.foreign || s.has("%test", "%exec", "%wasm") }

// has reports whether the cell has one of the commands.
func (s *source) has(names ...string) bool {
	for i, special := range s.special {
		if text, _ := commandOf(s.lines[i]); special && len(text) > 1 && slices.Contains(names, commandName(text)) {
			return true
		}
	}
	return false
}

// OwnLine reports whether a position in code points is on a line of gonb's own, of which it knows more than Go's tools.
func OwnLine(code string, position int) bool {
	s := read(code)
	line, _ := locate(s.typed, position, points)
	return s.special[line]
}

// empty reports whether there is no Go beside gonb's own lines; a comment counts.
func (s *source) empty() bool { return strings.TrimSpace(strings.Join(s.plain, "")) == "" }

// command is a line of gonb's own as gonb gets it.
func (s *source) command(i int) string {
	text, _ := commandOf(s.lines[i])
	return protocol.CommandMark + withValue(text)
}

var environment = regexp.MustCompile(`^%\s*env\s+([A-Za-z_]\w*)=(.*)$`)

// withValue writes the value of an environment variable so that gonb takes all of it, also where it holds spaces.
func withValue(text string) string {
	found := environment.FindStringSubmatch(text)
	if found == nil || strings.HasSuffix(text, `\`) {
		return text
	}
	value := strings.TrimSpace(found[2])
	if !strings.Contains(value, `"`) {
		value = `"` + strings.ReplaceAll(value, `\`, `\\`) + `"`
	}
	return "%env " + found[1] + " " + value
}
