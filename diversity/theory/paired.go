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
	"tradeoff/diversity/internal/parallel"
)

// PairedMinimum compares the bottoms of two curves of one budget, whose runs of one size and repeat are pairs: the same
// network and the same seeds, but images chosen by another policy.
type PairedMinimum struct {
	Budget        int
	First, Second string // the policies
	Repeats       int    // that both have at every size
	// K* of the second divided by that of the first, by parabolas as of [Minimum]: 1 if the policy does not move it. The
	// interval is unbounded where a minimum may lie beyond what was measured
	Ratio estimate.Estimate
	Error estimate.Estimate // lowest mean error of the second less that of the first, a share
}

// Moves reports whether the interval of the ratio leaves out 1: that the policy moves K*.
func (p PairedMinimum) Moves() bool {
	i := p.Ratio.Interval
	return i.Known() && (i.Low > 1 || i.High < 1)
}

// String reads "N = 1024: K* of balanced / K* of uniform 0.8 [0.6, 1.1], lowest error higher by -0.42 [-1.00, 0.10]
// points".
func (p PairedMinimum) String() string {
	return fmt.Sprintf("N = %d: K* of %s / K* of %s %s, lowest error higher by %s points", p.Budget, p.Second, p.First,
		p.Ratio.Number(), p.Error.Points())
}

// Fields are what a table of comparisons shows.
func (p PairedMinimum) Fields() []display.Field {
	return []display.Field{
		{Name: "N", Value: p.Budget}, {Name: "first", Value: p.First}, {Name: "second", Value: p.Second},
		{Name: "K* of second / first", Value: p.Ratio.Number()},
		{Name: "error of second - first, points", Value: p.Error.Points()},
		{Name: "repeats", Value: p.Repeats},
	}
}

// PairedMinima says by how much the second policy moves the best number of classes, and the error there, from those of
// the first, by rising budget. The points of either must be of one policy and all of one task and probe. What one of
// them lacks, a size or a repeat of it, is left out for both.
//
// Intervals are percentiles over resampled repeats, widened as Student's t is: a repeat is drawn for both policies and
// at all sizes at once, so that what the pairs share cancels, and what the sizes of a repeat share is not taken for
// more than one observation; they hold the estimate, which percentiles over few repeats may leave out. They are not
// known from a single repeat, nor with negative BootstrapSamples. The error wraps [diversity.ErrTooFew] if no budget
// has two sizes that both have.
func PairedMinima(first, second []diversity.Measurement, o MinimaOptions) ([]PairedMinimum, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	for _, points := range [][]diversity.Measurement{first, second} {
		if err := grouping.CheckPoints(points); err != nil {
			return nil, err
		}
	}
	if a, b := first[0], second[0]; a.Task != b.Task || a.Probe != b.Probe {
		return nil, fmt.Errorf("%w: task %q with probe %q, and task %q with probe %q: choose one of each", diversity.ErrMixed,
			a.Task, a.Probe, b.Task, b.Probe)
	}
	if err := grouping.CheckScore([]diversity.Measurement{first[0], second[0]}); err != nil {
		return nil, err
	}
	var all []PairedMinimum
	for _, budget := range grouping.Budgets(first) {
		p := pairRepeats(first, second, budget)
		if len(p.sizes) < 2 || len(p.repeats) == 0 {
			continue
		}
		minimum, err := p.compare(o)
		if err != nil {
			return nil, err
		}
		minimum.Budget, minimum.First, minimum.Second = budget, first[0].Policy, second[0].Policy
		all = append(all, minimum)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: no budget has two sizes with a repeat that both policies have", diversity.ErrTooFew)
	}
	return all, nil
}

// pairedCurves are the errors of two policies at the sizes of one budget.
type pairedCurves struct {
	sizes   []diversity.Size
	repeats []int
	errors  [2][][]float64 // [size][repeat]
}

