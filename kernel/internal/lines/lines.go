// Package lines takes lines from what other programs print.
package lines

import "strings"

// Last returns the last n lines of a text, without blank space around them.
func Last(text string, n int) string {
	list := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(list[max(0, len(list)-n):], "\n")
}
