package export

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

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

// ReadCSV reads a table that [CSV] wrote, perhaps changed by another program: columns may come in another order,
// further columns are ignored, and the text may be what spreadsheets make of it, with semicolons and decimal commas
// or as UTF-16. Seeds that a spreadsheet has rounded are refused. Errors about the content wrap [ErrTable] and name
// the line and the column.
func ReadCSV(r io.Reader) ([]Row, error) {
	in, err := csvfile.Open(r, isColumn)
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: the file is empty", ErrTable)
	}
	if err != nil {
		return nil, readError(err)
	}
	positions, err := columnsIn(in.Header)
	if err != nil {
		return nil, err
	}
	var rows []Row
	var lines []int
	for {
		cells, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, readError(err)
		}
		row, err := parseRow(in, cells, positions)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d, %w", ErrTable, in.Line(), err)
		}
		rows, lines = append(rows, row), append(lines, in.Line())
	}
	if at, err := roundedSeed(rows); err != nil {
		return nil, fmt.Errorf("%w: line %d: %w", ErrTable, lines[at-1], err)
	}
	return rows, nil
}

// roundedSeed is an error with its row, from 1, if the seeds of a table were rounded by another program.
func roundedSeed(rows []Row) (row int, err error) {
	var seeds csvfile.Seeds
	for i, r := range rows {
		seeds.Add(strconv.FormatUint(r.Seed, 10), i+1)
	}
	return seeds.Err()
}

// isColumn tells the names of the table's columns.
func isColumn(name string) bool {
	return slices.ContainsFunc(columns(), func(c column) bool { return c.name == name })
}

func parseRow(in *csvfile.Table, cells []string, positions []int) (Row, error) {
	var row Row
	for i, c := range columns() {
		if positions[i] < 0 {
			continue
		}
		if err := c.parse(in, &row, cells[positions[i]]); err != nil {
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
