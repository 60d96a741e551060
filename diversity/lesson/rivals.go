package lesson

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/laws"
)

// imageDeviation is how far an image strays from its class in [CommonMean], where classes stray by 1.
const imageDeviation = 4.0

// CommonMean shows the error along a budget where what is to be learnt is not a subspace but one number, the mean that
// all classes have in common: simulated, and by the formula (1/K + 16/N)/17. The error is a share as in the other
// worlds: what is left of the mean squared distance that a single image has.
func CommonMean(budget, draws int) (figure.Figure, error) {
	if err := known(float64(budget)); err != nil {
		return figure.Figure{}, err
	}
	if draws < 2 {
		return figure.Figure{}, diversity.Invalid("draws", draws, "at least 2")
	}
	const single = 1 + imageDeviation*imageDeviation
	simulated := figure.LineSeries{Name: "simulated, 95% interval", Scatter: true}
	formula := figure.LineSeries{Name: "(1/K + 16/N) / 17", Dashed: true}
	for _, size := range diversity.FactorPairs(budget) {
		random := diversity.Stream(1, "common mean", size.Classes)
		errors := make([]float64, draws)
		for i := range errors {
			errors[i] = squaredMean(size, random) / single
		}
		mean, k := estimate.Mean(errors), float64(size.Classes)
		simulated = with(simulated, k, 100*mean.Value)
		simulated.Low = append(simulated.Low, 100*max(mean.Interval.Low, 0))
		simulated.High = append(simulated.High, 100*mean.Interval.High)
		formula = with(formula, k, 100*(1/k+imageDeviation*imageDeviation/float64(budget))/single)
	}
	last := len(simulated.Y) - 1
	return figure.Line([]figure.LineSeries{simulated, formula}, figure.LineOptions{
		Title: "A common mean: more classes are always better",
		X:     figure.LineAxis{Name: "classes K", Log: true}, Y: figure.LineAxis{Name: "error, %"},
		Caption: fmt.Sprintf("N = %d images spread over K classes, %d draws of each size. With one class the error is %.1f%%, with "+
			"one image of each class %.2f%%. The curve of the formula never rises: there is no inner optimum.", budget, draws,
			simulated.Y[0], simulated.Y[last]),
	})
}

// squaredMean is the square of the mean of all images of a draw, whose true mean is 0.
func squaredMean(size diversity.Size, random *rand.Rand) float64 {
	sum := 0.0
	for range size.Classes {
		level := random.NormFloat64()
		for range size.PerClass {
			sum += level + imageDeviation*random.NormFloat64()
		}
	}
	return math.Pow(sum/float64(size.Total()), 2)
}

// Rivals shows three laws along the budget 1024 that agree at K = 64, n = 16 and on nothing else.
func Rivals() (figure.Figure, error) {
	const budget = 1024.0
	var lines []figure.LineSeries
	for _, rival := range []struct {
		name       string
		law        laws.Law
		parameters []float64
	}{
		{"additive, E + A K^-a + B n^-b", laws.Untied{}, []float64{0.05, 0.6, 0.3, 0.5, 0.5}},
		{"pooled, E + A K^-a + C N^-c", laws.Pooled{}, []float64{0.05, 0.6, 2.4, 0.5, 0.5}},
		{"flat, E + C N^-c", laws.Flat{}, []float64{0.05, 4.8, 0.5}},
	} {
		line := figure.LineSeries{Name: rival.name}
		for _, k := range Powers(4, 512) {
			e := laws.Value(rival.law, math.Log(float64(k)), math.Log(budget/float64(k)), rival.parameters)
			line = with(line, float64(k), 100*e)
		}
		lines = append(lines, line)
	}
	return figure.Line(lines, figure.LineOptions{
		Title: "Three laws along the budget N = 1024",
		X:     figure.LineAxis{Name: "classes K", Log: true}, Y: figure.LineAxis{Name: "error, %", Low: 0, High: 50},
		Caption: fmt.Sprintf("All three give %.0f%% at K = 64, n = 16. They differ in what they say of the best K: in between, as "+
			"many as possible, no matter.", lines[0].Y[4]),
	})
}
