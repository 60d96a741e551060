package result

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// mostLines bounds a list with a line for each element.
const mostLines = 50

// lines writes a list that is too long for one line: numbers side by side, other elements one to a line.
func lines(v reflect.Value) (string, bool) {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Len() == 0 {
		return "", false
	}
	most, separate := mostLines, func(string) string { return "\n" }
	if number(v.Type().Elem()) {
		most, separate = mostElements, wrap()
	}
	var b strings.Builder
	for i := range min(v.Len(), most) {
		text := textOf(v.Index(i))
		if gap := separate(text); i > 0 {
			b.WriteString(gap)
		}
		b.WriteString(text)
	}
	if n := v.Len() - most; n > 0 {
		fmt.Fprintf(&b, "\nand %d more", n)
	}
	return b.String(), true
}

// wrap returns what goes in front of each text, so that no line becomes too long.
func wrap() func(text string) string {
	used := 0
	return func(text string) string {
		size := utf8.RuneCountInString(text) + 1
		if used += size; used > lineWidth+1 {
			used = size
			return "\n"
		}
		return " "
	}
}
