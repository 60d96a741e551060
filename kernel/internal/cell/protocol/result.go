package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Form is one form of a value: a media type and the text.
type Form struct{ Type, Text string }

// errForms is the error of a file that [WriteForms] has not written.
var errForms = errors.New("no forms of a value")

// WriteForms writes the forms of a value, the plain text among them: for each a line of media type and size, and the
// text.
func WriteForms(w io.Writer, forms []Form) error {
	var failed error
	for _, form := range forms {
		_, err := fmt.Fprintf(w, "%s %d\n%s", form.Type, len(form.Text), form.Text)
		failed = errors.Join(failed, err)
	}
	return failed
}

// ParseForms returns the forms that [WriteForms] wrote, by media type. There is always a plain text.
func ParseForms(text []byte) (map[string]any, error) {
	forms := map[string]any{}
	for len(text) > 0 {
		line, rest, found := bytes.Cut(text, []byte("\n"))
		var kind string
		var size int
		if n, _ := fmt.Sscanf(string(line), "%s %d", &kind, &size); !found || n != 2 || size < 0 || size > len(rest) {
			return nil, fmt.Errorf("%w: an incomplete form: %.80q", errForms, line)
		}
		forms[kind], text = string(rest[:size]), rest[size:]
	}
	if _, ok := forms[Plain]; !ok {
		return nil, fmt.Errorf("%w: no %s", errForms, Plain)
	}
	return forms, nil
}
