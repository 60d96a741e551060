package optionjson

import (
	"maps"
	"slices"
	"tradeoff/diversity/figure/internal/chart"
)

// unchosenColors are those that go-echarts writes into a chart of which nobody chose any: those of ECharts 5.
var unchosenColors = []string{"#5470c6", "#91cc75", "#fac858", "#ee6666", "#73c0de", "#3ba272", "#fc8452", "#9a60b4",
	"#ea7ccc"}

// applyStyle gives an option of go-echarts the palette, letters, axes, tools and room of the other figures, where
// nothing else is set.
func applyStyle(option map[string]any) {
	axes := len(Components(option["xAxis"]))+len(Components(option["yAxis"])) > 0
	if colors, _ := option["color"].([]any); len(colors) == 0 || slices.Equal(colors, texts(unchosenColors)) {
		option["color"] = texts(chart.Palette())
	}
	fill(option, map[string]any{"animation": false, "tooltip": map[string]any{"show": true, "trigger": "item"},
		"toolbox": generic(chart.Tools(axes))})
	entries := seriesEntries(option)
	fill(option, map[string]any{"legend": styledLegend(entries)})
	if !axes {
		return
	}
	if len(entries) < 2 {
		entries = nil
	}
	fill(option, map[string]any{"grid": generic(chart.StandardGrid(entries, 28))})
	styleAxes(option, "xAxis", 34)
	styleAxes(option, "yAxis", 48)
}

// seriesEntries are the names of the series of an option, or those of the parts of a pie.
func seriesEntries(option map[string]any) []chart.Entry {
	var entries []chart.Entry
	for _, series := range Components(option["series"]) {
		if series["type"] == "pie" || series["type"] == "funnel" {
			entries = append(entries, entriesOf(series)...)
		} else if name, _ := series["name"].(string); name != "" {
			entries = append(entries, chart.Entry{Name: name})
		}
	}
	return entries
}

// styledLegend is above the axes; a single series needs none.
func styledLegend(entries []chart.Entry) map[string]any {
	if len(entries) < 2 {
		return map[string]any{"show": false}
	}
	var names []any
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return map[string]any{"data": names, "top": "40", "left": "62", "itemWidth": 20.0, "itemHeight": 10.0}
}

// styleAxes sets the names of axes beside their middles, and the letters and lines.
func styleAxes(option map[string]any, kind string, nameGap int) {
	axes := Components(option[kind])
	var styled []any
	for _, own := range axes {
		axisType, _ := own["type"].(string)
		if axisType == "" {
			axisType = "value"
			if own["data"] != nil {
				axisType = "category"
			}
		}
		standard := chart.NewAxis(axisType, "").Vertical(nameGap)
		if axisType == "category" {
			standard = standard.WithoutLines()
		}
		own = maps.Clone(own)
		fill(own, generic(standard))
		styled = append(styled, own)
	}
	if styled != nil {
		option[kind] = styled
	}
}

// fill sets the members of an object that are missing, at every depth.
func fill(object, defaults map[string]any) {
	for key, value := range defaults {
		own, set := object[key]
		inner, isObject := own.(map[string]any)
		further, hasMore := value.(map[string]any)
		switch {
		case !set || own == nil:
			object[key] = value
		case isObject && hasMore:
			fill(inner, further)
		}
	}
}
