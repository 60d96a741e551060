// Package csvfile reads tables of delimited text as spreadsheets and other programs write them. It finds out by
// itself what the text is made of, and refuses what it cannot read for certain:
//
//   - fields between commas, semicolons, tabs or bars, as the header shows or an Excel line "sep=;" says
//   - decimal points or decimal commas, but not both in one table
//   - UTF-8 with or without a byte order mark, UTF-16 of either order; cells that are neither are taken for
//     Windows-1252
//   - lines that end in LF, CR LF or CR
//   - text compressed by gzip
//   - comments (#) in front of the header and on lines of their own, and rows without any content, which are passed
//     over
//
// Other formats, such as workbooks, JSON or Parquet, are named in the error. Memory is bounded: by [MaxLine],
// [MaxRows] and [MaxText].
package csvfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What a table may hold at most.
const (
	MaxLine = 1 << 20 // bytes of a line, with the line ends in its quoted fields
	MaxRows = 1 << 21 // rows
	MaxText = 1 << 30 // bytes of text, after decompression
)

// Table is a table whose header has been read.
type Table struct {
	Header []string // names of the columns, without white space around them

	in     *csv.Reader
	bound  *lineBound
	offset int // lines in front of those that in counts
	line   int // of the last row
	left   int // rows that may still come
	mark   decimalMark
}

// Open reads up to the header. Known tells the names of columns that the caller looks for, by which the separator is
// recognised. The error is [io.EOF] for a text without content, a [ContentError], or that of r.
func Open(r io.Reader, known func(name string) bool) (*Table, error) {
	text, err := decode(r)
	if err != nil {
		return nil, err
	}
	start, err := findHeader(bufio.NewReaderSize(newLineEnds(text), startSize), known)
	if err != nil {
		return nil, err
	}
	t := &Table{bound: &lineBound{r: start.rest}, offset: start.lines, left: MaxRows}
	t.in = csv.NewReader(t.bound)
	t.in.Comma, t.in.FieldsPerRecord = start.separator, -1
	t.in.TrimLeadingSpace = start.separator != '\t' // else empty fields would be lost
	if t.Header, err = t.record(); err != nil {
		return nil, err
	}
	for i, name := range t.Header {
		t.Header[i] = strings.TrimSpace(name)
	}
	return t, nil
}

// Line is the line of the text on which the last row begins, from 1.
func (t *Table) Line() int { return t.line }

// Next is the next row: as many cells as the header has. The error is [io.EOF] behind the last row, a [ContentError],
// or that of the reader.
func (t *Table) Next() ([]string, error) {
	for {
		cells, err := t.record()
		if err != nil {
			return nil, err
		}
		if t.hasNoContent(cells) {
			continue
		}
		if err := t.checkShape(cells); err != nil {
			return nil, err
		}
		t.left--
		return cells, nil
	}
}

// record is the next row, whatever its number of fields.
func (t *Table) record() ([]string, error) {
	t.bound.begin()
	cells, err := t.in.Read()
	if err != nil {
		return nil, t.readError(err)
	}
	line, _ := t.in.FieldPos(0)
	t.line = line + t.offset
	for i, cell := range cells {
		if strings.IndexByte(cell, 0) >= 0 {
			return nil, t.wrong("NUL bytes: the file is damaged, or no text")
		}
		if !utf8.ValidString(cell) {
			if cells[i], err = charmap.Windows1252.NewDecoder().String(cell); err != nil {
				return nil, t.wrong("%q is neither UTF-8 nor Windows-1252", cell)
			}
		}
	}
	return cells, nil
}

// hasNoContent tells rows that can hold no measurement: empty ones, as spreadsheets leave them, and comments.
func (t *Table) hasNoContent(cells []string) bool {
	comment := len(cells) == 1 && len(t.Header) > 1 && strings.HasPrefix(strings.TrimSpace(cells[0]), "#")
	return comment || !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

func (t *Table) checkShape(cells []string) error {
	switch {
	case t.left == 0:
		return t.wrong("more than %d rows", MaxRows)
	case len(cells) > len(t.Header):
		return t.wrong("%d fields where the header has %d: %s, or names of rows without a header?",
			len(cells), len(t.Header), t.excess())
	case len(cells) < len(t.Header):
		return t.wrong("%d fields where the header has %d", len(cells), len(t.Header))
	case slices.EqualFunc(cells, t.Header, func(a, b string) bool { return strings.TrimSpace(a) == b }):
		return t.wrong("the header again: tables that were put one behind the other need only one")
	}
	return nil
}

// excess names what may make a row longer than the header.
func (t *Table) excess() string {
	if t.in.Comma == ',' {
		return "decimal commas, thousands separators, a comma at the end of the lines"
	}
	return "a separator at the end of the lines"
}

// SeparatorIsComma reports whether commas separate the fields, so that a decimal comma needs quotation marks.
func (t *Table) SeparatorIsComma() bool { return t.in.Comma == ',' }

// readError makes an error of the content of one of package csv.
func (t *Table) readError(err error) error {
	var syntax *csv.ParseError
	switch {
	case isLong(err):
		return &ContentError{max(t.line, t.offset) + 1, err}
	case !errors.As(err, &syntax):
		return err
	}
	t.line = syntax.StartLine + t.offset
	if errors.Is(err, csv.ErrQuote) {
		return t.wrong("a quoted field that never ends, or text behind its closing quotation mark (%w)", csv.ErrQuote)
	}
	return t.wrong("a quotation mark in a field that does not begin with one (%w)", syntax.Err)
}

func (t *Table) wrong(format string, args ...any) error {
	return &ContentError{t.line, fmt.Errorf(format, args...)}
}
