package theory

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/stat/distuv"
)

// Claims tests what the paper's abstract claims of the error (arXiv 2305.12224), and what its proof needs, on measured
// points alone, without a law: that it falls with K at a fixed n, that it falls with n at a fixed K, that every budget
// has an inner optimum, that the curve of a budget is convex in ln x, and that the best ratio is invariant
// ([JudgeInvariance] of [MeasureSlope]). The points must be of one task and one probe ([estimate.MeanOverTasks]).
//
// Monotony and convexity are tested step by step by Student's t with the noise between runs, each size's variance
// shrunk to the pooled one. A claim is rejected if some step contradicts it beyond noise (Bonferroni over the steps, so
// that the whole claim has the level of the options), consistent if no step does and all steps together support it, and
// undecided otherwise. What the points cannot answer is undecided, and the sentence says what is missing.
func Claims(points []diversity.Measurement, o MinimaOptions) ([]Verdict, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	means := newMeans(grouping.BySize(points))
	return []Verdict{
		means.judge(means.falling("classes"), cmp.Or(o.Level, estimate.DefaultLevel)),
		means.judge(means.falling("images per class"), cmp.Or(o.Level, estimate.DefaultLevel)),
		judgeInterior(points, o),
		means.judge(means.convex(), cmp.Or(o.Level, estimate.DefaultLevel)),
		judgeMeasuredSlope(points, o),
	}, nil
}

// means are the mean errors of the sizes with the variances of the means.
type means struct {
	sizes    []diversity.Size // by rising budget, then K
	mean     []float64
	variance []float64
	seen     []float64 // degrees of freedom of each variance, with the runs lent by the pool
	freedom  float64   // of the pool
}

func newMeans(groups [][]diversity.Measurement) *means {
	m := &means{freedom: grouping.DegreesOfFreedom(groups)}
	pooled := grouping.PooledVariance(groups)
	for _, group := range groups {
		runs := float64(len(group))
		m.sizes = append(m.sizes, group[0].Size)
		m.mean = append(m.mean, estimate.Summarise(group, estimate.DefaultLevel).Error.Value)
		m.seen = append(m.seen, gp.PriorRuns+runs-1)
		m.variance = append(m.variance, (gp.PriorRuns*pooled+(runs-1)*grouping.Variance(group))/(gp.PriorRuns+runs-1)/runs)
	}
	return m
}

// claim is a statement that some contrasts of the means are positive.
type claim struct {
	text    string
	missing string // what there is not, if there are no steps
	against string // what a negative step means, with a verb
	unit    string // of a step
	steps   []contrast
}

// contrast is a weighted sum of means.
type contrast struct {
	at    string // where
	terms []term
}

// term is a mean with its weight.
type term struct {
	of     int // index of the size
	weight float64
}

// t is the contrast in standard errors, with the degrees of freedom of its variances together, but no more than
// those of the pool.
func (m *means) t(c contrast) (value, t, freedom float64) {
	sum := 0.0
	for _, term := range c.terms {
		value += term.weight * m.mean[term.of]
		sum += term.weight * term.weight * m.variance[term.of]
		freedom += m.seen[term.of]
	}
	return value, value / math.Sqrt(sum), min(freedom, m.freedom)
}

// chance is that of so large a t by noise alone.
func chance(t, freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Survival(t)
}

// falling lists the steps to the next larger K at the same n, or the other way round.
func (m *means) falling(what string) claim {
	other := "images per class"
	classes, perClass := func(s diversity.Size) int { return s.Classes }, func(s diversity.Size) int { return s.PerClass }
	along, fixed := classes, perClass
	if what != "classes" {
		other, along, fixed = "classes", perClass, classes
	}
	c := claim{
		text:    "the error falls with more " + what + " at the same number of " + other,
		missing: "no two sizes have the same number of " + other, against: "rises", unit: "points",
	}
	lines := map[int][]int{}
	for i, size := range m.sizes {
		lines[fixed(size)] = append(lines[fixed(size)], i)
	}
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		members := lines[line]
		slices.SortFunc(members, func(a, b int) int { return along(m.sizes[a]) - along(m.sizes[b]) })
		for j := 1; j < len(members); j++ {
			from, to := members[j-1], members[j]
			c.steps = append(c.steps, contrast{
				at: fmt.Sprintf("from %v to %v", m.sizes[from], m.sizes[to]), terms: []term{{from, 1}, {to, -1}},
			})
		}
	}
	return c
}

// convex lists the second divided differences of each budget's curve over ln K, in which ln x is linear.
func (m *means) convex() claim {
	c := claim{
		text: "the error of a budget is convex in ln x", missing: "no budget has three sizes",
		against: "bends down", unit: "points per ln K, from one side to the other",
	}
	for i := 2; i < len(m.sizes); i++ {
		left, middle, right := m.sizes[i-2], m.sizes[i-1], m.sizes[i]
		if left.Total() != right.Total() {
			continue
		}
		before, after := sizegrid.LnClasses(middle)-sizegrid.LnClasses(left),
			sizegrid.LnClasses(right)-sizegrid.LnClasses(middle)
		c.steps = append(c.steps, contrast{
			at: fmt.Sprintf("at %v", middle), terms: []term{{i - 2, 1 / before}, {i - 1, -1/before - 1/after}, {i, 1 / after}},
		})
	}
	return c
}

// noiseless reports whether there is nothing to test with: no size was run twice, or all repeats are identical.
func (m *means) noiseless() bool { return m.freedom < 1 || slices.Max(m.variance) == 0 }

const noNoise = "no two runs of one size differ, so that the noise is not known and no test is possible"

