package notebook

import (
	"fmt"
	"slices"
	"strings"

	code "tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// document is what has to be known of a notebook before it is executed.
type document struct{ Cells []cell }

// cell is a cell with its number among the user's cells with code, from 1; 0 for others.
type cell struct {
	ipynb.Cell
	number int
	added  string // what a cell that a run adds is about
}

// read reads and checks a notebook.
func read(path string) (*document, error) {
	n, err := ipynb.Read(path)
	if err != nil {
		return nil, err
	}
	var d document
	count := 0
	for _, c := range n.Cells {
		number := 0
		if c.Runs() {
			count++
			number = count
		}
		d.Cells = append(d.Cells, cell{Cell: c, number: number})
	}
	return &d, nil
}

// count is the number of cells with code.
func (d *document) count() int {
	count := 0
	for _, c := range d.Cells {
		count = max(count, c.number)
	}
	return count
}

// hasQuestion reports whether a cell asks for documentation.
func (d *document) hasQuestion() bool {
	return slices.ContainsFunc(d.Cells, func(c cell) bool {
		_, question := code.Question(string(c.Source))
		return question && c.Type == ipynb.Code
	})
}

// line returns a line of the cell, counted from 1; "" if there is none.
func (c cell) line(n int) string {
	lines := strings.Split(string(c.Source), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}

// parametersTag marks the cell whose constants and variables can be replaced, as in papermill.
const parametersTag = "parameters"

// parameterCell returns the position of the tagged cell.
func (d *document) parameterCell() (int, error) {
	at := slices.IndexFunc(d.Cells,
		func(c cell) bool { return c.Type == ipynb.Code && slices.Contains(c.Tags(), parametersTag) })
	if at < 0 {
		return 0, fmt.Errorf("%w: no cell has the tag %q", ErrParameter, parametersTag)
	}
	return at, nil
}
