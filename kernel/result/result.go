package result

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
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

// Show takes the results of the last expression, any number of them, as its value. An error beside a value does not count if it is nil;
// else Show panics with it, so that the cell fails as it would by must.M1. An error alone is a value like others (see [ShowCall]), and nothing
// is shown of nil alone. Figures and images are shown as such; slices of structs, matrices, and maps and structs too
// long for a line as tables; what has a String or Error method by it, in a list one to a line if they do not fit in one.
func Show(values ...any) {
	if n := len(values); n > 1 {
		if err, failed := values[n-1].(error); failed {
			panic(err)
		}
	}
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

// ShowCall takes the results of a last expression that is a call. An error alone is then no value but says that the call failed, and so does
// the cell.
func ShowCall(values ...any) {
	if len(values) == 1 {
		if err, failed := values[0].(error); failed {
			panic(err)
		}
	}
	Show(values...)
}

// formsOf returns the forms of a value, the text form first; none if there is nothing to show.
func formsOf(values []any) []form {
	if n := len(values); n > 0 {
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
	separator := " "
	for _, value := range values {
		text := formsOfOne(value)[0].text
		if !fits(text) {
			separator = "\n"
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nil
	}
	return []form{{plainKind, strings.Join(texts, separator)}}
}

func formsOfOne(value any) []form {
	if f, ok := value.(drawable); ok {
		option, err := f.Option()
		if err != nil {
			return []form{{plainKind, "error: " + err.Error()}}
		}
		return []form{{plainKind, f.Text()}, {figureKind, string(option)}}
	}
	if picture, ok := asImage(value); ok {
		return formsOfImage(picture)
	}
	v := reflect.ValueOf(value)
	forms, note, ok := described(v)
	if ok {
		return forms
	}
	forms = reflected(v)
	if note != "" {
		forms[0].text += "\n" + note
	}
	return forms
}

// reflected returns the forms of a value by its kind and its String or Error method.
func reflected(v reflect.Value) []form {
	if text, ok := ownText(v); ok {
		return []form{{plainKind, text}}
	}
	if text, ok := letters(v); ok {
		return []form{{plainKind, text}}
	}
	list, isList := lines(v)
	if g, ok := gridOf(v); ok && !ofImages(v) {
		forms := g.forms()
		if isList && hasText(v.Type().Elem()) { // the words of the elements themselves
			forms[0].text = list
		}
		return forms
	}
	if text := textOf(v); !isList || fits(text) {
		return []form{{plainKind, text}}
	}
	return []form{{plainKind, list}}
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
