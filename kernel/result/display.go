package result

import (
	"fmt"
	"reflect"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/document"
)

// mostDocuments bounds the elements of a list that are shown one below the other.
const mostDocuments = 10

// typeset is what laws have, and formulas of one's own may.
type typeset interface{ TeX() string }

var (
	valueType   = reflect.TypeFor[display.Value]()
	recordType  = reflect.TypeFor[display.Record]()
	typesetType = reflect.TypeFor[typeset]()
)

// described returns the forms of a value that says itself how it is shown, or of a list or map of such values. A method
// that panics is passed over, and the note says so.
func described(v reflect.Value) (forms []protocol.Form, note string, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			forms, note, ok = nil, fmt.Sprintf("(its display panics: %v)", r), false
		}
	}()
	d, ok := documentOf(v)
	if !ok {
		return nil, "", false
	}
	forms = documentForms(d)
	if forms[0].Text == "" {
		forms = documentForms(d.Add(display.Text(v.Type().String() + ", empty")))
	}
	return forms, "", true
}

func documentForms(d display.Document) []protocol.Form {
	return append(plain(document.Text(d)), protocol.Form{Type: protocol.HTML, Text: document.HTML(d)})
}

func documentOf(v reflect.Value) (display.Document, bool) {
	if d, ok := alone(v); ok {
		return d, true
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return listOf(v, func(i int) (display.Field, reflect.Value) { return display.Field{}, v.Index(i) })
	case reflect.Map:
		keys := sortedKeys(v)
		return listOf(v, func(i int) (display.Field, reflect.Value) {
			return display.Field{Name: "key", Value: textOf(keys[i])}, v.MapIndex(keys[i])
		})
	}
	return display.Document{}, false
}

// alone is the document of one value.
func alone(v reflect.Value) (display.Document, bool) {
	if value, ok := as[display.Value](v, valueType); ok {
		return value.Display(), true
	}
	if record, ok := as[display.Record](v, recordType); ok {
		return display.Document{}.Add(display.Facts(record.Fields())), true
	}
	if formula, ok := as[typeset](v, typesetType); ok {
		return display.Document{}.Add(display.Formula(formula.TeX())), true
	}
	return display.Document{}, false
}

// as returns the value as one that has some methods, also if only a pointer to it has them. Nil pointers have none.
func as[T any](v reflect.Value, t reflect.Type) (T, bool) {
	var none T
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return none, false
	}
	if !v.Type().Implements(t) {
		if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface || !reflect.PointerTo(v.Type()).Implements(t) {
			return none, false
		}
		pointer := reflect.New(v.Type())
		pointer.Elem().Set(v)
		v = pointer
	}
	value, ok := v.Interface().(T)
	return value, ok
}

// listOf is a table of records, or else a few documents one below the other. An element that is neither makes it a list
// as others are.
func listOf(v reflect.Value, element func(i int) (key display.Field, value reflect.Value)) (display.Document, bool) {
	n := v.Len()
	if n == 0 {
		return display.Document{}, false
	}
	records, documents := true, true
	for _, i := range ends(n) {
		_, value := element(i)
		_, isRecord := as[display.Record](value, recordType)
		records = records && isRecord
		_, isValue := as[display.Value](value, valueType)
		_, isFormula := as[typeset](value, typesetType)
		documents = documents && (isRecord || isValue || isFormula)
	}
	switch {
	case records:
		return display.Document{}.Add(
			display.Records("", n, func(i int) []display.Field { return recordRow(element(i)) }),
		), true
	case documents:
		return several(n, element), true
	}
	return display.Document{}, false
}

// ends are the elements of a list that are shown.
func ends(n int) (shown []int) {
	first, last := display.Shown(n)
	for i := range first {
		shown = append(shown, i)
	}
	for i := range last {
		shown = append(shown, n-last+i)
	}
	return shown
}

func recordRow(key display.Field, value reflect.Value) []display.Field {
	record, _ := as[display.Record](value, recordType)
	if key.Name == "" {
		return record.Fields()
	}
	return append([]display.Field{key}, record.Fields()...)
}

// several joins the documents of a short list, each below its key or title.
func several(n int, element func(i int) (display.Field, reflect.Value)) (d display.Document) {
	for i := range min(n, mostDocuments) {
		key, value := element(i)
		one, _ := alone(value)
		if key.Name != "" {
			d = d.Add(display.Text(fmt.Sprint(key.Value) + ":"))
		}
		if one.Title != "" {
			d = d.Add(display.Text(one.Title))
		}
		d = d.Add(one.Parts...)
	}
	if n > mostDocuments {
		d = d.Add(display.Text(fmt.Sprintf("and %d more", n-mostDocuments)))
	}
	return d
}
