package paper

import "math"

// moveNames moves the names of rings and of other marks that would lie over another name, over a dot, or outside of the
// axes to another side of their mark. A name that would lie over another one wherever it stands is left out.
func (p plot) moveNames() {
	dots := append(append(p.dots(), p.drawnDots()...), p.lines()...)
	var taken []box
	for _, series := range listIn(p.object, "series") {
		data, _ := series["data"].([]any)
		size := numberIn(series, "symbolSize", 0)
		if series["type"] != "scatter" || size <= 1 || len(data) > mostNames || !p.has(series) {
			continue
		}
		for i, entry := range data {
			fields, _ := entry.(map[string]any)
			label, _ := fields["label"].(map[string]any)
			if label == nil || label["show"] != true {
				continue
			}
			moved, at, found := p.freeSide(series, fields, label, taken, dots)
			if !found {
				moved = with(label, map[string]any{"show": false})
			} else {
				taken = append(taken, at)
			}
			data[i] = with(fields, map[string]any{"label": moved})
		}
	}
}

// freeSide is a label where it is free, first of all as it is: clear of names and dots, else clear of names. A label of
// which the place is not known stays.
func (p plot) freeSide(series, entry, label map[string]any, taken, dots []box) (map[string]any, box, bool) {
	var sides []map[string]any
	for _, side := range []string{"bottom", "top", "right", "left"} {
		sides = append(sides, with(label, map[string]any{"position": side, "offset": []any{0.0, 0.0}}))
	}
	for _, avoid := range [][]box{append(append([]box{}, taken...), dots...), taken} {
		for _, candidate := range append([]map[string]any{label}, sides...) {
			_, at, ok := p.nameBox(series, with(entry, map[string]any{"label": candidate}))
			if !ok {
				return label, box{}, true
			}
			if p.holds(at) && !meetsAny(at, avoid) {
				return candidate, at, true
			}
		}
	}
	return nil, box{}, false
}

// holds reports whether a name lies within the axes, or in the free room right of them.
func (p plot) holds(at box) bool {
	return at.left >= 0 && at.top >= 0 && at.right <= p.across()+p.right && at.below <= p.high()
}

// drawnDots are the dots on lines.
func (p plot) drawnDots() (list []box) {
	for _, series := range listIn(p.object, "series") {
		size := numberIn(series, "symbolSize", 0)
		data, _ := series["data"].([]any)
		if series["type"] != "line" || series["showSymbol"] != true || size <= 1 || len(data)+len(list) > mostNames ||
			!p.has(series) {
			continue
		}
		for _, entry := range data {
			if x, y, ok := p.place(series, entry); ok {
				list = append(list, box{x - size/2, x + size/2, y - size/2, y + size/2})
			}
		}
	}
	return list
}

// lines are the ways between the places of lines, in steps.
func (p plot) lines() (list []box) {
	const step, half = 8.0, 1.0 // pixels
	for _, series := range listIn(p.object, "series") {
		data, _ := series["data"].([]any)
		if series["type"] != "line" || !p.has(series) || len(data)+len(list) > mostNames {
			continue
		}
		fromX, fromY, before := 0.0, 0.0, false
		for _, entry := range data {
			x, y, ok := p.place(series, entry)
			length := math.Hypot(x-fromX, y-fromY)
			for at := step; ok && before && at < length && len(list) < mostNames; at += step {
				lineX, lineY := fromX+(x-fromX)*at/length, fromY+(y-fromY)*at/length
				list = append(list, box{lineX - half, lineX + half, lineY - half, lineY + half})
			}
			fromX, fromY, before = x, y, ok
		}
	}
	return list
}

// with is a copy of an object in which some members are others.
func with(object, others map[string]any) map[string]any {
	changed := make(map[string]any, len(object)+len(others))
	for _, members := range []map[string]any{object, others} {
		for name, value := range members {
			changed[name] = value
		}
	}
	return changed
}
