package theory

import (
	"errors"
	"fmt"
	"math"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// ErrAtBound means that a quantity is or hangs on a parameter at its bound, where standard errors mean nothing.
var ErrAtBound = errors.New("theory: at a bound")

// DeltaInterval is the interval of a quantity by the delta method: its standard error follows from the derivatives of
// the law at the fit,
//
//	se^2 = s^2 g' (J'WJ)^-1 g,   s^2 = S/freedom,
//
// with g the gradient of the quantity in the parameters and J that of the law at the points (Seber and Wild 1989,
// section 5.1), and the interval from Student's t. K*, x* and exponents are positive without limits: their standard
// errors are those of their logarithms, so that their intervals are lopsided and stay positive. The level is that of
// [FitOptions].
//
// It is the first-order answer, at no cost. It assumes what [LawFit.Profile] does, and beyond that a law that is
// straight within the interval: where the two disagree, believe the profile. Both ends are unbounded where the points
// do not tell the quantity from others. A parameter at its bound is held there; a quantity that would change with it,
// or that is unbounded by the fit itself, is an error wrapping [ErrAtBound]. Other errors are those of
// [LawFit.Profile].
func (f *LawFit) DeltaInterval(q Quantity) (estimate.Estimate, error) {
	if err := f.checkLikelihood(q); err != nil {
		return estimate.Estimate{}, err
	}
	var e estimate.Estimate
	err := parallel.Guard(func() (err error) {
		e, err = f.delta(q)
		return err
	})
	return e, err
}

func (f *LawFit) delta(q Quantity) (estimate.Estimate, error) {
	c, err := q.bindTo(f)
	if err != nil {
		return estimate.Estimate{}, err
	}
	at := c.of(f.Values())
	if !numeric.Finite(at) {
		return estimate.Estimate{}, fmt.Errorf("%w: %s is %v by the fit, which only a profile or a bootstrap can bound",
			ErrAtBound, q.name, c.back(at))
	}
	gradient, held := f.gradientOf(c.of)
	if held != nil {
		return estimate.Estimate{}, fmt.Errorf("%w: %s changes with %s, which is at its bound %.3g: use Profile or the bootstrap of Fit",
			ErrAtBound, q.name, held.Name, held.Value)
	}
	variance, err := f.variance()
	if err != nil {
		return estimate.Estimate{}, err
	}
	half := math.Inf(1)
	if z, determined := f.newDesign().direction(gradient); determined {
		half = estimate.QuantileT(f.confidence.level, f.residualFreedom()) * math.Sqrt(variance) * numeric.Norm(z)
	}
	low, high := c.back(at-half), c.back(at+half)
	return estimate.Estimate{Value: c.value,
		Interval: estimate.Interval{Low: max(low, c.ends.Low), High: min(high, c.ends.High), Level: f.confidence.level}}, nil
}

// variance is s^2, that of a run of weight 1, by all that the law misses.
func (f *LawFit) variance() (float64, error) {
	t := varpro.NewTable(grouping.BySize(f.points), f.Law, f.options.solver())
	var squares, total float64
	for i, point := range t.Points {
		miss := point.Error - laws.Value(f.Law, t.LnK[t.RowOf[i]], t.Lnn[t.RowOf[i]], f.Values())
		squares += t.WeightOf[i] * miss * miss
		total += t.WeightOf[i] * point.Error * point.Error
	}
	if squares <= f.residualFreedom()*1e-24*total {
		return 0, fmt.Errorf("%w: the law passes through every point: there is no noise to make an interval of",
			ErrNoVariation)
	}
	return squares / f.residualFreedom(), nil
}

func (f *LawFit) residualFreedom() float64 { return float64(len(f.points) - len(f.Parameters)) }
