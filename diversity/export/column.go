package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeoff/diversity/internal/csvfile"
)

// column is one column of the table.
type column struct {
	name  string
	empty bool             // the zero value is written as an empty cell, and read from one
	late  bool             // files of earlier versions do not have it
	field func(r *Row) any // pointer to the column's field
}

// columns lists the table's columns in their order.
func columns() []column {
	return append([]column{
		{"study", false, false, func(r *Row) any { return &r.Study }},
		{"study_hash", false, false, func(r *Row) any { return &r.StudyHash }},
		{"run", false, false, func(r *Row) any { return &r.Run }},
		{"classes", false, false, func(r *Row) any { return &r.Classes }},
		{"per_class", false, false, func(r *Row) any { return &r.PerClass }},
		{"total", false, false, func(r *Row) any { return &r.Total }},
		{"ratio", true, false, func(r *Row) any { return &r.Ratio }},
		{"repeat", false, false, func(r *Row) any { return &r.Repeat }},
		{"seed", false, false, func(r *Row) any { return &r.Seed }},
		{"control", false, false, func(r *Row) any { return &r.Control }},
		{"task", false, false, func(r *Row) any { return &r.Task }},
		{"task_hash", false, false, func(r *Row) any { return &r.TaskHash }},
		{"probe", false, false, func(r *Row) any { return &r.Probe }},
		{"probe_hash", false, false, func(r *Row) any { return &r.ProbeHash }},
		{"wrong", false, false, func(r *Row) any { return &r.Wrong }},
		{"tested", false, false, func(r *Row) any { return &r.Tested }},
		{"error", false, false, func(r *Row) any { return &r.Error }},
		{"loss", true, false, func(r *Row) any { return &r.Loss }},
		{"train_seconds", false, false, func(r *Row) any { return &r.TrainSeconds }},
		{"probe_seconds", false, false, func(r *Row) any { return &r.ProbeSeconds }},
		{"device", false, false, func(r *Row) any { return &r.Device }},
		{"finished", true, false, func(r *Row) any { return &r.Finished }},
		{"token", false, false, func(r *Row) any { return &r.Token }},
		{"policy", true, true, func(r *Row) any { return &r.Policy }},
		{"top5_error", true, true, func(r *Row) any { return &r.Top5Error }},
		{"class_error", true, true, func(r *Row) any { return &r.ClassError }},
		{"macro_f1", true, true, func(r *Row) any { return &r.MacroF1 }},
		{"calibration_error", true, true, func(r *Row) any { return &r.Calibration }},
	}, diagnosedColumns()...)
}

// columnsIn finds the table's columns among those of a file: out[i] is where column i is.
func columnsIn(file []string) ([]int, error) {
	var out []int
	var lacking []string
	for _, c := range columns() {
		at := slices.Index(file, c.name)
		if at < 0 && !c.late {
			lacking = append(lacking, c.name)
		}
		if at >= 0 && slices.Contains(file[at+1:], c.name) {
			return nil, fmt.Errorf("%w: two columns %q", ErrTable, c.name)
		}
		out = append(out, at)
	}
	if lacking != nil {
		return nil, fmt.Errorf("%w: it lacks the columns %s", ErrTable, strings.Join(lacking, ", "))
	}
	return out, nil
}

// text is a cell of CSV.
func (c column) text(r *Row) string {
	switch v := c.field(r).(type) {
	case *string:
		return csvfile.Text(*v)
	case *int:
		return strconv.Itoa(*v)
	case *uint64:
		return strconv.FormatUint(*v, 10)
	case *bool:
		return strconv.FormatBool(*v)
	case *float64:
		if c.empty && *v == 0 {
			return ""
		}
		return strconv.FormatFloat(*v, 'g', -1, 64)
	case **float64:
		if *v == nil {
			return ""
		}
		return strconv.FormatFloat(**v, 'g', -1, 64)
	case *time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.RFC3339Nano)
	}
	return ""
}

// parse reads a cell of CSV. The error says what is allowed.
func (c column) parse(in *csvfile.Table, r *Row, text string) (err error) {
	if into, is := c.field(r).(*string); is {
		*into = csvfile.PlainText(text)
		return nil
	}
	text = strings.TrimSpace(text)
	if c.empty && text == "" {
		return nil
	}
	allowed := ""
	switch v := c.field(r).(type) {
	case *int:
		allowed = "a whole number"
		*v, err = in.Whole(text)
	case *uint64:
		allowed = "a whole number from 0 to 2^64-1"
		*v, err = strconv.ParseUint(text, 10, 64)
	case *bool:
		allowed = "true or false"
		*v, err = in.Bool(text)
	case *float64:
		allowed = "a number"
		*v, err = in.Number(text)
	case **float64:
		allowed = "a number, or nothing"
		var number float64
		number, err = in.Number(text)
		*v = &number
	case *time.Time:
		allowed = "a time such as 2026-01-02T15:04:05.678Z"
		*v, err = parseTime(text)
	}
	if err != nil {
		return fmt.Errorf("%q is not %s (%w)", csvfile.Shorten(text), allowed, err)
	}
	return nil
}

// parseTime reads RFC 3339, also with a space instead of the T, as other programs write it.
func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, strings.Replace(text, " ", "T", 1))
	return t.UTC().Truncate(time.Microsecond), err
}
