package levels

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"
)

// LawFit is one law fitted to all points. It is made by [Fit].
type LawFit struct {
	Law Law
	// Err says why the law could not be fitted; then the rest is empty.
	Err        error
	Parameters []Parameter // coefficients, then exponents
	// RMS is the root mean square of error - law over runs; a share of the size's error with Options.Relative.
	RMS       float64
	Converged bool
	// AICc is n ln(S/n) + 2k + 2k(k+1)/(n-k-1) over n runs, with S their sum of squares and k one more than the number of
	// parameters (Burnham and Anderson 2002, section 2.4), and +Inf if n is too small for it. With Options.Huber the
	// likelihood is that of the density exp(-loss/s^2) with the most likely s, by a constant such that a delta beyond all
	// residuals gives the same. Chosen is the share of
	// refits in which the law had the lowest; NaN without refits.
	AICc, Chosen float64
	// PValue is the chance of so large a misfit of the means of the sizes if the law were true, by the F test against
	// the scatter of runs of one size; NaN where no size was run twice, and with Options.Huber or Options.Ceiling, under
	// which F has another distribution.
	PValue float64

	values solution
}

// Parameter is a number of a fitted law.
type Parameter struct {
	Name string
	estimate.Estimate
}

// Model is what was fitted: the laws, the best first, and the refits. It is made by [Fit], and safe for concurrent use.
type Model struct {
	Laws     []LawFit
	Warnings []string
	// the measured ranges
	Low, High Size
	Runs      int
	Sizes     int
	// Noise is the root mean square of the differences between runs of one size, in the unit of RMS; 0 if no size was
	// run twice.
	Noise float64

	table   *table
	options Options
	draws   []draw
}

// draw is the law chosen in one refit, with its parameters.
type draw struct {
	law        int // index of Model.Laws
	parameters []float64
}

// Fit fits laws of three levels to points and ranks them by AICc. The best law is what a model answers with; its
// refits, to the fitted errors with their residuals at random signs (the wild bootstrap, Wu 1986, which holds where the
// noise differs between sizes), choose the law anew each time. Residuals are raised for the degrees of freedom that the
// law takes, and for those that Student's t asks. A law whose AICc is more than 20 above the best one is not refitted:
// it is never chosen, and its parameters have no intervals.
//
// The error wraps diversity.ErrInvalid for a point or an option out of range, and diversity.ErrTooFew if a count never
// varies, if the counts never vary apart, or if there are fewer sizes than any law has parameters.
func Fit(ctx context.Context, points []Measurement, o Options) (*Model, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := checkPoints(points); err != nil {
		return nil, err
	}
	t, err := newTable(points)
	if err != nil {
		return nil, err
	}
	if err := t.checkCeiling(o.Ceiling); err != nil {
		return nil, err
	}
	t.byRun = o.Huber > 0
	m := &Model{table: t, options: o, Runs: len(points), Sizes: len(t.sizes)}
	m.setRanges()
	if err := m.fitLaws(); err != nil {
		return nil, err
	}
	if free := t.freedom(); free > 0 {
		m.Noise = math.Sqrt(t.within / float64(free))
	}
	if err := m.bootstrap(ctx); err != nil {
		return nil, err
	}
	m.warn()
	return m, nil
}

// fitLaws fits all laws, and sorts them. For shares of the error it does so again with the errors that the best law
// gives: weights by what was measured would favour what came out low by chance.
func (m *Model) fitLaws() error {
	rounds := 1
	if m.options.Relative {
		const settled = 3
		rounds = settled
		if err := m.table.checkRelative(); err != nil {
			return err
		}
		m.table.weigh(m.table.means)
	}
	for round := range rounds {
		if round > 0 && !m.reweigh() {
			return nil
		}
		m.Laws = nil
		for _, law := range m.options.laws() {
			var f LawFit
			if err := parallel.Guard(func() error { f = m.table.fit(law, m.options); return nil }); err != nil {
				return err
			}
			m.Laws = append(m.Laws, f)
		}
		slices.SortStableFunc(m.Laws, better)
		if err := m.Laws[0].Err; err != nil {
			return err
		}
	}
	return nil
}

