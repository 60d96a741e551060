package lesson

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// Flatness shows what a wrong number of classes costs by the tied law, one line for each exponent, in per cent of the
// reducible error.
func Flatness(exponents ...float64) (figure.Figure, error) {
	var lines []figure.LineSeries
	for _, a := range exponents {
		if !(a > 0) || a > 4 {
			return figure.Figure{}, diversity.Invalid("exponent", a, "above 0, at most 4")
		}
		line := figure.LineSeries{Name: fmt.Sprintf("a = %v", a)}
		for z := -24; z <= 24; z++ { // eighths of an octave
			line = with(line, math.Exp2(float64(z)/8), 100*Loss(a, math.Exp2(float64(z)/8)))
		}
		lines = append(lines, line)
	}
	return figure.Line(lines, figure.LineOptions{
		Title: "What a wrong number of classes costs", X: figure.LineAxis{Name: "K / K*", Log: true},
		Y: figure.LineAxis{Name: "lost, % of the reducible error", Low: 0, High: 100},
		Caption: fmt.Sprintf("cosh(a ln c) - 1 by the tied law. With a = 1/2 a K wrong by a factor of 2 loses %.0f%% of the "+
			"reducible error, by a factor of 4 %.0f%%.", 100*Loss(0.5, 2), 100*Loss(0.5, 4)),
		Marks: []figure.Mark{figure.AtX(0.5, "half"), figure.AtX(2, "twice")},
	})
}

// Loss is the share of the reducible error that is lost by a K which is wrong by a factor, by the tied law with
// exponent a.
func Loss(a, factor float64) float64 { return math.Cosh(a*math.Log(factor)) - 1 }

// Choice is a way of choosing K, tried in many simulated studies.
type Choice struct {
	How    string
	Factor float64           // by which K is typically off: its logarithm is the root mean square of ln(K/K*)
	Regret estimate.Estimate // the mean true regret, an error share
	Share  float64           // of the reducible error that the regret is
}

// Fields are what a table of choices shows.
func (c Choice) Fields() []display.Field {
	return []display.Field{{Name: "K chosen by", Value: c.How}, {Name: "typically off by a factor of", Value: display.Number(c.Factor)},
		{Name: "mean regret, points [95%]", Value: c.Regret.Points()}, {Name: "of the reducible error, %", Value: display.Percent(c.Share)}}
}

// Choices simulates studies of one budget of a world, with several runs of each size, and compares two ways of choosing
// K: the lowest mean, and the bottom of a parabola through the lowest means.
func Choices(w worlds.Planted, budget, runs, studies int) ([]Choice, error) {
	if studies < 2 {
		return nil, diversity.Invalid("studies", studies, "at least 2")
	}
	n := float64(budget)
	best := w.BestClasses(n)
	least := w.ErrorAt(best, n/best)
	var squares, regrets [2][]float64
	for seed := range uint64(studies) {
		chosen, err := choose(w, budget, runs, seed)
		if err != nil {
			return nil, err
		}
		for i, k := range chosen {
			squares[i] = append(squares[i], math.Pow(math.Log(k/best), 2))
			regrets[i] = append(regrets[i], w.ErrorAt(k, n/k)-least)
		}
	}
	choices := []Choice{{How: "the lowest mean"}, {How: "a parabola through the lowest means"}}
	for i := range choices {
		choices[i].Factor = math.Exp(math.Sqrt(estimate.Mean(squares[i]).Value))
		choices[i].Regret = estimate.Mean(regrets[i])
		choices[i].Share = choices[i].Regret.Value / (least - w.E)
	}
	return choices, nil
}

// choose is K of a study by either way.
func choose(w worlds.Planted, budget, runs int, seed uint64) ([2]float64, error) {
	points, err := w.Measure(Ladder(budget), runs, seed)
	if err != nil {
		return [2]float64{}, err
	}
	minima, err := theory.Minima(points, theory.MinimaOptions{BootstrapSamples: -1})
	if err != nil {
		return [2]float64{}, err
	}
	return [2]float64{float64(minima[0].Best.Size.Classes), minima[0].Classes.Value}, nil
}
