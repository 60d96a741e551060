package estimate

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/csvfile"
)

// tableRows collects the rows of a table.
type tableRows struct {
	in        *csvfile.Table
	positions [tableColumns]int
	table     Table
	scale     *Scale // nil = as ReadTable says

	names  map[string]string // of tasks and probes, so that each is kept once
	counts repeatCounts
	seeds  csvfile.Seeds
	twins  *twins
	split  splitErrors
}

func newTableRows(in *csvfile.Table, positions [tableColumns]int) *tableRows {
	return &tableRows{
		in: in, positions: positions, names: map[string]string{}, counts: newRepeatCounts(),
		twins: newTwins(positions), split: newSplitErrors(in, positions[scoreColumn(positions)]),
	}
}

// add takes a row.
func (t *tableRows) add(cells []string) error {
	control, err := t.isControl(cells)
	if err != nil {
		return err
	}
	m := diversity.Measurement{Task: t.name(cells, taskColumn), Probe: t.name(cells, probeColumn)}
	if m.Error, err = t.share(cells, scoreColumn(t.positions)); err != nil {
		return err
	}
	if t.scale == nil && scoreColumn(t.positions) == accuracyColumn {
		m.Error, m.Score = 1-m.Error, diversity.ScoreAccuracy
	}
	if !control {
		if m.Size, err = t.size(cells); err != nil {
			return err
		}
	}
	sources, err := t.sources(cells, control)
	if err != nil {
		return err
	}
	if m.Repeat, err = t.repeat(cells, m); err != nil {
		return err
	}
	m.Run = t.run(cells, m)
	t.split.add(cells)
	if control {
		t.table.Controls = append(t.table.Controls, m)
		return nil
	}
	if err := t.twins.add(t.in.Line(), m, t.table.Points, cells); err != nil {
		return err
	}
	t.table.Points = append(t.table.Points, m)
	if err := t.addExact(cells); err != nil {
		return err
	}
	if sources > 0 {
		t.table.Sources = append(t.table.Sources, sources)
	}
	return nil
}

// addExact keeps K and n before they were rounded.
func (t *tableRows) addExact(cells []string) error {
	if t.scale == nil || t.unitOf(totalColumn) == 1 || t.positions[classesColumn] < 0 || t.positions[perClassColumn] < 0 {
		return nil
	}
	k, err := t.in.Number(t.cell(cells, classesColumn))
	if err != nil {
		return err
	}
	n, err := t.in.Number(t.cell(cells, perClassColumn))
	t.table.Exact = append(t.table.Exact, [2]float64{k, n})
	return err
}

// sources is how many a group has: 0 without a column of them, or for a control.
func (t *tableRows) sources(cells []string, control bool) (float64, error) {
	if t.positions[sourcesColumn] < 0 || control {
		return 0, nil
	}
	value, err := t.in.Number(t.cell(cells, sourcesColumn))
	allowed := "a number above 0"
	switch {
	case err != nil:
		return 0, t.wrong(cells, sourcesColumn, fmt.Sprintf("%s (%v)", allowed, err))
	case !(value > 0 && value <= largestBudget):
		return 0, t.wrong(cells, sourcesColumn, fmt.Sprintf("%s, up to %.4g", allowed, largestBudget))
	}
	return value, nil
}

// finish judges what only all rows together show.
func (t *tableRows) finish() error {
	if err := t.split.err(); err != nil {
		return err
	}
	if line, err := t.seeds.Err(); err != nil {
		return &csvfile.ContentError{Line: line, Err: err}
	}
	if len(t.table.Points) == 0 {
		return fmt.Errorf("%w: no line of a pre-trained network under the header (%d controls)", ErrTable,
			len(t.table.Controls))
	}
	t.table.Warnings = t.twins.warnings()
	if t.scale == nil && scoreColumn(t.positions) == accuracyColumn {
		t.table.Warnings = append(t.table.Warnings, "The column accuracy was read as error = 1 - accuracy.")
	}
	return nil
}

// scoreColumn is the column of what was measured: the error, or only where there is none the accuracy.
func scoreColumn(positions [tableColumns]int) tableColumn {
	if positions[errorColumn] < 0 {
		return accuracyColumn
	}
	return errorColumn
}

// isControl reports whether a row is marked as one of random weights. A row without classes or images must be.
func (t *tableRows) isControl(cells []string) (bool, error) {
	text := t.cell(cells, controlColumn)
	if text == "" {
		return false, nil
	}
	control, err := t.in.Bool(text)
	if err != nil {
		return false, t.wrong(cells, controlColumn, "true or false, yes or no, t or f, 1 or 0, or nothing for false")
	}
	return control, nil
}

// size is what a row says of K, n and N, of which two give the third.
func (t *tableRows) size(cells []string) (size diversity.Size, err error) {
	total := 0
	for _, c := range []struct {
		column tableColumn
		into   *int
	}{{classesColumn, &size.Classes}, {perClassColumn, &size.PerClass}, {totalColumn, &total}} {
		if t.positions[c.column] < 0 {
			continue
		}
		if *c.into, err = t.count(cells, c.column); err != nil {
			return size, err
		}
	}
	if t.positions[classesColumn] < 0 {
		size.Classes, err = t.divide(total, perClassColumn, size.PerClass)
	} else if t.positions[perClassColumn] < 0 {
		size.PerClass, err = t.divide(total, classesColumn, size.Classes)
	}
	if err != nil {
		return size, err
	}
	if size.PerClass > math.MaxInt/size.Classes {
		return size, t.wrongRow("K = %d times n = %d is more than a whole number of 64 bits holds", size.Classes,
			size.PerClass)
	}
	if t.positions[totalColumn] >= 0 && total != size.Total() && t.unitOf(totalColumn) == 1 {
		return size, t.wrongRow("column %s is %d, and K * n = %d * %d = %d: N is the total number of images",
			t.header(totalColumn), total, size.Classes, size.PerClass, size.Total())
	}
	return size, nil
}