// reweigh sets the weights by the errors of the best law. It is false if that gives some that are not above 0.
func (m *Model) reweigh() bool {
	expected := m.curve()
	if slices.ContainsFunc(expected, func(e float64) bool { return !(e > 0) }) {
		return false
	}
	m.table.weigh(expected)
	return true
}

// curve are the errors that the best law gives the sizes.
func (m *Model) curve() []float64 { return m.table.curveOf(m.Laws[0], m.options) }

// better puts laws that were fitted first, then those of the lower AICc, then of the lower misfit.
func better(a, b LawFit) int {
	failed := func(f LawFit) int {
		if f.Err != nil {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(failed(a), failed(b)), cmp.Compare(a.AICc, b.AICc), cmp.Compare(a.RMS, b.RMS))
}

// fit is one law, without refits.
func (t *table) fit(law Law, o Options) LawFit {
	f := LawFit{Law: law, AICc: math.Inf(1), Chosen: math.NaN(), PValue: math.NaN()}
	count := len(parameterNames(law))
	if sizes := t.sizesBelow(o.Ceiling); sizes < count {
		below := ""
		if o.Ceiling != 0 {
			below = fmt.Sprintf(" below the ceiling of %v", o.Ceiling)
		}
		f.Err = fmt.Errorf("%w: %d sizes%s for the %d parameters of the %s law: measure at least %d", diversity.ErrTooFew,
			sizes, below, count, law.Name(), count)
		return f
	}
	s := newSolver(law, t.fitted(), o)
	copy(s.target, t.targets())
	f.values = s.best()
	f.Converged = f.values.converged
	if !s.determined() {
		f.Err = fmt.Errorf("%w: the numbers measured cannot tell the %d parameters of the %s law apart: measure at least three different ones at each level",
			diversity.ErrTooFew, count, law.Name())
		return f
	}
	f.RMS = t.rms(f, o)
	f.AICc = t.criterion(f.values.objective, t.within, count, o)
	if o.Huber == 0 && o.Ceiling == 0 {
		f.PValue = t.lackOfFit(2*f.values.objective, count)
	}
	for i, name := range parameterNames(law) {
		f.Parameters = append(f.Parameters, Parameter{name, estimate.Estimate{Value: f.values.parameters[i]}})
	}
	return f
}

// rms is the root mean square of what a law misses of each run, weighted.
func (t *table) rms(f LawFit, o Options) float64 {
	squares := t.within
	for i, e := range t.curveOf(f, o) {
		squares += t.rows[i].weight * (t.means[i] - e) * (t.means[i] - e)
	}
	return math.Sqrt(squares / float64(len(t.runs)))
}

// lackOfFit is the classical F test with replicates (Draper and Smith, Applied Regression Analysis, section 2.1).
func (t *table) lackOfFit(squares float64, parameters int) float64 {
	between, free := float64(len(t.sizes)-parameters), float64(t.freedom())
	if between < 1 || free < 1 || t.within == 0 {
		return math.NaN()
	}
	return numeric.FTail(squares/between/(t.within/free), between, free)
}

func (m *Model) setRanges() {
	low, high := [3]float64{}, [3]float64{}
	for level := range names {
		values := m.table.values(level)
		low[level], high[level] = values[0], values[len(values)-1]
	}
	m.Low, m.High = Size{low[0], low[1], low[2]}, Size{high[0], high[1], high[2]}
}

// misfitPValue is the chance of so much misfit below which a law is said to misfit.
const misfitPValue = 0.01

// warn says what a reader must know before using a number.
func (m *Model) warn() {
	say := func(format string, values ...any) { m.Warnings = append(m.Warnings, fmt.Sprintf(format, values...)) }
	best := m.Laws[0]
	if !best.Converged {
		say("the search for the %s law did not converge", best.Law.Name())
	}
	if best.PValue < misfitPValue {
		say("even the best law, %s, misses the means of the sizes by more than noise (p = %.2g)", best.Law.Name(), best.PValue)
	}
	if m.Noise == 0 {
		say("no size was run twice: the misfit of the law is taken for noise")
	}
	for level, words := range [3]string{"numbers of groups", "numbers of sources", "numbers of items"} {
		if values := m.table.values(level); len(values) == 2 {
			say("only two %s were measured, %v and %v: how fast more of them help is a guess of the law", words, values[0],
				values[1])
		}
	}
}
