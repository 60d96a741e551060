package design

import (
	"cmp"
	"context"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/worlds"

	"gonum.org/v1/gonum/stat/distuv"
)

// PowerTest is a test of the invariance of the best ratio.
type PowerTest string

const (
	// BySlope rejects where the interval of [theory.MeasureSlope], which knows no law, leaves out 1/2
	// ([theory.JudgeInvariance]).
	BySlope PowerTest = "slope"
	// ByLaws rejects where the untied law fits better than the tied one by more than noise would: the F test of nested
	// models, F = (S_tied - S_untied) / (S_untied/freedom) on F(1, freedom) (Bates and Watts 1988, section 3.10). It needs
	// fewer runs than BySlope and assumes that one of the two laws holds.
	ByLaws PowerTest = "laws"
)

// PowerOptions configures [Power]. The zero value compares 3, 5 and 10 repeats of {512, 1024, 2048} and of {512, 2048,
// 8192}, with 7 sizes of each budget, by the law-free test over 200 simulated studies.
type PowerOptions struct {
	Budgets [][]int // sets of budgets to compare, each of at least two; nil = {512, 1024, 2048}, {512, 2048, 8192}
	// Repeats are the numbers to compare, each within 2..1000; nil = 3, 5, 10. With 2 the law-free test rejects a true 1/2
	// in 8 to 11% of studies (1,000 simulated ones), with 3 and more in 4 to 6%.
	Repeats []int
	Sizes   int              // of each budget, at least 3, spread in ln x between K = 2 and n = 2; 0 = 7
	Limits  diversity.Limits // what the pool can supply
	Studies int              // simulated for each design, up to 100000; 0 = 200
	Test    PowerTest        // empty = BySlope
	// Octaves, BootstrapSamples and Level are those of [theory.MinimaOptions]; 0 samples = 400, least 50. Level (0 = 0.95)
	// is that of the test, also by laws; the binomial intervals of the answer always have 95%.
	Octaves          float64
	BootstrapSamples int
	Level            float64
	Seed             uint64 // of the simulated studies
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o PowerOptions) validate() error {
	for _, budgets := range o.budgets() {
		if len(budgets) < 2 {
			return diversity.Invalid("PowerOptions.Budgets", o.Budgets, "sets of at least two budgets: one budget has no slope")
		}
	}
	for _, repeats := range o.repeats() {
		if repeats < 2 || repeats > 1000 {
			return diversity.Invalid("PowerOptions.Repeats", o.Repeats,
				"numbers within 2..1000: without repeats the noise is not known")
		}
	}
	switch {
	case o.Sizes < 0 || o.Sizes > 0 && o.Sizes < 3:
		return diversity.Invalid("PowerOptions.Sizes", o.Sizes, "at least 3, or 0 for the default 7")
	case o.Studies < 0 || o.Studies > 100_000:
		return diversity.Invalid("PowerOptions.Studies", o.Studies, "1..100000, or 0 for the default 200")
	case o.BootstrapSamples < 0 || o.BootstrapSamples > 0 && o.BootstrapSamples < 50:
		return diversity.Invalid("PowerOptions.BootstrapSamples", o.BootstrapSamples, "at least 50, or 0 for the default 400")
	case o.Test != "" && o.Test != BySlope && o.Test != ByLaws:
		return diversity.Invalid("PowerOptions.Test", o.Test, `"slope", "laws" or ""`)
	}
	return cmp.Or(o.Limits.Validate(), settings.Octaves("PowerOptions.Octaves", o.Octaves, "the default 2"),
		settings.BootstrapSamples("PowerOptions.BootstrapSamples", o.BootstrapSamples),
		settings.Level("PowerOptions.Level", o.Level))
}

func (o PowerOptions) budgets() [][]int {
	if o.Budgets == nil {
		return [][]int{{512, 1024, 2048}, {512, 2048, 8192}}
	}
	return o.Budgets
}

func (o PowerOptions) repeats() []int {
	if o.Repeats == nil {
		return []int{3, 5, 10}
	}
	return o.Repeats
}

func (o PowerOptions) minima(seed uint64) theory.MinimaOptions {
	return theory.MinimaOptions{Octaves: o.Octaves, BootstrapSamples: cmp.Or(o.BootstrapSamples, 400), Level: o.Level,
		Seed: seed}
}

// sizes are those of a set of budgets.
func (o PowerOptions) sizes(budgets []int) ([]diversity.Size, error) {
	var sizes []diversity.Size
	for _, budget := range budgets {
		feasible, err := diversity.FeasibleSizes(budget, o.Limits)
		if err != nil {
			return nil, err
		}
		feasible = diversity.InnerSizes(feasible)
		if len(feasible) < 3 {
			return nil, fmt.Errorf("%w: budget %d has %d sizes with at least two classes of two images each within the limits: 3 are needed, better 7 (numbers with many factors, such as powers of two)",
				diversity.ErrTooFew, budget, len(feasible))
		}
		spread, err := diversity.SpreadSizes(feasible, cmp.Or(o.Sizes, 7))
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, spread...)
	}
	return sizes, nil
}

