// Package inline finds and fills the numbers of a notebook's running text. In a Markdown cell the author writes
//
//	The slope is <!--= slope -->.
//
// where slope is an expression of Go, of the values and functions that the cells leave. A run puts the value behind:
//
//	The slope is <!--= slope -->0.598<!--/-->.
//
// Comments of HTML are shown by no program, so that every reader of Markdown shows the number, without our kernel; the
// text around stays free to be edited, and nothing acts when the notebook is opened.
package inline

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNumber is wrapped by errors about the numbers of a text.
var ErrNumber = errors.New("a number in the text")

// The bounds of a text; what is beyond is an error.
const (
	mostNumbers = 1000
	mostRunes   = 200 // of a value
)

// Number is a place for a value in a text.
type Number struct {
	Expression string
	Value      string // as it stands there, of Markdown; "" before the first run
	from, to   int    // the place of the whole
}

var (
	// mark is a number; within a value there is no "<".
	mark = regexp.MustCompile(`<!--=(.*?)-->(?:([^<\n]*)<!--/-->)?`)
	// code is what Markdown shows as it is written.
	code = regexp.MustCompile("(?s)```.*?(?:```|$)|~~~.*?(?:~~~|$)|`[^`\n]*`")
)

// Find lists the numbers of a Markdown text, but for those in code. An expression that is none of Go is an error
// wrapping [ErrNumber].
func Find(text string) ([]Number, error) {
	var list []Number
	shown := code.FindAllStringIndex(text, -1)
	for _, at := range mark.FindAllStringSubmatchIndex(text, -1) {
		if slices.ContainsFunc(shown, func(c []int) bool { return c[0] <= at[0] && at[0] < c[1] }) {
			continue
		}
		expression, err := canonical(text[at[2]:at[3]])
		if err != nil {
			return nil, err
		}
		n := Number{Expression: expression, from: at[0], to: at[1]}
		if at[4] >= 0 {
			n.Value = text[at[4]:at[5]]
		}
		list = append(list, n)
	}
	if len(list) > mostNumbers {
		return nil, fmt.Errorf("%w: %d of them in one cell, want up to %d", ErrNumber, len(list), mostNumbers)
	}
	return list, nil
}

// canonical is an expression as gofmt writes it, without comments.
func canonical(text string) (string, error) {
	text = strings.TrimSpace(text)
	parsed, err := parser.ParseExpr(text)
	if err != nil {
		return "", fmt.Errorf("%w: <!--= %s --> is no expression of Go: %w", ErrNumber, text, err)
	}
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), parsed); err != nil {
		return "", fmt.Errorf("%w: <!--= %s -->: %w", ErrNumber, text, err)
	}
	return b.String(), nil
}

// Fill writes values in place of those that stood behind the expressions.
func Fill(text string, values map[string]string) (string, error) {
	list, err := Find(text)
	if err != nil {
		return "", err
	}
	for _, n := range slices.Backward(list) {
		value, ok := values[n.Expression]
		if !ok {
			return "", fmt.Errorf("%w: no value of %s", ErrNumber, n.Expression)
		}
		whole := text[n.from:n.to]
		comment := whole[:strings.Index(whole, "-->")+len("-->")]
		text = text[:n.from] + comment + value + "<!--/-->" + text[n.to:]
	}
	return text, nil
}

// Replace puts other text in the places of the numbers, which it lists.
func Replace(text string, with func(i int, n Number) string) (string, []Number, error) {
	list, err := Find(text)
	if err != nil {
		return "", nil, err
	}
	for i, n := range slices.Backward(list) {
		text = text[:n.from] + with(i, n) + text[n.to:]
	}
	return text, list, nil
}

// Program is a cell that prints the values of expressions, one to a line, for [Values].
func Program(expressions []string) string {
	var b strings.Builder
	b.WriteString("// the numbers of the text\n")
	for _, e := range expressions {
		fmt.Fprintf(&b, "fmt.Printf(\"%%q\\n\", fmt.Sprint(%s))\n", e)
	}
	return b.String()
}

// escapes keep a value from being markup.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "`", "&#96;")

// Values reads what the program of expressions printed. A value is a short line.
func Values(expressions []string, printed string) (map[string]string, error) {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if len(lines) != len(expressions) {
		return nil, fmt.Errorf("%w: %d values of %d expressions", ErrNumber, len(lines), len(expressions))
	}
	values := map[string]string{}
	for i, line := range lines {
		value, err := strconv.Unquote(line)
		if err != nil {
			return nil, fmt.Errorf("%w: the value of %s is printed as %.60q", ErrNumber, expressions[i], line)
		}
		value = strings.TrimSpace(value)
		switch {
		case value == "" || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }):
			return nil, fmt.Errorf("%w: the value of %s is %.60q, want one line that shows something", ErrNumber,
				expressions[i], value)
		case utf8.RuneCountInString(value) > mostRunes:
			return nil, fmt.Errorf("%w: the value of %s has %d characters, want up to %d", ErrNumber, expressions[i],
				utf8.RuneCountInString(value), mostRunes)
		}
		values[expressions[i]] = escapes.Replace(value)
	}
	return values, nil
}
