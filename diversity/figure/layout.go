package figure

import (
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// The rows above the axes, in pixels.
const (
	titleRow  = 40
	legendRow = 24
)

// Short horizontal lines as symbols of the legend, in the style of what is drawn.
const (
	lineIcon   = "path://M0,8h40v4h-40z"
	dashedIcon = "path://M0,8h16v4h-16zM24,8h16v4h-16z"
	dottedIcon = "path://M0,8h4v4h-4zM9,8h4v4h-4zM18,8h4v4h-4zM27,8h4v4h-4zM36,8h4v4h-4z"
)

// stroke is how a line is drawn, and its symbol in the legend.
func stroke(dashed bool) (style, icon string) {
	if dashed {
		return "dashed", dashedIcon
	}
	return "solid", lineIcon
}

// diamondIcon and squareIcon keep their shape in the legend, which stretches ECharts' own symbols.
const (
	diamondIcon = "path://M10,0l10,10l-10,10l-10,-10z"
	squareIcon  = "path://M0,0h10v10h-10z"
	arrowIcon   = "path://M0,0l10,5l-10,5z" // points to the right
)

// entry is a line of the legend; its name is that of the series which it switches on and off.
type entry struct{ name, icon, color string }

// standardGrid leaves room for the title, the legend's rows and the names of the axes.
func standardGrid(entries []entry, right int) *grid {
	return &grid{Left: 66, Right: right, Top: titleRow + legendRow*legendRows(entries, defaultWidth) + 8, Bottom: 56}
}

// legendRows estimates the rows that entries need in a picture of some width.
func legendRows(entries []entry, pictureWidth int) int {
	const symbolAndGap, perRune, margins = 48, 7.0, 80
	usable := float64(pictureWidth - margins)
	if len(entries) == 0 {
		return 0
	}
	rows, width := 1, 0.0
	for _, e := range entries {
		need := symbolAndGap + perRune*float64(utf8.RuneCountInString(e.name))
		if width+need > usable {
			rows, width = rows+1, 0
		}
		width += need
	}
	return rows
}

func legend(entries []entry) *opts.Legend {
	var data []any
	for _, e := range entries {
		data = append(data, map[string]any{"name": e.name, "icon": e.icon, "itemStyle": map[string]any{"color": e.color, "borderWidth": 0, "opacity": 1}})
	}
	return &opts.Legend{Data: data, Top: "40", Left: "62", ItemWidth: 20, ItemHeight: 10}
}

// pointLabel is the label of a point at its place; not shown without one.
func pointLabel(at pointPlace) label {
	if !at.found {
		return label{}
	}
	return label{Show: true, Formatter: "{b}", Position: at.position, Offset: []int{0, at.down}, FontSize: 12}
}

// lineLabel is the label of a marked horizontal line at its place.
func lineLabel(at sidePlace) label {
	l := label{Show: true, Formatter: "{b}", Position: "insideEndTop", Color: neutral, FontSize: 12}
	if at.below {
		l.Position = "insideEndBottom"
	}
	if !at.isNearest() {
		l.Distance = at.away
	}
	return l
}

func itemTooltip() tooltip { return tooltip{Show: true, Trigger: "item"} }

func dashedLine(name, color string) series {
	return series{
		Name: name, Type: "line", Color: color, ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{},
		Line: &opts.LineStyle{Width: 2, Type: "dashed", Color: color}, Z: 3,
	}
}
