package design

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// NextOptions configures [NextSizes]. A law must be given; all else that is zero proposes three sizes of
// the measured budgets, two runs of each, for the best size of twice the largest measured budget.
type NextOptions struct {
	Target  int              // budget whose best number of classes is wanted; 0 = twice the largest measured one
	Budgets []int            // of the sizes that may be run; nil = the measured ones
	Limits  diversity.Limits // what the pool can supply
	Count   int              // sizes to propose, 1..100; 0 = 3
	Repeats int              // runs of each, 1..1000; 0 = 2
	// PerImage prefers the size that tells most per image, where a run costs as much as its number of images N = K n, and
	// not the one that tells most.
	PerImage bool
	Law      laws.Law // is assumed to hold, with its bootstrap refits; it must be given
	Ceiling  float64  // as in [theory.FitOptions]
	Samples  int      // bootstrap refits of Law, 100..100000; 0 = 2000
	Seed     uint64   // of the bootstrap
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed, or one
// wrapping [laws.ErrLaw] for an unusable law.
func (o NextOptions) validate() error {
	switch {
	case o.Target < 0:
		return diversity.Invalid("NextOptions.Target", o.Target,
			"at least 1 image, or 0 for twice the largest measured budget")
	case o.Count < 0 || o.Count > 100:
		return diversity.Invalid("NextOptions.Count", o.Count, "1..100, or 0 for the default 3")
	case o.Repeats < 0 || o.Repeats > 1000:
		return diversity.Invalid("NextOptions.Repeats", o.Repeats, "1..1000, or 0 for the default 2")
	case o.Budgets != nil && len(o.Budgets) == 0:
		return diversity.Invalid("NextOptions.Budgets", o.Budgets, "at least one budget, or nil for the measured ones")
	}
	if o.Law == nil {
		return diversity.Invalid("NextOptions.Law", o.Law,
			"a law such as Tied{}: without one no size was seen to be worth more than another")
	}
	return cmp.Or(settings.Samples("NextOptions.Samples", o.Samples), o.Limits.Validate(),
		settings.Ceiling("NextOptions.Ceiling", o.Ceiling))
}

// NextSize is a size worth running next. It is made by [NextSizes].
type NextSize struct {
	Size    diversity.Size
	Repeats int // runs of it
	Images  int // that these runs see once
	Target  int // the budget in question

	// Before and After are the standard deviations of ln K* at the target: before these runs (but after those of the sizes
	// proposed earlier), and as expected after them. 0.35 is a factor of sqrt 2 in K.
	Before, After float64
	Reduction     float64 // 1 - (After/Before)^2, the share of the variance that these runs are expected to remove
}

// String reads "K=64 n=32, 2 runs (4096 images): ln K* at N = 4096 from +-0.41 to +-0.33".
func (s NextSize) String() string {
	return fmt.Sprintf("%v, %s (%s): ln K* at N = %d from +-%.2f to +-%.2f", s.Size, display.Count(s.Repeats, "run"),
		display.Count(s.Images, "image"), s.Target, s.Before, s.After)
}

// NextSizes proposes the sizes whose runs are expected to tell most of the best number of classes at a budget, best
// first: c-optimal design (Atkinson, Donev and Tobias 2007, section 10.3) with what the data leave open in place of a
// known law. K* and the errors of all candidates are taken from the same bootstrap refits of the law; runs of a
// candidate with error f are then expected to lower the variance of t = ln K* by
//
//	cov(t, f)^2 / (var f + noise^2/repeats)
//
// (exact if draws are normal; for others it is what the best linear rule gains). The sizes are chosen together: one
// after the other, and then exchanged for better ones (Fedorov 1972). An optimum beyond the sizes that may be chosen
// counts as at their end. Candidates have at least the smallest measured K and n: of others the models say nothing.
//
// How much it helps (TestNextSizesTellMore): with a law that holds, 12 runs of proposed sizes left a mean squared error
// of ln K* a third lower than 12 runs of random sizes of the same budget did (400 studies of each of two worlds). By a
// law-free surface no difference was seen (60 studies of each), so that a law is asked for.
//
// The points are those that [theory.Fit] takes. It is an error wrapping [theory.ErrNoOptimum] if K* is the same in all
// draws, so that nothing is left to learn about it.
func NextSizes(points []diversity.Measurement, o NextOptions) ([]NextSize, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	d, err := newNextDesign(points, o)
	if err != nil {
		return nil, err
	}
	law, err := theory.Fit(points, o.Law,
		theory.FitOptions{BootstrapSamples: cmp.Or(o.Samples, 2000), Ceiling: o.Ceiling, Seed: o.Seed})
	if err != nil {
		return nil, err
	}
	d.setNoise(law.Noise, law.RMS)
	if err := d.drawFrom(law); err != nil {
		return nil, err
	}
	return d.propose(o)
}

// nextDesign are draws of ln K* at the target beside the errors of the candidates.
type nextDesign struct {
	target     int
	grid       []float64 // ln K along the curve of the target
	candidates []diversity.Size
	unknown    bool        // whether too few runs were repeated to tell the noise
	noise      float64     // variance between runs
	draws      [][]float64 // ln K*, then the errors of the candidates
}

func newNextDesign(points []diversity.Measurement, o NextOptions) (*nextDesign, error) {
	measured := grouping.Budgets(points)
	d := &nextDesign{target: cmp.Or(o.Target, 2*measured[len(measured)-1]),
		unknown: grouping.DegreesOfFreedom(grouping.BySize(points)) < grouping.LeastDegreesOfFreedom}
	if o.Budgets != nil {
		measured = o.Budgets
	}
	var err error
	if d.candidates, err = candidatesOf(points, measured, o.Limits, "NextOptions.Budgets"); err != nil {
		return nil, err
	}
	d.grid, err = choicesAt(points, d.target, o.Limits)
	return d, err
}

// candidatesOf are the exact sizes of some budgets, which a field of options names, with at least the smallest measured
// K and n.
func candidatesOf(points []diversity.Measurement, budgets []int, limits diversity.Limits,
	field string) (candidates []diversity.Size, err error) {
	for _, budget := range budgets {
		sizes, err := diversity.FeasibleSizes(budget, limits)
		if err != nil {
			return nil, err
		}
		from, to, known := sizegrid.Within(points, sizes)
		if !known {
			return nil, diversity.Invalid(field, budget,
				"a number with a factor pair K * n of no fewer classes, and no fewer images of each, than the smallest measured")
		}
		candidates = append(candidates, sizes[from:to]...)
	}
	return candidates, nil
}

// choicesAt are places of ln K along the curve of a budget.
func choicesAt(points []diversity.Measurement, budget int, limits diversity.Limits) ([]float64, error) {
	sizes, err := diversity.WholeSizes(budget, limits)
	if err != nil {
		return nil, err
	}
	from, to, _ := sizegrid.Within(points, sizes)
	return sizegrid.Even(sizegrid.LnClasses(sizes[from]), sizegrid.LnClasses(sizes[to-1])), nil
}

// setNoise takes the scatter of runs, or where there are no repeats what a model misses.
func (d *nextDesign) setNoise(noise, missed float64) {
	if d.unknown || noise == 0 {
		noise = missed
	}
	const least = 1e-4 // a hundredth of a point: below it no study can see
	d.noise = math.Pow(max(noise, least), 2)
}

// drawFrom takes the curve of the target and the errors of the candidates from the refits of a law.
func (d *nextDesign) drawFrom(law *theory.LawFit) error {
	var classes, perClass []float64
	for _, lnK := range d.grid {
		classes, perClass = append(classes, math.Exp(lnK)), append(perClass, float64(d.target)/math.Exp(lnK))
	}
	for _, size := range d.candidates {
		classes, perClass = append(classes, float64(size.Classes)), append(perClass, float64(size.PerClass))
	}
	samples, err := law.ErrorSamples(classes, perClass)
	for _, errors := range samples {
		best := min(max(sizegrid.Bottom(d.grid, errors), d.grid[0]), d.grid[len(d.grid)-1])
		d.draws = append(d.draws, append([]float64{best}, errors[len(d.grid):]...))
	}
	return err
}

// propose chooses one size after the other.
func (d *nextDesign) propose(o NextOptions) ([]NextSize, error) {
	data := mat.NewDense(len(d.draws), 1+len(d.candidates), nil)
	for i, draw := range d.draws {
		data.SetRow(i, draw)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, data, nil)
	if covariance.At(0, 0) < 1e-12 {
		return nil, fmt.Errorf("%w: ln K* at N = %d is the same in all %d draws: nothing is left to learn about it among these models",
			theory.ErrNoOptimum, d.target, len(d.draws))
	}
	var proposed []NextSize
	repeats := cmp.Or(o.Repeats, 2)
	for _, j := range d.exchange(&covariance, d.greedy(&covariance, o), o) {
		before := covariance.At(0, 0)
		d.observe(&covariance, j+1, repeats)
		after := max(covariance.At(0, 0), 0)
		size := d.candidates[j]
		proposed = append(proposed, NextSize{
			Size: size, Repeats: repeats, Images: repeats * size.Total(), Target: d.target,
			Before: math.Sqrt(before), After: math.Sqrt(after), Reduction: 1 - after/before,
		})
	}
	return proposed, nil
}

// greedy chooses one candidate after the other, each the best given those before it.
func (d *nextDesign) greedy(covariance *mat.SymDense, o NextOptions) []int {
	left := mat.NewSymDense(covariance.SymmetricDim(), nil)
	left.CopySym(covariance)
	var chosen []int
	for range cmp.Or(o.Count, 3) {
		best, most := 0, math.Inf(-1)
		for j, size := range d.candidates {
			gain := d.gain(left, j+1, cmp.Or(o.Repeats, 2))
			if o.PerImage {
				gain /= float64(size.Total())
			}
			if gain > most {
				best, most = j, gain
			}
		}
		chosen = append(chosen, best)
		d.observe(left, best+1, cmp.Or(o.Repeats, 2))
	}
	return chosen
}

// exchange replaces one chosen candidate after the other by what is best beside the rest, until nothing is (Fedorov
// 1972). Two sizes on either side of an optimum tell of it together what neither tells alone, which choosing one after
// the other misses.
func (d *nextDesign) exchange(covariance *mat.SymDense, chosen []int, o NextOptions) []int {
	const passes, better = 10, 1e-9
	value := d.worth(covariance, chosen, o)
	for range passes {
		before := value
		for i, old := range chosen {
			best := old
			for j := range d.candidates {
				chosen[i] = j
				if other := d.worth(covariance, chosen, o); other > value*(1+better) {
					best, value = j, other
				}
			}
			chosen[i] = best
		}
		if value <= before {
			break
		}
	}
	return chosen
}

// worth is by how much runs of some candidates are expected to lower the variance of ln K*, or how much per image.
func (d *nextDesign) worth(covariance *mat.SymDense, chosen []int, o NextOptions) float64 {
	count := len(chosen)
	seen := mat.NewSymDense(count, nil)
	cross := mat.NewVecDense(count, nil)
	images := 1
	for a, i := range chosen {
		for b := a; b < count; b++ {
			seen.SetSym(a, b, covariance.At(i+1, chosen[b]+1))
		}
		seen.SetSym(a, a, seen.At(a, a)+d.noise/float64(cmp.Or(o.Repeats, 2)))
		cross.SetVec(a, covariance.At(0, i+1))
		if o.PerImage {
			images += d.candidates[i].Total()
		}
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	if !factor.Factorize(seen) || factor.SolveVecTo(&solved, cross) != nil {
		return 0
	}
	return mat.Dot(cross, &solved) / float64(images)
}

// gain is by how much runs of a candidate are expected to lower the variance of ln K*.
func (d *nextDesign) gain(covariance *mat.SymDense, j, repeats int) float64 {
	return covariance.At(0, j) * covariance.At(0, j) / (covariance.At(j, j) + d.noise/float64(repeats))
}

// observe conditions on runs of a candidate.
func (d *nextDesign) observe(covariance *mat.SymDense, j, repeats int) {
	conditionOn(covariance, j, d.noise/float64(repeats))
}

// conditionOn conditions the covariance of normal numbers on a look at one of them, whose noise has a variance.
func conditionOn(covariance *mat.SymDense, j int, noise float64) {
	count := covariance.SymmetricDim()
	column := make([]float64, count)
	for i := range column {
		column[i] = covariance.At(i, j)
	}
	covariance.SymRankOne(covariance, -1/(column[j]+noise), mat.NewVecDense(count, column))
}
