package estimate

import (
	"errors"
	"io"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/csvfile"
)

// ErrTable is wrapped by errors of [ReadCSV] and [ReadTable] about the content of a table, which name the line and
// the column.
var ErrTable = errors.New("not a table of errors")

// Table is what [ReadTable] finds in a table.
type Table struct {
	Points []diversity.Measurement // of pre-trained networks, line by line
	// Sources are those of each group at each of Points, where [TableOptions].Sources names them; else nil.
	Sources []float64
	// Exact are K and n of each of Points as they stand in the table, where they were rounded to units; else nil.
	Exact    [][2]float64
	Controls []diversity.Measurement // of networks with random weights; their Size is zero
	Warnings []string                // what looks like a mistake and may be none
	Scale    Scale                   // of [ReadTableWith]: what the numbers of the points stand for
}

// ReadCSV is [ReadTable] for those who want the points only.
func ReadCSV(r io.Reader) ([]diversity.Measurement, error) {
	table, err := ReadTable(r)
	return table.Points, err
}

// ReadTable reads measurements that were made elsewhere: a header, then a line for each run, task and probe. Columns
// may come in any order, and others are ignored:
//
//	K or classes     number of classes, at least 1
//	n or per_class   images of each class, at least 1
//	N or total       images in all. With K or n alone it gives the other, with both it must be their product
//	error            share of test images classified wrongly, in [0, 1] (not per cent)
//	accuracy         stands in for error where there is none: the share classified rightly. What is fitted is 1 less it
//	repeat           whole number; lines of one repeat share their random choices. Without it the lines of one
//	                 size are repeats in their order
//	seed             stands in for repeat where there is none: a whole number of up to 64 bits
//	run              names the pre-training. Without it size and repeat do
//	task, probe      what was measured; empty without them
//	control          true, yes, t or 1 marks networks with random weights, whose K and n do not matter; false, no,
//	                 f, 0 or nothing all others
//
// Words are known in capitals, too. The letters are not the same in the other case: N is the total and never n, and k
// counts as K only where nothing else gives the number of classes. Two columns for one of these are an error, and so
// are two lines of one run, task and probe.
//
// Fields stand between commas, semicolons or tabs; numbers have decimal points or, between semicolons, tabs or
// quotation marks, decimal commas; text may be UTF-16 and compressed by gzip. Tables of package export have these
// columns, too.
func ReadTable(r io.Reader) (Table, error) {
	in, err := openTable(r, isTableColumn)
	if err != nil {
		return Table{}, err
	}
	positions, err := positionsOf(in.Header)
	if err != nil {
		return Table{}, csvfile.Error(&csvfile.ContentError{Line: in.Line(), Err: err}, ErrTable)
	}
	return newTableRows(in, positions).read()
}

// read takes all rows.
func (t *tableRows) read() (Table, error) {
	for {
		cells, err := t.in.Next()
		if errors.Is(err, io.EOF) {
			if err := t.finish(); err != nil {
				return Table{}, csvfile.Error(err, ErrTable)
			}
			return t.table, nil
		}
		if err == nil {
			err = t.add(cells)
		}
		if err != nil {
			return Table{}, csvfile.Error(err, ErrTable)
		}
	}
}
