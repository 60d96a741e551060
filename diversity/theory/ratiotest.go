package theory

import (
	"cmp"
	"context"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
)

// forRatioTest is the purpose of the random numbers of [NestedTest].
const forRatioTest diversity.Purpose = "ratio test"

// TestOptions configures [NestedTest]. The zero value draws 1,000 studies and rejects below 5%.
type TestOptions struct {
	BootstrapSamples int     // studies drawn under the null: 19..1000000; 0 = 1000
	Level            float64 // one minus the size of the test, within (0, 1); 0 = 0.95
	Seed             uint64
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o TestOptions) validate() error {
	const fewest = 19 // below it no p-value reaches 5%
	if o.BootstrapSamples != 0 && o.BootstrapSamples < fewest {
		return diversity.Invalid("TestOptions.BootstrapSamples", o.BootstrapSamples, "19..1000000, or 0 for the default 1000")
	}
	return checkBootstrap("TestOptions", o.BootstrapSamples, o.Level)
}

// RatioTest compares two laws of which one is a special case of the other. It is made by [NestedTest].
type RatioTest struct {
	Null, Alternative *LawFit // without intervals

	// F is how much more the null misses than the alternative, for each parameter that it lacks, over the variance between
	// runs of one size (without repeats: over what the alternative misses).
	F                float64
	Parameters       int     // how many the null lacks
	Freedom          int     // degrees of freedom of the variance below
	PValue           float64 // chance of so large an F if the null were true, by bootstrap
	Classical        float64 // the same by the F distribution, which takes the laws for straight
	BootstrapSamples int
	Level            float64
}

// NestedTest asks whether data reject a law in favour of a larger one that contains it, as [laws.Untied] contains
// [laws.Tied] (which makes it a test of the invariance of the best ratio) and [laws.WithTotal] contains its law. The
// points must meet the demands of [Fit] for both laws.
//
// It is the likelihood ratio test for normal noise, as the ratio of sums of squares F. Its distribution under the null
// is found by bootstrap, since laws bend, parameters have bounds and noise may be unequal: studies are drawn as the
// fitted null plus the noise of runs of the same size, and both laws are refitted to each (Davison and Hinkley 1997,
// sections 4.4 and 6.3; p = (1 + studies with as large an F)/(1 + studies)). Without repeats the noise is drawn from a
// normal distribution. That the larger law holds is assumed: read [LawFit.LackOfFit] of the alternative.
//
// It is an error wrapping [laws.ErrLaw] if the laws are not nested, which shows in that the alternative cannot follow
// the fitted null.
func NestedTest(ctx context.Context, points []diversity.Measurement, null, alternative laws.Law,
	o TestOptions) (RatioTest, error) {
	if err := o.validate(); err != nil {
		return RatioTest{}, err
	}
	plain := FitOptions{BootstrapSamples: -1}
	small, err := fitLaw(ctx, points, null, plain)
	if err != nil {
		return RatioTest{}, err
	}
	large, err := fitLaw(ctx, points, alternative, plain)
	if err != nil {
		return RatioTest{}, err
	}
	r := RatioTest{Null: small, Alternative: large, Parameters: len(large.Parameters) - len(small.Parameters),
		BootstrapSamples: samplesOr(o.BootstrapSamples), Level: cmp.Or(o.Level, estimate.DefaultLevel)}
	if r.Parameters < 1 {
		return RatioTest{}, fmt.Errorf("%w: %s has %d parameters and %s %d: the alternative must have more", laws.ErrLaw,
			null.Name(), len(small.Parameters), alternative.Name(), len(large.Parameters))
	}
	err = parallel.Guard(func() error {
		t, err := newNested(&r)
		if err != nil {
			return err
		}
		return t.judge(ctx, o.Seed)
	})
	return r, err
}

// Verdict says in words whether the smaller law suffices.
func (r RatioTest) Verdict() Verdict {
	null, alternative := r.Null.Law.Name(), r.Alternative.Law.Name()
	v := Verdict{Claim: fmt.Sprintf("the %s law suffices beside the %s law", null, alternative), Outcome: Consistent}
	evidence := fmt.Sprintf("F = %.2f on %d and %d degrees of freedom, bootstrap p = %.2g", r.F, r.Parameters, r.Freedom,
		r.PValue)
	if r.PValue < 1-r.Level {
		v.Outcome = Rejected
		v.Sentence = fmt.Sprintf("The %s law does not suffice: the %s law fits better by more than chance allows (%s).", null,
			alternative, evidence)
	} else {
		v.Sentence = fmt.Sprintf("The data do not contradict the %s law: the %s law fits better by no more than chance allows (%s), which is no proof.",
			null, alternative, evidence)
	}
	if misfit := r.Alternative.LackOfFit; misfit.Rejects() {
		v.Sentence += fmt.Sprintf(" But the %s law misfits too (p = %.2g), so that neither may hold.", alternative,
			misfit.PValue)
	}
	return v
}

// String is the verdict.
func (r RatioTest) String() string { return r.Verdict().Sentence }
