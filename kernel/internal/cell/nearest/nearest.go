// Package nearest finds the name that was meant where another was written.
package nearest

import (
	"strings"
	"unicode/utf8"

	edlib "github.com/hbollon/go-edlib"
)

// lettersPerSlip is how long a name has to be, in code points, for one letter that was mistyped, left out, added or
// swapped with the next.
const lettersPerSlip = 3

// Name returns the name that is nearest to a word, the first of several; "" if none is near. Capitals do not count, as
// they are what is mistaken most.
func Name(word string, names []string) (best string) {
	small := strings.ToLower(word)
	least := max(1, utf8.RuneCountInString(word)/lettersPerSlip) + 1
	for _, name := range names {
		if name == word {
			continue
		}
		if d := edlib.OSADamerauLevenshteinDistance(small, strings.ToLower(name)); d < least &&
			d < utf8.RuneCountInString(name) {
			best, least = name, d
		}
	}
	return best
}
