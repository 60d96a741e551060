package nlls

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/numeric"
)

// Problem is a nonlinear least-squares problem for [Solve]: find the parameters that minimise
//
//	sum_i w_i (observed_i - model_i(parameters))^2
//
// for any model, not only one of two variables. A law of package laws needs none of this: theory.Fit asks for no start.
type Problem struct {
	// Model writes the prediction of every observation, in the order of Observed. A value that is not finite marks
	// parameters which the model does not allow; the search then turns back. It must not keep the slices.
	Model func(parameters, values []float64)
	// Residuals writes observed - model instead of Model, for problems whose residuals are so small that the rounding of
	// the model's values would show in them. Give Model or Residuals, not both.
	Residuals func(parameters, residuals []float64)
	// Jacobian writes the derivative of the model's value i in parameter j to jacobian[i][j]. Optional: without it
	// derivatives are central differences, extrapolated by Richardson's method (error of the sixth order in the step)
	// where the search ends.
	Jacobian func(parameters []float64, jacobian [][]float64)

	Observed []float64 // the data, at least as many as there are parameters
	Weights  []float64 // of the squares, positive; nil = all 1. One over the variance where variances differ.
	Start    []float64 // where to begin, one number per parameter
	Names    []string  // of the parameters, for messages; nil = b1, b2, ...
	Low      []float64 // lower bounds, -Inf for none; nil = none
	High     []float64 // upper bounds, +Inf for none; nil = none
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed, or one
// wrapping [diversity.ErrTooFew] if there are fewer observations than parameters.
func (p Problem) Validate() error {
	count, rows := len(p.Start), len(p.Observed)
	if (p.Model == nil) == (p.Residuals == nil) {
		return diversity.Invalid("Problem.Model and Problem.Residuals", "both or neither", "one of the two functions")
	}
	if count == 0 {
		return diversity.Invalid("Problem.Start", p.Start, "at least one parameter")
	}
	if rows < count {
		return fmt.Errorf("%w: %d observations for %d parameters: measure at least %d", diversity.ErrTooFew, rows, count,
			count)
	}
	for name, length := range map[string]int{"Names": len(p.Names), "Low": len(p.Low), "High": len(p.High)} {
		if length != 0 && length != count {
			return diversity.Invalid("length of Problem."+name, length, fmt.Sprintf("%d, the number of parameters, or 0", count))
		}
	}
	if len(p.Weights) != 0 && len(p.Weights) != rows {
		return diversity.Invalid("length of Problem.Weights", len(p.Weights),
			fmt.Sprintf("%d, the number of observations, or 0", rows))
	}
	return p.validateValues()
}

func (p Problem) validateValues() error {
	for i, y := range p.Observed {
		if !numeric.Finite(y) {
			return diversity.Invalid(fmt.Sprintf("Problem.Observed[%d]", i), y, "a finite number")
		}
	}
	for i, w := range p.Weights {
		if !(w > 0) || math.IsInf(w, 0) {
			return diversity.Invalid(fmt.Sprintf("Problem.Weights[%d]", i), w, "a finite number above 0")
		}
	}
	for j, start := range p.Start {
		low, high := p.bounds(j)
		if !(low < high) {
			return diversity.Invalid("bounds of "+p.name(j), fmt.Sprintf("%v..%v", low, high), "a lower below an upper bound")
		}
		if !numeric.Finite(start) || start < low || start > high {
			return diversity.Invalid("start of "+p.name(j), start, fmt.Sprintf("a finite number within %v..%v", low, high))
		}
	}
	return nil
}

// bounds of a parameter.
func (p Problem) bounds(j int) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if p.Low != nil {
		low = p.Low[j]
	}
	if p.High != nil {
		high = p.High[j]
	}
	return low, high
}

func (p Problem) name(j int) string {
	if p.Names != nil {
		return p.Names[j]
	}
	return fmt.Sprintf("b%d", j+1)
}

func (p Problem) rootWeight(i int) float64 {
	if p.Weights == nil {
		return 1
	}
	return math.Sqrt(p.Weights[i])
}
