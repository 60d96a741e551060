package pool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/csvfile"
	"tradeoff/diversity/internal/regular"
)

// Table says something of classes: a name, a superclass, a path in a tree, by the class's BaseID, or its last part
// ("n01443537" for "train/n01443537").
type Table map[string]string

// Fields are what a list of tables shows.
func (t Table) Fields() []display.Field { return []display.Field{{Name: "rows", Value: len(t)}} }

// TableOptions says which columns of a file [ReadTable] reads. The zero value reads the two columns of a file without
// a header, such as WordNet's words.txt.
type TableOptions struct {
	Key, Value string // names of the columns; none of the two for a file of two columns without a header
	FirstTerm  bool   // keep of each value what stands before its first comma: "dog" of "dog, domestic dog"
}

// maxTableBytes bounds a table's file.
const maxTableBytes = 64 << 20

// ReadTable reads a file of delimited text: commas, tabs or semicolons, with or without compression by gzip. Errors
// wrap [ErrFormat] and name the line, or [diversity.ErrInvalid].
func ReadTable(file string, o TableOptions) (Table, error) {
	if (o.Key == "") != (o.Value == "") {
		return nil, diversity.Invalid("TableOptions", fmt.Sprintf("Key %q, Value %q", o.Key, o.Value), "both, or none")
	}
	text, err := regular.Read(file, maxTableBytes)
	if err != nil {
		return nil, err
	}
	table, err := parseTable(text, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, csvfile.Error(err, ErrFormat))
	}
	return table, nil
}

func parseTable(text []byte, o TableOptions) (Table, error) {
	rows, err := csvfile.Open(bytes.NewReader(text), func(name string) bool { return name == o.Key || name == o.Value })
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: no row", ErrFormat)
	}
	if err != nil {
		return nil, err
	}
	table := Table{}
	key, value := 0, 1
	if o.Key == "" {
		if len(rows.Header) != 2 {
			return nil, diversity.Invalid("TableOptions.Key", `""`, fmt.Sprintf("a column, as there are not two: %q", rows.Header))
		}
		table.set(rows.Header, key, value, o)
	} else if key, value = slices.Index(rows.Header, o.Key), slices.Index(rows.Header, o.Value); key < 0 || value < 0 {
		return nil, diversity.Invalid("TableOptions", fmt.Sprintf("Key %q, Value %q", o.Key, o.Value), fmt.Sprintf("columns of %q", rows.Header))
	}
	for {
		cells, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return table, nil
		}
		if err != nil {
			return nil, err
		}
		if !table.set(cells, key, value, o) {
			return nil, fmt.Errorf("%w: line %d: %q has two different values", ErrFormat, rows.Line(), cells[key])
		}
	}
}

// set reports whether the key is new, or has this value already.
func (t Table) set(cells []string, key, value int, o TableOptions) bool {
	k, v := strings.TrimSpace(cells[key]), strings.TrimSpace(cells[value])
	if o.FirstTerm {
		v, _, _ = strings.Cut(v, ",")
	}
	if old, known := t[k]; known {
		return old == v
	}
	t[k] = v
	return true
}

// Of is what the table says of a class, by its BaseID or the last part of it; ok is false if that is nothing.
func (t Table) Of(baseID string) (value string, ok bool) {
	for _, key := range []string{baseID, path.Base(baseID)} {
		if value, found := t[key]; found && value != "" {
			return value, true
		}
	}
	return "", false
}

// forClasses is what a table says of each class, by BaseID: only that is kept and hashed.
func (t Table) forClasses(step string, list []class) (Table, error) {
	kept := Table{}
	var missing []string
	for _, c := range list {
		value, found := t.Of(c.base)
		if _, again := kept[c.base]; !found && !again {
			missing = append(missing, c.base)
		}
		kept[c.base] = value
	}
	if len(missing) > 0 {
		return nil, diversity.Invalid(step, fmt.Sprintf("%d classes of %d are not in the table: %s", len(missing), len(list),
			strings.Join(missing[:min(3, len(missing))], ", ")), "a row for every class (Only or Without leave classes out)")
	}
	return kept, nil
}
