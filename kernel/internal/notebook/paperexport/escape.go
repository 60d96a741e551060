package paperexport

import (
	"regexp"
	"strings"

	"tradeoff/diversity"
)

// marks are what MyST may take for markup anywhere in a line.
var marks = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "{", `\{`, "}", `\}`, "[", `\[`, "]", `\]`,
	"<", `\<`, ">", `\>`, "$", `\$`, "|", `\|`, "~", `\~`, "^", `\^`, "&", `\&`, "@", `\@`, "#", `\#`, "!", `\!`)

// escaped is a text that MyST shows as it is, but for its beginning: see lineStart.
func escaped(text string) string { return marks.Replace(diversity.PrintableLines(text)) }

var (
	// firstMark is what MyST takes for markup at the beginning of a line.
	firstMark = regexp.MustCompile(`(?m)^[ \t]*([-+%:=(.])`)
	// firstNumber begins an item of a list.
	firstNumber = regexp.MustCompile(`(?m)^[ \t]*(\d+)([.)])`)
	// firstSpace would make a block of code of what follows it.
	firstSpace = regexp.MustCompile(`(?m)^[ \t]+`)
)

// lineStart keeps the lines of an escaped text from beginning anything.
func lineStart(text string) string {
	text = firstSpace.ReplaceAllString(text, "")
	text = firstMark.ReplaceAllString(text, `\$1`)
	return firstNumber.ReplaceAllString(text, `$1\$2`)
}

// oneLine is a text as a line that MyST shows as it is.
func oneLine(text string) string { return lineStart(escaped(strings.Join(strings.Fields(text), " "))) }

// inTable is a text as a cell of a table shows it.
func inTable(text string) string { return escaped(strings.Join(strings.Fields(text), " ")) }

// verbatim is a block that shows a text as it is written, of the language named.
func verbatim(text, language string) string {
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	return fence + language + "\n" + strings.TrimRight(diversity.PrintableLines(text), "\n") + "\n" + fence
}

// inlineCode is a text within a line as it is written.
func inlineCode(text string) string {
	text = strings.Join(strings.Fields(diversity.PrintableLines(text)), " ")
	if text == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// longestRun is how often a byte stands behind itself at most.
func longestRun(text string, of byte) (longest int) {
	run := 0
	for i := range len(text) {
		if text[i] != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
