package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/theory/internal/settings"

	"gonum.org/v1/gonum/stat"
)

// SurfaceOptions configures [Surface]. The zero value draws 2,000 surfaces and gives 95% intervals.
type SurfaceOptions struct {
	Samples int     // draws from the posterior, 100..100000; 0 = 2000
	Level   float64 // of the intervals, within (0, 1); 0 = 0.95
	Seed    uint64  // of the draws
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o SurfaceOptions) validate() error {
	return cmp.Or(settings.Samples("SurfaceOptions.Samples", o.Samples),
		settings.Level("SurfaceOptions.Level", o.Level))
}

func (o SurfaceOptions) samples() int {
	if o.Samples == 0 {
		return 2000
	}
	return o.Samples
}

// SurfaceFit is a smooth error surface over ln K and ln N that follows no law. It is made by [Surface] and is safe for
// concurrent use.
type SurfaceFit struct {
	Runs, Sizes, Budgets int

	Noise float64 // standard deviation between runs of one size, pooled; 0 if no size has two runs
	RMS   float64 // root mean square of (mean of the size - surface)
	// Drift is by how much the whole curve of a budget moves in ln K when ln N rises by 1, in the middle of the measured
	// budgets: 1/2 is a constant ratio, 1 a constant n. Its prior has a mean of 0.8 and a standard deviation of 0.4, which
	// is what earlier studies found; with three budgets or more the data mostly decide.
	Drift estimate.Estimate
	// Logit is the share of the evidence for a surface that is smooth in ln(e/(1-e)) and not in the error e itself.
	Logit    float64
	Warnings []string

	points  []diversity.Measurement
	members []gp.Member
	options SurfaceOptions
}

const (
	leastSizes = 6
	mostSizes  = 300
)

// Surface estimates the error over (K, n) without a law, with all uncertainty that smoothness leaves. The points must
// be of one task and one probe ([estimate.MeanOverTasks] makes them so), of at least two budgets and six sizes, laid
// out in any way that lets K differ at similar N: budgets with several sizes each, a grid of K and n, or at random.
//
// Method: Gaussian process regression (Rasmussen and Williams 2006, chapters 2 and 5) of the mean errors, with the
// noise between runs, size by size, shrunk to the pooled one. Coordinates are v = ln N, from the middle of the data,
// and z = ln K - drift v - bend v^2, so that a curve which keeps its shape and moves with the budget is a simple
// surface and continues beyond the largest budget. The mean is linear in v and quadratic in z, there with a depth that
// fades as exp(-fade v), all with wide priors; the rest is a squared-exponential kernel with a length along each
// coordinate. Drift, bend, fade, lengths, height, extra noise and the scale (error or its logit) are averaged over a
// fixed grid by their evidence, so that no start and no smoothing is asked of a user.
func Surface(ctx context.Context, points []diversity.Measurement, o SurfaceOptions) (*SurfaceFit, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	groups := grouping.BySize(points)
	if err := checkSurface(groups); err != nil {
		return nil, err
	}
	f := &SurfaceFit{Sizes: len(groups), Runs: len(points), Noise: math.Sqrt(grouping.PooledVariance(groups)), options: o}
	for _, group := range groups {
		f.points = append(f.points, group...)
	}
	f.Budgets = len(grouping.Budgets(f.points))
	var err error
	if f.members, err = gp.SurfaceMembers(ctx, groups, gp.UsualDrift()); err != nil {
		return nil, err
	}
	f.describe(groups)
	return f, nil
}

// checkSurface demands what a surface needs at least.
func checkSurface(groups [][]diversity.Measurement) error {
	budgets := cutByBudget(groups)
	lowest, highest := errorRange(groups)
	widest := 0
	for _, budget := range budgets {
		widest = max(widest, len(budget))
	}
	switch {
	case len(budgets) < 2:
		return fmt.Errorf("%w: one budget (N = %d): a surface needs at least 2, better 3 that span a factor of 8",
			diversity.ErrTooFew, groups[0][0].Size.Total())
	case len(groups) < leastSizes || widest < 3 && !spreads(groups):
		return fmt.Errorf("%w: %d sizes, %d in the fullest budget: a surface needs at least %d, with 3 in one budget, better 7 in each, or 3 different K at different n",
			diversity.ErrTooFew, len(groups), widest, leastSizes)
	case len(groups) > mostSizes:
		return diversity.Invalid("number of sizes", len(groups), fmt.Sprintf("up to %d", mostSizes))
	case highest-lowest < 1e-12:
		return fmt.Errorf("%w: all %d are %v: choose a harder task, or sizes further apart", ErrNoVariation, len(groups),
			lowest)
	}
	return nil
}

