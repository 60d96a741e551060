package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// checkDesign demands sizes that can tell the parameters of the law apart.
func checkDesign(groups [][]diversity.Measurement, law laws.Law) error {
	var sizes []diversity.Measurement
	for _, group := range groups {
		sizes = append(sizes, group[0])
	}
	parameters := len(law.Coefficients()) + len(law.Exponents())
	budgets := grouping.Budgets(sizes)
	if len(budgets) < 2 {
		return fmt.Errorf("%w: one budget (N = %d): measure at least 2, better 3 that span a factor of 8; with one, what an endless pre-training set would leave cannot be told from the rest",
			diversity.ErrTooFew, budgets[0])
	}
	if len(groups) < parameters {
		return fmt.Errorf("%w: %d sizes for the %d parameters of the %s law: measure at least %d sizes", diversity.ErrTooFew,
			len(groups), parameters, law.Name(), parameters)
	}
	if err := checkRank(sizes, law); err != nil {
		return err
	}
	if lowest, highest := errorRange(groups); highest-lowest < 1e-12 {
		return fmt.Errorf("%w: all %d are %v: choose a harder task, or sizes further apart", ErrNoVariation, len(sizes),
			lowest)
	}
	return nil
}

// errorRange is the lowest and the highest error.
func errorRange(groups [][]diversity.Measurement) (lowest, highest float64) {
	lowest, highest = math.Inf(1), math.Inf(-1)
	for _, group := range groups {
		for _, point := range group {
			lowest, highest = min(lowest, point.Error), max(highest, point.Error)
		}
	}
	return lowest, highest
}

// checkRank demands that the derivatives of the law in its parameters are linearly independent over the sizes at some
// exponents; where they never are, infinitely many parameters fit equally well.
func checkRank(sizes []diversity.Measurement, law laws.Law) error {
	p := len(law.Coefficients())
	best := 0
	for _, lnExponents := range varpro.GridOf(law.Exponents(), 3) {
		parameters := make([]float64, p+len(lnExponents))
		for i := range parameters {
			parameters[i] = 1
			if i >= p {
				parameters[i] = math.Exp(lnExponents[i-p])
			}
		}
		rank, err := rankAt(sizes, law, parameters)
		if err != nil {
			return err
		}
		best = max(best, rank)
	}
	if best == p+len(law.Exponents()) {
		return nil
	}
	classes := grouping.Distinct(sizes, func(m diversity.Measurement) int { return m.Size.Classes })
	perClass := grouping.Distinct(sizes, func(m diversity.Measurement) int { return m.Size.PerClass })
	return fmt.Errorf("%w: the sizes have %d different numbers of classes, %d of images per class and %d budgets, which cannot tell the %d parameters of the %s law apart: measure at least 3 of each",
		diversity.ErrTooFew, len(classes), len(perClass), len(grouping.Budgets(sizes)), len(laws.ParameterNames(law)),
		law.Name())
}

func rankAt(sizes []diversity.Measurement, law laws.Law, parameters []float64) (int, error) {
	l := numeric.NewLeastSquares(len(sizes), len(parameters))
	gradient := make([]float64, len(parameters))
	for i, size := range sizes {
		laws.Gradient(law, math.Log(float64(size.Size.Classes)), math.Log(float64(size.Size.PerClass)), parameters, gradient)
		for j, value := range gradient {
			if math.IsNaN(value) || math.IsInf(value, 0) {
				return 0, fmt.Errorf("%w: %s is %v at %v for %s, where it must be a finite number", laws.ErrLaw, law.Name(), value,
					size.Size, laws.ParameterNames(law)[j])
			}
			l.Columns[j][i] = value
		}
	}
	return l.Rank(), nil
}
