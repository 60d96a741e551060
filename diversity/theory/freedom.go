package theory

import (
	"math"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/sizegrid"
	"tradeoff/diversity/theory/internal/varpro"
)

// design is the triangularised matrix of the derivatives of a law in its parameters at the fit, one row per size (its
// mean), weighted as the fit was. Parameters at a bound are held: their columns are zero.
type design struct {
	*numeric.LeastSquares
	runs []int // of each row
}

func (f *LawFit) newDesign() design {
	const own = 1e-9 // share of a derivative that must be its own for the data to tell its parameter from the others
	groups := grouping.BySize(f.points)
	t := varpro.NewTable(groups, f.Law, varpro.Options{Weighting: f.options.Weighting})
	d := design{numeric.NewLeastSquares(len(groups), len(f.Parameters)), make([]int, len(groups))}
	d.Least = own
	values, gradient := f.Values(), make([]float64, len(f.Parameters))
	point := 0
	for i, group := range groups {
		d.runs[i] = len(group)
		lnK, lnn := sizegrid.LnClasses(group[0].Size), math.Log(float64(group[0].Size.PerClass))
		laws.Gradient(f.Law, lnK, lnn, values, gradient)
		root := math.Sqrt(t.WeightOf[point] * float64(len(group)))
		for j, slope := range gradient {
			if !f.Parameters[j].held() && !f.saturated(lnK, lnn, values) {
				d.Columns[j][i] = root * slope
			}
		}
		point += len(group)
	}
	d.Triangularise()
	return d
}

// direction solves R'z = g for the gradient of a quantity. Its squared length times the variance of a run is the
// variance of the quantity. It is false where the data do not tell the quantity from others.
func (d design) direction(gradient []float64) (z []float64, determined bool) {
	const rounding = 1e-9
	z, determined = make([]float64, len(gradient)), true
	for j := range z {
		rest := gradient[j] - numeric.Dot(d.R[j][:j], z[:j])
		if d.R[j][j] > 0 {
			z[j] = rest / d.R[j][j]
		} else {
			determined = determined && math.Abs(rest) <= rounding*numeric.Norm(gradient)
		}
	}
	return z, determined
}

// freedom is the number of degrees of freedom of a variance which adds up from variances between runs of one size, by
// Satterthwaite 1946, as Bell and McCaffrey 2002 use it for variances by cluster:
//
//	(sum_i v_i)^2 / sum_i v_i^2/(r_i - 1)
//
// with v_i the part of size i with r_i runs in the variance of the quantity if all runs were equally noisy. A quantity
// that hangs on a few sizes has few, however many sizes there are. Sizes with a single run share their noise. It is NaN
// for what is constant.
func (d design) freedom(z []float64) float64 {
	var sum, squares, single float64
	singles := 0
	for i, runs := range d.runs {
		influence := 0.0
		for j, length := range z {
			if d.R[j][j] > 0 {
				influence += length * d.Columns[j][i] / d.R[j][j]
			}
		}
		part := influence * influence
		sum += part
		if runs == 1 {
			single, singles = single+part, singles+1
			continue
		}
		squares += part * part / float64(runs-1)
	}
	if singles > 1 {
		squares += single * single / float64(singles-1)
	}
	return sum * sum / squares
}

// gradientOf takes the derivatives of a quantity in the parameters by central differences. Parameters at a bound are
// held; it also returns the first of them with which the quantity would change.
func (f *LawFit) gradientOf(quantity func(parameters []float64) float64) (gradient []float64, held *Parameter) {
	const step, smallest = 1e-4, 1e-3
	values := f.Values()
	gradient = make([]float64, len(values))
	for j := range f.Parameters {
		p := &f.Parameters[j]
		below, above := step*min(p.Value, 1), step*max(min(p.Value, 1), smallest)
		if p.Bound == AtUpper {
			above = 0
		} else if p.held() {
			below = 0
		}
		values[j] = p.Value + above
		high := quantity(values)
		values[j] = p.Value - below
		slope := (high - quantity(values)) / (above + below)
		values[j] = p.Value
		switch {
		case !p.held():
			gradient[j] = slope
		case slope != 0 && held == nil:
			held = p
		}
	}
	return gradient, held
}

// held reports whether a parameter is at a bound.
func (p Parameter) held() bool { return p.Bound == AtZero || p.Bound == AtLower || p.Bound == AtUpper }

// confidenceFor makes intervals of a quantity, with degrees of freedom of its own where it has some.
func (f *LawFit) confidenceFor(quantity func(parameters []float64) float64) confidence {
	c := f.confidence
	if c.freedom < 1 || len(f.replicates) == 0 {
		return c
	}
	d := f.newDesign()
	gradient, _ := f.gradientOf(quantity)
	z, determined := d.direction(gradient)
	if freedom := d.freedom(z); determined && freedom >= 1 {
		c.freedom = min(freedom, c.freedom)
	}
	return c
}
