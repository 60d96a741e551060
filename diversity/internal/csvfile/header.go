package csvfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// startSize are the bytes within which the first line must end for its separator to be found.
const startSize = 1 << 16

// separators are those that are looked for, the usual ones first.
const separators = ",;\t|"

// header is where the table begins.
type header struct {
	rest      io.Reader // from the header on
	separator rune
	lines     int // in front of it
}

// findHeader passes over what stands in front of the header: empty lines, comments, and the line with which Excel
// names the separator.
func findHeader(in *bufio.Reader, known func(string) bool) (header, error) {
	h := header{rest: in}
	for {
		line, err := peekLine(in)
		if err != nil {
			return h, err
		}
		content := strings.TrimSpace(line)
		if name := nameText(content); name != "" {
			return h, wrongText("it is %s", name)
		}
		separator, names := separatorOf(line, known)
		sep, isSep := strings.CutPrefix(strings.ToLower(strings.Trim(content, `"`)), "sep=")
		switch {
		case isSep && h.separator == 0:
			if h.separator, err = namedSeparator(sep, line); err != nil {
				return h, &ContentError{h.lines + 1, err}
			}
		case content == "", strings.HasPrefix(content, "#") && names == 0:
		case h.separator == 0 && names == 0 && betweenSpaces(line, known):
			return h, &ContentError{h.lines + 1, errors.New("the fields stand between spaces: want commas, semicolons or tabs")}
		default:
			if h.separator == 0 {
				h.separator = separator
			}
			return h, nil
		}
		_, _ = in.Discard(len(line)) // it has been seen
		h.lines++
	}
}

// peekLine is the next line with its end, or as much of it as the buffer holds. The error is io.EOF where there is
// none.
func peekLine(in *bufio.Reader) (string, error) {
	start, err := in.Peek(startSize)
	if len(start) == 0 {
		return "", err
	}
	if end := strings.IndexByte(string(start), '\n'); end >= 0 {
		return string(start[:end+1]), nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return string(start), nil
}

// separatorOf is the separator that finds most of the known names in a header, or else most fields, and how many
// known names it finds.
func separatorOf(line string, known func(string) bool) (best rune, names int) {
	fields := -1
	for _, candidate := range separators {
		in := csv.NewReader(strings.NewReader(line))
		in.Comma, in.LazyQuotes, in.TrimLeadingSpace = candidate, true, candidate != '\t'
		cells, _ := in.Read()
		count := 0
		for _, cell := range cells {
			if known(strings.TrimSpace(cell)) {
				count++
			}
		}
		if count > names || count == names && len(cells) > fields {
			best, names, fields = candidate, count, len(cells)
		}
	}
	return best, names
}

// namedSeparator is that of a line "sep=;". The tab of "sep=<tab>" is looked for in the whole line.
func namedSeparator(name, line string) (rune, error) {
	if name == "" && strings.Contains(line, "\t") {
		name = "\t"
	}
	if len(name) == 0 || !strings.Contains(separators, name[:1]) || strings.Trim(name[1:], ",;") != "" {
		return 0, fmt.Errorf("the separator %q: want a comma, a semicolon, a tab or a bar", name)
	}
	return rune(name[0]), nil
}

// betweenSpaces tells a header whose names stand between spaces.
func betweenSpaces(line string, known func(string) bool) bool {
	count := 0
	for _, name := range strings.Fields(line) {
		if known(strings.Trim(name, `"`)) {
			count++
		}
	}
	return count > 1
}
