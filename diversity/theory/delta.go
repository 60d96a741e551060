package theory

import (
	"errors"
	"fmt"
	"math"
)

// ErrAtBound means that a quantity is or hangs on a parameter at its bound, where standard errors mean nothing.
var ErrAtBound = errors.New("theory: at a bound")

// Delta is the interval of a quantity by the delta method: its standard error follows from the derivatives of the law at
// the fit,
//
//	se^2 = s^2 g' (J'WJ)^-1 g,   s^2 = S/freedom,
//
// with g the gradient of the quantity in the parameters and J that of the law at the points (Seber and Wild 1989, section
// 5.1), and the interval from Student's t. K*, x* and exponents are positive without limits: their standard errors are those
// of their logarithms, so that their intervals are lopsided and stay positive. The level is that of [FitOptions].
//
// It is the first-order answer, at no cost. It assumes what [Fitted.Profile] does, and beyond that a law that is straight
// within the interval: where the two disagree, believe the profile. Both ends are unbounded where the points do not tell the
// quantity from others. A parameter at its bound is held there; a quantity that would change with it, or that is unbounded by the
// fit itself, is an error wrapping [ErrAtBound]. Other errors are those of [Fitted.Profile].
func (f *Fitted) Delta(q Quantity) (Estimate, error) {
	if err := f.checkLikelihood(q); err != nil {
		return Estimate{}, err
	}
	var e Estimate
	err := guard(func() (err error) {
		e, err = f.delta(q)
		return err
	})
	return e, err
}

func (f *Fitted) delta(q Quantity) (Estimate, error) {
	c, err := q.bindTo(f)
	if err != nil {
		return Estimate{}, err
	}
	at := c.of(f.Values())
	if !finite(at) {
		return Estimate{}, fmt.Errorf("%w: %s is %v by the fit, which only a profile or a bootstrap can bound", ErrAtBound, q.name, c.back(at))
	}
	gradient, held := f.gradientOf(c.of)
	if held != nil {
		return Estimate{}, fmt.Errorf("%w: %s changes with %s, which is at its bound %.3g: use Profile or the bootstrap of Fit", ErrAtBound, q.name, held.Name, held.Value)
	}
	variance, err := f.variance()
	if err != nil {
		return Estimate{}, err
	}
	half := math.Inf(1)
	if z, determined := f.newDesign().direction(gradient); determined {
		half = quantileT(f.confidence.level, f.residualFreedom()) * math.Sqrt(variance) * norm(z)
	}
	low, high := c.back(at-half), c.back(at+half)
	return Estimate{Value: c.value, Interval: Interval{Low: max(low, c.ends.Low), High: min(high, c.ends.High), Level: f.confidence.level}}, nil
}

// variance is s^2, that of a run of weight 1, by all that the law misses.
func (f *Fitted) variance() (float64, error) {
	t := newTable(groupBySize(f.points), f.Law, f.options)
	var squares, total float64
	for i, point := range t.points {
		miss := point.Error - Value(f.Law, t.lnK[t.rowOf[i]], t.lnn[t.rowOf[i]], f.Values())
		squares += t.weightOf[i] * miss * miss
		total += t.weightOf[i] * point.Error * point.Error
	}
	if squares <= f.residualFreedom()*1e-24*total {
		return 0, fmt.Errorf("%w: the law passes through every point: there is no noise to make an interval of", ErrNoVariation)
	}
	return squares / f.residualFreedom(), nil
}

func (f *Fitted) residualFreedom() float64 { return float64(len(f.points) - len(f.Parameters)) }