// pairRepeats keeps the sizes which both have, and of the repeats those which both have at all of these.
func pairRepeats(first, second []diversity.Measurement, budget int) pairedCurves {
	var of [2]map[diversity.Size]map[int]float64
	for i, points := range [][]diversity.Measurement{first, second} {
		of[i] = map[diversity.Size]map[int]float64{}
		for _, point := range points {
			if point.Size.Total() != budget {
				continue
			}
			if of[i][point.Size] == nil {
				of[i][point.Size] = map[int]float64{}
			}
			of[i][point.Size][point.Repeat] = point.Error
		}
	}
	var p pairedCurves
	counts := map[int]int{}
	for size := range of[0] {
		if of[1][size] != nil {
			p.sizes = append(p.sizes, size)
		}
	}
	slices.SortFunc(p.sizes, func(a, b diversity.Size) int { return cmp.Compare(a.Classes, b.Classes) })
	for _, size := range p.sizes {
		for repeat := range of[0][size] {
			if _, have := of[1][size][repeat]; have {
				counts[repeat]++
			}
		}
	}
	for repeat, count := range counts {
		if count == len(p.sizes) {
			p.repeats = append(p.repeats, repeat)
		}
	}
	slices.Sort(p.repeats)
	for i := range of {
		for _, size := range p.sizes {
			var row []float64
			for _, repeat := range p.repeats {
				row = append(row, of[i][size][repeat])
			}
			p.errors[i] = append(p.errors[i], row)
		}
	}
	return p
}

// curve is that of a policy with weights of the repeats.
func (p pairedCurves) curve(policy int, weights []float64) curve {
	c := curve{lnBudget: math.Log(float64(p.sizes[0].Total()))}
	for i, size := range p.sizes {
		sum, total := 0.0, 0.0
		for r, value := range p.errors[policy][i] {
			sum, total = sum+float64(weights[r]*value), total+weights[r]
		}
		c.lnK, c.mean = append(c.lnK, math.Log(float64(size.Classes))), append(c.mean, sum/total)
	}
	return c
}

// compare resamples the repeats.
func (p pairedCurves) compare(o MinimaOptions) (PairedMinimum, error) {
	count := samplesOr(o.BootstrapSamples)
	if len(p.repeats) < 2 {
		count = 0
	}
	ratios, lowest := ranges{make([]float64, count), make([]float64, count)}, make([]float64, count)
	err := parallel.Do(context.Background(), count, func() func(int) {
		weights := make([]float64, len(p.repeats))
		return func(i int) {
			drawRepeats(diversity.Stream(o.Seed, diversity.ForBootstrap, i).IntN, weights)
			a, b := p.curve(0, weights), p.curve(1, weights)
			aLow, aHigh := a.bounds(o.reach())
			bLow, bHigh := b.bounds(o.reach())
			ratios.low[i], ratios.high[i] = bLow-aHigh, bHigh-aLow
			lowest[i] = slices.Min(b.mean) - slices.Min(a.mean)
		}
	})
	if err != nil {
		return PairedMinimum{}, err
	}
	even := slices.Repeat([]float64{1}, len(p.repeats))
	a, b := p.curve(0, even), p.curve(1, even)
	aLnK, _ := a.bottom(o.reach())
	bLnK, _ := b.bottom(o.reach())
	c := confidence{cmp.Or(o.Level, estimate.DefaultLevel), float64(len(p.repeats) - 1)}
	moved, less := bLnK-aLnK, slices.Min(b.mean)-slices.Min(a.mean)
	return PairedMinimum{
		Repeats: len(p.repeats),
		Ratio:   exponentiate(moved, holding(c.around(ratios), moved), 1, 0),
		Error: estimate.Estimate{
			Value: less, Interval: holding(c.interval(lowest, math.Inf(-1), math.Inf(1)), less),
		},
	}, nil
}

// holding widens an interval to the estimate, which percentiles over few repeats may leave out.
func holding(i estimate.Interval, value float64) estimate.Interval {
	if i.Known() && !math.IsNaN(value) {
		i.Low, i.High = min(i.Low, value), max(i.High, value)
	}
	return i
}

// drawRepeats draws one repeat less than there are, see [varpro.Resampler].
func drawRepeats(intN func(int) int, weights []float64) {
	clear(weights)
	repeats := len(weights)
	for range repeats - 1 {
		weights[intN(repeats)] += float64(repeats) / float64(repeats-1)
	}
}
