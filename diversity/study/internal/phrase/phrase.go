// Package phrase puts values into the words of a table.
package phrase

import (
	"strings"
	"time"
)

// FirstLine shortens a message to its first line.
func FirstLine(text string) string {
	line, _, more := strings.Cut(text, "\n")
	if more {
		line += " ..."
	}
	return line
}

// Moment writes a point in time to the second; "" if it is not known.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateTime) + " UTC"
}
