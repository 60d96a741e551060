package export

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"

	"tradeoff/diversity/study"
)

// versionKey is the key of TableVersion in a Parquet file's metadata.
const versionKey = "tradeoff.table"

// Parquet writes the table of a study's finished runs as an Apache Parquet file. The same results give the same bytes.
// Errors are those of w.
func Parquet(w io.Writer, r *study.Results) error { return writeParquet(w, Rows(r)) }

func writeParquet(w io.Writer, rows []Row) (err error) {
	defer noPanic(&err)
	out := parquet.NewGenericWriter[Row](w, parquet.Compression(&parquet.Snappy),
		parquet.KeyValueMetadata(versionKey, TableVersion))
	_, err = out.Write(rows)
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// ReadParquet reads a file of the given size that [Parquet] wrote, perhaps changed by another program: columns may come
// in another order, may allow nulls, and further columns are ignored. Errors about the content wrap [ErrTable] and name
// the row, counted from 1, and the column.
func ReadParquet(r io.ReaderAt, size int64) (rows []Row, err error) {
	defer noPanic(&err)
	if err := checkFooter(r, size); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(r, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTable, err)
	}
	positions, err := leafColumns(file.Schema())
	if err != nil {
		return nil, err
	}
	for _, group := range file.RowGroups() {
		if rows, err = readGroup(rows, group, positions); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrTable, err)
		}
	}
	if at, err := roundedSeed(rows); err != nil {
		return nil, fmt.Errorf("%w: row %d: %w", ErrTable, at, err)
	}
	return rows, nil
}

// checkFooter refuses a file too short for its footer before memory is set aside for that.
func checkFooter(r io.ReaderAt, size int64) error {
	if size < 12 {
		return fmt.Errorf("%w: it has only %d bytes", ErrTable, size)
	}
	var end [8]byte
	if _, err := r.ReadAt(end[:], size-8); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("export: %w", err)
	}
	if footer := int64(binary.LittleEndian.Uint32(end[:])); string(end[4:]) != "PAR1" || footer > size-12 {
		return fmt.Errorf("%w: it does not end as a whole Parquet file does", ErrTable)
	}
	return nil
}

// leafColumns finds the table's columns in a schema; lists and groups are never among them.
func leafColumns(schema *parquet.Schema) ([]int, error) {
	var names []string
	for _, path := range schema.Columns() {
		name := ""
		if leaf, found := schema.Lookup(path...); found && len(path) == 1 && !leaf.Node.Repeated() {
			name = path[0]
		}
		names = append(names, name)
	}
	return columnsIn(names)
}

const rowsAtOnce = 64

func readGroup(rows []Row, group parquet.RowGroup, positions []int) (_ []Row, err error) {
	in := group.Rows()
	defer func() { err = errors.Join(err, in.Close()) }()
	unit := timeUnit(group.Schema(), "finished")
	buffer := make([]parquet.Row, rowsAtOnce)
	for {
		count, err := in.ReadRows(buffer)
		for _, values := range buffer[:count] {
			row, err := fromValues(values, positions, unit)
			if err != nil {
				return nil, fmt.Errorf("row %d, %w", len(rows)+1, err)
			}
			rows = append(rows, row)
		}
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if count == 0 {
			return nil, io.ErrNoProgress
		}
	}
}

// fromValues makes a row of the values of a Parquet row, which say which column they are of.
func fromValues(values parquet.Row, positions []int, unit time.Duration) (Row, error) {
	var row Row
	for i, c := range columns() {
		if positions[i] < 0 {
			continue
		}
		at := slices.IndexFunc(values, func(v parquet.Value) bool { return v.Column() == positions[i] })
		if at < 0 {
			return Row{}, fmt.Errorf("column %s: there is no value", c.name)
		}
		if err := c.take(&row, values[at], unit); err != nil {
			return Row{}, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return row, row.Validate()
}
