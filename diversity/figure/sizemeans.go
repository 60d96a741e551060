package figure

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// meansSeries are the mean errors of a budget: points, joined by a line if no fitted curve does that.
func meansSeries(b budget, color string, shift float64, joined bool) series {
	s := series{
		Name: b.name(), Type: "line", Color: color, Symbol: "circle", SymbolSize: 8, ShowSymbol: boolean(true),
		Line: &opts.LineStyle{Width: 2}, Item: opaque(color), Z: 4,
		Dimensions: []string{"place", "error %", "K", "n", "95% low", "95% high", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 3, 1, 4, 5, 6}},
	}
	if !joined {
		s.Type, s.Line = "scatter", nil
	}
	for i, size := range b.sizes {
		if i > 0 && b.gapBetween(b.sizes[i-1].Size, size.Size) {
			s.Data = append(s.Data, gap())
		}
		s.Data = append(s.Data, []any{
			place(size.Size, shift), percent(size.Mean), size.Size.Classes, size.Size.PerClass,
			end(size.Interval, size.Interval.Low), end(size.Interval, size.Interval.High), size.Runs,
		})
	}
	return s
}

// meansAndEnds are the mean errors and the ends of their intervals, in per cent.
func meansAndEnds(budgets []budget) []float64 {
	var values []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			values = appendInterval(append(values, percent(s.Mean)), s.Interval, 100)
		}
	}
	return values
}

// place is where a size stands on the axis of classes.
func place(size diversity.Size, shift float64) float64 {
	return roundTo(float64(size.Classes)*shift, 5)
}

func errorBarsOf(b budget, shift float64) []bar {
	var bars []bar
	for _, s := range b.sizes {
		if s.Interval.Known() {
			bars = append(bars, bar{place(s.Size, shift), percent(s.Interval.Low), percent(s.Interval.High)})
		}
	}
	return bars
}

// fittedCurve is the error that a law gives along a budget, over the measured classes.
func fittedCurve(b budget, color string, fit *theory.LawFit) series {
	s := dashedLine(b.name(), color)
	for _, at := range fittedPlaces(b, fit) {
		s.Data = append(s.Data, []any{at[0], orGap(at[1])})
	}
	return s
}

// fittedPlaces are numbers of classes with the errors that a law gives for them along a budget, in per cent.
func fittedPlaces(b budget, fit *theory.LawFit) [][2]float64 {
	const steps = 60
	first, last := b.sizes[0].Size.Classes, b.sizes[len(b.sizes)-1].Size.Classes
	var places [][2]float64
	for i := range steps + 1 {
		classes := span{float64(first), float64(last)}.at(float64(i) / steps)
		places = append(places, [2]float64{roundTo(classes, 5), percent(fit.ErrorAt(classes, float64(b.total)/classes))})
	}
	return places
}
