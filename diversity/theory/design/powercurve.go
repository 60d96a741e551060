package design

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
)

// PowerCurve is how often a test rejects invariance, by design. It is made by [Power].
type PowerCurve struct {
	Test  PowerTest
	Level float64     // of the test
	Cells []PowerCell // by set of budgets as given, then by number of repeats as given
}

// PowerCell is one design: a set of budgets, each size of which is run a number of times.
type PowerCell struct {
	Budgets []int
	Repeats int
	Runs    int // pre-trainings of one study
	// that all of them see once: the cost of a study where the cost of a run is its number of images
	Images   int
	Studies  int               // simulated
	Rejected int               // how many of them
	Power    estimate.Estimate // Rejected/Studies with its binomial 95% interval (Wilson 1927)
	// Consistent is the share of studies that found invariance consistent ([theory.Consistent]), both rivals left out,
	// with its interval; the test by laws, which does not judge them, never does.
	Consistent estimate.Estimate
	// Effect is the mean of what the studies measured, d ln K*/d ln N: of the minima, or b/(a+b) of the untied law. 1/2 is
	// invariance. The parabolas behind the first are biased where the curves are lopsided: compare it with the truth of
	// the world.
	Effect float64
}

// Repeats is the design with the fewest repeats, among these the one with the fewest images, in which the test is found
// to reject at least as often as a power within (0, 1), for example 0.8. If none that was tried does, it is an error
// wrapping [diversity.ErrTooFew] that names the nearest.
func (c PowerCurve) Repeats(power float64) (PowerCell, error) {
	return c.least(power, func(a, b PowerCell) bool {
		return a.Repeats < b.Repeats || a.Repeats == b.Repeats && a.Images < b.Images
	})
}

// Cheapest is [PowerCurve.Repeats] for the design with the fewest images.
func (c PowerCurve) Cheapest(power float64) (PowerCell, error) {
	return c.least(power, func(a, b PowerCell) bool { return a.Images < b.Images })
}

func (c PowerCurve) least(power float64, before func(a, b PowerCell) bool) (PowerCell, error) {
	if !(power > 0 && power < 1) {
		return PowerCell{}, diversity.Invalid("power", power, "a share between 0 and 1, for example 0.8")
	}
	if len(c.Cells) == 0 {
		return PowerCell{}, fmt.Errorf("%w: no design was tried: see PowerOptions", diversity.ErrTooFew)
	}
	best, found := c.Cells[0], false
	for _, cell := range c.Cells {
		reaches := cell.Power.Value >= power
		if reaches && (!found || before(cell, best)) || !found && cell.Power.Value > best.Power.Value {
			best = cell
		}
		found = found || reaches
	}
	if !found {
		return PowerCell{}, fmt.Errorf("%w: no design that was tried reaches a power of %v; the nearest is N = %v with %s (%v): try more repeats, or budgets further apart",
			diversity.ErrTooFew, power, best.Budgets, display.Count(best.Repeats, "repeat"), best.Power)
	}
	return best, nil
}

// String is a table.
func (c PowerCurve) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "how often the test (%s, level %v) rejects an invariant ratio\n%-24s%9s%7s%10s   %-24s%s", c.Test,
		c.Level, "budgets", "repeats", "runs", "images", "rejects", "mean slope")
	for _, cell := range c.Cells {
		rejects := fmt.Sprintf("%.1f%% [%.1f, %.1f]", 100*cell.Power.Value, 100*cell.Power.Interval.Low,
			100*cell.Power.Interval.High)
		fmt.Fprintf(&b, "\n%-24s%9d%7d%10d   %-24s%.2f", strings.Trim(fmt.Sprint(cell.Budgets), "[]"), cell.Repeats,
			cell.Runs, cell.Images, rejects, cell.Effect)
	}
	return b.String()
}
