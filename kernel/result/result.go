package result

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// variable names the file for the forms of the value; the kernel sets it. Elsewhere the text form is printed.
const variable = "DIVERSITY_RESULT"

// The media types of the forms.
const (
	plainKind  = "text/plain"
	htmlKind   = "text/html"
	figureKind = "application/vnd.echarts.v1+json"
)

// drawable is what figure.Figure has. The kernel adds the static picture.
type drawable interface {
	Option() (json.RawMessage, error)
	Text() string
}

// form is one form of a value.
type form struct{ kind, text string }

// Show takes the results of the last expression, any number of them, as its value. An error that is nil does not count, one that is not
// stands for the value. Figures are shown as such, slices of structs as tables, what has a String or Error method by it.
func Show(values ...any) {
	forms := formsOf(values)
	path := os.Getenv(variable)
	switch {
	case len(forms) == 0:
	case path == "":
		fmt.Println(forms[0].text)
	default:
		if err := write(path, forms); err != nil {
			fmt.Fprintf(os.Stderr, "the value of the cell cannot be shown: %v\n", err)
		}
	}
}

// formsOf returns the forms of a value, the text form first; none if there is nothing to show.
func formsOf(values []any) []form {
	if n := len(values); n > 1 {
		switch last := values[n-1].(type) {
		case error:
			return []form{{plainKind, "error: " + last.Error()}}
		case nil:
			values = values[:n-1]
		}
	}
	if len(values) == 1 {
		return formsOfOne(values[0])
	}
	var texts []string
	for _, value := range values {
		texts = append(texts, textOf(value))
	}
	if len(texts) == 0 {
		return nil
	}
	return []form{{plainKind, strings.Join(texts, " ")}}
}

func formsOfOne(value any) []form {
	if f, ok := value.(drawable); ok {
		option, err := f.Option()
		if err != nil {
			return []form{{plainKind, "error: " + err.Error()}}
		}
		return []form{{plainKind, f.Text()}, {figureKind, string(option)}}
	}
	if forms, ok := tableForms(value); ok {
		return forms
	}
	return []form{{plainKind, textOf(value)}}
}

// textOf writes a value as fmt does, with the names of fields.
func textOf(value any) string {
	return fmt.Sprintf("%+v", value)
}

// write replaces the file at once: for each form a line of media type and size, and the text.
func write(path string, forms []form) error {
	f, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	var failed error
	for _, form := range forms {
		_, err := io.WriteString(f, fmt.Sprintf("%s %d\n%s", form.kind, len(form.text), form.text))
		failed = errors.Join(failed, err)
	}
	if err := errors.Join(failed, f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
