package cell

import "strings"

// quoting reads Go line by line to know where a line starts: in a raw string, in a comment, or behind an operator.
type quoting struct {
	closing string // what ends the raw string or the comment; "" outside of both
	last    string // the last text of the statement, up to two bytes
}

// commandsStart reports whether a line that looks like a command of gonb is one.
func (q *quoting) commandsStart(text string) bool {
	return q.closing == "" && (text[0] != '!' || !q.expectsOperand())
}

// expectsOperand reports whether the statement goes on with an expression, such as !done, which is no shell command.
func (q *quoting) expectsOperand() bool {
	if q.last == "++" || q.last == "--" || q.last == "" {
		return false
	}
	return strings.ContainsRune("([,=+-*/<>&|^!%", rune(q.last[len(q.last)-1]))
}

// pass reads a line, which may be broken.
func (q *quoting) pass(line string) {
	for line != "" {
		switch {
		case q.closing != "":
			_, after, found := strings.Cut(line, q.closing)
			if !found {
				return
			}
			q.closing, line = "", after
		case strings.HasPrefix(line, "//"):
			return
		case strings.HasPrefix(line, "/*"):
			q.closing, line = "*/", line[2:]
		case line[0] == '`':
			q.note(line[0])
			q.closing, line = "`", line[1:]
		case line[0] == '"' || line[0] == '\'':
			q.note(line[0])
			line = behindQuotes(line)
		default:
			q.note(line[0])
			line = line[1:]
		}
	}
}

// note keeps what is no space.
func (q *quoting) note(c byte) {
	if c == ' ' || c == '\t' {
		return
	}
	if q.last != "" {
		q.last = q.last[len(q.last)-1:]
	}
	q.last += string(rune(c))
}

// behindQuotes is what follows a string or a character at the start of a line; neither goes on in the next.
func behindQuotes(line string) string {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case line[0]:
			return line[i+1:]
		}
	}
	return ""
}
