package theory

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
)

// BestAt predicts the best size at a budget within or beyond the measured ones, as [Fitted.BestAt] does by a law. The size
// is the one with the lowest expected error over all surfaces that the data allow, so that intervals and regret hold what
// is not known of the shape and of its drift, and not only the noise of the runs. Sizes with fewer classes, or fewer images
// of each, than were ever measured are not chosen: a surface says nothing of them. It is an error wrapping
// diversity.ErrInvalid if the limits allow no exact size of the budget.
func (f *SurfaceFit) BestAt(budget int, o BestOptions) (Prediction, error) {
	if err := o.Validate(); err != nil {
		return Prediction{}, err
	}
	sizes, err := diversity.FeasibleSizes(budget, o.Limits)
	if err != nil {
		return Prediction{}, err
	}
	v := newView(f.points, budget, sizes, f.confidence())
	v.drawFrom(f, f.options.samples())
	return v.prediction("surface", f.Warnings), nil
}

// RegretOf is what an exact size is expected to lose against the best size of its budget within the limits, for judging
// any rule. It is an error wrapping diversity.ErrInvalid if the limits do not allow the size.
func (f *SurfaceFit) RegretOf(size diversity.Size, o BestOptions) (Estimate, error) {
	if err := o.Validate(); err != nil {
		return Estimate{}, err
	}
	if err := size.Validate(); err != nil {
		return Estimate{}, err
	}
	sizes, err := diversity.FeasibleSizes(size.Total(), o.Limits)
	if err != nil {
		return Estimate{}, err
	}
	i := slices.Index(sizes, size)
	if i < 0 {
		return Estimate{}, diversity.Invalid("size", size, fmt.Sprintf("within the limits %+v", o.Limits))
	}
	v := newView(f.points, size.Total(), sizes, f.confidence())
	v.drawFrom(f, f.options.samples())
	v.setMean()
	return v.field().regret(i), nil
}

// Slope is how the best number of classes moves over the measured budgets, d ln K*/d ln N: the line through the bottoms
// of each drawn surface within the sizes measured of each budget. [JudgeInvariance] puts it into words. Beside [MeasureSlope],
// which looks at each budget alone, it lets budgets learn from one another.
func (f *SurfaceFit) Slope() Estimate {
	const cells = 32
	var places []place
	var lnN []float64
	for _, budget := range cutByBudget(groupBySize(f.points)) {
		low, high := lnClasses(budget[0][0].Size), lnClasses(budget[len(budget)-1][0].Size)
		lnN = append(lnN, math.Log(float64(budget[0][0].Size.Total())))
		for i := range cells + 1 {
			places = append(places, place{low + (high-low)*float64(i)/cells, lnN[len(lnN)-1]})
		}
	}
	var slopes []float64
	lnK := make([]float64, len(lnN))
	for _, draw := range f.drawAt(places, f.options.samples()) {
		for b := range lnK {
			from := b * (cells + 1)
			lnK[b] = places[from+least(draw[from:from+cells+1])].lnK
		}
		slopes = append(slopes, lineSlope(lnN, lnK))
	}
	return Estimate{Value: median(slopes), Interval: f.confidence().interval(slopes, math.Inf(-1), math.Inf(1))}
}

// cellsOfView is the fineness of a curve: over 9 octaves of K a cell is an eighth of ln 2 wide, and straight lines between
// the places miss a parabola by a hundredth of a point.
const cellsOfView = 48

// view holds draws of the curve of one budget, and of that of half the budget for the slope.
type view struct {
	budget     float64
	sizes      []diversity.Size // exact ones
	from, to   int              // range of sizes that may be chosen
	lnK        []float64        // even grid over the sizes that may be chosen, then the sizes outside
	inner      int              // number of places of the grid
	draws      [][]float64      // errors at lnK
	halfBudget [][]float64      // errors at the grid, shifted to half the budget
	mean       []float64        // of draws
	points     []diversity.Measurement
	confidence confidence
}

func newView(points []diversity.Measurement, budget int, sizes []diversity.Size, c confidence) *view {
	v := &view{budget: float64(budget), sizes: sizes, points: points, confidence: c}
	v.from, v.to = chooseWithin(points, sizes)
	v.lnK = evenGrid(lnClasses(sizes[v.from]), lnClasses(sizes[v.to-1]))
	v.inner = len(v.lnK)
	for i, size := range sizes {
		if i < v.from || i >= v.to {
			v.lnK = append(v.lnK, lnClasses(size))
		}
	}
	return v
}

// chooseWithin finds the range of the sizes with at least the smallest measured K and n; all if there are none.
func chooseWithin(points []diversity.Measurement, sizes []diversity.Size) (from, to int) {
	leastK := distinct(points, func(m diversity.Measurement) int { return m.Size.Classes })[0]
	leastN := distinct(points, func(m diversity.Measurement) int { return m.Size.PerClass })[0]
	within := func(s diversity.Size) bool { return s.Classes >= leastK && s.PerClass >= leastN }
	from = slices.IndexFunc(sizes, within)
	if from < 0 {
		return 0, len(sizes)
	}
	to = from
	for to < len(sizes) && within(sizes[to]) {
		to++
	}
	return from, to
}

// evenGrid lays out the places of a curve over ln K; around a single size if there is one only.
func evenGrid(low, high float64) []float64 {
	if low == high {
		low, high = low-math.Ln2, high+math.Ln2
	}
	grid := make([]float64, cellsOfView+1)
	for i := range grid {
		grid[i] = low + (high-low)*float64(i)/cellsOfView
	}
	return grid
}

// model is a source of curves: a surface, or a law with its refits.
type model interface {
	drawAt(places []place, count int) [][]float64
}

