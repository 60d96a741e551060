package lesson

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// Between are the points of the budgets from low to high.
func Between(points []diversity.Measurement, low, high int) []diversity.Measurement {
	return slices.DeleteFunc(slices.Clone(points), func(p diversity.Measurement) bool {
		return p.Size.Total() < low || p.Size.Total() > high
	})
}

// Around lists the sizes of [Ladder] within two octaves and a half of 2 sqrt(N) classes, where the minima of
// worlds.Gaussian are.
func Around(budgets ...int) []diversity.Size {
	return slices.DeleteFunc(Ladder(budgets...), func(s diversity.Size) bool {
		quarter := s.Ratio() / 4 // (K / (2 sqrt N))^2
		return quarter < 1.0/32 || quarter > 32
	})
}

// Drift shows the best ratio of worlds.Gaussian against the budget: measured, and by the error in closed form far
// beyond what was measured.
func Drift(points []diversity.Measurement, w worlds.Gaussian) (figure.Figure, error) {
	if err := w.Validate(); err != nil {
		return figure.Figure{}, err
	}
	minima, err := theory.Minima(points, theory.MinimaOptions{Seed: 1})
	if err != nil {
		return figure.Figure{}, err
	}
	formula := figure.LineSeries{Name: "by the closed form", Dashed: true}
	for _, power := range Powers(256, 1<<22) {
		budget := float64(power)
		k := w.BestClasses(budget)
		formula = with(formula, budget, k*k/budget)
	}
	measured := figure.LineSeries{Name: "measured, 95% interval", Scatter: true}
	for _, m := range minima {
		measured = with(measured, float64(m.Budget), m.Ratio.Value)
		measured.Low = append(measured.Low, m.Ratio.Interval.Low)
		measured.High = append(measured.High, m.Ratio.Interval.High)
	}
	first, last := formula.Y[0], formula.Y[len(formula.Y)-1]
	return figure.Line([]figure.LineSeries{measured, formula}, figure.LineOptions{
		Title: "The best ratio of the Gaussian world: measured, and by a formula",
		X:     figure.LineAxis{Name: "budget N", Log: true}, Y: figure.LineAxis{Name: "best ratio x* = K*/n*", Low: 0, High: 10},
		Caption: fmt.Sprintf("Dots: minima of the measured curves, by a parabola. Dashed: the minimum of the error in closed form, "+
			"rough at the smallest budgets; it goes from %.1f at N = 256 to %.1f at N = %d.", first, last, 1<<22),
	})
}
