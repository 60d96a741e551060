package cell

import (
	"go/scanner"
	"go/token"
	"slices"
)

// word is a token with its place.
type word struct {
	line int // from 0
	from int // in bytes
	kind token.Token
	text string // of names, literals and semicolons
}

func (w word) to() int { return w.from + len(w.text) }

// tokens reads a text, which may be broken, to its end. The semicolons that Go adds at the ends of lines are there too.
func tokens(text string) []word { return scan(text, 0) }

func scan(text string, mode scanner.Mode) (list []word) {
	source := []byte(text)
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, func(token.Position, string) {}, mode)
	for {
		pos, kind, literal := s.Scan()
		if kind == token.EOF {
			return list
		}
		list = append(list, word{file.Line(pos) - 1, file.Offset(pos), kind, literal})
	}
}

// words are the tokens without the semicolons.
func words(text string) []word {
	return slices.DeleteFunc(tokens(text), func(w word) bool { return w.kind == token.SEMICOLON })
}
