package inference

import (
	"fmt"
	"slices"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/linechart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory/design"
)

// wantedPower is the share of studies in which a test should find an effect, by a convention of long standing (Cohen,
// Statistical Power Analysis for the Behavioral Sciences, 1988).
const wantedPower = 0.8

// Power show how often a test rejects an invariant best ratio, by the number of repeats.
func Power(curve design.PowerCurve) (chart.Parts, error) {
	if len(curve.Cells) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no designs, design.Power simulates them", chart.ErrEmpty)
	}
	chance := fmt.Sprintf("%s%%: a true 1/2 is rejected so often", wording.Short(100*(1-curve.Level)))
	c := linechart.Chart{Series: powerLines(curve), Options: linechart.Options{
		X:     linechart.Axis{Name: "repeats of each size (log scale)", Log: true},
		Y:     linechart.Axis{Name: "studies that reject (%)", High: 100},
		Marks: []linechart.Mark{linechart.AtY(100*wantedPower, "80%"), linechart.AtY(100*(1-curve.Level), chance)},
	}}
	if err := c.Check(); err != nil {
		return chart.Parts{}, err
	}
	o := c.Option()
	o.XAxis[0].Label.Values, o.XAxis[0].Tick.Values = repeatsTried(curve), repeatsTried(curve)
	caption := wording.Sentences(powerCaption(curve), wording.LeftOut(c.Unknown(), "design", "power"))
	return chart.Parts{Title: "Studies that find a drifting ratio", Caption: caption, Table: powerTable(curve), Option: o},
		nil
}

// powerLines has a line for each set of budgets; points with bars if only one number of repeats was tried.
func powerLines(curve design.PowerCurve) []linechart.Series {
	var lines []linechart.Series
	for i, cell := range curve.Cells {
		if i == 0 || !slices.Equal(cell.Budgets, curve.Cells[i-1].Budgets) {
			lines = append(lines, linechart.Series{Name: "N = " + wording.Integers(cell.Budgets)})
		}
		s := &lines[len(lines)-1]
		s.X, s.Y = append(s.X, float64(cell.Repeats)), append(s.Y, scale.Percent(cell.Power.Value))
		s.Low, s.High = append(s.Low, scale.Percent(cell.Power.Interval.Low)),
			append(s.High, scale.Percent(cell.Power.Interval.High))
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
		scale.Thousands(curve.Cells[0].Studies), test, wording.Short(100*(1-curve.Level)))
	best, err := curve.Cheapest(wantedPower)
	if err != nil {
		return wording.Sentences(text, "No design that was tried reaches 80%.")
	}
	return wording.Sentences(text, fmt.Sprintf("With the fewest images, 80%% is reached by N = %s with %s: %s.",
		wording.Integers(best.Budgets), wording.Count(best.Repeats, "repeat"), wording.Count(best.Runs, "run")))
}

func powerTable(curve design.PowerCurve) string {
	rows := [][]string{{"budgets", "repeats", "runs", "images", "rejects %", "95% interval", "mean slope"}}
	for _, cell := range curve.Cells {
		rows = append(rows, []string{
			wording.Integers(cell.Budgets), fmt.Sprint(cell.Repeats), fmt.Sprint(cell.Runs), scale.Thousands(cell.Images),
			wording.Percent(cell.Power.Value), wording.PercentInterval(cell.Power.Interval), fmt.Sprintf("%.2f", cell.Effect),
		})
	}
	return aligned.Rows(rows)
}
