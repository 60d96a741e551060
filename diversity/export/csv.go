package export

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"tradeoff/diversity/internal/csvfile"
	"tradeoff/diversity/study"
)

// CSV writes the table of a study's finished runs as comma-separated values. Errors are those of w.
func CSV(w io.Writer, r *study.Results) error { return writeCSV(w, Rows(r)) }

func writeCSV(w io.Writer, rows []Row) error {
	table := columns()
	line := make([]string, len(table))
	for i, c := range table {
		line[i] = c.name
	}
	out := csv.NewWriter(w)
	if err := out.Write(line); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for i := range rows {
		for j, c := range table {
			line[j] = c.text(&rows[i])
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// ReadCSV reads a table that [CSV] wrote, perhaps changed by another program: columns may come in another order, and
// further columns are ignored. Errors about the content wrap [ErrTable] and name the line and the column.
func ReadCSV(r io.Reader) ([]Row, error) {
	in := csvfile.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: the file is empty", ErrTable)
	}
	if err != nil {
		return nil, readError(err)
	}
	places, err := place(header)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, readError(err)
		}
		row, err := parseRow(cells, places)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("%w: line %d, %w", ErrTable, line, err)
		}
		rows = append(rows, row)
	}
}

func parseRow(cells []string, places []int) (Row, error) {
	var row Row
	for i, c := range columns() {
		if err := c.parse(&row, cells[places[i]]); err != nil {
			return Row{}, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return row, row.Validate()
}

// readError names the package where the file itself cannot be read.
func readError(err error) error {
	if err = csvfile.Error(err, ErrTable); errors.Is(err, ErrTable) {
		return err
	}
	return fmt.Errorf("export: %w", err)
}
