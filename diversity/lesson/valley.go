package lesson

import (
	"fmt"
	"math"

	"tradeoff/diversity/figure"
	"tradeoff/diversity/worlds"
)

// sliderBudgets are those of the sliders: 64 to 65536.
func sliderBudgets() (budgets []float64) {
	for _, n := range Powers(64, 65536) {
		budgets = append(budgets, float64(n))
	}
	return budgets
}

// Valley shows the error along a budget, its two parts, and where the minima of other budgets are.
func Valley(w worlds.Planted, budget float64) (figure.Figure, error) {
	if err := w.Validate(); err != nil {
		return figure.Figure{}, err
	}
	if err := known(budget); err != nil {
		return figure.Figure{}, err
	}
	lines := append(parts(w, budget), minima(w))
	best := w.BestClasses(budget)
	return figure.Line(lines, figure.LineOptions{
		Title: "The error along a budget and its two parts",
		X:     figure.LineAxis{Name: "classes K", Log: true}, Y: figure.LineAxis{Name: "error, %", Low: 0, High: 70},
		Marks: []figure.Mark{figure.AtX(best, fmt.Sprintf("K* = %.0f, n* = %.0f", best, budget/best))},
		Caption: fmt.Sprintf("Budget N = %.0f, a = %.2g, b = %.2g: the error is lowest at K* = %.0f classes with n* = %.0f images "+
			"each, ratio x* = %.2f.", budget, w.Alpha, w.Parameters()[4], best, budget/best, best*best/budget),
	})
}

// parts are the error of a budget and what is left of it with endless images, and with endless classes.
func parts(w worlds.Planted, budget float64) []figure.LineSeries {
	total := figure.LineSeries{Name: "error"}
	few := figure.LineSeries{Name: "E + A K^-a (too few classes)", Dashed: true}
	rare := figure.LineSeries{Name: "E + B n^-b (too few images of each)", Dashed: true}
	const rounding = 1e-9
	for u := 0.0; u <= math.Log(budget)+rounding; u += math.Ln2 / 4 {
		k := math.Exp(u)
		total = with(total, k, 100*w.ErrorAt(k, budget/k))
		few = with(few, k, 100*w.ErrorAt(k, math.Inf(1)))
		rare = with(rare, k, 100*w.ErrorAt(math.Inf(1), budget/k))
	}
	return []figure.LineSeries{total, few, rare}
}

func minima(w worlds.Planted) figure.LineSeries {
	line := figure.LineSeries{Name: "minima of other budgets", Scatter: true}
	for _, budget := range sliderBudgets() {
		k := w.BestClasses(budget)
		line = with(line, k, 100*w.ErrorAt(k, budget/k))
	}
	return line
}

// Valleys is [Valley] with a slider over budgets from 64 to 65536.
func Valleys(w worlds.Planted) (figure.Figure, error) {
	var frames []figure.Frame
	for _, budget := range sliderBudgets() {
		f, err := Valley(w, budget)
		if err != nil {
			return figure.Figure{}, err
		}
		frames = append(frames, figure.Frame{Label: fmt.Sprintf("%.0f", budget), Figure: f})
	}
	return figure.Slider(frames, figure.SliderOptions{Name: "budget N", Start: 4})
}

// Turning shows the best number of classes against the budget, on a slider over the exponent b from 0.1 to 1.5.
func Turning(w worlds.Planted) (figure.Figure, error) {
	var frames []figure.Frame
	for i := 1; i <= 15; i++ {
		w.Beta = float64(i) / 10
		if err := w.Validate(); err != nil {
			return figure.Figure{}, err
		}
		f, err := turned(w)
		if err != nil {
			return figure.Figure{}, err
		}
		frames = append(frames, figure.Frame{Label: fmt.Sprintf("%.1f", w.Beta), Figure: f})
	}
	return figure.Slider(frames, figure.SliderOptions{Name: fmt.Sprintf("exponent b (a = %.2g)", w.Alpha), Start: 8})
}

// turned is a frame of [Turning], with the lines of three slopes that have names.
func turned(w worlds.Planted) (figure.Figure, error) {
	lines := []figure.LineSeries{{Name: "best number of classes K*"}, {Name: "slope 1/2: constant ratio", Dashed: true},
		{Name: "slope 0: constant number of classes", Dashed: true}, {Name: "slope 1: constant images per class", Dashed: true}}
	const middle = 1024.0
	for _, power := range Powers(64, 16384) {
		budget := float64(power)
		lines[0] = with(lines[0], budget, w.BestClasses(budget))
		for i, slope := range []float64{0.5, 0, 1} {
			lines[i+1] = with(lines[i+1], budget, w.BestClasses(middle)*math.Pow(budget/middle, slope))
		}
	}
	ratio := func(budget float64) float64 { return math.Pow(w.BestClasses(budget), 2) / budget }
	return figure.Line(lines, figure.LineOptions{
		Title: "How the best number of classes moves with the budget",
		X:     figure.LineAxis{Name: "budget N", Log: true},
		Y:     figure.LineAxis{Name: "classes K", Log: true, Low: 1, High: 5000},
		Caption: fmt.Sprintf("a = %.2g, b = %.1f: slope b/(a+b) = %.2f. The best ratio is %.2f at N = 64 and %.2f at N = 16384.",
			w.Alpha, w.Beta, w.Beta/(w.Alpha+w.Beta), ratio(64), ratio(16384)),
	})
}