// divide gives the number that a row does not say.
func (t *tableRows) divide(total int, column tableColumn, by int) (int, error) {
	if total%by != 0 {
		return 0, t.wrongRow("column %s, the total number of images, is %d, which is not a multiple of %s = %d: give both K and n",
			t.header(totalColumn), total, t.header(column), by)
	}
	return total / by, nil
}

// count is a whole number of at least 1.
func (t *tableRows) count(cells []string, column tableColumn) (int, error) {
	if unit := t.unitOf(column); unit != 1 {
		return t.counted(cells, column, unit)
	}
	text := t.cell(cells, column)
	value, err := t.in.Whole(text)
	allowed := "a whole number of at least 1"
	switch {
	case err != nil:
		return 0, t.wrong(cells, column, fmt.Sprintf("%s (%v)", allowed, err))
	case len(text) > 1 && text[0] == '0':
		return 0, t.wrong(cells, column, allowed+" without zeros in front, such as a thousands separator leaves behind")
	case value == 0:
		return 0, t.wrong(cells, column, allowed+"; networks with random weights are marked by control = true")
	case value < 0:
		return 0, t.wrong(cells, column, allowed)
	}
	return value, nil
}

// unitOf is what one of a number stands for.
func (t *tableRows) unitOf(column tableColumn) float64 {
	if t.scale == nil {
		return 1
	}
	switch column {
	case classesColumn:
		return t.scale.Classes(1)
	case perClassColumn:
		return t.scale.PerClass(1)
	}
	return t.scale.Total(1)
}

// share is the error of a row.
func (t *tableRows) share(cells []string, column tableColumn) (float64, error) {
	if t.scale != nil && t.scale.Step != 0 {
		return t.scored(cells, column)
	}
	text := t.cell(cells, column)
	value, err := t.in.Number(text)
	allowed := "a share of wrong answers in 0..1 (not per cent)"
	if column == accuracyColumn {
		allowed = "a share of right answers in 0..1 (not per cent)"
	}
	switch {
	case err != nil:
		return 0, t.wrong(cells, column, fmt.Sprintf("%s: %v", allowed, err))
	case !(value >= 0 && value <= 1):
		return 0, t.wrong(cells, column, allowed)
	case len(text) > 1 && strings.Trim(text, "0123456789") == "":
		return 0, t.wrong(cells, column,
			allowed+", without a zero in front of a whole number: did a decimal comma split it?")
	}
	return value + 0, nil // never -0
}

// repeat is the number of a row's repeat: by its column, by its seed, or by counting.
func (t *tableRows) repeat(cells []string, m diversity.Measurement) (int, error) {
	switch {
	case t.positions[repeatColumn] >= 0:
		value, err := t.in.Whole(t.cell(cells, repeatColumn))
		if err != nil {
			return 0, t.wrong(cells, repeatColumn, fmt.Sprintf("a whole number: %v", err))
		}
		return value, nil
	case t.positions[seedColumn] >= 0:
		return t.seed(cells)
	}
	return t.counts.next(m, t.cell(cells, runColumn)), nil
}

// seed is a number of 64 bits, signed or not.
func (t *tableRows) seed(cells []string) (int, error) {
	text := t.cell(cells, seedColumn)
	t.seeds.Add(text, t.in.Line())
	if value, err := strconv.ParseUint(text, 10, 64); err == nil {
		return int(value), nil
	}
	value, err := t.in.Whole(text)
	if err != nil {
		return 0, t.wrong(cells, seedColumn, fmt.Sprintf("a whole number of up to 64 bits: %v", err))
	}
	return value, nil
}

// run is the name of the pre-training.
func (t *tableRows) run(cells []string, m diversity.Measurement) string {
	if name := t.cell(cells, runColumn); name != "" {
		return strings.Clone(csvfile.PlainText(name))
	}
	size := fmt.Sprint(m.Size)
	if sources := t.cell(cells, sourcesColumn); sources != "" {
		size += " m=" + csvfile.PlainText(sources)
	}
	if t.positions[repeatColumn] < 0 && t.positions[seedColumn] >= 0 {
		return fmt.Sprintf("%s seed=%s", size, t.cell(cells, seedColumn))
	}
	return fmt.Sprintf("%s repeat=%d", size, m.Repeat)
}

// name is the text of a column, which many rows share.
func (t *tableRows) name(cells []string, column tableColumn) string {
	text := t.cell(cells, column)
	name, have := t.names[text]
	if !have {
		name = strings.Clone(csvfile.PlainText(text))
		t.names[strings.Clone(text)] = name
	}
	return name
}

// cell is the text of a column, empty if there is none.
func (t *tableRows) cell(cells []string, column tableColumn) string {
	if t.positions[column] < 0 {
		return ""
	}
	return strings.TrimSpace(cells[t.positions[column]])
}

// header is what the table calls a column that it has.
func (t *tableRows) header(column tableColumn) string { return t.in.Header[t.positions[column]] }

func (t *tableRows) wrong(cells []string, column tableColumn, allowed string) error {
	return t.wrongRow("column %s is %q, want %s", t.header(column), csvfile.Shorten(t.cell(cells, column)), allowed)
}

func (t *tableRows) wrongRow(format string, args ...any) error {
	return &csvfile.ContentError{Line: t.in.Line(), Err: fmt.Errorf(format, args...)}
}
