package display

import (
	"fmt"
	"strings"
)

// Count reads "1 class", "8 classes" or "0 studies".
func Count(n int, noun string) string { return fmt.Sprintf("%d %s", n, Plural(n, noun)) }

// Plural is a regular English noun as it stands behind a count: "class" behind 1, "classes" behind any other.
func Plural(n int, noun string) string {
	stem, isY := strings.CutSuffix(noun, "y")
	switch {
	case n == 1:
		return noun
	case strings.HasSuffix(noun, "s"):
		return noun + "es"
	case isY && stem != "" && !strings.ContainsAny(stem[len(stem)-1:], "aeou"):
		return stem + "ies"
	}
	return noun + "s"
}
