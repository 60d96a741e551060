package cell

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
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

// declaredVersions are the versions of the functions, types and constants that a cell declares. Those of variables are
// of what the cell ran on.
func declaredVersions(code string) map[string]string {
	versions := Versions(code)
	for _, name := range Declares(code).Variables {
		delete(versions, name)
	}
	return versions
}

// Left are the versions of the names that a run of a cell has left.
func Left(code string, r protocol.Ran) map[string]string {
	declared, left := declaredVersions(code), map[string]string{}
	for _, name := range r.Sets {
		left[name] = r.Version()
		if v, ok := declared[name]; ok {
			left[name] = v
		}
	}
	return left
}
