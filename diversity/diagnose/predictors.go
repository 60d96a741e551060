package diagnose

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
)

// Point is a measurement with the quantities of its network.
type Point struct {
	diversity.Measurement
	Values Values
}

// PredictorOptions are the settings of [Predictors].
type PredictorOptions struct {
	Seed             uint64 // of the bootstrap
	BootstrapSamples int    // at most 100,000; 0 means 1,000, below 0 none
}

const (
	defaultBootstrap = 1000
	mostBootstrap    = 100_000
	leastSizes       = 3 // that have ranks worth mentioning
)

// Predictor says how a quantity goes with the error over the sizes of one budget.
type Predictor struct {
	Name   Name
	Budget int // 0: the mean over all budgets
	Sizes  int // with the quantity, of that budget or in all
	Runs   int
	// Spearman's rank correlation of the means of the sizes: 1 if the error rises with the quantity throughout, -1 if it
	// falls; NaN if one of both does not vary. What is fitted of the score is taken as the error
	Rank estimate.Estimate
}

// quantity is a value by name, or K.
func (p Point) quantity(name Name) (value float64, have bool) {
	if name == Classes {
		return float64(p.Size.Classes), true
	}
	value, have = p.Values[name]
	return value, have
}

// Predictors ranks, for every quantity and budget, the sizes by their mean quantity and by their mean error, and gives
// the correlation of the ranks; with several budgets also its mean over these. A budget needs 3 sizes with the
// quantity. Intervals of 95% are percentiles over resampled repeats, all sizes of a repeat at once, widened as
// Student's t is; a single repeat has none. The list goes by quantity, [Classes] and then those of [Names], then by
// rising budget, the mean first. Errors wrap diversity.ErrInvalid, diversity.ErrMixed for points of several tasks,
// probes, policies or scores, or diversity.ErrTooFew if no quantity has enough sizes.
func Predictors(points []Point, o PredictorOptions) ([]Predictor, error) {
	if o.BootstrapSamples > mostBootstrap {
		return nil, diversity.Invalid("PredictorOptions.BootstrapSamples", o.BootstrapSamples,
			fmt.Sprintf("at most %d, or 0 for %d", mostBootstrap, defaultBootstrap))
	}
	measurements := make([]diversity.Measurement, len(points))
	for i, p := range points {
		measurements[i] = p.Measurement
		if err := p.Values.Validate(fmt.Sprintf("points[%d].Values", i)); err != nil {
			return nil, err
		}
	}
	if err := grouping.CheckPoints(measurements); err != nil {
		return nil, err
	}
	samples := cmp.Or(o.BootstrapSamples, defaultBootstrap)
	var all []Predictor
	for _, name := range append([]Name{Classes}, Names()...) {
		all = append(all, predictorsOf(name, points, diversity.Stream(o.Seed, diversity.ForBootstrap), samples)...)
	}
	if !slices.ContainsFunc(all, func(p Predictor) bool { return p.Name != Classes }) {
		return nil, fmt.Errorf("%w: no quantity was measured at %d sizes of a budget: set Study.Diagnostics and run the study",
			diversity.ErrTooFew, leastSizes)
	}
	return all, nil
}

// sizeMeans are the values of one size by repeat.
type sizeMeans struct {
	quantity, error map[int][]float64
}

// budgetSizes are the sizes of a budget that have a quantity.
type budgetSizes struct {
	total int
	sizes []sizeMeans
	runs  int
}

func predictorsOf(name Name, points []Point, random *rand.Rand, samples int) []Predictor {
	budgets, repeats := groupPoints(name, points)
	if len(budgets) == 0 {
		return nil
	}
	draws := resampled(repeats, random, samples)
	var all []Predictor
	var mean Predictor
	sums := make([]float64, len(draws))
	for _, b := range budgets {
		p := Predictor{Name: name, Budget: b.total, Sizes: len(b.sizes), Runs: b.runs,
			Rank: estimate.Estimate{Value: b.rank(repeats)}}
		ranks := make([]float64, len(draws))
		for i, draw := range draws {
			ranks[i] = b.rank(draw)
			sums[i] += ranks[i] / float64(len(budgets))
		}
		p.Rank.Interval = widened(ranks, len(repeats))
		mean.Sizes, mean.Runs = mean.Sizes+p.Sizes, mean.Runs+p.Runs
		mean.Rank.Value += p.Rank.Value / float64(len(budgets))
		all = append(all, p)
	}
	if len(budgets) > 1 {
		mean.Name, mean.Rank.Interval = name, widened(sums, len(repeats))
		all = slices.Insert(all, 0, mean)
	}
	return all
}

