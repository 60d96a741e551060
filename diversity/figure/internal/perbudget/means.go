package perbudget

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/theory"
)

// MeansSeries are the mean errors of a budget: points, joined by a line if no fitted curve does that.
func MeansSeries(b Budget, color string, shift float64, joined bool) chart.Series {
	s := chart.Series{
		Name: b.name(), Type: "line", Color: color, Symbol: "circle", SymbolSize: 8, ShowSymbol: chart.Bool(true),
		Line: &opts.LineStyle{Width: 2}, Item: chart.Opaque(color), Z: 4,
		Dimensions: []string{"place", b.Score().Label() + " %", "K", "n", "95% low", "95% high", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 3, 1, 4, 5, 6}},
	}
	if !joined {
		s.Type, s.Line = "scatter", nil
	}
	for i, size := range b.Sizes {
		if i > 0 && b.gapBetween(b.Sizes[i-1].Size, size.Size) {
			s.Data, s.Sizes = append(s.Data, chart.Gap()), append(s.Sizes, diversity.Size{})
		}
		interval := size.Shown().Interval
		s.Sizes = append(s.Sizes, size.Size)
		s.Data = append(s.Data, []any{
			shifted(size.Size, shift), scale.Percent(size.Shown().Value), size.Size.Classes, size.Size.PerClass,
			chart.EndOrGap(interval, interval.Low), chart.EndOrGap(interval, interval.High), size.Runs,
		})
	}
	return s
}

// MeansAndEnds are the means and the ends of their intervals, in per cent.
func MeansAndEnds(budgets []Budget) []float64 {
	var values []float64
	for _, b := range budgets {
		for _, s := range b.Sizes {
			values = chart.AppendEnds(append(values, scale.Percent(s.Shown().Value)), s.Shown().Interval, 100)
		}
	}
	return values
}

// shifted is where a size stands on the axis of classes.
func shifted(size diversity.Size, shift float64) float64 {
	return scale.RoundTo(float64(size.Classes)*shift, 5)
}

// ErrorBars are the intervals of the sizes of a budget, as far as they are known.
func ErrorBars(b Budget, shift float64) []chart.Bar {
	var bars []chart.Bar
	for _, s := range b.Sizes {
		if interval := s.Shown().Interval; interval.Known() {
			bars = append(bars, chart.Bar{At: shifted(s.Size, shift), Low: scale.Percent(interval.Low),
				High: scale.Percent(interval.High)})
		}
	}
	return bars
}

// fittedCurve is the error that a law gives along a budget, over the measured classes.
func fittedCurve(b Budget, color string, fit *theory.LawFit) chart.Series {
	s := chart.DashedLine(b.name(), color)
	for _, at := range fittedErrors(b, fit) {
		s.Data = append(s.Data, []any{at[0], chart.OrGap(at[1])})
	}
	return s
}

// fittedErrors are numbers of classes with the errors that a law gives for them along a budget, as their score is
// shown, in per cent.
func fittedErrors(b Budget, fit *theory.LawFit) [][2]float64 {
	const steps = 60
	first, last := b.Sizes[0].Size.Classes, b.Sizes[len(b.Sizes)-1].Size.Classes
	var places [][2]float64
	for i := range steps + 1 {
		classes := scale.Span{Low: float64(first), High: float64(last)}.At(float64(i) / steps)
		value := b.Score().Show(fit.FittedError(classes, float64(b.Total)/classes))
		places = append(places, [2]float64{scale.RoundTo(classes, 5), scale.Percent(value)})
	}
	return places
}