// drawFrom adds draws of the curves of the budget and of half of it, drawn together. Curves of half the budget lie at K
// lower by a factor of sqrt 2 on the same grid, which covers where its optimum is to be expected.
func (v *view) drawFrom(m model, count int) {
	var places []place
	for _, lnK := range v.lnK {
		places = append(places, place{lnK, math.Log(v.budget)})
	}
	for _, lnK := range v.lnK[:v.inner] {
		places = append(places, place{lnK - halfStep, math.Log(v.budget / 2)})
	}
	for _, draw := range m.drawAt(places, count) {
		v.draws = append(v.draws, draw[:len(v.lnK)])
		v.halfBudget = append(v.halfBudget, draw[len(v.lnK):])
	}
}

// halfStep is by how much ln K falls between a budget and half of it at a constant ratio.
const halfStep = math.Ln2 / 2

func (v *view) setMean() {
	v.mean = make([]float64, len(v.lnK))
	for _, draw := range v.draws {
		for i, e := range draw {
			v.mean[i] += e / float64(len(v.draws))
		}
	}
}

// prediction judges the exact sizes by the draws.
func (v *view) prediction(name string, warnings []string) Prediction {
	p := Prediction{Budget: int(v.budget), Law: name, Warnings: append(slices.Clip(warnings), farFrom(v.points, v.budget)...)}
	v.setMean()
	v.setOptimum(&p)
	field := v.field()
	chosen := field.chosen()
	p.Size, p.Error, p.Regret = v.sizes[chosen], cut(field.error(chosen)), field.regret(chosen)
	within := math.Log(min(max(p.Classes.Value, math.Exp(v.lnK[0])), math.Exp(v.lnK[v.inner-1])))
	p.Clipped = within != math.Log(p.Classes.Value)
	p.Rounding = max(0, p.Error.Value-v.at(v.mean, within))
	p.Baselines = field.baselines(rulesOfThumb(v.points, p.Budget, v.sizes), v.sizes)
	return p
}

// farFrom warns of a budget far beyond the measured ones.
func farFrom(points []diversity.Measurement, budget float64) []string {
	budgets := budgetsOf(points)
	if beyond := budget / float64(budgets[len(budgets)-1]); beyond > farBeyond {
		return []string{fmt.Sprintf("the budget is %.3g times the largest measured one: measure one in between before a dear run", beyond)}
	}
	return nil
}

// farBeyond is the factor up to which predictions were good on measured studies: there an octave cost 0.3 points on average, and
// two octaves twice that with single losses above 2.
const farBeyond = 2.5

// setOptimum fills in the real-valued optimum and how it moves.
func (v *view) setOptimum(p *Prediction) {
	best := make([]float64, len(v.draws))
	slopes := make([]float64, len(v.draws))
	for i, draw := range v.draws {
		best[i] = bottomOnGrid(v.lnK[:v.inner], draw)
		half := bottomOnGrid(v.lnK[:v.inner], v.halfBudget[i])
		slopes[i] = (best[i] - half + halfStep) / math.Ln2
		if math.IsInf(best[i], 0) || math.IsInf(half, 0) {
			slopes[i] = math.NaN()
		}
	}
	lnK, lnN := bottomOnGrid(v.lnK[:v.inner], v.mean), math.Log(v.budget)
	interval := v.confidence.interval(best, math.Inf(-1), math.Inf(1))
	p.Classes = exponentiate(lnK, interval, 1, 0)
	p.PerClass = exponentiate(lnK, interval, -1, lnN)
	p.Ratio = exponentiate(lnK, interval, 2, -lnN)
	p.Slope = Estimate{Value: median(slopes), Interval: v.confidence.interval(slopes, math.Inf(-1), math.Inf(1))}
	p.Unbounded = math.IsInf(interval.Low, -1) || math.IsInf(interval.High, 1)
}

// field evaluates the draws at the exact sizes.
func (v *view) field() *field {
	d := &field{fit: v.atSizes(v.mean), from: v.from, to: v.to, confidence: v.confidence}
	for _, draw := range v.draws {
		d.refits = append(d.refits, v.atSizes(draw))
	}
	return d
}

func (v *view) atSizes(curve []float64) []float64 {
	errors := make([]float64, len(v.sizes))
	outside := v.inner
	for i, size := range v.sizes {
		if i >= v.from && i < v.to {
			errors[i] = v.at(curve, lnClasses(size))
			continue
		}
		errors[i] = curve[outside]
		outside++
	}
	return errors
}

// at interpolates a curve on the grid.
func (v *view) at(curve []float64, lnK float64) float64 {
	cell := (lnK - v.lnK[0]) / (v.lnK[1] - v.lnK[0])
	i := min(max(int(cell), 0), v.inner-2)
	share := min(max(cell-float64(i), 0), 1)
	return curve[i] + share*(curve[i+1]-curve[i])
}

func lnClasses(size diversity.Size) float64 { return math.Log(float64(size.Classes)) }

// bottomOnGrid is ln K at the bottom of a curve on an even grid, by the parabola through the lowest place and its
// neighbours; infinite where the curve falls towards an end.
func bottomOnGrid(lnK, curve []float64) float64 {
	i := least(curve[:len(lnK)])
	switch i {
	case 0:
		return math.Inf(-1)
	case len(lnK) - 1:
		return math.Inf(1)
	}
	bend := curve[i-1] - 2*curve[i] + curve[i+1]
	if !(bend > 0) {
		return lnK[i]
	}
	return lnK[i] + (lnK[1]-lnK[0])*(curve[i-1]-curve[i+1])/(2*bend)
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
