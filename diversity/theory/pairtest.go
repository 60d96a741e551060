package theory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/lawpairs"
)

// forPairTest is the purpose of the random numbers of [PairwiseTest].
const forPairTest diversity.Purpose = "pair test"

// PairTest says which of two laws the data favour, and how many runs would settle it. It is made by [PairwiseTest].
type PairTest struct {
	First, Second *LawFit    // without intervals
	Nested        *RatioTest // the test of the law that is a special case of the other; nil if neither is
	// Difference is, of laws that are not nested, by how much more the first misses the true means of the sizes than the
	// second: sum of squares over runs, in units of the variance of a run, less what noise and parameters account for. It
	// is NaN for nested ones.
	Difference estimate.Estimate
	// PValue is the chance of so large a difference between laws that are as good; of nested ones, if the smaller held.
	PValue float64
	Runs   int
	// Needed is how many runs, divided over the same sizes as these, would tell the laws apart in 80% of such studies if
	// they differ as they seem to: +Inf where they do not seem to differ at all. It is itself as uncertain as the
	// difference.
	Needed float64
	Level  float64
}

// PairwiseTest asks which of two laws the data favour. If one contains the other it is [NestedTest], with the one that
// has fewer parameters as the null. Else it compares what the laws miss of the means of the sizes, as Vuong (1989)
// compares likelihoods, with the error of the difference by bootstrap: means are redrawn with the noise of runs of
// their size, and both laws are refitted. The points must meet the demands of [Fit] for both laws, and of some size
// there must be two runs where neither law is nested in the other ([diversity.ErrTooFew]).
func PairwiseTest(ctx context.Context, points []diversity.Measurement, first, second laws.Law,
	o TestOptions) (PairTest, error) {
	if err := o.validate(); err != nil {
		return PairTest{}, err
	}
	null, alternative := first, second
	if first != nil && second != nil && len(laws.ParameterNames(first)) > len(laws.ParameterNames(second)) {
		null, alternative = second, first
	}
	if r, err := NestedTest(ctx, points, null, alternative, o); err == nil {
		p := PairTest{First: r.Null, Second: r.Alternative, Nested: &r, PValue: r.PValue, Runs: r.Null.Points, Level: r.Level,
			Difference: estimate.Estimate{Value: math.NaN()}}
		p.Needed = lawpairs.NestedNeeded(p.Runs, r.Parameters, r.F, r.Level)
		return p, nil
	} else if !errors.Is(err, laws.ErrLaw) {
		return PairTest{}, err
	}
	return testRivals(ctx, points, first, second, o)
}

// testRivals compares laws that are not nested.
func testRivals(ctx context.Context, points []diversity.Measurement, first, second laws.Law,
	o TestOptions) (PairTest, error) {
	plain := FitOptions{BootstrapSamples: -1}
	a, err := fitLaw(ctx, points, first, plain)
	if err != nil {
		return PairTest{}, err
	}
	b, err := fitLaw(ctx, points, second, plain)
	if err != nil {
		return PairTest{}, err
	}
	p := PairTest{First: a, Second: b, Runs: a.Points, Level: cmp.Or(o.Level, estimate.DefaultLevel)}
	err = parallel.Guard(func() error { return p.compare(ctx, o) })
	return p, err
}

// compare sets the difference, its interval and what follows from them.
func (p *PairTest) compare(ctx context.Context, o TestOptions) error {
	t, err := newPair(&RatioTest{Null: p.First, Alternative: p.Second})
	if err != nil {
		return err
	}
	if t.within == 0 {
		return fmt.Errorf("%w: no size has two runs that differ, so that what the %s and the %s law miss cannot be told from noise: repeat some sizes",
			diversity.ErrTooFew, p.First.Law.Name(), p.Second.Law.Name())
	}
	t.noise = math.Sqrt(t.within / float64(t.Freedom))
	t.curve = t.means // what is redrawn
	variance := t.noise * t.noise
	parameters := float64(len(p.First.Parameters) - len(p.Second.Parameters))
	difference := func(first, second *refitter, means []float64) float64 {
		return (t.squares(first, means)-t.squares(second, means))/variance + parameters
	}
	refitters := func() (*refitter, *refitter) {
		return newRefitter(t.null, lnExponentsOf(p.First)), newRefitter(t.alternative, lnExponentsOf(p.Second))
	}
	first, second := refitters()
	value := difference(first, second, t.means)
	samples := make([]float64, samplesOr(o.BootstrapSamples))
	err = parallel.Do(ctx, len(samples), func() func(int) {
		first, second := refitters()
		means := make([]float64, len(t.means))
		return func(i int) {
			t.draw(diversity.Stream(o.Seed, forPairTest, i), means)
			samples[i] = difference(first, second, means)
		}
	})
	if err != nil {
		return err
	}
	j := lawpairs.Judge(value, stat.StdDev(samples, nil), float64(t.Freedom), p.Level, p.Runs)
	p.Difference, p.PValue, p.Needed = j.Difference, j.PValue, j.Needed
	return nil
}

// Better is the law that the data favour; nil if that is not settled.
func (p PairTest) Better() laws.Law {
	switch {
	case p.First == nil || !(p.PValue < 1-p.Level):
		return nil
	case p.Nested != nil || p.Difference.Value > 0:
		return p.Second.Law
	}
	return p.First.Law
}

// Verdict says in words which law the data favour, or how many runs would tell.
func (p PairTest) Verdict() Verdict {
	v := Verdict{Claim: "one of two laws is the better", Outcome: Undecided}
	if p.First == nil || p.Second == nil {
		v.Sentence = "Nothing was compared."
		return v
	}
	o := lawpairs.Outcome{First: p.First.Law.Name(), Second: p.Second.Law.Name(), Nested: p.Nested != nil,
		PValue: p.PValue, Needed: p.Needed, Runs: p.Runs}
	if better := p.Better(); better != nil {
		o.Better, v.Outcome = better.Name(), Consistent
		v.Claim = fmt.Sprintf("the %s law is better than the %s law", o.Better, o.Worse())
	}
	v.Sentence = o.Sentence()
	return v
}

// String is the verdict.
func (p PairTest) String() string { return p.Verdict().Sentence }
