package render

import "math"

// axis is what thinning has to know of an x or y axis. The zero value is a linear one over its data.
type axis struct {
	fields     map[string]any
	category   bool
	log        bool
	time       bool
	index      map[string]int // of the names of a category axis
	collected  []any          // the names, if they are not those of the axis but come from its series
	unreadable bool           // they come from series that are not understood here
}

// axisName is "x" or "y".
type axisName string

const (
	xName axisName = "x"
	yName axisName = "y"
)

// axes are those of an option, by their places in it.
type axes map[axisName][]*axis

func axesOf(option map[string]any) axes {
	all := axes{}
	for _, name := range []axisName{xName, yName} {
		for _, member := range listOf(option[string(name)+"Axis"]) {
			fields, _ := member.(map[string]any)
			all[name] = append(all[name], newAxis(fields))
		}
	}
	return all
}

// listOf is a member that may be a list or its only element.
func listOf(member any) []any {
	if list, ok := member.([]any); ok {
		return list
	}
	if member == nil {
		return nil
	}
	return []any{member}
}

func newAxis(fields map[string]any) *axis {
	names, named := fields["data"].([]any)
	kind, typed := fields["type"].(string)
	a := &axis{fields: fields, category: kind == "category" || !typed && named, log: kind == "log", time: kind == "time"}
	if a.category && named {
		a.index = map[string]int{}
		for i, name := range names {
			if object, ok := name.(map[string]any); ok {
				name = object["value"]
			}
			if text, ok := name.(string); ok {
				a.index[text] = i
			}
		}
	}
	return a
}

// of is the axis of a series; a linear one if it has none.
func (a axes) of(series map[string]any, name axisName) *axis {
	index, _ := series[string(name)+"AxisIndex"].(float64)
	if i := int(index); i >= 0 && i < len(a[name]) {
		return a[name][i]
	}
	return &axis{}
}

// collect takes the names of a category axis without any from one of its series, as ECharts does.
func (a *axis) collect(values []any) {
	if a.index == nil {
		a.index = map[string]int{}
	}
	for _, value := range values {
		name, ok := value.(string)
		if !ok {
			a.unreadable = true
			return
		}
		if _, known := a.index[name]; !known {
			a.index[name] = len(a.collected)
			a.collected = append(a.collected, name)
		}
	}
}

// position is where a value stands, on a scale that the picture is linear in.
func (a *axis) position(value any) (float64, bool) {
	number, ok := value.(float64)
	switch {
	case a.category:
		if name, named := value.(string); named {
			i, known := a.index[name]
			return float64(i), known && !a.unreadable
		}
		return number, ok && !a.unreadable
	case a.log:
		return math.Log(number), ok && number > 0
	}
	return number, ok
}

// span is from where to where the axis goes if its data do from low to high.
func (a *axis) span(low, high float64) (from, to float64) {
	if a.category {
		return low, high
	}
	if end, ok := a.position(a.fields["min"]); ok {
		low = end
	}
	if end, ok := a.position(a.fields["max"]); ok {
		high = end
	}
	return low, high
}

// settle gives the axis the names that its series no longer tell once they are thinned.
func (a *axis) settle() {
	if a.collected != nil {
		a.fields["data"] = a.collected
	}
}

// missing reports whether a value is ECharts' gap.
func missing(value any) bool { return value == nil || value == "-" }
