package result

import (
	"fmt"
	"reflect"

	"tradeoff/kernel/internal/table"
)

// mostRows bounds a table; the rest is counted.
const mostRows = 50

// tableForms makes a table of a slice of structs, a row each, whose fields are all exported and plain, or have a String method.
func tableForms(value any) ([]form, bool) {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice || v.Len() == 0 || v.Type().Elem().Kind() != reflect.Struct || hasText(value) || hasText(v.Index(0).Interface()) {
		return nil, false
	}
	element := v.Type().Elem()
	var header []string
	for i := range element.NumField() {
		field := element.Field(i)
		if !field.IsExported() || !plain(field.Type) {
			return nil, false
		}
		header = append(header, field.Name)
	}
	var rows [][]table.Cell
	for i := range min(v.Len(), mostRows) {
		var row []table.Cell
		for j := range header {
			row = append(row, table.CellOf(v.Index(i).Field(j).Interface()))
		}
		rows = append(rows, row)
	}
	text, html := table.Text(header, rows), table.HTML(header, rows)
	if more := v.Len() - mostRows; more > 0 {
		note := fmt.Sprintf("and %d more rows", more)
		text, html = text+"\n"+note, html+"\n<p>"+note+"</p>"
	}
	return []form{{plainKind, text}, {htmlKind, html}}, len(header) > 0
}

var stringer = reflect.TypeFor[fmt.Stringer]()

func hasText(value any) bool {
	switch value.(type) {
	case fmt.Stringer, error:
		return true
	}
	return false
}

// plain tells types whose values fit in a cell.
func plain(t reflect.Type) bool {
	number := t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64
	return t.Implements(stringer) || number || t.Kind() == reflect.String || t.Kind() == reflect.Bool
}
