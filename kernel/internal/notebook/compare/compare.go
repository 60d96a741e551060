package compare

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// VolatileTag marks cells whose outputs are not compared.
const VolatileTag = "volatile"

// ErrTolerance is wrapped by the error of Validate.
var ErrTolerance = errors.New("tolerance")

// Tolerance is how far two numbers a and b may be apart: max(Absolute, Relative * max(|a|, |b|)). The zero value allows
// no difference.
type Tolerance struct {
	Relative float64 // from 0 to below 1
	Absolute float64 // 0 or more
}

// Validate names the field that is out of range. The error wraps [ErrTolerance].
func (t Tolerance) Validate() error {
	switch {
	case !(t.Relative >= 0 && t.Relative < 1):
		return fmt.Errorf("%w: relative is %v, want 0 <= relative < 1", ErrTolerance, t.Relative)
	case !(t.Absolute >= 0 && !math.IsInf(t.Absolute, 1)):
		return fmt.Errorf("%w: absolute is %v, want a number of 0 or more", ErrTolerance, t.Absolute)
	}
	return nil
}

// allows reports whether two numbers count as equal.
func (t Tolerance) allows(a, b float64) bool {
	return a == b || math.Abs(a-b) <= max(t.Absolute, t.Relative*max(math.Abs(a), math.Abs(b)))
}

// Difference is a place where two notebooks differ.
type Difference struct {
	Cell, Count    int    // counted from 1 among the cells with code
	Title          string // first line of the cell
	Output         string // "stdout", "display 2, text/html"; "" for the cell itself
	At             string // position within the output; may be empty
	Committed, Now string // what stands there
}

// String is one line.
func (d Difference) String() string {
	where := fmt.Sprintf("cell %d of %d `%s`", d.Cell, d.Count, around(d.Title, 0, 2*reach))
	if d.Output != "" {
		where += ": " + d.Output
	}
	switch {
	case strings.HasPrefix(d.At, "("):
		where += " " + d.At
	case d.At != "":
		where += ", " + d.At
	}
	return fmt.Sprintf("%s: committed %s, now %s", where, d.Committed, d.Now)
}

// Report is the outcome of a comparison.
type Report struct {
	Differences []Difference
	Cells       int // with code, compared
	Volatile    int // with code, not compared because of their tag
	Numbers     int // compared, those of figures included
	Figures     int // specifications compared
	Durations   int // passed over
}

// Notebooks compares the outputs of a notebook with those of the same cells after another execution. The error wraps
// [ErrTolerance] or ipynb.ErrNotebook.
func Notebooks(committed, executed *ipynb.Notebook, t Tolerance) (*Report, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	before, after := running(committed), running(executed)
	if len(before) != len(after) {
		return nil, fmt.Errorf("%w: the executed copy has %d cells with code, the committed one %d", ipynb.ErrNotebook,
			len(after), len(before))
	}
	r := &Report{}
	for i, c := range before {
		if slices.Contains(c.Tags(), VolatileTag) {
			r.Volatile++
			continue
		}
		r.Cells++
		if c.Source != after[i].Source {
			return nil, fmt.Errorf("%w: cell %d of the executed copy has another source", ipynb.ErrNotebook, i+1)
		}
		k := comparison{tolerance: t, report: r, cell: Difference{Cell: i + 1, Count: len(before), Title: c.Title()}}
		if err := k.cells(c, after[i]); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
	}
	if err := r.numbers(committed, executed, t); err != nil {
		return nil, err
	}
	return r, nil
}

func running(n *ipynb.Notebook) []ipynb.Cell {
	var list []ipynb.Cell
	for _, c := range n.Cells {
		if c.Runs() {
			list = append(list, c)
		}
	}
	return list
}

// comparison is at one output of one cell.
type comparison struct {
	tolerance Tolerance
	report    *Report
	cell      Difference // where
}

// differ notes a difference at a position of the current output.
func (k *comparison) differ(at, committed, now string) {
	d := k.cell
	d.At, d.Committed, d.Now = at, committed, now
	k.report.Differences = append(k.report.Differences, d)
}
