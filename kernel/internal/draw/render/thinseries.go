package render

import (
	"maps"
	"math"
	"slices"
)

// series is one that can be thinned: all its places are known.
type series struct {
	fields map[string]any
	kind   string
	option map[string]any
	items  []any     // its data
	column [2]int    // of the items, for x and y
	axis   [2]*axis  // x and y
	x, y   []float64 // NaN for a gap
}

// seriesOf lists the series that can be thinned.
func seriesOf(option map[string]any) []*series {
	axes := axesOf(option)
	var all, known []*series
	for _, member := range listOf(option["series"]) {
		fields, _ := member.(map[string]any)
		kind, _ := fields["type"].(string)
		s := &series{fields: fields, kind: kind, option: option,
			axis: [2]*axis{axes.of(fields, xName), axes.of(fields, yName)}}
		if s.find() {
			known = append(known, s)
		} else {
			s.items = nil
		}
		all = append(all, s)
	}
	collectNames(all)
	return slices.DeleteFunc(known, func(s *series) bool { return !s.read() })
}

// collectNames gives category axes without names those that their series have.
func collectNames(all []*series) {
	unnamed := map[*axis]bool{}
	for _, s := range all {
		for i, a := range s.axis {
			if a.category && (a.index == nil || unnamed[a]) {
				unnamed[a] = true
				a.unreadable = a.unreadable || s.items == nil
				a.collect(s.values(i))
			}
		}
	}
}

// find takes the items of the series and the columns of their places; false if they are not understood here.
func (s *series) find() bool {
	own, have := s.fields["data"].([]any)
	if !have || s.elsewhere() && s.kind != "scatter" {
		return false
	}
	s.items, s.column = own, [2]int{0, 1}
	encode, encoded := s.fields["encode"].(map[string]any)
	if !encoded {
		return true
	}
	names := namesOf(s.fields["dimensions"])
	for i, name := range []axisName{xName, yName} {
		column, ok := columnOf(encode[string(name)], names)
		if !ok {
			return false
		}
		s.column[i] = column
	}
	return true
}

// elsewhere reports whether the series is on other axes than x and y.
func (s *series) elsewhere() bool {
	system, _ := s.fields["coordinateSystem"].(string)
	return system != "" && system != "cartesian2d"
}

// pair is the row of an item, made of its number if it has one alone: such numbers belong to the names of a category
// axis in turn.
func (s *series) pair(i int) (row []any, ok bool) {
	item := s.items[i]
	if fields, object := item.(map[string]any); object {
		item = fields["value"]
	}
	if row, ok = item.([]any); ok {
		return row, max(s.column[0], s.column[1]) < len(row)
	}
	switch {
	case s.column != [2]int{0, 1}:
		return nil, false
	case s.axis[0].category:
		return []any{float64(i), item}, true
	case s.axis[1].category:
		return []any{item, float64(i)}, true
	}
	return nil, false
}

// values are those of a column, 0 for x and 1 for y; nil if an item has none.
func (s *series) values(column int) []any {
	var values []any
	for i := range s.items {
		row, ok := s.pair(i)
		if !ok {
			return []any{nil}
		}
		values = append(values, row[s.column[column]])
	}
	return values
}

// read takes the places of all items; false if one has none that is known here.
func (s *series) read() bool {
	base, value := s.base(), 1-s.base()
	for i := range s.items {
		row, ok := s.pair(i)
		if !ok {
			return false
		}
		var at [2]float64
		at[base], ok = s.axis[base].position(row[s.column[base]])
		gap := missing(row[s.column[value]])
		if !ok && !(gap && missing(row[s.column[base]])) {
			return false
		}
		if at[value], ok = s.axis[value].position(row[s.column[value]]); gap {
			at[value], ok = math.NaN(), s.kind != "scatter"
		}
		if !ok {
			return false
		}
		s.x, s.y = append(s.x, at[0]), append(s.y, at[1])
	}
	return len(s.items) > 0
}

// base is the axis along which lines and bars go, as ECharts chooses it: 0 for x, 1 for y.
func (s *series) base() int {
	x, y := s.axis[0], s.axis[1]
	if !x.category && (y.category || y.time && !x.time) {
		return 1
	}
	return 0
}

// along are the places on the base axis, and values those on the other.
func (s *series) along() (places, values []float64) {
	if s.base() == 1 {
		return s.y, s.x
	}
	return s.x, s.y
}

// alike reports whether all points are drawn in the same way.
func (s *series) alike() bool {
	_, sized := s.fields["symbolSize"].(float64)
	return sized && s.fields["label"] == nil && !slices.ContainsFunc(s.items, func(item any) bool {
		_, own := item.(map[string]any)
		return own
	})
}

// keep leaves the items of these indices.
func (s *series) keep(indices []int) {
	if len(indices) == len(s.items) {
		return
	}
	kept := make([]any, len(indices))
	for i, index := range indices {
		kept[i] = s.item(index)
	}
	s.fields["data"] = kept
	for _, a := range s.axis {
		a.settle()
	}
}

// item is an item that does not need its neighbours to have a place.
func (s *series) item(i int) any {
	fields, object := s.items[i].(map[string]any)
	row, _ := s.pair(i)
	if !object {
		return row
	}
	fields = maps.Clone(fields)
	fields["value"] = row
	return fields
}

// columns are how many the whole axis has if the part that is shown has some for each unit.
func (s *series) columns(about frame) float64 {
	side := about.Width
	if s.base() == 1 {
		side = about.Height
	}
	return columns * float64(side) * zoom(s.option)
}

// cells numbers the columns of the places.
func (s *series) cells(n float64) func(i int) int {
	places, values := s.along()
	low, high := math.Inf(1), math.Inf(-1)
	for i, place := range places {
		if !math.IsNaN(values[i]) {
			low, high = math.Min(low, place), math.Max(high, place)
		}
	}
	low, high = s.axis[s.base()].span(low, high)
	return func(i int) int { return cellOf(places[i], low, high, n) }
}

// everyColumn is so large a zoom that every place has a column of its own.
const everyColumn = 1e5

// zoom is how many times longer than the picture an axis is of which it shows a part.
func zoom(option map[string]any) float64 {
	times := 1.0
	for _, member := range listOf(option["dataZoom"]) {
		fields, _ := member.(map[string]any)
		if fields["startValue"] != nil || fields["endValue"] != nil {
			return everyColumn
		}
		start, _ := fields["start"].(float64)
		end, given := fields["end"].(float64)
		if !given {
			end = 100
		}
		if end > start {
			times = math.Max(times, 100/(end-start))
		}
	}
	return times
}

// cellOf numbers the n parts of a range, and what lies before and behind it.
func cellOf(value, low, high, n float64) int {
	if high == low {
		return 0
	}
	return int(math.Max(-1, math.Min(n, math.Floor(n*(value-low)/(high-low)))))
}
