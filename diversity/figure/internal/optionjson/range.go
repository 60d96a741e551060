package optionjson

import (
	"maps"
	"math"
	"tradeoff/diversity/figure/internal/scale"
)

// AxisRange is the range of an axis of an option: what the axis has itself, else that of the data, with zero unless the
// axis may leave it out; low is above high without either.
func AxisRange(option map[string]any, kind string, at int) (low, high float64) {
	axis := Components(option[kind])[at]
	low, high = rangeOfData(option, kind, at)
	if scale, _ := axis["scale"].(bool); !scale && axis["type"] == "value" {
		low, high = math.Min(low, 0), math.Max(high, 0)
	}
	if own, ok := axis["min"].(float64); ok {
		low = own
	}
	if own, ok := axis["max"].(float64); ok {
		high = own
	}
	return low, high
}

// rangeOfData is the range of all series on an axis, an area's origin included.
func rangeOfData(option map[string]any, kind string, at int) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, series := range Components(option["series"]) {
		if index, _ := series[kind+"Index"].(float64); int(index) != at {
			continue
		}
		data, _ := series["data"].([]any)
		column := columnOf(series, kind)
		for _, item := range data {
			if value, ok := numberAt(item, column); ok {
				low, high = math.Min(low, value), math.Max(high, value)
			}
		}
		area, _ := series["areaStyle"].(map[string]any)
		if origin, ok := area["origin"].(float64); ok && kind == "yAxis" {
			low, high = math.Min(low, origin), math.Max(high, origin)
		}
	}
	return low, high
}

// columnOf is the column of a series' data that belongs to its x or y axis.
func columnOf(series map[string]any, kind string) int {
	encode, _ := series["encode"].(map[string]any)
	if column, ok := encode[kind[:1]].(float64); ok {
		return int(column)
	}
	if kind == "xAxis" {
		return 0
	}
	return 1
}

// numberAt reads a number of an item of data, which is a row, or an object with a row, or the value itself.
func numberAt(item any, column int) (value float64, ok bool) {
	switch item := item.(type) {
	case map[string]any:
		return numberAt(item["value"], column)
	case []any:
		if column < len(item) {
			value, ok = item[column].(float64)
		}
		return value, ok
	}
	value, ok = item.(float64)
	return value, ok
}

// WithRange is a copy of an axis with a range and a length in pixels; a linear one ends at round numbers, a logarithmic
// one gets its ticks anew.
func WithRange(axis map[string]any, low, high, length float64) map[string]any {
	axis = maps.Clone(axis)
	delete(axis, "interval")
	if axis["type"] == "value" {
		low, high = scale.RoundRange(low, high)
	}
	axis["min"], axis["max"] = low, high
	for _, marks := range []string{"axisLabel", "axisTick"} {
		if old, ok := axis[marks].(map[string]any); ok && old["customValues"] != nil {
			own := maps.Clone(old)
			own["customValues"] = scale.Ticks(numbersOf(old["customValues"]), scale.Span{Low: low, High: high}, length)
			axis[marks] = own
		}
	}
	return axis
}

// numbersOf are the numbers of a list.
func numbersOf(list any) []float64 {
	items, _ := list.([]any)
	var values []float64
	for _, item := range items {
		if value, ok := item.(float64); ok {
			values = append(values, value)
		}
	}
	return values
}
