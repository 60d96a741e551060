package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/sizegrid"
	"tradeoff/diversity/theory/internal/varpro"

	"gonum.org/v1/gonum/stat"
)

// MinimaOptions configures [Minima] and [Slope]. The zero value looks two octaves of K to each side of the best size,
// and takes 95% intervals from 1,000 resamples of the runs.
type MinimaOptions struct {
	Octaves float64 // reach of the parabola to each side of the best size, in factors of two of K; 0 = 2
	// Tolerance is by how much numbers of images may differ, as a share of the lower, to count as one budget, within
	// [0, 0.25]: with 0.02 sizes of 492 and of 500 images are compared as they are. 0 = not at all.
	Tolerance        float64
	BootstrapSamples int     // bootstrap resamples: 0 = 1000, negative = none (and no intervals)
	Level            float64 // confidence of the intervals, within (0, 1); 0 = 0.95
	Seed             uint64  // of the bootstrap
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o MinimaOptions) validate() error {
	if !(o.Tolerance >= 0 && o.Tolerance <= mostTolerance) {
		return diversity.Invalid("MinimaOptions.Tolerance", o.Tolerance, "0..0.25, a share of the budget")
	}
	return cmp.Or(settings.Octaves("MinimaOptions.Octaves", o.Octaves, "the default 2"),
		checkBootstrap("MinimaOptions", o.BootstrapSamples, o.Level))
}

// mostTolerance is as much as a curve may be bent by differences between budgets: errors fall with N to a power of
// about
// 1/4, so that a quarter more images lower them by a twentieth.
const mostTolerance = 0.25

func (o MinimaOptions) reach() float64 {
	if o.Octaves == 0 {
		return 2 * math.Ln2
	}
	return o.Octaves * math.Ln2
}

// Minima finds the best size of every measured budget without any law, by rising budget. The points must be of one task
// and one probe ([estimate.MeanOverTasks]), and every budget needs at least two sizes. Intervals are percentiles over
// resampled runs, widened as Student's t is where repeats are few; they are not known where a size has a single run.
// Where a resample has its best size at an end of what was measured, its minimum may lie anywhere beyond: such
// intervals are unbounded.
func Minima(points []diversity.Measurement, o MinimaOptions) ([]Minimum, error) {
	minima, _, err := minimaWithResamples(points, o)
	return minima, err
}

// minimaWithResamples also returns the bottoms of the resamples by budget.
func minimaWithResamples(points []diversity.Measurement, o MinimaOptions) ([]Minimum, []ranges, error) {
	if err := o.validate(); err != nil {
		return nil, nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, nil, err
	}
	budgets := budgetsWithin(grouping.BySize(points), o.Tolerance)
	for _, budget := range budgets {
		if len(budget) < 2 {
			return nil, nil, fmt.Errorf("%w: budget %d has one size (%v): a minimum needs at least 2, better 5",
				diversity.ErrTooFew, budget[0][0].Size.Total(), budget[0][0].Size)
		}
		if lowest, highest := errorRange(budget); highest-lowest < 1e-12 {
			return nil, nil, fmt.Errorf("%w: all of budget %d are %v, which has no minimum: choose a harder task, or sizes further apart",
				ErrNoVariation, budget[0][0].Size.Total(), lowest)
		}
	}
	bottoms, err := resampleBottoms(budgets, o)
	if err != nil {
		return nil, nil, err
	}
	minima := make([]Minimum, len(budgets))
	for i, budget := range budgets {
		minima[i] = minimumOf(budget, bottoms[i], o)
	}
	return minima, bottoms, nil
}

func cutByBudget(groups sizedGroups) []sizedGroups {
	var budgets []sizedGroups
	for i, group := range groups {
		if i == 0 || group[0].Size.Total() != groups[i-1][0].Size.Total() {
			budgets = append(budgets, nil)
		}
		budgets[len(budgets)-1] = append(budgets[len(budgets)-1], group)
	}
	return budgets
}

// minimumOf describes the curve of one budget; bottoms are ln K* of the resamples.
func minimumOf(budget [][]diversity.Measurement, bottoms ranges, o MinimaOptions) Minimum {
	level := cmp.Or(o.Level, estimate.DefaultLevel)
	m := Minimum{Budget: totalOf(budget)}
	best := 0
	for i, group := range budget {
		m.Sizes = append(m.Sizes, estimate.Summarise(group, level))
		if m.Sizes[i].Error.Value < m.Sizes[best].Error.Value {
			best = i
		}
	}
	m.Best = m.Sizes[best]
	curve := curveOf(m.Sizes, m.Budget)
	lnK, vertex := curve.bottom(o.reach())
	low, high := curve.bounds(o.reach())
	m.Vertex, m.AtEnd = vertex, low < high
	interval := confidence{level, freedomAround(budget, m.Best.Size, o.reach())}.around(bottoms)
	lnN := math.Log(float64(m.Budget))
	m.Classes = exponentiate(lnK, interval, 1, 0)
	m.PerClass = exponentiate(lnK, interval, -1, lnN)
	m.Ratio = exponentiate(lnK, interval, 2, -lnN)
	m.Left, m.Right = endOf(budget[0], budget[best]), endOf(budget[len(budget)-1], budget[best])
	m.Interior = m.Left.PValue() < 1-level && m.Right.PValue() < 1-level
	return m
}

