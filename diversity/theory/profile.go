package theory

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/varpro"
	"tradeoff/diversity/theory/nlls"
)

// ProfileOptions configures [LawFit.Profile]. The zero value gives a 95% interval.
type ProfileOptions struct {
	Level float64 // confidence of the interval, within (0, 1); 0 = 0.95
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o ProfileOptions) validate() error { return settings.Level("ProfileOptions.Level", o.Level) }

// Profile is the profile likelihood of one quantity.
type Profile struct {
	Quantity string
	// the fit and the interval; an end is infinite (of K* and x*: 0 or +Inf) where the data do not bound it
	estimate.Estimate
	DegreesOfFreedom float64        // residual degrees of freedom
	Curve            []ProfilePoint // by rising value: what was evaluated on the way, for a plot
}

// ProfilePoint is one point of a profile: the best fit of all with this value of the quantity.
type ProfilePoint struct {
	Value float64
	// T is sign(Value - estimate) sqrt((S(Value) - S) / s^2), with S the sum of squares of the fit and s^2 = S/freedom.
	// For a quantity in which the law is linear it is Student's t of the value, and a straight line; how far it bends says
	// how far standard errors mislead.
	T float64
}

// CutOff is |T| at the ends of the interval, the quantile of Student's t: within it lies what the data do not reject.
// It is 0 without residual degrees of freedom.
func (p Profile) CutOff() float64 {
	if !(p.DegreesOfFreedom > 0) {
		return 0
	}
	return estimate.QuantileT(p.Interval.Level, p.DegreesOfFreedom)
}

// String reads "a - b: 0.05 [-0.12, 0.31]".
func (p Profile) String() string { return p.Quantity + ": " + p.Estimate.String() }

// Profile is the profile likelihood interval of a parameter, of K* at a budget, or of another [Quantity]: all values
// with which the law, refitted with the quantity held there, has a sum of squares of at most S (1 + F/freedom), with F
// the quantile of F(1, freedom) (Bates and Watts 1988, section 6.1; Venzon and Moolgavkar 1988). It follows curved and
// lopsided likelihoods, as standard errors do not, says where the data do not bound a quantity, and asks for no
// repeats. It takes runs as independent and equally noisy but for the weights, and all misfit of the law for noise, and
// weights by repeats for known, so that intervals are too narrow where runs are unequally noisy; the bootstrap of [Fit]
// does none of that.
//
// Method: at given exponents each quantity is a linear condition on the coefficients, so that variable projection stays
// exact; the exponents are searched by Levenberg and Marquardt from the neighbouring solution and from the best point
// of a grid.
//
// It is an error wrapping diversity.ErrInvalid if the fit had a Huber loss, for which there is no likelihood, and one
// wrapping [diversity.ErrTooFew] if nothing is left to tell the noise by.
func (f *LawFit) Profile(q Quantity, o ProfileOptions) (Profile, error) {
	if err := o.validate(); err != nil {
		return Profile{}, err
	}
	if err := f.checkLikelihood(q); err != nil {
		return Profile{}, err
	}
	p := Profile{Quantity: q.name}
	err := parallel.Guard(func() error {
		c, err := q.bindTo(f)
		if err != nil {
			return err
		}
		r, err := newProfiler(f, c)
		if err != nil {
			return err
		}
		level := cmp.Or(o.Level, estimate.DefaultLevel)
		p.DegreesOfFreedom = r.freedom
		p.Estimate = r.estimate(level, estimate.QuantileT(level, r.freedom))
		p.Curve = r.curve()
		return nil
	})
	return p, err
}