// describe fills in what a reader of the surface wants to know first.
func (f *SurfaceFit) describe(groups [][]diversity.Measurement) {
	var squares float64
	for _, group := range groups {
		size := group[0].Size
		miss := estimate.Summarise(group, estimate.DefaultLevel).Error.Value - f.ErrorAt(float64(size.Classes),
			float64(size.PerClass)).Value
		squares += miss * miss / float64(len(groups))
	}
	f.RMS = math.Sqrt(squares)
	var drifts []float64
	for i, count := range f.shares(f.options.samples()) {
		f.Drift.Value += f.members[i].Weight * f.members[i].Drift
		if f.members[i].Scale == gp.LogitScale {
			f.Logit += f.members[i].Weight
		}
		drifts = append(drifts, slices.Repeat([]float64{f.members[i].Drift}, count)...)
	}
	f.Drift.Interval = f.confidence().interval(drifts, math.Inf(-1), math.Inf(1))
	if f.Noise == 0 {
		f.Warnings = append(f.Warnings,
			"no two runs of one size differ: how much of the scatter is noise is a guess from smoothness")
	}
	if repeated := grouping.DegreesOfFreedom(groups); f.Noise > 0 && repeated < grouping.LeastDegreesOfFreedom {
		f.Warnings = append(f.Warnings,
			fmt.Sprintf("%.0f repeated runs do not tell the noise: how much of the scatter is noise is a guess from smoothness",
				repeated))
	}
	if same := sameWithinBudgets(groups); same.Known && same.PValue >= 1-estimate.DefaultLevel {
		f.Warnings = append(f.Warnings,
			fmt.Sprintf("the number of classes makes no measurable difference at any budget (F = %.2f, p = %.2g): as far as these runs tell, any size is as good",
				same.F, same.PValue))
	}
	if budgets := grouping.Budgets(f.points); len(budgets) < 3 {
		f.Warnings = append(f.Warnings,
			fmt.Sprintf("%s: how the best size moves with the budget is mostly an assumption; measure 3 that span a factor of 8",
				display.Count(len(budgets), "budget")))
	}
}

func (f *SurfaceFit) confidence() confidence {
	return confidence{level: cmp.Or(f.options.Level, estimate.DefaultLevel)}
}

// ErrorAt is the expected error at K classes with n images each, with its interval: that of the surface, not of a run.
// Both may be any positive numbers; far from what was measured the interval is wide.
func (f *SurfaceFit) ErrorAt(classes, perClass float64) estimate.Estimate {
	at := gp.Location{LnK: math.Log(classes), LnN: math.Log(classes) + math.Log(perClass)}
	var values []float64
	for i, count := range f.shares(f.options.samples()) {
		if count == 0 {
			continue
		}
		mean, covariance := f.members[i].Posterior([]gp.Location{at})
		values = append(values, f.members[i].Quantiles(mean[0], math.Sqrt(max(covariance.At(0, 0), 0)), count)...)
	}
	return estimate.Estimate{Value: stat.Mean(values, nil), Interval: f.confidence().interval(values, 0, 1)}.WithinShare()
}

// drawAt draws the errors at some locations together, count times.
func (f *SurfaceFit) drawAt(locations []gp.Location, count int) [][]float64 {
	var draws [][]float64
	for i, share := range f.shares(count) {
		if share > 0 {
			rng := diversity.Stream(f.options.Seed, diversity.ForBootstrap, i)
			draws = append(draws, f.members[i].Draw(locations, share, rng)...)
		}
	}
	return draws
}

// shares distributes a number of draws over the members by their weights.
func (f *SurfaceFit) shares(draws int) []int {
	weights := make([]float64, len(f.members))
	for i, m := range f.members {
		weights[i] = m.Weight
	}
	return sharesOf(weights, draws)
}

// sharesOf rounds weights that sum to 1 to whole draws, and carries what rounding leaves over to the next.
func sharesOf(weights []float64, draws int) []int {
	counts := make([]int, len(weights))
	carried := 0.0
	for i, weight := range weights {
		carried += weight * float64(draws)
		counts[i] = int(math.Round(carried))
		carried -= float64(counts[i])
	}
	return counts
}

// String is a report of several lines.
func (f *SurfaceFit) String() string {
	text := fmt.Sprintf("smooth surface, %s\n  drift of the curves d ln K / d ln N %v\n  rms residual of the means %.2f points, between runs %.2f points",
		countsOf(f.Runs, f.Sizes, f.Budgets), f.Drift, 100*f.RMS, 100*f.Noise)
	for _, warning := range f.Warnings {
		text += "\n  ! " + warning
	}
	return text
}
