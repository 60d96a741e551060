package theory

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// BestAt predicts the best size at a budget within or beyond the measured ones, as [LawFit.BestAt] does by a law. The
// size is the one with the lowest expected error over all surfaces that the data allow, so that intervals and regret
// hold what is not known of the shape and of its drift, and not only the noise of the runs. Sizes with fewer classes,
// or fewer images of each, than were ever measured are not chosen: a surface says nothing of them. Errors are those of
// [LawFit.BestAt].
func (f *SurfaceFit) BestAt(budget int, o BestOptions) (Prediction, error) {
	if err := o.validate(); err != nil {
		return Prediction{}, err
	}
	menu, err := newMenu(budget, o)
	if err != nil {
		return Prediction{}, err
	}
	v := newView(f.points, menu, f.confidence())
	v.drawFrom(f, f.options.samples())
	return v.prediction("surface", f.Warnings), nil
}

// RegretOf is what a size is expected to lose against the best size of as many images within the limits, for judging
// any rule. It is an error wrapping diversity.ErrInvalid if the limits do not allow the size.
func (f *SurfaceFit) RegretOf(size diversity.Size, o BestOptions) (estimate.Estimate, error) {
	if err := o.validate(); err != nil {
		return estimate.Estimate{}, err
	}
	if err := size.Validate(); err != nil {
		return estimate.Estimate{}, err
	}
	if !o.Limits.Allows(size) {
		return estimate.Estimate{}, diversity.Invalid("size", size, fmt.Sprintf("within the limits %+v", o.Limits))
	}
	menu, err := newMenu(size.Total(), o)
	if err != nil {
		return estimate.Estimate{}, err
	}
	i := slices.Index(menu.sizes, size)
	v := newView(f.points, menu, f.confidence(), i)
	v.drawFrom(f, f.options.samples())
	return v.field().regret(i), nil
}

// Slope is how the best number of classes moves over the measured budgets, d ln K*/d ln N: the line through the bottoms
// of each drawn surface within the sizes measured of each budget; over five budgets within the measured K and n where
// no two
// budgets have three sizes each. [JudgeInvariance] puts it into words. Beside
// [MeasureSlope], which looks at each budget alone, it lets budgets learn from one another. As there, a bottom at an
// end of what was measured may lie beyond.
func (f *SurfaceFit) Slope() estimate.Estimate {
	lines := f.slopeLines()
	const cells = cellsOfLine
	var locations []gp.Location
	var lnN []float64
	for _, line := range lines {
		locations, lnN = append(locations, line.places()...), append(lnN, line.lnN)
	}
	var slopes []float64
	var within ranges
	lnK, low, high := make([]float64, len(lnN)), make([]float64, len(lnN)), make([]float64, len(lnN))
	for _, draw := range f.drawAt(locations, f.options.samples()) {
		for b := range lnK {
			from := b * (cells + 1)
			lnK[b] = locations[from+sizegrid.ArgMin(draw[from:from+cells+1])].LnK
			ends := curve{lnBudget: lnN[b], lnK: []float64{locations[from].LnK, lnK[b], locations[from+cells].LnK}}
			low[b], high[b] = ends.beyond(lnK[b])
		}
		least, most := slopesWithin(lnN, low, high)
		slopes, within.low, within.high = append(slopes, lineSlope(lnN, lnK)), append(within.low, least),
			append(within.high, most)
	}
	return estimate.Estimate{Value: median(slopes), Interval: f.confidence().around(within)}
}

// view holds draws of the curve of one budget, and of that of half the budget: for the slope, and for sizes that leave
// images over.
type view struct {
	menu
	rules      []rule
	choose     []int       // indices of the sizes that may be chosen
	from, to   int         // range of the sizes that the points know
	known      bool        // whether they know any
	lnK        []float64   // even grid over that range
	outside    map[int]int // the sizes outside that are looked at, and their locations after the grid
	draws      [][]float64 // errors at the grid, then at the sizes outside
	halfBudget [][]float64 // errors at the grid, shifted to half the budget
	mean, half []float64   // of both
	points     []diversity.Measurement
	confidence confidence
}

// newView looks at what may be chosen, at the rules of thumb and at further sizes by their indices.
func newView(points []diversity.Measurement, m menu, c confidence, also ...int) *view {
	v := &view{menu: m, points: points, confidence: c, rules: m.rules(points), outside: map[int]int{}}
	v.from, v.to, v.known = sizegrid.Within(points, m.sizes)
	v.choose = m.within(v.from, v.to)
	v.lnK = sizegrid.Even(sizegrid.LnClasses(m.sizes[v.from]), sizegrid.LnClasses(m.sizes[v.to-1]))
	looked := slices.Clone(v.choose)
	for _, rule := range v.rules {
		looked = append(looked, rule.index)
	}
	for _, i := range append(looked, also...) {
		if _, seen := v.outside[i]; !seen && (i < v.from || i >= v.to) {
			v.outside[i] = len(v.lnK) + len(v.outside)
		}
	}
	return v
}

// locationOf is where a size lies.
func locationOf(s diversity.Size) gp.Location {
	return gp.Location{LnK: sizegrid.LnClasses(s), LnN: math.Log(float64(s.Total()))}
}

// model is a source of curves: a surface, or a law with its refits.
type model interface {
	drawAt(locations []gp.Location, count int) [][]float64
}