// forStudy is the purpose of the seeds of simulated studies.
const forStudy diversity.Purpose = "simulated study"

// Power answers, before any run is paid for, how many repeats and which budgets would show that the best ratio is not
// invariant if a world is as given: how often the test rejects 1/2 over simulated studies of every design (set of
// budgets, number of repeats). In a world where the ratio is invariant that share is the size of the test, which should
// be 1 minus its level.
//
// Study i has the same seed in every design, so that a design with more repeats holds the runs of one with fewer, and
// the designs differ by less than their intervals say. The result does not depend on the number of cores. It returns
// the context's error once cancelled, and an error of the world or of a budget without enough sizes (wrapping
// [diversity.ErrTooFew] or diversity.ErrInvalid) at once.
func Power(ctx context.Context, world worlds.World, o PowerOptions) (PowerCurve, error) {
	if world == nil {
		return PowerCurve{}, diversity.Invalid("world", nil, "a World, for example Planted{}")
	}
	if err := o.validate(); err != nil {
		return PowerCurve{}, err
	}
	curve := PowerCurve{Test: o.Test, Level: cmp.Or(o.Level, estimate.DefaultLevel)}
	if curve.Test == "" {
		curve.Test = BySlope
	}
	for _, budgets := range o.budgets() {
		sizes, err := o.sizes(budgets)
		if err != nil {
			return PowerCurve{}, err
		}
		for _, repeats := range o.repeats() {
			cell, err := o.cell(ctx, world, sizes, repeats)
			if err != nil {
				return PowerCurve{}, fmt.Errorf("budgets %v, %d repeats: %w", budgets, repeats, err)
			}
			cell.Budgets = budgets
			curve.Cells = append(curve.Cells, cell)
		}
	}
	return curve, nil
}

// cell simulates the studies of one design.
func (o PowerOptions) cell(ctx context.Context, world worlds.World, sizes []diversity.Size, repeats int) (PowerCell,
	error) {
	studies := cmp.Or(o.Studies, 200)
	type outcome struct {
		effect float64
		says   theory.Outcome
		err    error
	}
	outcomes := make([]outcome, studies)
	err := parallel.Do(ctx, studies, func() func(int) {
		return func(i int) {
			seed := diversity.DeriveSeed(o.Seed, forStudy, i)
			points, err := world.Measure(sizes, repeats, seed)
			if err != nil {
				outcomes[i].err = err
				return
			}
			outcomes[i].effect, outcomes[i].says, outcomes[i].err = o.test(points, seed)
		}
	})
	consistent := 0
	cell := PowerCell{Repeats: repeats, Runs: len(sizes) * repeats, Studies: studies}
	for _, size := range sizes {
		cell.Images += repeats * size.Total()
	}
	for _, outcome := range outcomes {
		if outcome.err != nil {
			return PowerCell{}, outcome.err
		}
		cell.Effect += outcome.effect / float64(studies)
		switch outcome.says {
		case theory.Rejected:
			cell.Rejected++
		case theory.Consistent:
			consistent++
		}
	}
	cell.Power, cell.Consistent = estimate.Share(cell.Rejected, studies), estimate.Share(consistent, studies)
	return cell, err
}

// test is the invariance test of one study, and the effect that it saw.
func (o PowerOptions) test(points []diversity.Measurement, seed uint64) (effect float64, says theory.Outcome,
	err error) {
	if o.Test == ByLaws {
		effect, rejected, err := rejectedByLaws(points, 1-cmp.Or(o.Level, estimate.DefaultLevel))
		if rejected {
			return effect, theory.Rejected, err
		}
		return effect, theory.Undecided, err
	}
	slope, err := theory.MeasureSlope(points, o.minima(seed))
	if err != nil {
		return 0, theory.Undecided, err
	}
	return slope.Value, theory.JudgeInvariance(slope).Outcome, nil
}

// rejectedByLaws compares the tied and the untied law; see [ByLaws].
func rejectedByLaws(points []diversity.Measurement, chance float64) (effect float64, rejected bool, err error) {
	o := theory.FitOptions{BootstrapSamples: -1}
	tied, err := theory.Fit(points, laws.Tied{}, o)
	if err != nil {
		return 0, false, err
	}
	untied, err := theory.Fit(points, laws.Untied{}, o)
	if err != nil {
		return 0, false, err
	}
	values := untied.Values()
	effect = values[4] / (values[3] + values[4])
	const exact = 1e-20 // mean squares of rounding error: a world without noise
	left, gained := untied.RMS*untied.RMS, tied.RMS*tied.RMS-untied.RMS*untied.RMS
	if gained <= exact {
		return effect, false, nil
	}
	freedom := float64(len(points) - len(values))
	return effect, distuv.F{D1: 1, D2: freedom}.Survival(gained*freedom/left) < chance, nil
}