// freedomAround counts the degrees of freedom of the noise in the sizes that a parabola around the best size uses.
func freedomAround(budget [][]diversity.Measurement, best diversity.Size, reach float64) float64 {
	var used [][]diversity.Measurement
	for _, group := range budget {
		if math.Abs(math.Log(float64(group[0].Size.Classes)/float64(best.Classes))) <= reach+1e-9 {
			used = append(used, group)
		}
	}
	return grouping.DegreesOfFreedom(used)
}

// exponentiate turns ln K* and its interval into exp(factor * ln K* + shift).
func exponentiate(lnK float64, interval estimate.Interval, factor, shift float64) estimate.Estimate {
	convert := func(x float64) float64 { return math.Exp(factor*x + shift) }
	e := estimate.Estimate{Value: convert(lnK)}
	if interval.Known() {
		low, high := convert(interval.Low), convert(interval.High)
		e.Interval = estimate.Interval{Low: min(low, high), High: max(low, high), Level: interval.Level}
	}
	return e
}

func curveOf(sizes []estimate.SizeSummary, budget int) curve {
	c := curve{lnBudget: math.Log(float64(budget))}
	for _, s := range sizes {
		c.lnK, c.mean = append(c.lnK, math.Log(float64(s.Size.Classes))), append(c.mean, s.Error.Value)
	}
	return c
}

// endOf compares an end with the best size: by differences within repeats if both were measured on the same ones (a
// repeat shares its seed, and with nested draws its classes), else by Welch's standard error and degrees of freedom.
func endOf(end, best []diversity.Measurement) End {
	e := End{Size: end[0].Size}
	if end[0].Size == best[0].Size {
		return e
	}
	if len(end) < 2 || !grouping.SameRepeats(end, best) {
		e = Unpaired(grouping.Errors(end), grouping.Errors(best))
		e.Size = end[0].Size
		return e
	}
	differences := make([]float64, len(end))
	for i := range end {
		differences[i] = end[i].Error - best[i].Error
	}
	e.Excess, e.DegreesOfFreedom, e.Paired = stat.Mean(differences, nil), float64(len(end)-1), true
	e.StdErr = numeric.StdErr(differences)
	return e.withT()
}

// Unpaired compares the means of two independent samples, the first against the second, by Welch's standard error and
// degrees of freedom (Welch 1947). The noise is not known where one of them has a single value.
func Unpaired(first, second []float64) End {
	e := End{Excess: stat.Mean(first, nil) - stat.Mean(second, nil)}
	if len(first) < 2 || len(second) < 2 {
		return e
	}
	a, b := float64(len(first)), float64(len(second))
	va, vb := numeric.Variance(first)/a, numeric.Variance(second)/b
	e.StdErr = math.Sqrt(va + vb)
	e.DegreesOfFreedom = (va + vb) * (va + vb) / (va*va/(a-1) + vb*vb/(b-1))
	return e.withT()
}

// withT sets T, which is infinite where all runs agree exactly, as in a world without noise.
func (e End) withT() End {
	e.T = e.Excess / e.StdErr
	if e.StdErr == 0 {
		e.T, e.DegreesOfFreedom = 0, 0
		if e.Excess > 0 {
			e.T = math.Inf(1)
		}
	}
	return e
}

// resampleBottoms returns what the resamples say of ln K*, by budget; without replicates where a size has a single run,
// since its noise is not known then.
func resampleBottoms(budgets []sizedGroups, o MinimaOptions) ([]ranges, error) {
	resampler := varpro.NewResampler(slices.Concat(budgets...))
	count := samplesOr(o.BootstrapSamples)
	if resampler.Singles {
		count = 0
	}
	bottoms := make([]ranges, len(budgets))
	for b := range bottoms {
		bottoms[b] = ranges{make([]float64, count), make([]float64, count)}
	}
	if count == 0 {
		return bottoms, nil
	}
	err := parallel.Do(context.Background(), count, func() func(int) {
		weights := make([]float64, resampler.Count)
		return func(i int) {
			resampler.Draw(diversity.Stream(o.Seed, diversity.ForBootstrap, i), weights)
			for b, c := range weightedCurves(budgets, weights) {
				bottoms[b].low[i], bottoms[b].high[i] = c.bounds(o.reach())
			}
		}
	})
	return bottoms, err
}

// weightedCurves are the curves of a resample.
func weightedCurves(budgets []sizedGroups, weights []float64) []curve {
	curves := make([]curve, len(budgets))
	next := 0
	for b, budget := range budgets {
		c := &curves[b]
		c.lnBudget = math.Log(float64(totalOf(budget)))
		for _, group := range budget {
			sum, total := 0.0, 0.0
			for _, point := range group {
				sum, total = sum+weights[next]*point.Error, total+weights[next]
				next++
			}
			c.lnK, c.mean = append(c.lnK, sizegrid.LnClasses(group[0].Size)), append(c.mean, sum/total)
		}
	}
	return curves
}