// judge looks for the step that contradicts a claim most, and then at all steps together.
func (m *means) judge(c claim, level float64) Verdict {
	v := Verdict{Claim: c.text, Outcome: Undecided}
	switch {
	case len(c.steps) == 0:
		v.Sentence = fmt.Sprintf("Cannot tell whether %s: %s.", c.text, c.missing)
		return v
	case m.noiseless():
		v.Sentence = fmt.Sprintf("Cannot tell whether %s: %s.", c.text, noNoise)
		return v
	}
	all := contrast{terms: make([]term, len(m.sizes))}
	for i := range all.terms {
		all.terms[i].of = i
	}
	var worst contrast
	least := 1.0
	for _, step := range c.steps {
		for _, term := range step.terms {
			all.terms[term.of].weight += term.weight / float64(len(c.steps))
		}
		_, t, freedom := m.t(step)
		if p := chance(-t, freedom); p < least {
			worst, least = step, p
		}
	}
	value, t, freedom := m.t(all)
	switch {
	case least*float64(len(c.steps)) < 1-level:
		against, t, _ := m.t(worst)
		v.Outcome = Rejected
		v.Sentence = fmt.Sprintf("It is not so that %s: %s it %s by %.1f %s (t = %.1f, the most of %d steps).", c.text,
			worst.at, c.against, -100*against, c.unit, -t, len(c.steps))
	case chance(t, freedom) < 1-level:
		v.Outcome = Consistent
		v.Sentence = fmt.Sprintf("The data are consistent with the claim that %s: none of %d steps contradicts it beyond noise, and on average they support it (%.2f %s, t = %.1f).",
			c.text, len(c.steps), 100*value, c.unit, t)
	default:
		v.Sentence = fmt.Sprintf("Too uncertain to tell whether %s: over %d steps %.2f %s on average (t = %.1f).", c.text,
			len(c.steps), 100*value, c.unit, t)
	}
	return v
}

// judgeInterior counts the budgets whose ends are both worse than the best size.
func judgeInterior(points []diversity.Measurement, o MinimaOptions) Verdict {
	v := Verdict{Claim: "every budget has an inner optimum", Outcome: Undecided}
	o.BootstrapSamples = -1
	points, _, err := Curves(points, o)
	if err == nil && len(points) == 0 {
		v.Sentence = fmt.Sprintf("Cannot tell by measurements alone whether %s: no budget has two sizes.", v.Claim)
		return v
	}
	minima, err := Minima(points, o)
	if err != nil {
		v.Sentence = fmt.Sprintf("Cannot tell whether %s: %v.", v.Claim, err)
		return v
	}
	if newMeans(grouping.BySize(points)).noiseless() {
		v.Sentence = fmt.Sprintf("Cannot tell whether %s beyond noise: %s.", v.Claim, noNoise)
		return v
	}
	inner, against := 0, ""
	for i, budget := range budgetsWithin(grouping.BySize(points), o.Tolerance) {
		m := minima[i]
		if m.Interior {
			inner++
		}
		if next := besideEnd(budget, m); next.chance()*float64(len(minima)) < 1-cmp.Or(o.Level, estimate.DefaultLevel) {
			against = fmt.Sprintf("at N = %d the best size is %v, an end of what was measured, and %v is worse by %.1f points (t = %.1f)",
				m.Budget, m.Best.Size, next.Size, 100*next.Excess, next.T)
		}
	}
	switch {
	case inner == len(minima):
		v.Outcome, v.Sentence = Consistent,
			fmt.Sprintf("The data are consistent with the claim that %s: both ends are worse at all %d (Student's t, p < %.2g each).",
				v.Claim, inner, 1-cmp.Or(o.Level, estimate.DefaultLevel))
	case against != "":
		v.Outcome, v.Sentence = Rejected,
			fmt.Sprintf("Not every budget has an inner optimum among the sizes measured: %s.", against)
	default:
		v.Sentence = fmt.Sprintf("Both ends are worse beyond noise at %d of %d budgets only (Student's t, p < %.2g each).",
			inner, len(minima), 1-cmp.Or(o.Level, estimate.DefaultLevel))
	}
	return v
}

// besideEnd compares the neighbour of a best size at an end of the curve with it; zero if the best size is not at an
// end.
func besideEnd(budget [][]diversity.Measurement, m Minimum) End {
	last := len(budget) - 1
	switch m.Best.Size {
	case budget[0][0].Size:
		return endOf(budget[1], budget[0])
	case budget[last][0].Size:
		return endOf(budget[last-1], budget[last])
	}
	return End{}
}

// chance is that of so large an excess by noise alone (one-sided); 1/2 if it is not known.
func (e End) chance() float64 {
	if e.DegreesOfFreedom < 1 {
		if math.IsInf(e.T, 1) {
			return 0
		}
		return 0.5
	}
	return chance(e.T, e.DegreesOfFreedom)
}

// judgeMeasuredSlope is the verdict on invariance.
func judgeMeasuredSlope(points []diversity.Measurement, o MinimaOptions) Verdict {
	noise := newMeans(grouping.BySize(points))
	points, _, err := Curves(points, o)
	var slope Slope
	switch {
	case err == nil && len(points) == 0:
		err = fmt.Errorf("%w: no budget has two sizes", diversity.ErrTooFew)
	case err == nil:
		slope, err = MeasureSlope(points, o)
	}
	if err != nil {
		v := JudgeInvariance(Slope{Estimate: estimate.Estimate{Value: math.NaN()}})
		v.Sentence = fmt.Sprintf("Cannot tell whether the best ratio is invariant: %v.", err)
		return v
	}
	v := JudgeInvariance(slope)
	if noise.freedom >= 1 && noise.noiseless() {
		v.Outcome = Undecided
		v.Sentence = fmt.Sprintf("Cannot tell whether the best ratio is invariant beyond noise (slope %.2f): %s.", slope.Value,
			noNoise)
	}
	return v
}
