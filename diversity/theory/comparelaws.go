package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
)

// CompareOptions configures [CompareLaws]. The zero value holds out the largest budget and refits 400 times.
type CompareOptions struct {
	HeldOut          int       // largest budgets that the laws do not see and have to predict; 0 = 1
	Ceiling          float64   // as in [FitOptions]
	Weighting        Weighting // as in [FitOptions]; AICc is of equal weights: it is not given otherwise
	BootstrapSamples int       // refits behind [LawScore.Wins]: 0 = 400, negative = none
	Seed             uint64    // of the refits
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o CompareOptions) validate() error {
	if o.HeldOut < 0 {
		return diversity.Invalid("CompareOptions.HeldOut", o.HeldOut, "at least 1, or 0 for the default 1")
	}
	return o.fit().validate()
}

func (o CompareOptions) fit() FitOptions {
	return FitOptions{Ceiling: o.Ceiling, Weighting: o.Weighting, BootstrapSamples: cmp.Or(o.BootstrapSamples, 400),
		Seed: o.Seed}
}

// LawScore is what the data say of one law beside others. It is made by [CompareLaws]. Errors are shares in [0, 1].
type LawScore struct {
	Law laws.Law
	// from 1: laws that the data do not reject first, then by HeldOut, then by AICc; laws without either come last
	Rank int

	// Of the fit to all points; without numbers if it failed with Err.
	Err        error
	Parameters int
	RMS        float64
	LackOfFit  LackOfFit
	// AICc is n ln(S/n) + 2k + 2k(k+1)/(n-k-1), with S the sum of squares over n runs and k one more than the number of
	// parameters, for the noise (Burnham and Anderson 2002, sections 2.2 and 2.4); NaN if n is too small for it. Weight is
	// exp(-AICc/2) as a share of the sum over the laws compared (section 2.9). It takes all misfit for noise that differs
	// from run to run: where LackOfFit rejects every law, Weight is too sure.
	AICc, Weight float64

	// Of the fit to the smaller budgets; NaN if that failed with HeldOutErr.
	HeldOutErr error
	HeldOut    float64 // root mean square of (measured mean - prediction) over the sizes of the budgets held out
	// Regret is what the law loses by its choice among the measured sizes of a budget held out: the mean error there minus
	// the lowest, averaged over the budgets; NaN if the law cannot choose, as [laws.Flat], or none of them has two
	// sizes. A law may predict the level
	// well and the best size badly, and the other way round.
	Regret float64
	// Freedom is the number of degrees of freedom of the noise in the budgets held out; 0 without repeats.
	Freedom float64
	// share of the bootstrap refits, resampling all runs, in which this law predicts them best of all compared
	Wins float64
}

// CompareLaws fits laws to the same points and says how well each describes them and, above all, how well each predicts
// larger budgets than it saw: the test that matters for [Predict]. nil laws compare Tied, Tied with exponent 1/2,
// Untied, Untied with a term of N, Capped, Pooled and Flat. The best comes first. A law that cannot be fitted keeps its
// row, which says why. The points must be of one task and one probe ([estimate.MeanOverTasks]).
//
// It is an error wrapping [diversity.ErrTooFew] if no budget is left to learn from.
func CompareLaws(ctx context.Context, points []diversity.Measurement, candidates []laws.Law,
	o CompareOptions) ([]LawScore, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	if candidates == nil {
		candidates = []laws.Law{laws.Tied{}, laws.Tied{Exponent: 0.5}, laws.Untied{}, laws.WithTotal{Law: laws.Untied{}},
			laws.Capped{}, laws.Pooled{}, laws.Flat{}}
	}
	if len(candidates) == 0 {
		return nil, diversity.Invalid("laws", candidates, "at least one law, or nil for those of this package")
	}
	trial, err := newHeldOutTrial(points, cmp.Or(o.HeldOut, 1), o)
	if err != nil {
		return nil, err
	}
	scores := make([]LawScore, len(candidates))
	for i, law := range candidates {
		if scores[i], err = compareLaw(ctx, points, law, trial, o); err != nil {
			return nil, err
		}
	}
	trial.countWins(scores)
	setAkaikeWeights(scores)
	rank(scores)
	return scores, nil
}