// groupPoints are the budgets with enough sizes, rising, and the repeats.
func groupPoints(name Name, points []Point) (budgets []budgetSizes, repeats []int) {
	bySize := map[diversity.Size]*sizeMeans{}
	runs := map[int]int{}
	var sizes []diversity.Size
	for _, p := range points {
		value, have := p.quantity(name)
		if !have {
			continue
		}
		if bySize[p.Size] == nil {
			bySize[p.Size] = &sizeMeans{map[int][]float64{}, map[int][]float64{}}
			sizes = append(sizes, p.Size)
		}
		s := bySize[p.Size]
		s.quantity[p.Repeat] = append(s.quantity[p.Repeat], value)
		s.error[p.Repeat] = append(s.error[p.Repeat], p.Error)
		runs[p.Size.Total()]++
		repeats = append(repeats, p.Repeat)
	}
	slices.SortFunc(sizes, func(a, b diversity.Size) int {
		return cmp.Or(a.Total()-b.Total(), a.Classes-b.Classes)
	})
	for i, size := range sizes {
		if i == 0 || size.Total() != budgets[len(budgets)-1].total {
			budgets = append(budgets, budgetSizes{total: size.Total(), runs: runs[size.Total()]})
		}
		last := &budgets[len(budgets)-1]
		last.sizes = append(last.sizes, *bySize[size])
	}
	budgets = slices.DeleteFunc(budgets, func(b budgetSizes) bool { return len(b.sizes) < leastSizes })
	slices.Sort(repeats)
	return budgets, slices.Compact(repeats)
}

// resampled draws repeats with replacement; nil if there is one only.
func resampled(repeats []int, random *rand.Rand, samples int) [][]int {
	if len(repeats) < 2 {
		return nil
	}
	var draws [][]int
	for range max(0, samples) {
		draw := make([]int, len(repeats))
		for i := range draw {
			draw[i] = repeats[random.IntN(len(repeats))]
		}
		draws = append(draws, draw)
	}
	return draws
}

// rank is Spearman's correlation of the means over some repeats; NaN if it is not determined.
func (b budgetSizes) rank(repeats []int) float64 {
	var quantities, errors []float64
	for _, s := range b.sizes {
		quantity, q := meanOf(s.quantity, repeats)
		err, _ := meanOf(s.error, repeats)
		if q > 0 {
			quantities, errors = append(quantities, quantity), append(errors, err)
		}
	}
	if len(quantities) < leastSizes {
		return math.NaN()
	}
	return stat.Correlation(ranks(quantities), ranks(errors), nil)
}

func meanOf(values map[int][]float64, repeats []int) (mean float64, count int) {
	for _, repeat := range repeats {
		for _, value := range values[repeat] {
			mean += value
			count++
		}
	}
	return mean / float64(count), count
}

// ranks are the places of values in rising order, equal ones sharing the mean of theirs.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to-1) / 2
		}
		from = to
	}
	return out
}

// widened is the interval of percentiles at the level that Student's t asks for with so many repeats (Hesterberg 2015,
// "What teachers should know about the bootstrap").
func widened(samples []float64, repeats int) estimate.Interval {
	finite := slices.DeleteFunc(slices.Clone(samples), math.IsNaN)
	if len(finite) < 2 || 2*len(finite) < len(samples) {
		return estimate.Interval{}
	}
	slices.Sort(finite)
	freedom := float64(repeats - 1)
	t := estimate.QuantileT(estimate.DefaultLevel, freedom) * math.Sqrt(float64(repeats)/freedom)
	tail := distuv.UnitNormal.CDF(-t)
	return estimate.Interval{Low: stat.Quantile(tail, stat.Empirical, finite, nil),
		High: stat.Quantile(1-tail, stat.Empirical, finite, nil), Level: estimate.DefaultLevel}
}