// drawFrom adds draws of the curves of the budget and of half of it, drawn together. Curves of half the budget lie at K
// lower by a factor of sqrt 2 on the same grid, which covers where its optimum is to be expected.
func (v *view) drawFrom(m model, count int) {
	lnN := math.Log(float64(v.budget))
	locations := make([]gp.Location, len(v.lnK)+len(v.outside))
	for i, lnK := range v.lnK {
		locations[i] = gp.Location{LnK: lnK, LnN: lnN}
	}
	for size, i := range v.outside {
		locations[i] = locationOf(v.sizes[size])
	}
	full := len(locations)
	for _, lnK := range v.lnK {
		locations = append(locations, gp.Location{LnK: lnK - halfStep, LnN: lnN - math.Ln2})
	}
	for _, draw := range m.drawAt(locations, count) {
		v.draws, v.halfBudget = append(v.draws, draw[:full]), append(v.halfBudget, draw[full:])
	}
}

// halfStep is by how much ln K falls between a budget and half of it at a constant ratio.
const halfStep = math.Ln2 / 2

// prediction judges the sizes by the draws.
func (v *view) prediction(name string, warnings []string) Prediction {
	p := Prediction{Budget: v.budget, Law: name, Score: fittedScore(v.points),
		Warnings: append(slices.Clip(warnings), farFrom(v.points, float64(v.budget))...)}
	field := v.field()
	v.setOptimum(&p)
	chosen := field.chosen()
	p.Size, p.Error, p.Regret = v.sizes[chosen], field.error(chosen), field.regret(chosen)
	p.Left = v.left(p.Size)
	low, high := v.lnK[0], v.lnK[len(v.lnK)-1]
	lnK := math.Log(p.Classes.Value)
	within := min(max(lnK, low), high)
	if p.Clipped = within != lnK; p.Clipped {
		p.Warnings = append(p.Warnings, v.atEnd(lnK > high, v.from, v.to))
	}
	if !v.known || chosen < v.from || chosen >= v.to {
		p.Warnings = append(p.Warnings, unknown(p.Size))
	}
	p.Rounding = max(0, p.Error.Value-sizegrid.Interpolate(v.lnK, v.mean, within))
	p.Baselines, p.Misses = field.baselines(v.rules, v.sizes), field.missed(v.sizes, chosen)
	return p
}

// unknown warns of a size that was chosen because there is no other.
func unknown(s diversity.Size) string {
	return fmt.Sprintf("%v has fewer classes, or fewer images of each, than any size measured: nothing is known of it", s)
}

// farFrom warns of a budget far beyond the measured ones.
func farFrom(points []diversity.Measurement, budget float64) []string {
	budgets := grouping.Budgets(points)
	if beyond := budget / float64(budgets[len(budgets)-1]); beyond > farBeyond {
		return []string{fmt.Sprintf("the budget is %.3g times the largest measured one: measure one in between before a dear run",
			beyond)}
	}
	return nil
}

// farBeyond is the factor up to which predictions were good on measured studies: there an octave cost 0.3 points on
// average, and two octaves twice that with single losses above 2.
const farBeyond = 2.5

// setOptimum fills in the real-valued optimum and how it moves.
func (v *view) setOptimum(p *Prediction) {
	best := make([]float64, len(v.draws))
	slopes := make([]float64, len(v.draws))
	for i, draw := range v.draws {
		best[i] = sizegrid.Bottom(v.lnK, draw)
		half := sizegrid.Bottom(v.lnK, v.halfBudget[i])
		slopes[i] = (best[i] - half + halfStep) / math.Ln2
		if math.IsInf(best[i], 0) || math.IsInf(half, 0) {
			slopes[i] = math.NaN()
		}
	}
	lnK, lnN := sizegrid.Bottom(v.lnK, v.mean), math.Log(float64(v.budget))
	interval := v.confidence.interval(best, math.Inf(-1), math.Inf(1))
	p.Classes = exponentiate(lnK, interval, 1, 0)
	p.PerClass = exponentiate(lnK, interval, -1, lnN)
	p.Ratio = exponentiate(lnK, interval, 2, -lnN)
	p.Slope = estimate.Estimate{Value: median(slopes), Interval: v.confidence.interval(slopes, math.Inf(-1), math.Inf(1))}
	p.Unbounded = math.IsInf(interval.Low, -1) || math.IsInf(interval.High, 1)
}

// field evaluates the draws at the sizes, and their means.
func (v *view) field() *field {
	v.mean, v.half = meanOf(v.draws), meanOf(v.halfBudget)
	d := &field{choose: v.choose, confidence: v.confidence}
	d.fit, d.best = v.atSizes(v.mean, v.half)
	for i, draw := range v.draws {
		errors, best := v.atSizes(draw, v.halfBudget[i])
		d.refits, d.bests = append(d.refits, errors), append(d.bests, best)
	}
	return d
}

// atSizes is a curve at the sizes that are looked at, and the lowest error of a real-valued size. A size that leaves
// images over lies between the curves of the budget and of half of it, at its own ratio K/n.
func (v *view) atSizes(curve, half []float64) (errors []float64, best float64) {
	errors, best = make([]float64, len(v.sizes)), math.Inf(1)
	for i := v.from; i < v.to; i++ {
		lnK, missing := sizegrid.LnClasses(v.sizes[i]), math.Log(float64(v.budget)/float64(v.sizes[i].Total()))
		whole := sizegrid.Interpolate(v.lnK, curve, lnK)
		best = min(best, whole)
		if missing > 0 {
			share := missing / math.Ln2
			whole = (1-share)*sizegrid.Interpolate(v.lnK, curve, lnK+missing/2) + share*sizegrid.Interpolate(v.lnK, half,
				lnK+missing/2)
		}
		errors[i] = whole
		best = min(best, whole)
	}
	for i, place := range v.outside {
		errors[i] = curve[place]
	}
	return errors, best
}

// median of values, without those that are not numbers; NaN if there are none.
func median(values []float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) == 0 {
		return math.NaN()
	}
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}
