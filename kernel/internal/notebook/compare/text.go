package compare

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tradeoff/diversity/display"
)

// kind tells what a token is.
type kind int

const (
	other    kind = iota // compared exactly
	number               // compared within the tolerance
	duration             // not compared
)

// token is a piece of a line.
type token struct {
	kind kind
	text string
	at   int // byte in the line
}

var (
	// piece finds numbers, and words, whose digits are no numbers.
	piece = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`)
	// clock is the rest of a duration as Go prints it, after its first number.
	clock = regexp.MustCompile(`^(?:h\d+m\d+(?:\.\d+)?s|m\d+(?:\.\d+)?s|(?:ns|us|µs|μs|ms|s))$`)
	// unit follows a number after a space.
	unit = regexp.MustCompile(`^ (?:ns|us|µs|μs|ms|s|sec|min|h|seconds?|minutes?|hours?)(?:$|[^\p{L}\p{N}_])`)
	// abbreviation looks like a unit but is none: "0.3 s.e.".
	abbreviation = regexp.MustCompile(`^ \p{L}+\.\p{L}`)
	spaces       = regexp.MustCompile(`[ \t]+`)
)

// tokens splits a line into numbers, durations and the text between them.
func tokens(line string) []token {
	var list []token
	from := 0
	cut := func(k kind, start, end int) {
		if start > from {
			list = append(list, token{other, line[from:start], from})
		}
		list = append(list, token{k, line[start:end], start})
		from = end
	}
	for at := 0; at < len(line); {
		found := piece.FindStringIndex(line[at:])
		if found == nil {
			break
		}
		start, end := at+found[0], at+found[1]
		at = end
		if c := line[start]; c < '0' || c > '9' {
			continue
		}
		rest := line[end:]
		suffix := rest[:wordLength(rest)]
		switch {
		case clock.MatchString(suffix + fraction(rest[len(suffix):])):
			at = end + len(suffix) + len(fraction(rest[len(suffix):]))
			cut(duration, start, at)
		case suffix != "":
			at = end + len(suffix) // a word that starts with a digit: 28x28, d365b3
		case unit.MatchString(rest) && !abbreviation.MatchString(rest):
			at = end + 1 + wordLength(rest[1:])
			cut(duration, start, at)
		default:
			cut(number, signed(line, start), end)
		}
	}
	if from < len(line) {
		list = append(list, token{other, line[from:], from})
	}
	return list
}

// wordLength is the number of bytes of s until the first rune that is no letter, digit or underscore.
func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			return i
		}
	}
	return len(s)
}

// fraction is the rest of seconds with decimals, ".5s", which a word does not include.
func fraction(s string) string {
	if !strings.HasPrefix(s, ".") {
		return ""
	}
	rest := s[1:]
	if n := wordLength(rest); n > 1 && rest[0] >= '0' && rest[0] <= '9' && strings.HasSuffix(rest[:n], "s") {
		return s[:1+n]
	}
	return ""
}

// signed moves the start of a number to its sign, which follows no word or bracket: "5-3" is a range.
func signed(line string, start int) int {
	if start == 0 || line[start-1] != '-' && line[start-1] != '+' {
		return start
	}
	before, _ := utf8.DecodeLastRuneInString(line[:start-1])
	if start > 1 && (unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune(")]_", before)) {
		return start
	}
	return start - 1
}

// texts compares two texts line by line. The position prefix is that of a text within something else.
func (k *comparison) texts(prefix, a, b string) {
	if a == b && prefix != "" {
		k.count(a)
		return
	}
	before, after := strings.Split(strings.TrimRight(a, " \n"), "\n"), strings.Split(strings.TrimRight(b, " \n"), "\n")
	same := len(before) == len(after)
	for i := range min(len(before), len(after)) {
		at := prefix
		if len(before) > 1 || len(after) > 1 {
			at = strings.TrimPrefix(fmt.Sprintf("%s, line %d", prefix, i+1), ", ")
		}
		known := len(k.report.Differences)
		k.line(at, before[i], after[i])
		if !same && len(k.report.Differences) > known {
			break // what follows is shifted
		}
	}
	if !same {
		k.differ(prefix, display.Count(len(before), "line"), display.Count(len(after), "line"))
	}
}

// count notes the numbers of a text that need no comparison.
func (k *comparison) count(a string) {
	for _, t := range tokens(a) {
		switch t.kind {
		case number:
			k.report.Numbers++
		case duration:
			k.report.Durations++
		}
	}
}

// line compares two lines up to the first piece of text that differs; numbers all.
func (k *comparison) line(at, a, b string) {
	before, after := tokens(a), tokens(b)
	for i, t := range before {
		if i >= len(after) || t.kind != after[i].kind || t.kind == other && !sameWords(t.text, after[i].text) {
			k.differ(at, quote(a, t.at), quote(b, position(after, i, b)))
			return
		}
		switch t.kind {
		case number:
			k.report.Numbers++
			if x, y := value(t.text), value(after[i].text); !k.tolerance.allows(x, y) {
				k.differ(strings.TrimSpace(at+" "+context(a, t)), t.text, after[i].text)
			}
		case duration:
			k.report.Durations++
		}
	}
	if len(after) > len(before) {
		k.differ(at, quote(a, len(a)), quote(b, after[len(before)].at))
	}
}

// position is where the i-th piece of a line starts, or its end.
func position(list []token, i int, line string) int {
	if i < len(list) {
		return list[i].at
	}
	return len(line)
}

func sameWords(a, b string) bool {
	return a == b || strings.TrimRight(spaces.ReplaceAllString(a, " "),
		" ") == strings.TrimRight(spaces.ReplaceAllString(b, " "), " ")
}

// value reads what the pattern of numbers found; too large is infinite.
func value(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64)
	return x
}

// reach is how much of a line is shown around a difference, in bytes on either side.
const reach = 32

// context shows a number with what stands beside it; within HTML up to the next tags.
func context(line string, t token) string {
	end := t.at + len(t.text)
	from, to := t.at-reach, end+reach
	opened, closed := strings.LastIndexByte(line[:t.at], '>'), strings.IndexByte(line[end:], '<')
	if opened >= 0 && closed >= 0 {
		from, to = max(from, opened+1), min(to, end+closed)
	}
	return "(" + around(line, from, to) + ")"
}

// quote shows a line from a little before a difference.
func quote(line string, at int) string { return strconv.Quote(around(line, at-reach/2, at+reach)) }

// around cuts a line, at whole runes.
func around(line string, from, to int) string {
	from, to = max(0, from), min(len(line), to)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	text := strings.TrimSpace(spaces.ReplaceAllString(line[from:to], " "))
	if from > 0 {
		text = "…" + text
	}
	if to < len(line) {
		text += "…"
	}
	return text
}
