package chart

import (
	"tradeoff/diversity/figure/internal/label"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// The rows above the axes, in pixels.
const (
	TitleRow  = 40
	LegendRow = 24
)

// Short horizontal lines as symbols of the legend, in the style of what is drawn.
const (
	LineIcon   = "path://M0,8h40v4h-40z"
	DashedIcon = "path://M0,8h16v4h-16zM24,8h16v4h-16z"
	DottedIcon = "path://M0,8h4v4h-4zM9,8h4v4h-4zM18,8h4v4h-4zM27,8h4v4h-4zM36,8h4v4h-4z"
)

// Stroke is how a line is drawn, and its symbol in the legend.
func Stroke(dashed bool) (style, icon string) {
	if dashed {
		return "dashed", DashedIcon
	}
	return "solid", LineIcon
}

// DiamondIcon and squareIcon keep their shape in the legend, which stretches ECharts' own symbols.
const (
	DiamondIcon = "path://M10,0l10,10l-10,10l-10,-10z"
	SquareIcon  = "path://M0,0h10v10h-10z"
	ArrowIcon   = "path://M0,0l10,5l-10,5z" // points to the right
)

// Entry is a line of the legend; its name is that of the series which it switches on and off.
type Entry struct{ Name, Icon, Color string }

// StandardGrid leaves room for the title, the legend's rows and the names of the axes.
func StandardGrid(entries []Entry, right int) *Grid {
	return &Grid{Left: 66, Right: right, Top: TitleRow + LegendRow*LegendRows(entries, DefaultWidth) + 8, Bottom: 56}
}

// LegendRows estimates the rows that entries need in a picture of some width.
func LegendRows(entries []Entry, pictureWidth int) int {
	const symbolAndGap, perRune, margins = 48, 7.0, 80
	usable := float64(pictureWidth - margins)
	if len(entries) == 0 {
		return 0
	}
	rows, width := 1, 0.0
	for _, e := range entries {
		need := symbolAndGap + perRune*float64(utf8.RuneCountInString(e.Name))
		if width+need > usable {
			rows, width = rows+1, 0
		}
		width += need
	}
	return rows
}

// Legend is the legend above the axes.
func Legend(entries []Entry) *opts.Legend {
	var data []any
	for _, e := range entries {
		data = append(data, map[string]any{"name": e.Name, "icon": e.Icon,
			"itemStyle": map[string]any{"color": e.Color, "borderWidth": 0, "opacity": 1}})
	}
	return &opts.Legend{Data: data, Top: "40", Left: "62", ItemWidth: 20, ItemHeight: 10}
}

// PointLabel is the label of a point, on a side of it ("right", "bottom", ...) if nothing is in the way: where a figure
// is drawn, labels of points find their places at the size that it has there.
func PointLabel(side string) Label {
	return Label{Show: true, Formatter: "{b}", Position: side, FontSize: 12}
}

// LineLabel is the label of a marked horizontal line at its place.
func LineLabel(at label.LinePlace) Label {
	l := Label{Show: true, Formatter: "{b}", Position: "insideEndTop", Color: Remark, FontSize: 12}
	if at.Below {
		l.Position = "insideEndBottom"
	}
	if !at.IsNearest() {
		l.Distance = at.Away
	}
	return l
}

// ItemTooltip shows the numbers of the point under the pointer.
func ItemTooltip() Tooltip { return Tooltip{Show: true, Trigger: "item"} }

// DashedLine is a line without points that takes no part in tooltips.
func DashedLine(name, color string) Series {
	return Series{
		Name: name, Type: "line", Color: color, ShowSymbol: Bool(false), Symbol: "none", Silent: true, Tooltip: &Hidden{},
		Line: &opts.LineStyle{Width: 2, Type: "dashed", Color: color}, Z: 3,
	}
}
