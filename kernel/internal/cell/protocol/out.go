package protocol

import (
	"strconv"
	"strings"
)

// outPrefix begins the name of the variable that holds what a cell has shown: no name for a person, who writes Out[3].
const outPrefix = "Outᐧ"

// OutName is the variable that holds what a cell, by its execution count, has shown.
func OutName(cell int) string { return outPrefix + strconv.Itoa(cell) }

// OutCell is the execution count in a name of [OutName].
func OutCell(name string) (cell int, ok bool) {
	digits, ok := strings.CutPrefix(name, outPrefix)
	if !ok || !isCount(digits) {
		return 0, false
	}
	cell, err := strconv.Atoi(digits)
	return cell, err == nil
}

// ParseOut is the name of [OutName] of what people write, Out[3].
func ParseOut(text string) (name string, ok bool) {
	digits, found := strings.CutPrefix(text, "Out[")
	digits, closed := strings.CutSuffix(digits, "]")
	if !found || !closed || !isCount(digits) {
		return "", false
	}
	return outPrefix + digits, true
}

// isCount tells digits that are an execution count.
func isCount(digits string) bool {
	return digits != "" && len(digits) < 10 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// ReadableOuts has the names of [OutName] in a text as people write them: Out[3].
func ReadableOuts(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, outPrefix)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		rest := strings.TrimLeft(after, "0123456789")
		if digits := after[:len(after)-len(rest)]; digits == "" {
			b.WriteString(outPrefix)
		} else {
			b.WriteString("Out[" + digits + "]")
		}
		text = rest
	}
}