// compareLaw is an error only where the context is cancelled.
func compareLaw(ctx context.Context, points []diversity.Measurement, law laws.Law, trial *heldOutTrial,
	o CompareOptions) (LawScore, error) {
	s := LawScore{Law: law, AICc: math.NaN()}
	all := o.fit()
	all.BootstrapSamples = -1
	fitted, err := fitLaw(ctx, points, law, all)
	if s.Err = err; err == nil {
		s.Parameters, s.RMS, s.LackOfFit = len(fitted.Parameters), fitted.RMS, fitted.LackOfFit
		if o.Weighting == Equal {
			s.AICc = akaike(fitted)
		}
	}
	trial.add(ctx, law, &s)
	return s, ctx.Err()
}

// akaike is the corrected criterion; see [LawScore]. Squares below rounding error are all the same.
func akaike(f *LawFit) float64 {
	n, k := float64(f.Points), float64(len(f.Parameters)+1)
	if n-k-1 < 1 {
		return math.NaN()
	}
	const rounding = 1e-24
	return n*math.Log(max(f.RMS*f.RMS, rounding)) + 2*k + 2*k*(k+1)/(n-k-1)
}

// setAkaikeWeights shares 1 out over the laws that have an AICc.
func setAkaikeWeights(scores []LawScore) {
	least, total := math.Inf(1), 0.0
	for _, s := range scores {
		if !math.IsNaN(s.AICc) {
			least = min(least, s.AICc)
		}
	}
	for i, s := range scores {
		if !math.IsNaN(s.AICc) {
			scores[i].Weight = math.Exp((least - s.AICc) / 2)
			total += scores[i].Weight
		}
	}
	for i := range scores {
		scores[i].Weight /= max(total, math.SmallestNonzeroFloat64)
	}
}

// standing is 0 for a law that fits, 1 for one that the data reject, 2 for one that cannot be fitted.
func (s LawScore) standing() int {
	switch {
	case s.Err != nil:
		return 2
	case s.LackOfFit.Rejects():
		return 1
	}
	return 0
}

// rank sorts the best to the front.
func rank(scores []LawScore) {
	last := func(x float64) float64 {
		if math.IsNaN(x) {
			return math.Inf(1)
		}
		return x
	}
	slices.SortStableFunc(scores, func(a, b LawScore) int {
		return cmp.Or(cmp.Compare(a.standing(), b.standing()), cmp.Compare(last(a.HeldOut), last(b.HeldOut)),
			cmp.Compare(last(a.AICc), last(b.AICc)))
	})
	for i := range scores {
		scores[i].Rank = i + 1
	}
}

// String is a line of a table.
func (s LawScore) String() string {
	name := "nil"
	if s.Law != nil {
		name = s.Law.Name()
	}
	line := fmt.Sprintf("%2d %-12s", s.Rank, name)
	if s.HeldOutErr == nil {
		line += fmt.Sprintf(" held out %5.2f points (best in %3.0f%%), regret %4.2f,", 100*s.HeldOut, 100*s.Wins,
			100*s.Regret)
	}
	if s.Err != nil {
		return line + fmt.Sprintf(" cannot be fitted: %v", s.Err)
	}
	line += fmt.Sprintf(" rms %5.2f points, AICc %8.1f (weight %.2f)", 100*s.RMS, s.AICc, s.Weight)
	if s.LackOfFit.Known {
		line += fmt.Sprintf(", lack of fit p = %.2g", s.LackOfFit.PValue)
	}
	if s.HeldOutErr != nil {
		line += fmt.Sprintf("; not held out: %v", s.HeldOutErr)
	}
	return line
}
