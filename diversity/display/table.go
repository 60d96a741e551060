package display

import "slices"

// The rows of a table that is shown whole, and those shown of a longer one.
const (
	mostRows  = 40
	firstRows = 20
	lastRows  = 10
)

// Shown says how many of the first and of the last rows of a table are shown.
func Shown(rows int) (first, last int) {
	if rows <= mostRows {
		return rows, 0
	}
	return firstRows, lastRows
}

// Rows makes a table of rows that are made one by one, of the first and last of them only if there are many.
func Rows(title string, header []string, n int, row func(i int) []any) Table {
	t := Table{Title: title, Header: header}
	t.each(n, func(i int) { t.Rows = append(t.Rows, row(i)) })
	return t
}

// each calls make for the rows that are shown, and notes the gap between them.
func (t *Table) each(n int, make func(i int)) {
	first, last := Shown(n)
	t.Gap, t.Omitted = first, n-first-last
	for i := range first {
		make(i)
	}
	for i := range last {
		make(n - last + i)
	}
}

// Short returns the table with the first and last rows only if there are many.
func (t Table) Short() Table {
	first, last := Shown(len(t.Rows))
	if t.Omitted > 0 || last == 0 {
		return t
	}
	t.Omitted, t.Gap = len(t.Rows)-first-last, first
	t.Rows = slices.Concat(t.Rows[:first], t.Rows[len(t.Rows)-last:])
	return t
}

// TableOf makes a table with a row for each record, of the first and last of them only if there are many.
func TableOf[T Record](title string, list []T) Table {
	return Records(title, len(list), func(i int) []Field { return list[i].Fields() })
}

// Records makes a table of the fields of records, as [TableOf] does of a list. A column that is blank in all of them is
// left out.
func Records(title string, n int, fields func(i int) []Field) Table {
	t := Table{Title: title}
	var records [][]Field
	t.each(n, func(i int) { records = append(records, fields(i)) })
	for _, record := range records {
		for i, field := range record {
			if !slices.Contains(t.Header, field.Name) {
				t.Header = slices.Insert(t.Header, t.after(record[:i]), field.Name)
			}
		}
	}
	t.Header = slices.DeleteFunc(t.Header, func(name string) bool { return blank(records, name) })
	for _, record := range records {
		row := make([]any, len(t.Header))
		for _, field := range record {
			if at := slices.Index(t.Header, field.Name); at >= 0 {
				row[at] = field.Value
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// blank tells a column without values.
func blank(records [][]Field, name string) bool {
	for _, record := range records {
		for _, field := range record {
			if field.Name == name && field.Value != nil && field.Value != "" {
				return false
			}
		}
	}
	return true
}

// after is the place behind the column of the last of these fields.
func (t *Table) after(fields []Field) int {
	if len(fields) == 0 {
		return 0
	}
	return slices.Index(t.Header, fields[len(fields)-1].Name) + 1
}
