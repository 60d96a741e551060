package ipynb

import (
	"bytes"
	"encoding/json"
	"strings"
)

// encode writes JSON as nbformat does.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(value)
	return separators(out.Bytes()), err
}

// separators writes the line and paragraph separators of Unicode as they are; Go escapes them, for the sake of
// JavaScript.
func separators(text []byte) []byte {
	if !bytes.Contains(text, []byte(`\u202`)) {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch rest := text[i:]; {
		case bytes.HasPrefix(rest, []byte(`\u2028`)):
			out = append(out, "\u2028"...)
			i += 5
		case bytes.HasPrefix(rest, []byte(`\u2029`)):
			out = append(out, "\u2029"...)
			i += 5
		case text[i] == '\\' && len(rest) > 1: // and what it escapes
			out = append(out, rest[:2]...)
			i++
		default:
			out = append(out, text[i])
		}
	}
	return out
}

// lineEnds are the characters that end a line for Python's splitlines, by which nbformat makes lists of texts.
const lineEnds = "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029"

// lines splits a text as Python's splitlines(True) does.
func lines(text string) []string {
	list := []string{}
	for text != "" {
		end := strings.IndexAny(text, lineEnds)
		switch {
		case end < 0:
			end = len(text)
		case strings.HasPrefix(text[end:], "\r\n"):
			end += 2
		default:
			end += len(firstRune(text[end:]))
		}
		list, text = append(list, text[:end]), text[end:]
	}
	return list
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
