package design

import (
	"context"
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// PilotPower says which designs tell the claims on the best ratio apart at the noise of a pilot. It is made by [Pilot].
type PilotPower struct {
	Noise float64 // standard deviation between runs of one size of the pilot, a share
	Slope float64 // d ln K*/d ln N of the pilot by the untied law; 1/2 is invariance
	// Drifting is how often the designs reject invariance in the world of the untied law that fits the pilot, and
	// Invariant how often they find it consistent, its rivals 0 and 1 left out, in that of the tied law. Cells of one
	// place are of one design.
	Drifting  PowerCurve
	Invariant []PowerCell
}

// Pilot asks of the runs of a pilot, of one task and one probe, which repeats and budgets would tell apart whether the
// best ratio is invariant: it fits the untied and the tied law, takes the noise from the repeats, and simulates studies
// of every design in both worlds ([Power], by the law-free test). Designs that are not given are the pilot's budgets,
// and these with one four times as large; a pilot of one budget is continued by four and sixteen times it. 100 studies
// of each are simulated by default.
//
// Errors are those of [theory.Fit] and [Power]; without repeats, which say what the noise is, the error wraps
// [diversity.ErrTooFew].
func Pilot(ctx context.Context, points []diversity.Measurement, o PowerOptions) (PilotPower, error) {
	if o.Test == ByLaws {
		return PilotPower{}, diversity.Invalid("PowerOptions.Test", o.Test, `"slope" or "": laws do not judge rivals`)
	}
	fit := theory.FitOptions{BootstrapSamples: -1}
	untied, err := theory.Fit(points, laws.Untied{}, fit)
	if err != nil {
		return PilotPower{}, fmt.Errorf("the untied law: %w", err)
	}
	tied, err := theory.Fit(points, laws.Tied{}, fit)
	if err != nil {
		return PilotPower{}, fmt.Errorf("the tied law: %w", err)
	}
	if !(untied.Noise > 0) {
		return PilotPower{}, fmt.Errorf("%w: no two runs of one size of the pilot differ, so that its noise is not known: repeat some sizes",
			diversity.ErrTooFew)
	}
	if o.Budgets == nil {
		o.Budgets = continued(grouping.Budgets(points))
	}
	if o.Studies == 0 {
		o.Studies = 100
	}
	p := PilotPower{Noise: untied.Noise}
	drifting, invariant := worldOf(untied), worldOf(tied)
	p.Slope = drifting.Beta / (drifting.Alpha + drifting.Beta)
	if p.Drifting, err = Power(ctx, drifting, o); err != nil {
		return PilotPower{}, err
	}
	other, err := Power(ctx, invariant, o)
	p.Invariant = other.Cells
	return p, err
}

// worldOf is the world in which a fitted law holds.
func worldOf(f *theory.LawFit) worlds.Planted {
	v := f.Values()
	w := worlds.Planted{E: v[0], A: v[1], B: v[2], Alpha: v[3], Beta: v[3], Noise: f.Noise}
	if len(v) > 4 {
		w.Beta = v[4]
	}
	return w
}

// continued are the sets of budgets to try after a pilot.
func continued(budgets []int) [][]int {
	last := budgets[len(budgets)-1]
	longer := slices.Concat(budgets, []int{4 * last})
	if len(budgets) == 1 {
		return [][]int{longer, slices.Concat(longer, []int{16 * last})}
	}
	return [][]int{budgets, longer}
}

// Enough is the design with the fewest images that tells in both worlds at least as often as a power within (0, 1), for
// example 0.8. If none that was tried does, it is an error wrapping [diversity.ErrTooFew] that names the nearest.
func (p PilotPower) Enough(power float64) (PowerCell, error) {
	curve := PowerCurve{Test: p.Drifting.Test, Level: p.Drifting.Level}
	for i, cell := range p.Drifting.Cells {
		if other := p.Invariant[i].Consistent; other.Value < cell.Power.Value {
			cell.Power = other
		}
		curve.Cells = append(curve.Cells, cell)
	}
	return curve.Cheapest(power)
}

// pilotPower is what [PilotPower.Display] asks for.
const pilotPower = 0.8

// Display is which design is enough, and how often each tells.
func (p PilotPower) Display() display.Document {
	d := display.Document{Title: "Which runs tell whether the best ratio is invariant"}.Add(display.Text(p.String()))
	return d.Add(display.Rows("", []string{"budgets N", "repeats", "runs", "images", "sees the drift, % [95%]",
		"sees that there is none, % [95%]"}, len(p.Drifting.Cells), func(i int) []any {
		c := p.Drifting.Cells[i]
		return []any{diversity.ListBudgets(c.Budgets), c.Repeats, c.Runs, c.Images, c.Power.Percent(),
			p.Invariant[i].Consistent.Percent()}
	}))
}

// String says which design is enough to be right in 8 of 10 studies.
func (p PilotPower) String() string {
	text := fmt.Sprintf("At the pilot's noise (%.2f points between runs of one size; slope of ln K* on ln N %.2f, 1/2 is an invariant ratio) ",
		100*p.Noise, p.Slope)
	enough, err := p.Enough(pilotPower)
	if err != nil {
		return text + fmt.Sprintf("none of the designs tried tells in %.0f%% of studies both that the ratio drifts so, if it does, and that it does not, if it is invariant.",
			100*pilotPower)
	}
	return text + fmt.Sprintf("%s of the budgets %s tell in %.0f%% of studies both that the ratio drifts so, if it does, and that it does not, if it is invariant: %s.",
		display.Count(enough.Repeats, "repeat"), diversity.ListBudgets(enough.Budgets), 100*pilotPower, display.Count(enough.Runs, "run"))
}
