package csvfile

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	decimal = regexp.MustCompile(`^[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?$`)
	grouped = regexp.MustCompile(`^[+-]?\d{1,3}([.,]\d{3})+$`) // perhaps thousands, perhaps three decimals
)

// decimalMark is what stands in front of the decimals of a table's numbers, with the line that showed it first.
type decimalMark struct {
	mark byte
	line int
}

// Number reads a decimal number of the last row, with a decimal point or, if all of the table's numbers so have it, a
// decimal comma. The error says what is wrong with it.
func (t *Table) Number(text string) (float64, error) {
	if !decimal.MatchString(text) {
		return 0, errors.New("not a decimal number")
	}
	if at := strings.IndexAny(text, ".,"); at >= 0 {
		if err := t.useMark(text[at]); err != nil {
			return 0, err
		}
	}
	value, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil {
		return 0, errors.New("out of the range of numbers")
	}
	return value, nil
}

// useMark refuses points in a table with decimal commas and the other way round: one of them would be misread.
func (t *Table) useMark(mark byte) error {
	if t.mark.mark == 0 {
		t.mark = decimalMark{mark, t.line}
	}
	if t.mark.mark != mark {
		return fmt.Errorf("a %s, where line %d has a %s in a number", nameOf(mark), t.mark.line, nameOf(t.mark.mark))
	}
	return nil
}

func nameOf(mark byte) string {
	if mark == ',' {
		return "comma"
	}
	return "point"
}

// exactAtMost is the number up to which every whole number is a float64.
const exactAtMost = 1 << 53

// Whole reads a whole number of the last row, which may also be written as 16.0 or 1e3.
func (t *Table) Whole(text string) (int, error) {
	if value, err := strconv.ParseInt(text, 10, 64); err == nil {
		return int(value), nil
	}
	if grouped.MatchString(text) {
		return 0, errors.New("not certain: a thousands separator or decimals?")
	}
	value, err := t.Number(text)
	switch {
	case err != nil:
		return 0, err
	case value < -exactAtMost || value > exactAtMost:
		return 0, errors.New("rounded, or too large")
	case value != float64(int(value)):
		return 0, errors.New("not a whole number")
	}
	return int(value), nil
}

// Bool reads true or false, yes or no, t or f, 1 or 0, in any case.
func (t *Table) Bool(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "t", "yes", "y":
		return true, nil
	case "false", "f", "no", "n":
		return false, nil
	}
	if value, err := t.Number(text); err == nil && (value == 0 || value == 1) {
		return value == 1, nil
	}
	return false, errors.New("neither true nor false")
}
