package estimate

import (
	"fmt"
	"hash/maphash"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/csvfile"
)

// twins looks for rows that are there twice.
type twins struct {
	counted  bool // repeats are told by the table, so that two rows of one run are an error
	repeated bool // by their number or seed, not only by the name of the run
	seed     maphash.Seed
	rows     map[uint64]twinRow // by hash

	copies        int
	copied, first int // lines of the first copy and of what it is a copy of
}

// twinRow is where a row is: on which line, and which point it became.
type twinRow struct{ line, point int32 }

func newTwins(positions [tableColumns]int) *twins {
	repeated := positions[repeatColumn] >= 0 || positions[seedColumn] >= 0
	return &twins{
		counted: repeated || positions[runColumn] >= 0, repeated: repeated, seed: maphash.MakeSeed(),
		rows: map[uint64]twinRow{},
	}
}

// add takes a row, which becomes the next point. Two rows of one run, task and probe are an error, since only one of
// them can be what was measured.
func (t *twins) add(line int, m diversity.Measurement, points []diversity.Measurement, cells []string) error {
	row := twinRow{int32(line), int32(len(points))}
	if !t.counted {
		t.addCopy(row, cells)
		return nil
	}
	hash := maphash.Comparable(t.seed, t.identity(m))
	earlier, have := t.rows[hash]
	if !have {
		t.rows[hash] = row
		return nil
	}
	if t.identity(points[earlier.point]) != t.identity(m) {
		return nil // a chance of the hash
	}
	return &csvfile.ContentError{Line: line, Err: fmt.Errorf(
		"the same run as line %d (%q), with error %v there and %v here: remove one, or tell them apart by repeat, run, task or probe",
		earlier.line, describe(m), points[earlier.point].Error, m.Error)}
}

// identity is a measurement without what was measured.
func (t *twins) identity(m diversity.Measurement) diversity.Measurement {
	m.Error = 0
	if !t.repeated {
		m.Repeat = 0
	}
	return m
}

// addCopy counts a row that equals an earlier one in all its cells, told by the hash alone: it errs once in 10^7
// tables of a million rows.
func (t *twins) addCopy(row twinRow, cells []string) {
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, cell := range cells {
		_, _ = h.WriteString(strings.TrimSpace(cell)) // a hash takes all
		_ = h.WriteByte(0)
	}
	hash := h.Sum64()
	earlier, have := t.rows[hash]
	if !have {
		t.rows[hash] = row
		return
	}
	if t.copies++; t.copies == 1 {
		t.copied, t.first = int(row.line), int(earlier.line)
	}
}

func (t *twins) warnings() []string {
	if t.copies == 0 {
		return nil
	}
	lines := "1 line is the same as an earlier one"
	if t.copies > 1 {
		lines = fmt.Sprintf("%d lines are each the same as an earlier one", t.copies)
	}
	return []string{fmt.Sprintf("%s in every column (line %d as line %d): they count as repeats. Copies make every interval too narrow: "+
		"remove them; if all were measured, say so by a column repeat", lines, t.copied, t.first)}
}

// describe names a row by what tells it apart.
func describe(m diversity.Measurement) string {
	text := m.Run
	if m.Task != "" {
		text += ", task " + m.Task
	}
	if m.Probe != "" {
		text += ", probe " + m.Probe
	}
	return csvfile.Shorten(text)
}

// splitErrors looks whether decimal commas have split every error into a whole number and the column right of it.
type splitErrors struct {
	column int // of the error; -1 if it cannot be so
	rows   int
	name   string // of the column right of it
	whole  bool   // in all rows
}

func newSplitErrors(in *csvfile.Table, column int) splitErrors {
	if !in.SeparatorIsComma() || column+1 >= len(in.Header) {
		column = -1
	}
	s := splitErrors{column: column, whole: column >= 0}
	if s.whole {
		s.name = in.Header[column+1]
	}
	return s
}

func (s *splitErrors) add(cells []string) {
	s.whole = s.whole && isDigits(cells[s.column]) && isDigits(cells[s.column+1])
	s.rows++
}

func isDigits(cell string) bool {
	cell = strings.TrimSpace(cell)
	return cell != "" && strings.Trim(cell, "0123456789") == ""
}

func (s *splitErrors) err() error {
	if !s.whole || s.rows == 0 {
		return nil
	}
	return fmt.Errorf("%w: column error is 0 or 1 in every line and column %q right of it holds digits only: are these decimal commas between commas?",
		ErrTable, s.name)
}
