package nlls

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// differences takes the derivatives of a model numerically. Column j of the result belongs to parameter j.
type differences struct {
	model     func(parameters, values []float64)
	low, high []float64
	scale     float64   // length of the observations
	typical   []float64 // sizes of the parameters
	lengths   []float64 // of the columns of the last Jacobian, 0 before the first
	moved     []float64
	work      [2][]float64
	table     [][]float64 // derivatives by falling step
	levels    int         // how many of them are used
}

const (
	// relative: with two extrapolations the truncation error is of order step^6 and rounding of 1e-13
	differenceStep   = 1e-3
	differenceLevels = 3
)

func newDifferences(model func(parameters, values []float64), low, high []float64, scale float64,
	rows int) *differences {
	d := &differences{
		model: model, low: low, high: high, scale: scale,
		typical: make([]float64, len(low)), lengths: make([]float64, len(low)), moved: make([]float64, len(low)),
	}
	d.work = [2][]float64{make([]float64, rows), make([]float64, rows)}
	d.table, d.levels = numeric.NewMatrix(differenceLevels, rows), differenceLevels
	return d
}

// setTypical takes the sizes of parameters from their start; 0 says nothing of a size, which is then taken for 1.
func (d *differences) setTypical(start []float64) {
	for j, x := range start {
		d.typical[j] = math.Abs(x)
		if x == 0 {
			d.typical[j] = 1
		}
	}
}

// fill writes the columns, given the values at the point. A step is a thousandth of the size of the parameter, and
// changes the values by a thousandth of the length of the observations at most. It returns the number of evaluations.
func (d *differences) fill(parameters, values []float64, columns [][]float64) int {
	evaluations := 0
	for j, x := range parameters {
		step := differenceStep * max(math.Abs(x), d.typical[j])
		if d.lengths[j] > 0 && d.scale > 0 {
			step = min(step, differenceStep*d.scale/d.lengths[j])
		}
		step = max(step, 1e-9*math.Abs(x), math.SmallestNonzeroFloat64)
		evaluations += d.column(parameters, values, j, step, columns[j])
		d.lengths[j] = numeric.Norm(columns[j])
	}
	return evaluations
}

// column extrapolates differences at step, step/2, step/4 to step 0 (Richardson 1911): central ones, whose error has
// even powers of the step only, or one-sided ones next to a bound.
func (d *differences) column(parameters, values []float64, j int, step float64, column []float64) int {
	x := parameters[j]
	below, above := x-d.low[j] >= step, d.high[j]-x >= step
	order := 4.0
	if !below || !above {
		order = 2
		if below {
			step = -step
		}
	}
	copy(d.moved, parameters)
	for level := range d.levels {
		d.difference(values, j, x, step/math.Pow(2, float64(level)), below && above, d.table[level])
	}
	d.extrapolate(order)
	copy(column, d.table[d.levels-1])
	if below && above {
		return 2 * d.levels
	}
	return d.levels
}

// difference writes the quotient of one step, which may be negative if it is one-sided.
func (d *differences) difference(values []float64, j int, x, step float64, central bool, quotient []float64) {
	end := x + step
	d.moved[j] = end
	d.model(d.moved, d.work[0])
	other, start := values, x
	if central {
		start = x - step
		d.moved[j] = start
		d.model(d.moved, d.work[1])
		other = d.work[1]
	}
	d.moved[j] = x
	for i, value := range d.work[0] {
		quotient[i] = (value - other[i]) / (end - start)
	}
}

// extrapolate runs Neville's scheme down the table: order is the factor by which halving the step divides the error.
func (d *differences) extrapolate(order float64) {
	factor := order
	for done := 1; done < d.levels; done++ {
		for level := d.levels - 1; level >= done; level-- {
			for i, value := range d.table[level] {
				d.table[level][i] = value + (value-d.table[level-1][i])/(factor-1)
			}
		}
		factor *= order
	}
}
