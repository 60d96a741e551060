package cell

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// CommandWord is the word of a command at a cursor: what precedes it in the line, and how much of it is typed.
type CommandWord struct {
	Command string // "" where the word is the command itself
	Typed   string // up to the cursor
	From    int    // where the word begins, in code points from the start of the cell
}

// CommandAt finds the word of a % line of Go cells at a position in code points.
func CommandAt(code string, position int) (w CommandWord, ok bool) {
	s := read(code)
	line, column := locate(s.typed, position, points)
	text := s.typed[line][:column]
	head := strings.TrimLeft(strings.TrimPrefix(text, commentPrefix), " \t")
	if !s.special[line] && head != "%" || !strings.HasPrefix(head, "%") {
		return w, false
	}
	word := head[strings.LastIndexAny(head, " \t")+1:]
	w = CommandWord{Typed: word, From: position - utf8.RuneCountInString(word)}
	if len(word) < len(head) {
		w.Command = commandName(head)
	}
	return w, true
}

// CommandsLike are the commands that begin so, in order. Those for cells that are not Go stand in a first line.
func CommandsLike(typed string) []string {
	list := slices.DeleteFunc(slices.Clone(commands), func(name string) bool {
		return !strings.HasPrefix(name, typed) || name == "%%" && typed != "%%"
	})
	slices.Sort(list)
	return list
}
