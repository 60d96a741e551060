package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// markKind is what a mark looks like.
type markKind int

const (
	verticalMark markKind = iota
	horizontalMark
	pointMark
)

func (m mark) kind() markKind {
	switch {
	case math.IsNaN(m.y):
		return verticalMark
	case math.IsNaN(m.x):
		return horizontalMark
	}
	return pointMark
}

// marksOf are the marks of a kind by rising x, then y.
func (c lineChart) marksOf(kind markKind) []mark {
	var marks []mark
	for _, m := range c.options.Marks {
		if m.kind() == kind {
			marks = append(marks, m)
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	return marks
}

// marks are drawn by a series without points of its own, so that no entry of the legend takes them away.
func (c lineChart) marks(g *grid) []series {
	if len(c.options.Marks) == 0 {
		return nil
	}
	lines := dashedLine("", neutral)
	lines.Data = []any{}
	lines.MarkLine = &markLine{
		Silent: true, Symbol: "none", Precision: 20, Line: &opts.LineStyle{Width: 1.5, Type: "dashed", Color: neutral},
		Data: append(c.verticalMarks(), c.horizontalMarks(g)...),
	}
	return []series{lines, c.pointMarks()}
}

func (c lineChart) verticalMarks() []any {
	var all []any
	vertical := c.marksOf(verticalMark)
	for i, place := range c.placesAbove(vertical) {
		text := label{Show: true, Formatter: "{b}", Position: "end", Distance: 4 + aboveRow*place.row, Align: place.align, Color: neutral, FontSize: 12}
		all = append(all, map[string]any{"name": vertical[i].label, "xAxis": vertical[i].x, "label": text})
	}
	return all
}

// horizontalMarks have their labels above their right ends, or where else nothing is in the way.
func (c lineChart) horizontalMarks(g *grid) []any {
	marks := c.marksOf(horizontalMark)
	if len(marks) == 0 {
		return nil
	}
	var all []any
	at := c.places(g)
	p := c.obstacles(at)
	for _, m := range marks {
		all = append(all, map[string]any{"name": m.label, "yAxis": m.y, "label": lineLabel(p.alongLine(at.down(m.y), m.label))})
	}
	return all
}

// pointMarks are diamonds with their labels beside.
func (c lineChart) pointMarks() series {
	s := series{
		Type: "scatter", Symbol: "diamond", SymbolSize: 12, Silent: true, Tooltip: &hidden{}, Z: 6, Color: accent, Data: []any{},
		Item: opaque(accent),
	}
	x := c.scale(c.options.X, true)
	for _, m := range c.marksOf(pointMark) {
		text := label{Show: true, Formatter: "{b}", Position: "right", Color: accent, FontSize: 12}
		if m.labelledLeft(x.share(m.x)) {
			text.Position = "left"
		}
		s.Data = append(s.Data, map[string]any{"name": m.label, "value": []any{m.x, m.y}, "label": text})
	}
	return s
}

// markPlace is where the label of a vertical line stands.
type markPlace struct {
	row   int    // above the axes, from 0
	align string // "" is centred on its line
}

// placesAbove gives each label the lowest row in which it does not touch another, within the picture.
func (c lineChart) placesAbove(marks []mark) []markPlace {
	places, labels, x := make([]markPlace, len(marks)), make([]span, len(marks)), c.scale(c.options.X, true)
	for i, m := range marks {
		line, width := axisLength*x.share(m.x), aboveRune*float64(utf8.RuneCountInString(m.label))
		left := line - width/2
		switch {
		case left+width > axisLength+20:
			left, places[i].align = line-width, "right"
		case left < -60:
			left, places[i].align = line, "left"
		}
		labels[i] = span{left, left + width}
	}
	for i, row := range rowsOf(labels) {
		places[i].row = row
	}
	return places
}

// markRows is how many rows of labels stand above the axes.
func (c lineChart) markRows() int {
	rows := 0
	for _, place := range c.placesAbove(c.marksOf(verticalMark)) {
		rows = max(rows, place.row+1)
	}
	return rows
}

func (c lineChart) marksTable() string {
	var b strings.Builder
	for _, m := range c.options.Marks {
		switch m.kind() {
		case verticalMark:
			fmt.Fprintf(&b, "%s: x = %s\n", m.label, number(m.x))
		case horizontalMark:
			fmt.Fprintf(&b, "%s: y = %s\n", m.label, number(m.y))
		default:
			fmt.Fprintf(&b, "%s: %s, %s\n", m.label, number(m.x), number(m.y))
		}
	}
	return b.String()
}
