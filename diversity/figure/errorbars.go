package figure

import (
	"github.com/go-echarts/go-echarts/v2/opts"
)

// gap breaks a line between two of its points.
func gap() []any { return []any{"-", "-"} }

// bar is an interval at a place.
type bar struct{ at, low, high float64 }

// verticalBars draws intervals of y as one line series with gaps: each bar is two points, whose flat symbols are the caps.
// (ECharts has error bars only as a custom series, which needs a JavaScript function.) The series has the name of the
// curve it belongs to, so that the legend switches both.
func verticalBars(name, color string, bars []bar) series {
	s := barSeries(name, color)
	s.SymbolSize = []float64{9, 1.5}
	for _, b := range bars {
		s.Data = append(s.Data, []any{b.at, b.low}, []any{b.at, b.high}, gap())
	}
	return s
}

// horizontalBars is verticalBars for intervals of x.
func horizontalBars(name, color string, bars []bar) series {
	s := barSeries(name, color)
	s.SymbolSize = []float64{1.5, 9}
	for _, b := range bars {
		s.Data = append(s.Data, []any{b.low, b.at}, []any{b.high, b.at}, gap())
	}
	return s
}

func barSeries(name, color string) series {
	return series{
		Name: name, Type: "line", Color: color, Symbol: "rect", ShowSymbol: boolean(true), Silent: true,
		Tooltip: &hidden{}, Line: &opts.LineStyle{Width: 1.5, Color: color}, Item: &opts.ItemStyle{Color: color}, Z: 2,
	}
}
