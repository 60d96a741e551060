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

// lineIcon is a short horizontal line as a symbol of the legend.
const lineIcon = "path://M0,8h40v4h-40z"

// entry is a line of the legend; its name is that of the series which it switches on and off.
type entry struct{ name, icon, color string }

// standardGrid leaves room for the title, the legend's rows and the names of the axes.
func standardGrid(entries []entry, right int) *grid {
	return &grid{Left: 66, Right: right, Top: titleRow + legendRow*legendRows(entries) + 8, Bottom: 56}
}

// legendRows estimates the rows that entries need at the default width.
func legendRows(entries []entry) int {
	const symbolAndGap, perRune, usable = 48, 7.0, DefaultWidth - 80
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

func itemTooltip() opts.Tooltip { return opts.Tooltip{Show: opts.Bool(true), Trigger: "item"} }
