package proxy

import (
	"fmt"
	"regexp"
	"strings"
)

// stderr watches a cell's standard error for the words that end a Go program. From there on it is held: if the cell
// failed, it becomes a part of the error.
type stderr struct {
	held    strings.Builder
	hold    bool
	dropped int // bytes that were too many to be held
}

// mostHeld is much more than any trace.
const mostHeld = 1 << 20

// mustStart is what package must logs before it panics with the same error.
const mustStart = `\d{4}/\d\d/\d\d \d\d:\d\d:\d\d Must not error: `

var (
	colours   = regexp.MustCompile("\x1b\\[[0-9;]*m")
	lastWords = regexp.MustCompile(`(?m)^(\x1b\[[0-9;]*m)*(` + mustStart +
		`|panic: |fatal error: |runtime: |\^C$|exit status \d+$|signal: [a-z ]+( \(core dumped\))?$)`)
)

// take returns what may be shown of a piece.
func (s *stderr) take(text string) string {
	if s.hold {
		s.add(text)
		return ""
	}
	at := lastWords.FindStringIndex(text)
	if at == nil {
		return text
	}
	s.hold = true
	s.add(text[at[0]:])
	return text[:at[0]]
}

func (s *stderr) add(text string) {
	kept := strings.ToValidUTF8(text[:min(len(text), mostHeld-s.held.Len())], "")
	s.held.WriteString(kept)
	s.dropped += len(text) - len(kept)
}

// rest returns what was held for nothing.
func (s *stderr) rest() string {
	if s.dropped == 0 {
		return s.held.String()
	}
	return s.held.String() + fmt.Sprintf("\n[%d bytes are left out here]\n", s.dropped)
}