// checkLikelihood demands a quantity, and a fit that has a likelihood and something to tell the noise by.
func (f *LawFit) checkLikelihood(q Quantity) error {
	switch {
	case q.bindTo == nil:
		return diversity.Invalid("quantity", "nothing",
			"one made by ParameterOf, DifferenceOf, BestClassesAt, BestRatioAt or ErrorOf")
	case f.shared:
		return diversity.Invalid("fit", "one with the exponents of several tasks",
			"one by Fit: this is about the sum of squares of its own points")
	case f.options.Huber > 0:
		return diversity.Invalid("FitOptions.Huber", f.options.Huber,
			"0: a likelihood is of least squares; Fit has bootstrap intervals")
	case f.options.Ceiling > 0:
		return diversity.Invalid("FitOptions.Ceiling", f.options.Ceiling,
			"0: a likelihood is of the law itself; Fit has bootstrap intervals")
	case f.residualFreedom() < 1:
		return fmt.Errorf("%w: %d runs for %d parameters leave nothing to tell the noise by: measure at least %d",
			diversity.ErrTooFew, len(f.points), len(f.Parameters), len(f.Parameters)+1)
	}
	return nil
}

// profiler traces the profile of one quantity.
type profiler struct {
	constraint
	solver  *varpro.Solver
	free    []int   // exponents that are searched
	least   float64 // weighted sum of squares of the fit, over rows
	noise   float64 // s^2
	freedom float64
	last    []float64 // ln free exponents of the last solution
	starts  [][]float64
	row     []float64
	traced  []ProfilePoint // with positions for values
}

func newProfiler(f *LawFit, c constraint) (*profiler, error) {
	groups := grouping.BySize(f.points)
	t := varpro.NewTable(groups, f.Law, f.options.solver())
	r := &profiler{constraint: c, solver: varpro.NewSolver(f.Law, t.LnK, t.Lnn),
		row: make([]float64, len(f.Law.Coefficients()))}
	t.Fill(r.solver, t.UnitWeights())
	exponents := f.Values()[len(r.row):]
	lnExponents := make([]float64, len(exponents))
	var bounds []laws.Exponent
	for e, value := range exponents {
		lnExponents[e] = math.Log(value)
		if e != c.held {
			r.free, r.last, bounds = append(r.free, e), append(r.last, lnExponents[e]), append(bounds, f.Law.Exponents()[e])
		}
	}
	r.starts = varpro.GridOf(bounds, (varpro.StartsPerAxis[len(bounds)]+1)/2)
	r.least = 2 * r.solver.Objective(lnExponents)
	r.freedom = f.residualFreedom()
	var err error
	r.noise, err = f.variance()
	return r, err
}

// estimate walks from the fit to where |T| reaches t, up and down.
func (r *profiler) estimate(level, t float64) estimate.Estimate {
	e := estimate.Estimate{Value: r.value, Interval: estimate.Interval{Level: level}}
	start := append([]float64(nil), r.last...)
	for _, side := range []struct {
		to, unbounded float64
		end           *float64
	}{{r.low, r.ends.Low, &e.Interval.Low}, {r.high, r.ends.High, &e.Interval.High}} {
		copy(r.last, start)
		at, bounded := r.crossing(side.to, t)
		if *side.end = side.unbounded; bounded {
			*side.end = r.back(at)
		}
	}
	return e
}

// crossing doubles its steps from the fit towards a limit until T passes t, and then narrows it down.
func (r *profiler) crossing(limit, t float64) (position float64, bounded bool) {
	const firstStep = 0.01
	inside, outside := r.position, r.position
	tInside, tOutside := 0.0, 0.0
	sign := 1.0
	if limit < r.position {
		sign = -1
	}
	for step := firstStep * max(math.Abs(r.position), 0.1); tOutside < t; step *= 2 {
		if outside == limit {
			return limit, false
		}
		inside, tInside = outside, tOutside
		outside = sign * min(sign*(outside+sign*step), sign*limit)
		tOutside = r.tAt(outside)
	}
	return r.narrow(inside, outside, tInside-t, tOutside-t, t)
}

