package cell

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// Digest is a short text for what a cell does: the same where only comments and spaces differ.
func Digest(code string) string {
	s := read(code)
	sum := sha256.New()
	if s.foreign {
		fmt.Fprintf(sum, "%q", strings.TrimSpace(code)) // never fails, as below
		return hex.EncodeToString(sum.Sum(nil)[:8])
	}
	for i, line := range s.lines {
		if s.special[i] {
			fmt.Fprintf(sum, "%q\n", strings.TrimSpace(line))
		}
	}
	for _, line := range slices.Sorted(maps.Keys(s.timed)) {
		fmt.Fprintf(sum, "%s\n", s.timed[line])
	}
	for _, w := range tokens(strings.Join(s.plain, "\n")) {
		if w.kind == token.SEMICOLON && w.text == "\n" { // not that of the user, which has a value not shown
			w.text = ""
		}
		fmt.Fprintf(sum, "%v %q ", w.kind, w.text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// SourceDigest is a short text that no other text of a cell has, but for spaces around it.
func SourceDigest(code string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(code)))
	return hex.EncodeToString(sum[:8])
}
