package figure

import (
	"math"
	"slices"
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
	return &grid{Left: 66, Right: right, Top: titleRow + legendRow*legendRows(entries, DefaultWidth) + 8, Bottom: 56}
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

// beside is the factor by which the points of budget i of several are moved along a logarithmic axis, a few pixels, so that
// intervals at the same place do not cover each other. The numbers in tooltips and tables are not moved.
func beside(axis span, i, budgets int) float64 {
	const step = 0.0075 // of the logarithmic length of the axis
	return math.Pow(axis.high/axis.low, step*(float64(i)-float64(budgets-1)/2))
}

// besideWords is what a caption says about it.
func besideWords(budgets []budget) string {
	if len(budgets) < 2 {
		return ""
	}
	return "Budgets are drawn a little beside each other."
}

func itemTooltip() tooltip { return tooltip{Show: true, Trigger: "item"} }

// The room for a label above the axes, in pixels.
const (
	aboveRow  = 16  // height
	aboveRune = 6.6 // width of a letter
	aboveGap  = 8   // between labels
)

// rowsOf gives labels above the axes, by rising left end in pixels, the lowest row in which they do not touch one before.
func rowsOf(labels []span) []int {
	var ends []float64 // of the last label of each row
	rows := make([]int, len(labels))
	for i, l := range labels {
		row := slices.IndexFunc(ends, func(end float64) bool { return end < l.low })
		if row < 0 {
			row, ends = len(ends), append(ends, 0)
		}
		ends[row], rows[i] = l.high+aboveGap, row
	}
	return rows
}
