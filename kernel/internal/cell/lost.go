package cell

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// What a cell is told whose text gonb loses when it sets declarations out anew.
const (
	embedLost = "//go:embed does nothing in a cell, the variable would stay empty: read the file with os.ReadFile, which starts in the notebook's folder"
	cgoLost   = "cgo does not work in a cell, the comment above import \"C\" gets lost: put the C code into a package of a module, " +
		"and import that package"
	nulLost = "the cell holds a NUL character, which Go does not allow: delete it, or write \\x00 in a string"
)

// lost finds directives and comments that would get lost, and characters that gonb could take for
// [protocol.CommandMark].
func (s *source) lost() (r Refusal, refused bool) {
	for i, line := range s.lines {
		if strings.Contains(line, protocol.CommandMark) {
			return Refusal{"CompileError", nulLost, i + 1}, true
		}
	}
	list := comments(strings.Join(s.plain, "\n"))
	for i, w := range list {
		switch {
		case w.kind == token.COMMENT && (w.text == "//go:embed" || strings.HasPrefix(w.text, "//go:embed ")):
			return Refusal{"NotSupported", embedLost, w.line + 1}, true
		case w.kind == token.STRING && (w.text == `"C"` || w.text == "`C`") && imported(list[:i]):
			return Refusal{"NotSupported", cgoLost, w.line + 1}, true
		}
	}
	return Refusal{}, false
}

// comments are the tokens of a text with its comments.
func comments(text string) []word { return scan(text, scanner.ScanComments) }

// imported reports whether a string behind these tokens is the path of an import.
func imported(list []word) bool {
	at := func(i int, kinds ...token.Token) bool { return i >= 0 && slices.Contains(kinds, list[i].kind) }
	i := len(list) - 1
	if at(i, token.IDENT, token.PERIOD) { // the name that the package gets
		i--
	}
	if at(i, token.IMPORT) {
		return true
	}
	for at(i, token.STRING, token.SEMICOLON, token.IDENT, token.PERIOD, token.COMMENT) {
		i--
	}
	return at(i, token.LPAREN) && at(i-1, token.IMPORT)
}
