package timeline

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/optionjson"
)

// commonAxes gives all frames axes of the same range. The result has for each frame the members xAxis and yAxis.
func commonAxes(frames []Frame) ([]map[string]any, error) {
	common := make([]map[string]any, len(frames))
	for i := range common {
		common[i] = map[string]any{}
	}
	for _, kind := range []string{"xAxis", "yAxis"} {
		axes, err := axesOf(frames, kind)
		if err != nil {
			return nil, err
		}
		for at := range axes[0] {
			if err := setCommonRange(frames, axes, kind, at); err != nil {
				return nil, err
			}
		}
		for i := range frames {
			common[i][kind] = axes[i]
		}
	}
	return common, nil
}

// axesOf lists the x or y axes of each frame, which are as many and of the same types in all of them.
func axesOf(frames []Frame, kind string) ([][]map[string]any, error) {
	var all [][]map[string]any
	for i, f := range frames {
		axes := optionjson.Components(f.Option[kind])
		if len(axes) == 0 {
			return nil, diversity.Invalid(fmt.Sprintf("frames[%d].Figure", i), fmt.Sprintf("%q without %s", f.Title, kind),
				"a figure with x and y axes")
		}
		all = append(all, axes)
		if len(axes) != len(all[0]) {
			return nil, diversity.Invalid(fmt.Sprintf("frames[%d].Figure, number of %s", i, kind), len(axes),
				fmt.Sprintf("%d as in the first frame", len(all[0])))
		}
		for at, axis := range axes {
			if axis["type"] != all[0][at]["type"] {
				return nil, diversity.Invalid(fmt.Sprintf("frames[%d].Figure, type of %s[%d]", i, kind, at), axis["type"],
					fmt.Sprintf("%v as in the first frame", all[0][at]["type"]))
			}
		}
	}
	return all, nil
}

// setCommonRange sets the range of one axis of numbers in all frames.
func setCommonRange(frames []Frame, axes [][]map[string]any, kind string, at int) error {
	if kind := axes[0][at]["type"]; kind != "value" && kind != "log" {
		return nil
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, f := range frames {
		from, to := optionjson.AxisRange(f.Option, kind, at)
		low, high = math.Min(low, from), math.Max(high, to)
	}
	if low > high {
		return fmt.Errorf("%w: no frame has a number on %s[%d]", chart.ErrEmpty, kind, at)
	}
	length := float64(chart.AxisLength)
	if len(axes[0]) > 1 {
		length = chart.PanelLength
	}
	for i := range frames {
		axes[i][at] = optionjson.WithRange(axes[i][at], low, high, length)
	}
	return nil
}
