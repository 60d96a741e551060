package chart

import (
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Gap breaks a line between two of its points.
func Gap() []any { return []any{"-", "-"} }

// Bar is an interval at a place.
type Bar struct{ At, Low, High float64 }

// VerticalBars shows intervals of y as one line series with gaps: each bar is two points, whose flat symbols are the
// caps. (ECharts has error bars only as a custom series, which needs a JavaScript function.) The series has the name of
// the curve it belongs to, so that the legend switches both.
func VerticalBars(name, color string, bars []Bar) Series {
	s := barSeries(name, color)
	s.SymbolSize = []float64{9, 1.5}
	for _, b := range bars {
		s.Data = append(s.Data, []any{b.At, b.Low}, []any{b.At, b.High}, Gap())
	}
	return s
}

// HorizontalBars is verticalBars for intervals of x.
func HorizontalBars(name, color string, bars []Bar) Series {
	s := barSeries(name, color)
	s.SymbolSize = []float64{1.5, 9}
	for _, b := range bars {
		s.Data = append(s.Data, []any{b.Low, b.At}, []any{b.High, b.At}, Gap())
	}
	return s
}

func barSeries(name, color string) Series {
	return Series{
		Name: name, Type: "line", Color: color, Symbol: "rect", ShowSymbol: Bool(true), Silent: true,
		Tooltip: &Hidden{}, Line: &opts.LineStyle{Width: 1.5, Color: color}, Item: &opts.ItemStyle{Color: color}, Z: 2,
	}
}
