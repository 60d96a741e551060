package levels

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"

	"gonum.org/v1/gonum/stat/distuv"
)

// bootstrap refits the laws, and sets the intervals of their parameters.
func (m *Model) bootstrap(ctx context.Context) error {
	count := m.options.samples()
	if count == 0 {
		return nil
	}
	fitted := m.rivals()
	m.draws = make([]draw, count)
	parameters := make([][][]float64, count) // [refit][law]
	curve, noise := m.residuals()
	err := parallel.Do(ctx, count, func() func(int) {
		r := m.newRefitter(fitted)
		return func(i int) {
			rng := diversity.Stream(m.options.Seed, diversity.ForBootstrap, i)
			m.draws[i], parameters[i] = r.refit(curve, noise, rng)
		}
	})
	if err != nil {
		return err
	}
	for law := range m.Laws {
		m.Laws[law].Chosen = 0
	}
	for law := range fitted {
		m.setIntervals(law, parameters)
	}
	return nil
}

// hopeless is by how much AICc may be above the best one for a law to be refitted: it has exp(-10) of the support.
const hopeless = 20

// rivals is how many of the laws, which are sorted, may be chosen in a refit.
func (m *Model) rivals() int {
	count := 1
	for count < len(m.Laws) && m.Laws[count].Err == nil && !(m.Laws[count].AICc > m.Laws[0].AICc+hopeless) {
		count++
	}
	return count
}

// residuals are the errors that the best law gives each size, and what each run is off by, raised as [Fit] says.
func (m *Model) residuals() (curve, noise []float64) {
	best, t := m.Laws[0], m.table
	curve = m.curve()
	runs, free := float64(len(t.runs)), float64(len(t.runs)-len(best.Parameters))
	factor := 0.0
	if free >= 1 {
		level := m.options.level()
		factor = math.Sqrt(runs/free) * estimate.QuantileT(level, free) / distuv.UnitNormal.Quantile(0.5+level/2)
	}
	for i, p := range t.runs {
		noise = append(noise, factor*(p.Error-curve[t.sizeOf[i]]))
	}
	return curve, noise
}

// refitter fits all laws again and again.
type refitter struct {
	m       *Model
	solvers []*solver
}

func (m *Model) newRefitter(laws int) *refitter {
	r := &refitter{m: m}
	for _, f := range m.Laws[:laws] {
		r.solvers = append(r.solvers, newSolver(f.Law, m.table.fitted(), m.options))
	}
	return r
}

// refit fits all laws to the curve with its noise at random signs, and chooses one.
func (r *refitter) refit(curve, noise []float64, rng *rand.Rand) (draw, [][]float64) {
	t := r.m.table
	errors := make([]float64, len(noise))
	for i, e := range noise {
		if rng.Uint64()&1 == 0 {
			e = -e
		}
		errors[i] = curve[t.sizeOf[i]] + e
	}
	means := slices.Clone(curve)
	within := t.sum(errors, means)
	least, chosen := math.Inf(1), draw{}
	var all [][]float64
	for law, s := range r.solvers {
		copy(s.target, means)
		if t.byRun {
			copy(s.target, errors)
		}
		fitted := r.m.Laws[law].values
		s.restart(fitted)
		end := s.from(fitted.lnExponents)
		all = append(all, end.parameters)
		if a := t.criterion(end.objective, within, len(end.parameters), r.m.options); law == 0 || a < least {
			least, chosen = a, draw{law, end.parameters}
		}
	}
	return chosen, all
}

// setIntervals sets the intervals of a law's parameters, and how often it was chosen.
func (m *Model) setIntervals(law int, parameters [][][]float64) {
	f := &m.Laws[law]
	chosen := 0
	for _, d := range m.draws {
		if d.law == law {
			chosen++
		}
	}
	f.Chosen = float64(chosen) / float64(len(m.draws))
	for i := range f.Parameters {
		var values []float64
		for _, refit := range parameters {
			values = append(values, refit[law][i])
		}
		f.Parameters[i].Interval = central(values, m.options.level())
	}
}

// central is the central interval of values, by order statistics rounded outwards; not known without values. What is no
// number lies beyond either end.
func central(values []float64, level float64) estimate.Interval {
	if len(values) == 0 {
		return estimate.Interval{}
	}
	sorted := slices.Sorted(slices.Values(values)) // which puts NaN first
	unknown := 0
	for unknown < len(sorted) && math.IsNaN(sorted[unknown]) {
		sorted[unknown] = math.Inf(-1)
		unknown++
	}
	skip := int(math.Floor((1 - level) / 2 * float64(len(sorted)-1)))
	i := estimate.Interval{Low: sorted[skip], High: math.Inf(1), Level: level}
	if skip >= unknown {
		i.High = sorted[len(sorted)-1-skip]
	}
	return i
}
