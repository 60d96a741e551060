package theory

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/csvfile"
)

// ErrTable is wrapped by errors of [ReadCSV] about the content of a table, which name the line and the column.
var ErrTable = errors.New("theory: not a table of errors")

// csvColumns are the columns that ReadCSV knows, by their names.
var csvColumns = []struct {
	names    []string
	required bool
}{
	classesColumn:  {[]string{"k", "classes"}, true},
	perClassColumn: {[]string{"n", "per_class"}, true},
	errorColumn:    {[]string{"error"}, true},
	repeatColumn:   {[]string{"repeat", "seed"}, false},
	runColumn:      {[]string{"run"}, false},
	taskColumn:     {[]string{"task"}, false},
	probeColumn:    {[]string{"probe"}, false},
	controlColumn:  {[]string{"control"}, false},
}

const (
	classesColumn = iota
	perClassColumn
	errorColumn
	repeatColumn
	runColumn
	taskColumn
	probeColumn
	controlColumn
)

// ReadCSV reads measurements that were made elsewhere: a header, then a line for each run, task and probe. Columns may come in any order, with
// capitals or without, and others are ignored:
//
//	K or classes     number of classes, at least 1
//	n or per_class   images of each class, at least 1
//	error            share of test images classified wrongly, in [0, 1] (not per cent)
//	repeat or seed   whole number; lines of one repeat share their random choices. Without it the lines of one size are repeats in their order
//	run              names the pre-training. Without it size and repeat do
//	task, probe      what was measured; empty without them
//	control          "true" marks networks with random weights, which are left out
//
// Tables of package export have these columns, too.
func ReadCSV(r io.Reader) ([]diversity.Measurement, error) {
	in := csvfile.NewReader(r)
	in.TrimLeadingSpace = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it is empty; it needs a header with K, n and error", ErrTable)
	}
	if err != nil {
		return nil, csvfile.Error(err, ErrTable)
	}
	places, err := placesOf(header)
	if err != nil {
		return nil, err
	}
	t := csvTable{in: in, places: places, seen: map[diversity.Measurement]int{}}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t.points, nil
		}
		if err != nil {
			return nil, csvfile.Error(err, ErrTable)
		}
		if err := t.add(cells); err != nil {
			return nil, err
		}
	}
}

// placesOf finds the columns in a header; -1 for those that it lacks.
func placesOf(header []string) ([]int, error) {
	names := make([]string, len(header))
	for i, name := range header {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	places := make([]int, len(csvColumns))
	for i, column := range csvColumns {
		places[i] = slices.IndexFunc(names, func(name string) bool { return slices.Contains(column.names, name) })
		if column.required && places[i] < 0 {
			return nil, fmt.Errorf("%w: line 1: no column %s among %q", ErrTable, strings.Join(column.names, " or "), header)
		}
	}
	return places, nil
}

// csvTable collects the lines of a table.
type csvTable struct {
	in     *csv.Reader
	places []int
	points []diversity.Measurement
	seen   map[diversity.Measurement]int // lines by size, task and probe
}

// add takes a line.
func (t *csvTable) add(cells []string) error {
	if strings.EqualFold(t.cell(cells, controlColumn), "true") {
		return nil
	}
	var m diversity.Measurement
	var err error
	if m.Size.Classes, err = t.count(cells, classesColumn, 1); err != nil {
		return err
	}
	if m.Size.PerClass, err = t.count(cells, perClassColumn, 1); err != nil {
		return err
	}
	if m.Error, err = strconv.ParseFloat(t.cell(cells, errorColumn), 64); err != nil || !(m.Error >= 0 && m.Error <= 1) {
		return t.wrong(cells, errorColumn, "a share of wrong answers in 0..1 (not per cent)")
	}
	m.Task, m.Probe, m.Run = t.cell(cells, taskColumn), t.cell(cells, probeColumn), t.cell(cells, runColumn)
	key := diversity.Measurement{Size: m.Size, Task: m.Task, Probe: m.Probe}
	if m.Repeat = t.seen[key]; t.places[repeatColumn] >= 0 {
		if m.Repeat, err = t.count(cells, repeatColumn, math.MinInt); err != nil {
			return err
		}
	}
	t.seen[key]++
	if m.Run == "" {
		m.Run = fmt.Sprintf("%v repeat=%d", m.Size, m.Repeat)
	}
	t.points = append(t.points, m)
	return nil
}

// cell is the text of a column, empty if there is none.
func (t *csvTable) cell(cells []string, column int) string {
	if t.places[column] < 0 {
		return ""
	}
	return strings.TrimSpace(cells[t.places[column]])
}

// count is a whole number of at least some.
func (t *csvTable) count(cells []string, column, least int) (int, error) {
	value, err := strconv.Atoi(t.cell(cells, column))
	if err != nil || value < least {
		allowed := "a whole number"
		if least > math.MinInt {
			allowed = fmt.Sprintf("a whole number of at least %d", least)
		}
		return 0, t.wrong(cells, column, allowed)
	}
	return value, nil
}

func (t *csvTable) wrong(cells []string, column int, allowed string) error {
	line, _ := t.in.FieldPos(t.places[column])
	return fmt.Errorf("%w: line %d: column %s is %q, want %s", ErrTable, line, csvColumns[column].names[0], t.cell(cells, column), allowed)
}
