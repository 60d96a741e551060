package cell

import (
	"errors"
	"slices"
	"strings"
)

// What is wrong with a cell that is to run others again.
var (
	errRerunWhat  = errors.New(Rerun + " needs to be told what: " + Rerun + " stale")
	errRerunAlone = errors.New(Rerun + " stale stands alone in its cell")
)

// Reruns reports whether a cell asks for stale cells to be run again, and what is wrong with how it asks.
func Reruns(code string) (asked bool, err error) {
	s := read(code)
	if s.foreign || !s.has(Rerun) {
		return false, nil
	}
	for i, special := range s.special {
		text, command := commandOf(s.lines[i])
		if !special || !command || commandName(text) != Rerun {
			continue
		}
		if words := strings.Fields(text[1:]); !slices.Equal(words[1:], []string{"stale"}) {
			return true, errRerunWhat
		}
	}
	specials := slices.DeleteFunc(slices.Clone(s.special), func(special bool) bool { return !special })
	if len(words(strings.Join(s.plain, "\n"))) > 0 || len(specials) > 1 {
		return true, errRerunAlone
	}
	return true, nil
}
