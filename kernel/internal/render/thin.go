package render

import (
	"fmt"
	"math"
	"slices"
)

const (
	// columns are how many a unit of width has when lines are thinned. A pixel of a static copy is wider.
	columns = 2
	// longLine is from how many points on a line is thinned.
	longLine = 2000
	// mostPoints bounds the points of a picture's scatter series: each takes ECharts a third of a millisecond, or a sixth of that in its mode
	// for large series, which draws them all alike.
	mostPoints      = 3000
	mostAlikePoints = 12_000
)

// thin leaves out of a decoded option what a picture of this size cannot show, so that it is drawn in seconds.
//
// Of a line with more than 2000 points it keeps in each half unit of width the first, the lowest, the highest and the last: the
// same pixels are drawn. Of clouds with more than 3000 points in all (12,000 if a cloud's points look alike) it keeps one in each
// cell of a grid, as fine as that number allows: any other lies a few units from it, outliers stay, how dense the cloud is
// inside is lost. That is worth a remark, which it returns. Series whose data are not plain numbers, and stacked ones, whose points belong together, stay whole.
func thin(option map[string]any, about frame) (remark string) {
	total, shown := 0, 0
	var clouds []*series
	for _, s := range seriesOf(option) {
		switch s.kind {
		case "line":
			if len(s.data) > longLine {
				s.keep(s.envelope(columns * about.Width))
			}
		case "scatter":
			clouds = append(clouds, s)
			total += len(s.data)
		}
	}
	if total <= mostPoints {
		return ""
	}
	for _, s := range clouds {
		most := mostPoints
		if option["visualMap"] == nil && s.alike() {
			most = mostAlikePoints
			s.fields["large"] = true
		}
		kept := s.spaced(about, most*len(s.data)/total)
		s.keep(kept)
		shown += len(kept)
	}
	if shown == total {
		return ""
	}
	return fmt.Sprintf("(Drawn in this static copy: %d of %d points.)", shown, total)
}

// series is one whose data are pairs of numbers.
type series struct {
	fields map[string]any
	kind   string
	data   []any
	x, y   []float64 // on a scale that the picture is linear in
}

// seriesOf lists the series that can be thinned.
func seriesOf(option map[string]any) []*series {
	var list []*series
	all, _ := option["series"].([]any)
	for _, member := range all {
		fields, _ := member.(map[string]any)
		kind, _ := fields["type"].(string)
		data, _ := fields["data"].([]any)
		if fields["stack"] != nil || fields["encode"] != nil {
			continue
		}
		s := &series{fields: fields, kind: kind, data: data}
		if s.read(axisOf(option, fields, "x"), axisOf(option, fields, "y")) {
			list = append(list, s)
		}
	}
	return list
}

// axisOf is the axis of a series, nil if it has none.
func axisOf(option, series map[string]any, name string) map[string]any {
	axes, ok := option[name+"Axis"].([]any)
	if !ok {
		axes = []any{option[name+"Axis"]}
	}
	index, _ := series[name+"AxisIndex"].(float64)
	if i := int(index); i >= 0 && i < len(axes) {
		axis, _ := axes[i].(map[string]any)
		return axis
	}
	return nil
}

// read takes the places of all points; false if one has none that is known here.
func (s *series) read(x, y map[string]any) bool {
	for i, item := range s.data {
		if fields, ok := item.(map[string]any); ok {
			item = fields["value"]
		}
		pair, ok := item.([]any)
		if !ok {
			pair = []any{float64(i), item}
		}
		if len(pair) < 2 {
			return false
		}
		a, okX := place(pair[0], x)
		b, okY := place(pair[1], y)
		if !okX || !okY {
			return false
		}
		s.x, s.y = append(s.x, a), append(s.y, b)
	}
	return len(s.data) > 0
}

func place(value any, axis map[string]any) (float64, bool) {
	number, ok := value.(float64)
	if axis["type"] == "log" {
		return math.Log(number), ok && number > 0
	}
	return number, ok
}

// alike tells whether all points are drawn in the same way.
func (s *series) alike() bool {
	_, sized := s.fields["symbolSize"].(float64)
	return sized && s.fields["label"] == nil && !slices.ContainsFunc(s.data, func(item any) bool {
		_, own := item.(map[string]any)
		return own
	})
}

// keep leaves the points of these indices.
func (s *series) keep(indices []int) {
	if len(indices) == len(s.data) {
		return
	}
	kept := make([]any, len(indices))
	for i, index := range indices {
		kept[i] = s.data[index]
	}
	s.fields["data"] = kept
}

// envelope is of each run of points in one of n columns the first, the lowest, the highest and the last.
func (s *series) envelope(n int) []int {
	low, high := slices.Min(s.x), slices.Max(s.x)
	column := func(i int) int { return cellOf(s.x[i], low, high, float64(n)) }
	var kept []int
	for start := 0; start < len(s.x); {
		end, lowest, highest := start+1, start, start
		for ; end < len(s.x) && column(end) == column(start); end++ {
			if s.y[end] < s.y[lowest] {
				lowest = end
			}
			if s.y[end] > s.y[highest] {
				highest = end
			}
		}
		run := []int{start, lowest, highest, end - 1}
		slices.Sort(run)
		kept = append(kept, slices.Compact(run)...)
		start = end
	}
	return kept
}

// spaced is one point in each cell of a grid, the first, with cells as small as no more than a number of points allow.
func (s *series) spaced(about frame, most int) []int {
	left, right, bottom, top := slices.Min(s.x), slices.Max(s.x), slices.Min(s.y), slices.Max(s.y)
	const wider = 1.25
	for size := 1.0; ; size *= wider {
		taken := map[[2]int]bool{}
		var kept []int
		for i := range s.x {
			cell := [2]int{cellOf(s.x[i], left, right, float64(about.Width)/size), cellOf(s.y[i], bottom, top, float64(about.Height)/size)}
			if !taken[cell] {
				taken[cell] = true
				kept = append(kept, i)
			}
		}
		if len(kept) <= max(most, 1) || size > float64(about.Width+about.Height) {
			return kept
		}
	}
}

// cellOf numbers the n parts of a range.
func cellOf(value, low, high, n float64) int {
	if high == low {
		return 0
	}
	return int(n * (value - low) / (high - low))
}
