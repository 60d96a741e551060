package confusion

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/study"
)

// confusionChart is what [figure.Confusion] shows: a square heat map.
type confusionChart struct {
	result   study.Confusion
	options  Options // By is set
	all      mistakes
	mistakes // that are shown
}

// The layout of a heat map, in pixels.
const (
	mapLargest  = 550 // side of the square
	mapSmallest = 220
	mapCell     = 56 // of few classes
	mapTop      = 52
	mapNameRoom = 34 // for the name of an axis
	mapRune     = 6.2
	mapLine     = 13 // from one name to the next
	mapThinned  = 20 // the same, where not all are named
	mapSlanted  = 18 // the same, for names that are turned by half a right angle
	mapNumber   = 36 // width of a cell that holds a number
	mapLetters  = 22 // of a name
	ownCell     = "#9a9a9a"
)

func (c confusionChart) rows() int { return len(c.names) }

func (c confusionChart) side() int { return max(mapSmallest, min(mapLargest, mapCell*c.rows())) }

// cell is the side of a cell.
func (c confusionChart) cell() float64 { return float64(c.side()) / float64(c.rows()) }

// byGroups reports whether the rows are too many to be named one by one, so that their groups are.
func (c confusionChart) byGroups() bool { return c.cell() < mapLine && len(c.starts()) > 2 }

// labelled are the names beside the map.
func (c confusionChart) labelled() []string {
	names := c.names
	if c.byGroups() {
		names = c.groups
	}
	return label.ShortNames(names, mapLetters)
}

// labelRoom is the width of the longest name.
func (c confusionChart) labelRoom() int {
	longest := 0
	for _, name := range c.labelled() {
		longest = max(longest, utf8.RuneCountInString(name))
	}
	return int(mapRune*float64(longest)) + 14
}

// turned is by how many degrees the names below are turned.
func (c confusionChart) turned() int {
	if c.cell() < mapSlanted {
		return 90
	}
	return 45
}

// below is the room for the names below.
func (c confusionChart) below() int {
	return int(float64(c.labelRoom()) * math.Sin(float64(c.turned())*math.Pi/180))
}

func (c confusionChart) left() int { return c.labelRoom() + mapNameRoom }

func (c confusionChart) height() int { return mapTop + c.side() + c.below() + mapNameRoom + 6 }

func (c confusionChart) option() chart.Option {
	apart := c.neverMet()
	all := append([]chart.Series{c.cells(), c.lines()}, apart...)
	if c.byGroups() {
		all = append(all, c.groupNames()...)
	}
	return chart.Option{
		Color: chart.Palette(), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true), Legend: c.legend(apart != nil),
		Grid: &chart.Grid{Left: c.left(), Right: chart.DefaultWidth - c.left() - c.side(), Top: mapTop,
			Bottom: c.below() + mapNameRoom + 6},
		XAxis:     []chart.Axis{c.axis(c.heading("taken for"), c.below()+12, c.turned()), c.ruler()},
		YAxis:     []chart.Axis{c.axis(c.heading("true"), c.labelRoom()+4, 0).Downwards(), c.ruler().Downwards()},
		VisualMap: c.scale(), Series: all,
	}
}

func (c confusionChart) heading(side string) string {
	if side == "true" {
		return "true " + c.options.By
	}
	return side + " " + c.options.By
}

// axis has a name for each row, or for every second, third...
func (c confusionChart) axis(name string, gap, turned int) chart.Axis {
	a := chart.NewAxis("category", name).Vertical(gap).WithoutLines()
	a.Tick.Show = chart.Bool(false)
	a.Label = chart.AxisMarks{FontSize: 11, Margin: 6, Rotate: turned, Interval: new(int)}
	if c.cell() < mapLine {
		*a.Label.Interval = int(math.Ceil(mapThinned/c.cell())) - 1
	}
	if c.byGroups() {
		a.Label.Show = chart.Bool(false)
	}
	a.Data = label.ShortNames(c.names, mapLetters)
	return a
}

// ruler is an axis without marks, for what lies between the cells.
func (c confusionChart) ruler() chart.Axis {
	a := chart.NewAxis("value", "").WithoutLines()
	a.Min, a.Max = 0, c.rows()
	a.Label.Show, a.Tick.Show, a.Line.Show = chart.Bool(false), chart.Bool(false), false
	return a
}

// cells are those that hold images.
func (c confusionChart) cells() chart.Series {
	s := chart.Series{
		Name: "images", Type: "heatmap", Z: 2, Data: []any{}, Progressive: new(int),
		Dimensions: []string{"taken for", "true", c.unit(), "images", "of"},
		Encode:     map[string]any{"x": 0, "y": 1, "value": 2, "tooltip": []int{2, 3, 4}},
	}
	if c.cell() >= mapNumber {
		s.Label = &chart.Label{Show: true, Formatter: "{@[2]}", FontSize: 11}
	}
	bands := c.scale()
	for i, row := range c.wrong {
		if c.options.By == ByClass && c.right[i] > 0 {
			s.Data = append(s.Data, c.own(i))
		}
		for j, images := range row {
			if images > 0 {
				s.Data = append(s.Data, c.mistake(i, j, images, bands))
			}
		}
	}
	return s
}

