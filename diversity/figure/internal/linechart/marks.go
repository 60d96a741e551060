package linechart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
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

func (m Mark) kind() markKind {
	switch {
	case math.IsNaN(m.Y):
		return verticalMark
	case math.IsNaN(m.X):
		return horizontalMark
	}
	return pointMark
}

// marksOf are the marks of a kind by rising x, then y.
func (c Chart) marksOf(kind markKind) []Mark {
	var marks []Mark
	for _, m := range c.Options.Marks {
		if m.kind() == kind {
			marks = append(marks, m)
		}
	}
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	return marks
}

// marks are drawn by a series without points of its own, so that no entry of the legend takes them away.
func (c Chart) marks(g *chart.Grid) []chart.Series {
	if len(c.Options.Marks) == 0 {
		return nil
	}
	lines := chart.DashedLine("", chart.Neutral)
	lines.Data = []any{}
	lines.MarkLine = &chart.MarkLine{
		Silent: true, Symbol: "none", Precision: 20, Line: &opts.LineStyle{Width: 1.5, Type: "dashed", Color: chart.Neutral},
		Data: append(c.verticalMarks(), c.horizontalMarks(g)...),
	}
	return []chart.Series{lines, c.pointMarks()}
}

func (c Chart) verticalMarks() []any {
	var all []any
	vertical := c.marksOf(verticalMark)
	for i, place := range c.placesAbove(vertical) {
		text := chart.Label{Show: true, Formatter: "{b}", Position: "end", Distance: 4 + label.AboveRow*place.row,
			Align: place.align, Color: chart.Remark, FontSize: 12}
		all = append(all, map[string]any{"name": vertical[i].Label, "xAxis": vertical[i].X, "label": text})
	}
	return all
}

// horizontalMarks have their labels above their right ends, or where else nothing is in the way.
func (c Chart) horizontalMarks(g *chart.Grid) []any {
	marks := c.marksOf(horizontalMark)
	if len(marks) == 0 {
		return nil
	}
	var all []any
	at := c.places(g)
	p := c.obstacles(at)
	for _, m := range marks {
		all = append(all, map[string]any{"name": m.Label, "yAxis": m.Y,
			"label": chart.LineLabel(p.AlongLine(at.down(m.Y), m.Label))})
	}
	return all
}

// pointMarks are diamonds with their labels beside.
func (c Chart) pointMarks() chart.Series {
	s := chart.Series{
		Type: "scatter", Symbol: "diamond", SymbolSize: 12, Silent: true, Tooltip: &chart.Hidden{}, Z: 6, Color: chart.Accent,
		Data: []any{},
		Item: chart.Opaque(chart.Accent),
	}
	x := c.scale(c.Options.X, true)
	for _, m := range c.marksOf(pointMark) {
		text := chart.PointLabel("right")
		if m.labelledLeft(x.share(m.X)) {
			text.Position = "left"
		}
		text.Color = chart.LetterColor(chart.Accent)
		s.Data = append(s.Data, map[string]any{"name": m.Label, "value": []any{m.X, m.Y}, "label": text})
	}
	return s
}

// markPlace is where the label of a vertical line stands.
type markPlace struct {
	row   int    // above the axes, from 0
	align string // "" is centred on its line
}

// placesAbove gives each label the lowest row in which it does not touch another, within the picture.
func (c Chart) placesAbove(marks []Mark) []markPlace {
	places, labels, x := make([]markPlace, len(marks)), make([]scale.Span, len(marks)), c.scale(c.Options.X, true)
	for i, m := range marks {
		line, width := chart.AxisLength*x.share(m.X), label.AboveRune*float64(utf8.RuneCountInString(m.Label))
		left := line - width/2
		switch {
		case left+width > chart.AxisLength+20:
			left, places[i].align = line-width, "right"
		case left < -60:
			left, places[i].align = line, "left"
		}
		labels[i] = scale.Span{Low: left, High: left + width}
	}
	for i, row := range label.Rows(labels) {
		places[i].row = row
	}
	return places
}

// markRows is how many rows of labels stand above the axes.
func (c Chart) markRows() int {
	rows := 0
	for _, place := range c.placesAbove(c.marksOf(verticalMark)) {
		rows = max(rows, place.row+1)
	}
	return rows
}

func (c Chart) marksTable() string {
	var b strings.Builder
	for _, m := range c.Options.Marks {
		switch m.kind() {
		case verticalMark:
			fmt.Fprintf(&b, "%s: x = %s\n", m.Label, wording.Number(m.X))
		case horizontalMark:
			fmt.Fprintf(&b, "%s: y = %s\n", m.Label, wording.Number(m.Y))
		default:
			fmt.Fprintf(&b, "%s: %s, %s\n", m.Label, wording.Number(m.X), wording.Number(m.Y))
		}
	}
	return b.String()
}
