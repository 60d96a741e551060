package optionjson

import (
	"bytes"
	"encoding/json"
	"reflect"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
)

// chartGaps puts ECharts' sign for a missing value in place of numbers that are not finite, in what charts of
// go-echarts hold.
type chartGaps struct {
	found int
	undo  []func() // in the order in which it was done
}

// restore restores the values of the chart.
func (g *chartGaps) restore() {
	for i := len(g.undo) - 1; i >= 0; i-- {
		g.undo[i]()
	}
}

func (g *chartGaps) in(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		g.inInterface(v)
	case reflect.Pointer:
		g.in(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				g.in(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		if holdsMore(v.Type().Elem()) {
			for i := range v.Len() {
				g.in(v.Index(i))
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			g.in(v.MapIndex(key))
		}
	}
}

func holdsMore(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
		return true
	}
	return false
}

// inInterface replaces what an interface holds: a number, or a list of numbers.
func (g *chartGaps) inInterface(v reflect.Value) {
	held := v.Elem()
	if !held.IsValid() || !held.CanInterface() {
		return
	}
	switch values := held.Interface().(type) {
	case float64:
		if !scale.Finite(values) {
			g.replace(v, "-")
			g.found++
		}
	case []float64:
		if unknown := len(values) - len(scale.FiniteOf(values)); unknown > 0 {
			list := make([]any, len(values))
			for i, value := range values {
				list[i] = chart.OrGap(value)
			}
			g.replace(v, list)
			g.found += unknown
		}
	default:
		g.in(held)
	}
}

func (g *chartGaps) replace(v reflect.Value, by any) {
	if !v.CanSet() {
		return
	}
	old := reflect.ValueOf(v.Interface())
	g.undo = append(g.undo, func() { v.Set(old) })
	v.Set(reflect.ValueOf(by))
}

// functionMarker surrounds JavaScript functions in the options of go-echarts.
const functionMarker = "__f__"

// OfChart is the option of a chart of go-echarts in the style of the figures, and how many of its numbers are not
// finite. It is an error if it holds a JavaScript function.
func OfChart(fields map[string]any) (option map[string]any, gaps int, err error) {
	g := chartGaps{}
	g.in(reflect.ValueOf(fields))
	encoded, err := Encode(fields)
	g.restore()
	if err != nil {
		return nil, 0, err
	}
	if bytes.Contains(encoded, []byte(functionMarker)) {
		return nil, 0, diversity.Invalid("chart", "an option with a JavaScript function", "options in pure JSON")
	}
	if err := json.Unmarshal(encoded, &option); err != nil {
		return nil, 0, err
	}
	applyStyle(option)
	return option, g.found, nil
}

// TitleOf is the title of an option; "" without one.
func TitleOf(option map[string]any) string {
	title := ""
	if titles := Components(option["title"]); len(titles) > 0 {
		title, _ = titles[0]["text"].(string)
	}
	return title
}
