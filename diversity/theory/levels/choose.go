package levels

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Choice is the one of some sizes that is expected to have the lowest error. It is made by [Model.Choose].
type Choice struct {
	Size  Size
	Error estimate.Estimate
	// Regret is what the size is expected to lose against the best one of each refit.
	Regret estimate.Estimate
}

// Choose finds the size of a list with the lowest expected error, for designs that are not a matter of prices. The
// error wraps diversity.ErrInvalid for an empty list, or a count that is not above 0.
func (m *Model) Choose(sizes []Size) (Choice, error) {
	if err := m.checkModel(); err != nil {
		return Choice{}, err
	}
	if len(sizes) == 0 {
		return Choice{}, diversity.Invalid("len(sizes)", 0, "at least 1")
	}
	least, chosen := math.Inf(1), 0
	for i, s := range sizes {
		if err := s.validate(fmt.Sprintf("sizes[%d]", i)); err != nil {
			return Choice{}, err
		}
		if v := m.value(s.logs()); v < least {
			least, chosen = v, i
		}
	}
	at := sizes[chosen].logs()
	c := Choice{Size: sizes[chosen], Error: m.expected(func(d draw) float64 { return m.valueOf(d, at) })}
	c.Regret = m.expected(func(d draw) float64 {
		best := math.Inf(1)
		for _, s := range sizes {
			best = min(best, m.valueOf(d, s.logs()))
		}
		return m.valueOf(d, at) - best
	})
	return c, nil
}

// MeanOfRuns is the mean error of so many runs of a size as it would be measured: [Model.ErrorAt] with an interval that
// is wider by the noise of runs, that between runs of one size or, where none was run twice, what the best law misses.
// The error wraps diversity.ErrInvalid for a count that is not above 0, or no runs.
func (m *Model) MeanOfRuns(s Size, runs int) (estimate.Estimate, error) {
	if err := m.checkModel(); err != nil {
		return estimate.Estimate{}, err
	}
	if runs < 1 {
		return estimate.Estimate{}, diversity.Invalid("runs", runs, "at least 1")
	}
	e, err := m.ErrorAt(s)
	if err != nil || !e.Interval.Known() {
		return e, err
	}
	noise, free := m.Noise, float64(m.table.freedom())
	if noise == 0 {
		noise, free = m.Laws[0].RMS, math.Max(1, float64(m.Runs-len(m.Laws[0].Parameters)))
	}
	if m.options.Relative {
		noise *= math.Abs(e.Value)
	}
	half := estimate.QuantileT(m.options.level(), free) * noise / math.Sqrt(float64(runs))
	e.Interval.Low = e.Value - math.Hypot(e.Value-e.Interval.Low, half)
	e.Interval.High = e.Value + math.Hypot(e.Interval.High-e.Value, half)
	return e, nil
}