// narrow finds T = t between two positions by the Illinois method: a secant whose end that stays is halved. It is not
// bounded where beyond the last position inside no law within the limits of its exponents has the quantity.
func (r *profiler) narrow(inside, outside, below, above, t float64) (position float64, bounded bool) {
	const most = 60
	for range most {
		if math.Abs(outside-inside) <= 1e-8*(1e-3+math.Abs(inside)) {
			break
		}
		middle := inside + (outside-inside)*below/(below-above)
		if math.IsInf(above, 1) {
			middle = (inside + outside) / 2
		}
		switch value := r.tAt(middle) - t; {
		case math.Abs(value) < 1e-7:
			return middle, true
		case value < 0:
			inside, below, above = middle, value, above/2
		default:
			outside, above, below = middle, value, below/2
		}
	}
	return (inside + outside) / 2, !math.IsInf(above, 1)
}

// tAt is |T| of a position.
func (r *profiler) tAt(position float64) float64 {
	t := math.Sqrt(max(0, r.squaresAt(position)-r.least) / r.noise)
	r.traced = append(r.traced, ProfilePoint{Value: position, T: math.Copysign(t, position-r.position)})
	return t
}

// curve lists what was traced, as values of the quantity.
func (r *profiler) curve() []ProfilePoint {
	traced := append(slices.Clone(r.traced), ProfilePoint{Value: r.position})
	slices.SortFunc(traced, func(a, b ProfilePoint) int { return cmp.Compare(a.Value, b.Value) })
	for i := range traced {
		traced[i].Value = r.back(traced[i].Value)
	}
	return traced
}

// squaresAt is the least weighted sum of squares with the quantity held, over all exponents that are free.
func (r *profiler) squaresAt(position float64) float64 {
	if len(r.free) == 0 {
		return r.squares(position, nil)
	}
	best, lowest := r.last, math.Inf(1)
	for _, start := range r.starts {
		if squares := r.squares(position, start); squares < lowest {
			best, lowest = start, squares
		}
	}
	ends := [][]float64{r.last, best}
	lowest = math.Inf(1)
	for _, start := range ends {
		if found, at := r.searchFrom(position, start); found < lowest {
			lowest, r.last = found, at
		}
	}
	return lowest
}

// searchFrom minimises over the free exponents from one start; +Inf where the start allows no solution.
func (r *profiler) searchFrom(position float64, start []float64) (squares float64, at []float64) {
	problem := nlls.Problem{
		Observed: r.solver.Target, Weights: r.solver.Weight, Start: slices.Clone(start),
		Residuals: func(lnExponents, residuals []float64) {
			misfit := r.squares(position, lnExponents)
			for i, row := range r.solver.Basis {
				residuals[i] = r.solver.Target[i] - numeric.Dot(r.solver.Coefficients, row)
				if math.IsInf(misfit, 1) {
					residuals[i] = math.NaN()
				}
			}
		},
	}
	for _, e := range r.free {
		problem.Low, problem.High = append(problem.Low, r.solver.Low[e]), append(problem.High, r.solver.High[e])
	}
	const steps = 100
	return nlls.Refine(problem, steps)
}

// squares projects the coefficients out at the given ln exponents, with the quantity held; +Inf if that is impossible.
// Afterwards coefficients and basis of the solver belong to that point.
func (r *profiler) squares(position float64, lnExponents []float64) float64 {
	s := r.solver
	for i, e := range r.free {
		s.Exponents[e] = math.Exp(lnExponents[i])
	}
	if r.held >= 0 {
		s.Exponents[r.held] = r.exponent(position, s.Exponents)
		if low, high := math.Exp(s.Low[r.held]),
			math.Exp(s.High[r.held]); !(s.Exponents[r.held] >= low*(1-1e-9) && s.Exponents[r.held] <= high*(1+1e-9)) {
			return math.Inf(1)
		}
	}
	s.FillRows()
	if r.constraint.row == nil {
		s.Squares.NonNegative(s.Coefficients)
	} else {
		clear(r.row)
		right := r.constraint.row(position, s.Exponents, r.row)
		if !s.Squares.NonNegativeOn(r.row, right, s.Coefficients) {
			return math.Inf(1)
		}
	}
	sum := 0.0
	for i, basis := range s.Basis {
		miss := s.Target[i] - numeric.Dot(s.Coefficients, basis)
		sum += s.Weight[i] * miss * miss
	}
	return sum
}
