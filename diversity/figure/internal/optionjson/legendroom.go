package optionjson

import "tradeoff/diversity/figure/internal/chart"

// makeRoomForLegend moves the axes down where the picture is so narrow that its legend needs more rows.
func makeRoomForLegend(option map[string]any) {
	const step, narrowest = 20, 300 // pixels
	legend, _ := option["legend"].(map[string]any)
	grid, _ := option["grid"].(map[string]any)
	top, ok := grid["top"].(float64)
	entries := entriesOf(legend)
	if !ok || len(entries) == 0 {
		return
	}
	rows := chart.LegendRows(entries, chart.DefaultWidth)
	known, more := rows, []any{}
	for width := chart.DefaultWidth - step; width >= narrowest; width -= step {
		if needed := chart.LegendRows(entries, width); needed > known {
			known = needed
			more = append(more, map[string]any{"query": map[string]any{"maxWidth": float64(width)},
				"option": gridTop(top + float64(chart.LegendRow*(needed-rows)))})
		}
	}
	if len(more) > 0 {
		own, _ := option["media"].([]any)
		option["media"] = append(append(own, more...), map[string]any{"option": gridTop(top)})
	}
}

func gridTop(top float64) map[string]any {
	return map[string]any{"grid": map[string]any{"top": top}}
}

// entriesOf are those of the legend of an option.
func entriesOf(legend map[string]any) []chart.Entry {
	data, _ := legend["data"].([]any)
	var entries []chart.Entry
	for _, item := range data {
		switch item := item.(type) {
		case string:
			entries = append(entries, chart.Entry{Name: item})
		case map[string]any:
			name, _ := item["name"].(string)
			entries = append(entries, chart.Entry{Name: name})
		}
	}
	return entries
}
