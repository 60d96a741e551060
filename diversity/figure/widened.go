package figure

import (
	"maps"
	"math"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/optionjson"
)

// Widened returns the figure with axes that also cover those of another, so that they stay where they are while one
// figure is drawn anew for many positions of a control, and what moves is the data. Axes whose ends were chosen by hand
// ([LineAxis]) and those of names stay; a figure with other axes in number or kind, or without any, is returned as it
// is.
func (f Figure) Widened(other Figure) Figure {
	option := maps.Clone(f.option)
	for _, kind := range []string{"xAxis", "yAxis"} {
		own, others := optionjson.Components(f.option[kind]), optionjson.Components(other.option[kind])
		if len(own) == 0 || len(own) != len(others) {
			return f
		}
		axes := make([]any, len(own))
		for at := range own {
			if own[at]["type"] != others[at]["type"] {
				return f
			}
			axes[at] = f.widenedAxis(other, kind, at)
		}
		option[kind] = axes
	}
	f.option = option
	return f
}

// widenedAxis is an axis that covers that of another figure, too.
func (f Figure) widenedAxis(other Figure, kind string, at int) map[string]any {
	axes := optionjson.Components(f.option[kind])
	own := axes[at]
	if isNumeric := own["type"] == "value" || own["type"] == "log"; !isNumeric || f.pinned[kind] {
		return own
	}
	low, high := optionjson.AxisRange(f.option, kind, at)
	otherLow, otherHigh := optionjson.AxisRange(other.option, kind, at)
	if low <= otherLow && high >= otherHigh {
		return own
	}
	low, high = math.Min(low, otherLow), math.Max(high, otherHigh)
	if low > high {
		return own
	}
	length := float64(chart.AxisLength)
	if len(axes) > 1 {
		length = chart.PanelLength
	}
	return optionjson.WithRange(own, low, high, length)
}
