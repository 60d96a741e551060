package figure

import (
	"fmt"
	"slices"
	"tradeoff/diversity/theory/design"
)

// wantedPower is the share of studies in which a test should find an effect, by a convention of long standing (Cohen, Statistical
// Power Analysis for the Behavioral Sciences, 1988).
const wantedPower = 0.8

// powerParts show how often a test rejects an invariant best ratio, by the number of repeats.
func powerParts(curve design.PowerCurve) (parts, error) {
	if len(curve.Cells) == 0 {
		return parts{}, fmt.Errorf("%w: no designs, design.Power simulates them", errEmpty)
	}
	chance := fmt.Sprintf("%s%%: a true 1/2 is rejected so often", short(100*(1-curve.Level)))
	c := lineChart{powerLines(curve), lineSettings{
		X: lineAxis{Name: "repeats of each size (log scale)", Log: true}, Y: lineAxis{Name: "studies that reject (%)", High: 100},
		Marks: []mark{atY(100*wantedPower, "80%"), atY(100*(1-curve.Level), chance)},
	}}
	if err := c.check(); err != nil {
		return parts{}, err
	}
	o := c.option()
	o.XAxis[0].Label.Values, o.XAxis[0].Tick.Values = repeatsTried(curve), repeatsTried(curve)
	caption := sentences(powerCaption(curve), leftOut(c.unknown(), "design", "power"))
	return parts{title: "Studies that find a drifting ratio", caption: caption, table: powerTable(curve), option: o}, nil
}

// powerLines has a line for each set of budgets; points with bars if only one number of repeats was tried.
func powerLines(curve design.PowerCurve) []lineSeries {
	var lines []lineSeries
	for i, cell := range curve.Cells {
		if i == 0 || !slices.Equal(cell.Budgets, curve.Cells[i-1].Budgets) {
			lines = append(lines, lineSeries{Name: "N = " + groups(cell.Budgets)})
		}
		s := &lines[len(lines)-1]
		s.X, s.Y = append(s.X, float64(cell.Repeats)), append(s.Y, percent(cell.Power.Value))
		s.Low, s.High = append(s.Low, percent(cell.Power.Interval.Low)), append(s.High, percent(cell.Power.Interval.High))
	}
	for i := range lines {
		lines[i].Scatter = len(lines[i].X) == 1
	}
	return lines
}

func repeatsTried(curve design.PowerCurve) []float64 {
	var tried []float64
	for _, cell := range curve.Cells {
		tried = append(tried, float64(cell.Repeats))
	}
	slices.Sort(tried)
	return slices.Compact(tried)
}

func powerCaption(curve design.PowerCurve) string {
	test := "the test of the slope of the measured minima"
	if curve.Test == design.ByLaws {
		test = "the test of the untied law against the tied one"
	}
	text := fmt.Sprintf("Share of %s simulated studies in which %s at the level %s%% rejects a best ratio that does not depend on the budget, with its binomial 95%% interval.",
		group(curve.Cells[0].Studies), test, short(100*(1-curve.Level)))
	best, err := curve.Cheapest(wantedPower)
	if err != nil {
		return sentences(text, "No design that was tried reaches 80%.")
	}
	return sentences(text, fmt.Sprintf("With the fewest images, 80%% is reached by N = %s with %s: %s.", groups(best.Budgets), count(best.Repeats, "repeat"), count(best.Runs, "run")))
}

func powerTable(curve design.PowerCurve) string {
	rows := [][]string{{"budgets", "repeats", "runs", "images", "rejects %", "95% interval", "mean slope"}}
	for _, cell := range curve.Cells {
		rows = append(rows, []string{
			groups(cell.Budgets), fmt.Sprint(cell.Repeats), fmt.Sprint(cell.Runs), group(cell.Images),
			points(cell.Power.Value), pointsInterval(cell.Power.Interval), fmt.Sprintf("%.2f", cell.Effect),
		})
	}
	return alignColumns(rows)
}
