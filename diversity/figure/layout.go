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

// standardGrid leaves room for the title, the legend's rows and the names of the axes.
func standardGrid(legend []string, right int) *grid {
	return &grid{Left: 66, Right: right, Top: titleRow + legendRow*legendRows(legend) + 8, Bottom: 52}
}

// legendRows estimates the rows that entries need at the default width.
func legendRows(entries []string) int {
	const symbolAndGap, perRune, usable = 48, 7.0, DefaultWidth - 40
	rows, width := 1, 0.0
	if len(entries) == 0 {
		return 0
	}
	for _, entry := range entries {
		need := symbolAndGap + perRune*float64(utf8.RuneCountInString(entry))
		if width+need > usable {
			rows, width = rows+1, 0
		}
		width += need
	}
	return rows
}

func legend(entries []string) *opts.Legend {
	return &opts.Legend{Data: entries, Top: "40", Left: "62", ItemWidth: 22, ItemHeight: 10}
}

func itemTooltip() opts.Tooltip { return opts.Tooltip{Show: opts.Bool(true), Trigger: "item"} }
