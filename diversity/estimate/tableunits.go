package estimate

import (
	"fmt"
	"math"

	"tradeoff/diversity/internal/csvfile"
)

const (
	mostDecimals  = 6     // of a number of groups or items that are kept
	largestBudget = 1e11  // K n in units: what is asked of larger budgets must still be counted
	leastUnits    = 100   // of the smallest number: rounding changes it by half a per cent at most
	mostGroupUnit = 1e300 // a number above is no count
)

// setUnits finds of what K and n count so many that both are whole numbers, and their products no larger than what
// budgets are counted up to.
func (l *layout) setUnits(groups, perGroup valueRange) error {
	k, n := unitOf(groups), unitOf(perGroup)
	for groups.values > 0 && perGroup.values > 0 && groups.high/k*(perGroup.high/n) > largestBudget {
		switch {
		case groups.least/k >= perGroup.least/n && groups.least/k >= 10*leastUnits:
			k *= 10
		case perGroup.least/n >= 10*leastUnits:
			n *= 10
		case groups.least/k >= 10*leastUnits:
			k *= 10
		case l.scale.Plain(): // K and n as they are; what cannot be counted is refused where it is asked for
			return nil
		case groups.least/k >= 2*leastUnits: // a ten is too much, and less may do
			k *= 2
		case perGroup.least/n >= 2*leastUnits:
			n *= 2
		default:
			return fmt.Errorf("%w: K of %.4g to %.4g and n of %.4g to %.4g are too far apart to be counted in one unit each: leave out the smallest",
				ErrTable, groups.least, groups.high, perGroup.least, perGroup.high)
		}
	}
	if k != 1 {
		l.scale.GroupUnit = k
	}
	if n != 1 {
		l.scale.Unit = n
	}
	if k > 1 || n > 1 {
		l.notes = append(l.notes, fmt.Sprintf("K is counted in units of %v and n of %v, to which they were rounded.", k, n))
	}
	return nil
}

// unitOf is 1 for whole numbers, else a power of ten by which all are whole, or nearly so.
func unitOf(v valueRange) float64 {
	if v.decimals == 0 || math.IsInf(v.least, 1) || v.high > mostGroupUnit {
		return 1
	}
	digits := min(v.decimals, mostDecimals)
	if v.least >= 1e4 { // 6795600349.28 parameters
		digits = 0
	}
	return math.Pow(10, -float64(digits))
}

// counted is how many units a number is: at least one, and a whole number within a per cent.
func (t *tableRows) counted(cells []string, column tableColumn, unit float64) (int, error) {
	text := t.cell(cells, column)
	value, err := t.in.Number(text)
	allowed := "a number above 0"
	switch {
	case err != nil:
		return 0, t.wrong(cells, column, fmt.Sprintf("%s (%v)", allowed, err))
	case !(value > 0):
		return 0, t.wrong(cells, column, allowed+"; what was not trained at all is marked by control = true")
	case math.Round(value/unit) < 1 || value/unit > largestBudget:
		return 0, t.wrong(cells, column, fmt.Sprintf("%v to %.4g", unit, unit*largestBudget))
	}
	return int(math.Round(value / unit)), nil
}

// scored is the error of a score by the scale of the table.
func (t *tableRows) scored(cells []string, column tableColumn) (float64, error) {
	value, err := t.in.Number(t.cell(cells, column))
	if err != nil {
		return 0, t.wrong(cells, column, fmt.Sprintf("a number: %v", err))
	}
	e := t.scale.ErrorOf(value)
	if !(e >= 0 && e <= 1) {
		low, high := t.scale.ScoreOf(0), t.scale.ScoreOf(1)
		return 0, t.wrong(cells, column, fmt.Sprintf("%v..%v", min(low, high), max(low, high)))
	}
	return e + 0, nil // never -0
}

// wrongRange is an error about all numbers of a column.
func wrongRange(header, format string, values ...any) error {
	return fmt.Errorf("column %s: "+format, append([]any{csvfile.Shorten(header)}, values...)...)
}
