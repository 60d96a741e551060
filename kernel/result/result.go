package result

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// drawable is what figure.Figure has. The kernel adds the static picture.
type drawable interface {
	Option() (json.RawMessage, error)
	Runs() (json.RawMessage, error)
	Text() string
}

// Show takes the results of the last expression, any number of them, as its value. An error beside a value does not
// count if it is nil; else Show panics with it, so that the cell fails as it would by must.M1. An error alone is a
// value like others (see [ShowCall]), and nothing is shown of nil alone. Figures and images are shown as such; slices
// of structs, matrices, and maps and structs too long for a line as tables; what has a String or Error method by it, in
// a list one to a line if they do not fit in one.
func Show(values ...any) {
	if n := len(values); n > 1 {
		if err, failed := values[n-1].(error); failed {
			panic(err)
		}
	}
	ShowBound(values...)
}

// ShowBound takes the variables that the last statement defined, v and ok of v, ok := f(). An error among them is shown
// and fails nothing: the next cell may look at it.
func ShowBound(values ...any) {
	forms := formsOf(values)
	path := os.Getenv(protocol.ResultVariable)
	switch {
	case len(forms) == 0:
	case path == "":
		fmt.Println(forms[0].Text)
	default:
		if err := write(path, forms); err != nil {
			fmt.Fprintf(os.Stderr, "the value of the cell cannot be shown: %v\n", err)
		}
	}
}

// Hide takes a value that a semicolon follows: it is not shown. Go would not let it stand alone.
func Hide(...any) {}

// ShowCall takes the results of a last expression that is a call. An error alone is then no value but says that the
// call failed, and so does the cell.
func ShowCall(values ...any) {
	if len(values) == 1 {
		if err, failed := values[0].(error); failed {
			panic(err)
		}
	}
	Show(values...)
}

// plain is a value with one form, its text.
func plain(text string) []protocol.Form {
	return []protocol.Form{{Type: protocol.Plain, Text: text}}
}

// formsOf returns the forms of a value, the text form first; none if there is nothing to show.
func formsOf(values []any) []protocol.Form {
	if n := len(values); n > 0 {
		switch last := values[n-1].(type) {
		case error:
			return plain("error: " + last.Error())
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
		text := formsOfOne(value)[0].Text
		if !fits(text) {
			separator = "\n"
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nil
	}
	return plain(strings.Join(texts, separator))
}

func formsOfOne(value any) []protocol.Form {
	if f, ok := value.(drawable); ok {
		return formsOfFigure(f)
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
		forms[0].Text += "\n" + note
	}
	return forms
}

func formsOfFigure(f drawable) []protocol.Form {
	option, err := f.Option()
	if err != nil {
		return plain("error: " + err.Error())
	}
	forms := append(plain(f.Text()), protocol.Form{Type: protocol.Figure, Text: string(option)})
	runs, err := f.Runs()
	if err != nil {
		return plain("error: " + err.Error())
	}
	if runs != nil {
		forms = append(forms, protocol.Form{Type: protocol.Runs, Text: string(runs)})
	}
	return forms
}

// reflected returns the forms of a value by its kind and its String or Error method.
func reflected(v reflect.Value) []protocol.Form {
	if text, ok := ownText(v); ok {
		return plain(text)
	}
	if text, ok := letters(v); ok {
		return plain(text)
	}
	list, isList := lines(v)
	if g, ok := gridOf(v); ok && !ofImages(v) {
		forms := g.forms()
		if isList && hasText(v.Type().Elem()) { // the words of the elements themselves
			forms[0].Text = list
		}
		return forms
	}
	if text := textOf(v); !isList || fits(text) {
		return plain(text)
	}
	return plain(list)
}

// write replaces the file at once.
func write(path string, forms []protocol.Form) error {
	f, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	if err := errors.Join(protocol.WriteForms(f, forms), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
