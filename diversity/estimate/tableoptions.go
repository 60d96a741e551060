package estimate

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/csvfile"
)

// TableOptions says what the columns of a table are called and how its score is to be read. In the zero value all is
// told by the header.
type TableOptions struct {
	Groups   string // name of the column with K, "participants"
	PerGroup string // with n, "minutes"
	// Sources is the column of a level between the two, "sessions": K groups of m sources with n items of each source.
	// [Table.Sources] has them. There must be a column of n then.
	Sources string
	Total   string // with N = K n, which may stand for one of the two
	Score   string // with what was measured
	// Whether more or less of the score is better; neither = by its name.
	HigherIsBetter, LowerIsBetter bool
	// Best is the best value that a score can have of which more is better; 0 = 100 per cent, and 1 for shares and
	// correlations.
	Best float64
}

func (o TableOptions) validate() error {
	switch {
	case o.HigherIsBetter && o.LowerIsBetter:
		return diversity.Invalid("TableOptions.HigherIsBetter", o.HigherIsBetter, "false where LowerIsBetter is true")
	case !(o.Best >= 0 && o.Best < 1e300):
		return diversity.Invalid("TableOptions.Best", o.Best, "a finite number above 0, or 0 for 1 (100 per cent)")
	case o.Best > 0 && o.LowerIsBetter:
		return diversity.Invalid("TableOptions.Best", o.Best, "0 where less of the score is better")
	}
	return nil
}

// ReadTableWith is [ReadTable] for tables of any field: participants and minutes, tasks and examples, parameters and
// tokens, with any score. Columns are found by the names of ReadTable, by those that the options give, or by what they
// are called in a field ("subjects", "utterances", "eer"), which [Table.Warnings] then says. Numbers of items may have
// decimals, numbers of both may be far above what is counted, and a score may be a share, per cent, a correlation, a
// loss or a perplexity: [Table.Scale] leads back from the points, whose numbers are whole and whose errors are within
// [0, 1], to those of the table.
//
// What cannot be told is an error that says which option would: two columns of one kind, or a score with a name that
// does not say whether more of it is better.
func ReadTableWith(r io.Reader, o TableOptions) (Table, error) {
	if err := o.validate(); err != nil {
		return Table{}, err
	}
	text, err := io.ReadAll(io.LimitReader(r, csvfile.MaxText+1))
	switch {
	case err != nil:
		return Table{}, err
	case len(text) > csvfile.MaxText:
		return Table{}, fmt.Errorf("%w: more than %d bytes", ErrTable, csvfile.MaxText)
	}
	in, err := openTable(bytes.NewReader(text), o.knows)
	if err != nil {
		return Table{}, err
	}
	found, err := survey(in, o)
	if err != nil {
		return Table{}, csvfile.Error(err, ErrTable)
	}
	if in, err = openTable(bytes.NewReader(text), o.knows); err != nil {
		return Table{}, err
	}
	rows := newTableRows(in, found.positions)
	rows.scale = &found.scale
	table, err := rows.read()
	table.Scale = found.scale
	table.Warnings = append(found.notes, table.Warnings...)
	return table, err
}

// knows tells the names of columns that are looked for.
func (o TableOptions) knows(name string) bool {
	named := name != "" && (name == o.Groups || name == o.PerGroup || name == o.Sources || name == o.Total || name == o.Score)
	return named || isTableColumn(name) || guessed(name)
}

// openTable reads up to the header.
func openTable(r io.Reader, known func(string) bool) (*csvfile.Table, error) {
	in, err := csvfile.Open(r, known)
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it is empty; it needs a header with K, n and error", ErrTable)
	}
	if err != nil {
		return nil, csvfile.Error(err, ErrTable)
	}
	return in, nil
}
