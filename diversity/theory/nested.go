package theory

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// nested computes a [RatioTest]. Both laws and F depend on the means of the sizes and the squares between runs only.
type nested struct {
	*RatioTest
	null, alternative *varpro.Table
	runs              []float64   // of each size
	means             []float64   // of each size, as measured
	deviations        [][]float64 // of the runs of each size from its mean, of the size of their noise
	curve             []float64   // errors of the fitted null at the sizes
	lnExponents       []float64   // ln exponents at which the alternative is that curve
	within            float64     // squares between runs of one size; 0 = use the misfit
	noise             float64     // standard deviation of a run
}

func newNested(r *RatioTest) (*nested, error) {
	t, err := newPair(r)
	if err != nil {
		return nil, err
	}
	if err := t.embed(); err != nil {
		return nil, err
	}
	return t, t.measure()
}

// newPair prepares the two laws, nested or not.
func newPair(r *RatioTest) (*nested, error) {
	groups := grouping.BySize(r.Null.points)
	t := &nested{RatioTest: r, null: varpro.NewTable(groups, r.Null.Law, varpro.Options{}),
		alternative: varpro.NewTable(groups, r.Alternative.Law, varpro.Options{})}
	for i, group := range groups {
		mean := 0.0
		for _, point := range group {
			mean += point.Error / float64(len(group))
		}
		runs := float64(len(group))
		deviations := make([]float64, len(group))
		for k, point := range group {
			deviations[k] = (point.Error - mean) * math.Sqrt(runs/max(runs-1, 1))
		}
		t.means, t.runs, t.deviations = append(t.means, mean), append(t.runs, runs), append(t.deviations, deviations)
		t.curve = append(t.curve, laws.Value(r.Null.Law, t.null.LnK[i], t.null.Lnn[i], r.Null.Values()))
		t.within += grouping.Variance(group) * float64(len(group)-1)
	}
	r.Freedom = len(r.Null.points) - len(groups)
	if t.within == 0 {
		r.Freedom = len(r.Null.points) - len(r.Alternative.Parameters)
	}
	if r.Freedom < 1 {
		return nil, fmt.Errorf("%w: %d runs for %d parameters leave nothing to tell the noise by: measure at least %d",
			diversity.ErrTooFew, len(r.Null.points), len(r.Alternative.Parameters), len(r.Alternative.Parameters)+1)
	}
	return t, nil
}

// embed finds the null within the alternative.
func (t *nested) embed() error {
	const visible = 1e-6 // a ten-thousandth of a point
	f := t.alternative.NewFitter()
	t.load(f, t.curve)
	best := f.FromGrid(varpro.GridStarts(t.Alternative.Law.Exponents()))[0]
	if miss := math.Sqrt(2 * best.Objective / float64(len(t.Null.points))); miss > visible {
		return fmt.Errorf("%w: the %s law is no special case of the %s law, which misses its fitted curve by %.2g points: compare them by their misfit",
			laws.ErrLaw, t.Null.Law.Name(), t.Alternative.Law.Name(), 100*miss)
	}
	t.lnExponents = best.LnExponents
	return nil
}

// measure takes F of the data. The alternative is also sought from within the null, so that it never fits worse.
func (t *nested) measure() error {
	null := newRefitter(t.null, lnExponentsOf(t.Null))
	alternative := newRefitter(t.alternative, t.lnExponents, lnExponentsOf(t.Alternative))
	small, large := t.squares(null, t.means), t.squares(alternative, t.means)
	within := t.within
	if within == 0 {
		within = large
	}
	if within <= float64(t.Freedom)*1e-24*numeric.Dot(t.means, t.means) {
		return fmt.Errorf("%w: the %s law passes through every point: there is no noise to test against", ErrNoVariation,
			t.Alternative.Law.Name())
	}
	t.noise = math.Sqrt(within / float64(t.Freedom))
	t.F = t.ratio(small, large, within)
	t.Classical = numeric.FTail(t.F, float64(t.Parameters), float64(t.Freedom))
	return nil
}

// judge counts the studies drawn under the null which have a larger F.
func (t *nested) judge(ctx context.Context, seed uint64) error {
	larger := make([]bool, t.BootstrapSamples)
	err := parallel.Do(ctx, t.BootstrapSamples, func() func(int) {
		null, alternative := newRefitter(t.null, lnExponentsOf(t.Null)), newRefitter(t.alternative, t.lnExponents)
		means := make([]float64, len(t.curve))
		return func(i int) {
			rng := diversity.Stream(seed, forRatioTest, i)
			within := t.draw(rng, means)
			small, large := t.squares(null, means), t.squares(alternative, means)
			if t.within == 0 {
				within = large
			}
			larger[i] = t.ratio(small, large, within) >= t.F
		}
	})
	count := 1
	for _, yes := range larger {
		if yes {
			count++
		}
	}
	t.PValue = float64(count) / float64(t.BootstrapSamples+1)
	return err
}

// draw makes the means of a study under the null, and returns its squares between runs. The noise of a run is drawn
// among those of its own size, so that sizes may be unequally noisy, times sqrt(r/(r-1)), by which deviations from the
// mean of r runs are too small. Single runs have normal noise with the variance of all.
func (t *nested) draw(rng *rand.Rand, means []float64) (within float64) {
	for i, deviations := range t.deviations {
		var sum, squares float64
		for range deviations {
			noise := t.noise * rng.NormFloat64()
			if len(deviations) > 1 && t.within > 0 {
				noise = deviations[rng.IntN(len(deviations))]
			}
			sum += noise
			squares += noise * noise
		}
		means[i] = t.curve[i] + sum/t.runs[i]
		within += max(0, squares-sum*sum/t.runs[i])
	}
	return within
}

// squares is the least sum of squares of a law around means of the sizes.
func (t *nested) squares(r *refitter, means []float64) float64 {
	t.load(r.fitter, means)
	return 2 * r.best().Objective
}

func (t *nested) load(f *varpro.Fitter, means []float64) {
	copy(f.Solver.Target, means)
	copy(f.Solver.Weight, t.runs)
}

func (t *nested) ratio(small, large, within float64) float64 {
	return max(0, small-large) / float64(t.Parameters) / (within / float64(t.Freedom))
}

// lnExponentsOf is where a fit was found.
func lnExponentsOf(f *LawFit) []float64 {
	var lnExponents []float64
	for _, exponent := range f.Values()[len(f.Law.Coefficients()):] {
		lnExponents = append(lnExponents, math.Log(exponent))
	}
	return lnExponents
}
