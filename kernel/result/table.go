package result

import (
	"fmt"
	"reflect"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/internal/draw/table"
)

// The bounds of a table; what is beyond is counted.
const (
	mostColumns = 20  // of a matrix
	cellWidth   = 60  // characters of a value that holds others
	fieldWidth  = 300 // of one that has a line of its own, and of texts
)

// grid is a table that is being made.
type grid struct {
	header []string // nil for none
	rows   [][]table.Cell
	notes  []string
}

// forms are the two forms of a table.
func (g grid) forms() []protocol.Form {
	text, html := table.Text(g.header, g.rows), table.HTML(g.header, g.rows)
	for _, note := range g.notes {
		text, html = text+"\n"+note, html+"\n<p>"+note+"</p>"
	}
	return append(plain(text), protocol.Form{Type: protocol.HTML, Text: document.Frame(html)})
}

// fill makes the rows, the first and the last of them only if there are many.
func (g *grid) fill(n int, row func(i int) []table.Cell) {
	for at, i := range ends(n) {
		if at < i && len(g.rows) == at { // the first one behind the gap
			g.rows = append(g.rows, document.Gap(g.rows[0]))
		}
		g.rows = append(g.rows, row(i))
	}
	if shown := len(ends(n)); shown < n {
		g.notes = append(g.notes, document.Counted(n, shown))
	}
}

// gridOf makes a table of a slice of structs, of a matrix, or of a map or a struct too long for a line.
func gridOf(v reflect.Value) (grid, bool) {
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		if g, ok := matrix(v); ok {
			return g, true
		}
		return records(v)
	case reflect.Map:
		return mapping(v)
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			return gridOf(v.Elem())
		}
	case reflect.Struct:
		if header, ok := fields(v.Type()); ok && !fits(textOf(v)) {
			return fieldGrid(v, header), true
		}
	}
	return grid{}, false
}

// records has a row for each struct of a slice, or struct that a slice points to, if all its fields are exported. Of
// structs with words of their own these are better than fields which hold more than a cell shows.
func records(v reflect.Value) (g grid, ok bool) {
	element := v.Type().Elem()
	if g.header, ok = fields(element); !ok || v.Len() == 0 || hasText(element) && !flat(element) {
		return g, false
	}
	g.fill(v.Len(), func(i int) []table.Cell { return record(v.Index(i), len(g.header)) })
	return g, true
}

// record is the row of a struct; that of a nil pointer is blank.
func record(v reflect.Value, n int) []table.Cell {
	cells := make([]table.Cell, n)
	if v = reflect.Indirect(v); v.IsValid() {
		for i := range cells {
			cells[i] = cellOf(v.Field(i), cellWidth)
		}
	}
	return cells
}

// fields names the fields of a struct, or of one that is pointed to, if there are any and all are exported.
func fields(t reflect.Type) (names []string, ok bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for field := range t.Fields() {
		if !field.IsExported() {
			return nil, false
		}
		names = append(names, field.Name)
	}
	return names, len(names) > 0
}

// flat tells structs, or pointers to them, all of whose fields fit in cells.
func flat(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for field := range t.Fields() {
		kind := field.Type.Kind()
		if kind != reflect.String && kind != reflect.Bool && !number(field.Type) && !hasText(field.Type) {
			return false
		}
	}
	return true
}

// fieldGrid has a row for each field of a struct.
func fieldGrid(v reflect.Value, header []string) (g grid) {
	for i, name := range header {
		g.rows = append(g.rows, []table.Cell{{Text: name}, {Text: cellOf(v.Field(i), fieldWidth).Text}})
	}
	return g
}

// mapping has a row for each key of a map: of structs with a column for each field, of others if they are too long for
// a line.
func mapping(v reflect.Value) (g grid, ok bool) {
	columns, structs := fields(v.Type().Elem())
	structs = structs && !hasText(v.Type().Elem())
	if v.Len() == 0 || !structs && fits(textOf(v)) {
		return g, false
	}
	g.header = []string{"key", "value"}
	if structs {
		g.header = append([]string{"key"}, columns...)
	}
	keys := sortedKeys(v)
	g.fill(len(keys), func(i int) []table.Cell {
		row, value := []table.Cell{cellOf(keys[i], cellWidth)}, v.MapIndex(keys[i])
		if structs {
			return append(row, record(value, len(columns))...)
		}
		return append(row, cellOf(value, fieldWidth))
	})
	return g, true
}

// matrix has a row for each of several equally long lists of numbers.
func matrix(v reflect.Value) (g grid, ok bool) {
	inner := v.Type().Elem()
	if inner.Kind() != reflect.Slice && inner.Kind() != reflect.Array || !number(inner.Elem()) || hasText(inner) ||
		v.Len() < 2 {
		return g, false
	}
	columns := v.Index(0).Len()
	for i := range v.Len() {
		if v.Index(i).Len() != columns {
			return g, false
		}
	}
	g.fill(v.Len(), func(i int) []table.Cell {
		row := make([]table.Cell, min(columns, mostColumns))
		for j := range row {
			row[j] = cellOf(v.Index(i).Index(j), cellWidth)
		}
		return row
	})
	if columns > mostColumns {
		g.notes = append(g.notes, fmt.Sprintf("and %d more columns", columns-mostColumns))
	}
	return g, columns > 0
}

// number tells types whose values are numbers and shown as such; bytes are text.
func number(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && t.Kind() != reflect.Uint8 && !hasText(t)
}

// cellOf is a value in a table; one that is nil leaves the cell blank.
func cellOf(v reflect.Value, most int) table.Cell {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return table.Cell{}
		}
		if v.Kind() == reflect.Interface {
			return cellOf(v.Elem(), most)
		}
	}
	if number(v.Type()) {
		return table.CellOf(v.Interface())
	}
	if v.Kind() == reflect.String || hasText(v.Type()) {
		most = fieldWidth
	}
	return table.Cell{Text: short(strings.TrimSpace(textOf(v)), most)}
}
