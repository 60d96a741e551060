package csvfile

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	exactDigits = 15 // of a number that a spreadsheet keeps
	floatDigits = 17 // of a number that its shortest text as a float64 has at most
	enough      = 4  // digits lost in all, for which rounding and not chance is the reason
)

// Seeds looks whether a column of 64-bit seeds was rounded by a spreadsheet or by another program that keeps numbers
// as float64. Its zero value is ready to use.
type Seeds struct {
	seen  map[string]bool // rounded seeds that are counted, few of them
	lost  int             // digits of theirs that are zero, or what is left of them after rounding
	first string          // of them
	place int             // of the first
	exact bool            // a seed has digits that would have been lost
}

// Add takes the text of a seed, and its line or whatever place is to be named.
func (s *Seeds) Add(text string, place int) {
	digits := strings.TrimLeft(strings.TrimLeft(text, "+-"), "0")
	if s.exact || len(digits) <= exactDigits || s.seen[digits] {
		return
	}
	lost := lostDigits(digits)
	s.exact = lost == 0
	if s.lost >= enough || s.exact {
		return
	}
	if s.seen == nil {
		s.seen, s.first, s.place = map[string]bool{}, digits, place
	}
	s.seen[digits] = true
	s.lost += lost
}

// Err is an error with the place of the first seed if all long seeds are rounded, and chance cannot be the reason.
func (s *Seeds) Err() (place int, err error) {
	if s.exact || s.lost < enough {
		return 0, nil
	}
	return s.place, fmt.Errorf("the seed %s was rounded, as all long seeds of the table: "+
		"a spreadsheet must import the column as text, another program as integers of 64 bits", s.first)
}

// lostDigits counts the digits that rounding has taken from a long number: to as many as a spreadsheet keeps, to a
// float64, or to the shortest text of a float64. It is 0 for a number that still has them.
func lostDigits(digits string) int {
	if strings.Trim(digits[exactDigits:], "0") == "" {
		return len(digits) - exactDigits
	}
	value, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || value <= exactAtMost {
		return 0
	}
	nearest := float64(value)
	if strconv.FormatFloat(nearest, 'f', -1, 64) == digits || nearest < 1<<64 && uint64(nearest) == value {
		return max(1, len(digits)-floatDigits)
	}
	return 0
}