func (c confusionChart) unit() string {
	if c.options.Counts {
		return "images"
	}
	return "share %"
}

// own is the cell of right answers.
func (c confusionChart) own(i int) map[string]any {
	item := map[string]any{
		"name": c.names[i] + ", rightly", "value": []any{i, i, c.value(i, c.right[i]), c.right[i], c.images[i]},
		"visualMap": false, "itemStyle": map[string]any{"color": ownCell},
	}
	if c.cell() >= mapNumber {
		item["label"] = map[string]any{"color": chart.LettersOn(ownCell)}
	}
	return item
}

func (c confusionChart) mistake(i, j, images int, bands *chart.ColorBands) map[string]any {
	value := c.value(i, images)
	name := c.names[i] + " → " + c.names[j]
	if i == j {
		name = "within " + c.names[i]
	}
	item := map[string]any{"name": name, "value": []any{j, i, value, images, c.images[i]}}
	if c.cell() >= mapNumber {
		item["label"] = map[string]any{"color": chart.LettersOn(bands.Color(value))}
	}
	return item
}

// value is what a number of images of a row counts on the scale.
func (c confusionChart) value(row, images int) float64 {
	if c.options.Counts {
		return float64(images)
	}
	return scale.RoundTo(100*float64(images)/float64(c.images[row]), 3)
}

// most is the upper end of the scale: the largest mistake.
func (c confusionChart) most() float64 {
	most := 0.0
	for i, row := range c.wrong {
		for _, images := range row {
			if images > 0 {
				most = math.Max(most, c.value(i, images))
			}
		}
	}
	if most == 0 {
		return 1
	}
	return most
}

// beside is the distance from the right edge of the picture of what stands right of the map and has some width.
func (c confusionChart) beside(width int) int {
	return max(8, chart.DefaultWidth-c.left()-c.side()-width)
}

func (c confusionChart) scale() *chart.ColorBands {
	const width, number = 104, 7 // with the distance from the map
	title, step := "% of row", scale.NiceStep(c.most()/number)
	if c.options.Counts {
		title, step = "images", math.Ceil(step)
	}
	bands := chart.NewColorBands(title, scale.Span{Low: 0, High: math.Ceil(c.most()/step) * step}, step)
	bands.SeriesIndex, bands.Right, bands.Top = []int{0}, c.beside(width), strconv.Itoa(mapTop)
	return bands
}

// lines are the frame, and the borders of the groups.
func (c confusionChart) lines() chart.Series {
	s := chart.Series{
		Type: "line", XAxisIndex: 1, YAxisIndex: 1, ShowSymbol: chart.Bool(false), Symbol: "none", Silent: true,
		Tooltip: &chart.Hidden{}, Z: 3, Color: chart.Neutral,
		Line: &opts.LineStyle{Width: 1, Color: chart.Neutral, Opacity: opts.Float(0.6)},
	}
	end := c.rows()
	for _, at := range c.starts() {
		s.Data = append(s.Data, []any{at, 0}, []any{at, end}, chart.Gap(), []any{0, at}, []any{end, at}, chart.Gap())
	}
	return s
}

// groupNames stand beside the middle of each group, where the one before leaves room.
func (c confusionChart) groupNames() []chart.Series {
	names := func(position string, turned int) chart.Series {
		return chart.Series{
			Type: "scatter", XAxisIndex: 1, YAxisIndex: 1, SymbolSize: 1, Silent: true, Tooltip: &chart.Hidden{}, Z: 3,
			Color: chart.Neutral, Item: chart.Opaque(chart.Neutral), Clip: chart.Bool(false), Data: []any{},
			Label: &chart.Label{Show: true, Position: position, Formatter: "{b}", FontSize: 11, Color: chart.Remark,
				Align: "right", Vertical: "middle", Rotate: turned},
		}
	}
	beside, below := names("left", 0), names("bottom", 90)
	starts, before, short := c.starts(), math.Inf(-1), label.ShortNames(c.groups, mapLetters)
	for i, start := range starts[:len(starts)-1] {
		center := float64(start+starts[i+1]) / 2
		if at := center * c.cell(); at-before >= mapLine {
			before = at
			beside.Data = append(beside.Data, map[string]any{"name": short[start], "value": []any{0, center}})
			below.Data = append(below.Data, map[string]any{"name": short[start], "value": []any{center, c.rows()}})
		}
	}
	return []chart.Series{beside, below}
}
