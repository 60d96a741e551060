package figure

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// lineSeries is one line or one set of points.
type lineSeries struct {
	Name      string    // in the legend; no two series have the same
	X, Y      []float64 // the points, in the order in which they are joined
	Low, High []float64 // the ends of an interval of Y at each point: a band, or bars if Scatter is set; nil = none
	Scatter   bool      // points that are not joined
	Dashed    bool      // for a line that was not measured, such as a law
}

// lineAxis is an axis of a line chart.
type lineAxis struct {
	Name      string  // with its unit
	Log       bool    // logarithmic: all values must be above 0
	Low, High float64 // its ends; both 0 = those of the data
}

// lineSettings say what is shown beside the series.
type lineSettings struct {
	Title   string
	Caption string
	X, Y    lineAxis
	Marks   []mark
}

// mark is a labelled line across the chart, or a labelled point on it.
type mark struct {
	label string
	x, y  float64 // NaN in a direction in which the mark is a line
}

func atX(x float64, label string) mark { return mark{label, x, math.NaN()} }

func atY(y float64, label string) mark { return mark{label, math.NaN(), y} }

func atPoint(x, y float64, label string) mark { return mark{label, x, y} }

// lineParts show any quantities against one another.
func lineParts(lines []lineSeries, o lineSettings) (parts, error) {
	c := lineChart{lines, o}
	if err := c.check(); err != nil {
		return parts{}, err
	}
	return parts{
		title: o.Title, caption: sentences(o.Caption, leftOut(c.unknown(), "point", "value")), table: c.table(), option: c.option(),
		pinned: map[string]bool{"xAxis": !o.X.automatic(), "yAxis": !o.Y.automatic()},
	}, nil
}

// lineChart is a line chart.
type lineChart struct {
	lines   []lineSeries
	options lineSettings
}

func (c lineChart) option() option {
	entries := c.entries()
	rows := c.markRows()
	x, y := c.axis(c.options.X, true), c.axis(c.options.Y, false)
	y = y.vertical(labelRoom(y))
	g := standardGrid(entries, 28)
	g.Left, g.Top = y.NameGap+nameRoom, g.Top+aboveRow*rows
	return option{
		Color: palette(), Legend: legend(entries), Tooltip: tooltip{Show: true, Trigger: c.trigger()}, Toolbox: tools(true),
		Grid: g, XAxis: []axis{x}, YAxis: []axis{y}, Series: append(c.series(), c.marks(g)...),
	}
}

// entries are none for a single series without a name.
func (c lineChart) entries() []entry {
	var entries []entry
	for i, s := range c.lines {
		_, icon := stroke(s.dashed(i))
		if s.Scatter {
			icon = "circle"
		}
		if s.Name != "" {
			entries = append(entries, entry{s.Name, icon, seriesColor(i)})
		}
	}
	return entries
}

// trigger shows the numbers of all lines at a place, or of one point if nothing is joined.
func (c lineChart) trigger() string {
	for _, s := range c.lines {
		if !s.Scatter {
			return "axis"
		}
	}
	return "item"
}

func (c lineChart) series() []series {
	var all []series
	for i, s := range c.lines {
		if s.banded() && s.Scatter {
			all = append(all, verticalBars(s.Name, seriesColor(i), s.bars()))
		} else if s.banded() {
			all = append(all, s.band(seriesColor(i)))
		}
		all = append(all, c.points(i, s))
	}
	return all
}

func (s lineSeries) bars() []bar {
	var bars []bar
	for i, x := range s.X {
		if s.hasInterval(i) {
			bars = append(bars, bar{roundTo(x, 5), roundTo(s.Low[i], 5), roundTo(s.High[i], 5)})
		}
	}
	return bars
}

// band is a closed line for each part without a gap: forwards along the high ends and back along the low ones. ECharts fills from
// a line to the edge of the axes; what lies below the low ends is passed in both directions, which leaves it empty. (Its own way
// to a band, a difference stacked on a transparent line, is wrong below zero and on logarithmic axes.)
func (s lineSeries) band(color string) series {
	area := dashedLine(s.Name, color)
	area.Line, area.Z, area.Data = &opts.LineStyle{Width: 0, Opacity: opts.Float(0)}, 1, []any{}
	area.Area = &areaStyle{Color: color, Opacity: 0.2, Origin: "start"}
	shown := make([]bool, len(s.X))
	for i := range s.X {
		shown[i] = s.hasInterval(i)
	}
	for part, run := range runsOf(shown, true) {
		if part > 0 {
			area.Data = append(area.Data, gap())
		}
		area.Data = append(area.Data, s.outline(run[0], run[1])...)
	}
	return area
}

// outline is the closed line around the band from one point to before another.
func (s lineSeries) outline(from, to int) []any {
	var line []any
	for i := from; i < to; i++ {
		line = append(line, []any{roundTo(s.X[i], 5), roundTo(s.High[i], 5)})
	}
	for i := to - 1; i >= from; i-- {
		line = append(line, []any{roundTo(s.X[i], 5), roundTo(s.Low[i], 5)})
	}
	return append(line, line[0])
}

// dashed reports whether the series is drawn dashed as number i.
func (s lineSeries) dashed(i int) bool { return s.Dashed || i >= len(palette()) }

// points are the values of a series.
func (c lineChart) points(i int, s lineSeries) series {
	const fewPoints = 20
	color := seriesColor(i)
	style, _ := stroke(s.dashed(i))
	drawn := series{
		Name: s.Name, Type: "line", Color: color, Symbol: "circle", SymbolSize: 6, ShowSymbol: boolean(len(s.X) <= fewPoints && !s.Dashed || len(s.X) == 1),
		Line: &opts.LineStyle{Width: 2, Type: style, Color: color}, Item: opaque(color), Z: 4,
		Dimensions: []string{c.options.X.Name, c.options.Y.Name}, Encode: map[string]any{"x": 0, "y": 1},
	}
	if s.Scatter {
		drawn.Type, drawn.Line, drawn.SymbolSize, drawn.ShowSymbol = "scatter", nil, 8, nil
		drawn.Encode["tooltip"] = []int{0, 1}
	}
	if s.banded() {
		drawn.Dimensions = append(drawn.Dimensions, "low", "high")
		drawn.Encode["tooltip"] = []int{0, 1, 2, 3}
	}
	for j, x := range s.X {
		row := []any{orGap(roundTo(x, 5)), orGap(roundTo(s.Y[j], 5))}
		if s.banded() {
			row = append(row, orGap(roundTo(s.Low[j], 5)), orGap(roundTo(s.High[j], 5)))
		}
		drawn.Data = append(drawn.Data, row)
	}
	return drawn
}

// axis is one over everything that is shown, or from end to end as the options say.
func (c lineChart) axis(a lineAxis, horizontal bool) axis {
	s := c.span(a, horizontal)
	drawn := newAxis("value", a.Name)
	drawn.Min, drawn.Max = s.low, s.high
	if a.Log {
		drawn = sizeAxis(a.Name, s, c.measured(horizontal))
	}
	if horizontal {
		return drawn.pointing()
	}
	return drawn
}

// span is the range of an axis.
func (c lineChart) span(a lineAxis, horizontal bool) span {
	if !a.automatic() {
		return span{a.Low, a.High}
	}
	values := c.values(horizontal)
	if a.Log {
		s, _ := spanOf(values)
		return s.padded(0.04)
	}
	low, high := roundRange(bounds(values))
	return span{low, high}
}

// measured are the numbers on an axis of points that are drawn as such. Lines of laws and the ends of intervals are anywhere.
func (c lineChart) measured(horizontal bool) []float64 {
	var values []float64
	for i, s := range c.lines {
		if s.dashed(i) {
			continue
		}
		if horizontal {
			values = append(values, knownOf(s.X)...)
		} else {
			values = append(values, knownOf(s.Y)...)
		}
	}
	return values
}

// values are all numbers on an axis.
func (c lineChart) values(horizontal bool) []float64 {
	var values []float64
	for _, s := range c.lines {
		if horizontal {
			values = append(values, knownOf(s.X)...)
		} else {
			values = append(values, knownOf(slices.Concat(s.Y, s.Low, s.High))...)
		}
	}
	for _, m := range c.options.Marks {
		value := m.y
		if horizontal {
			value = m.x
		}
		if !math.IsNaN(value) {
			values = append(values, value)
		}
	}
	return values
}

// table has at most about 20 rows of each series, the last always among them.
func (c lineChart) table() string {
	rows := [][]string{{"series", cmp.Or(c.options.X.Name, "x"), cmp.Or(c.options.Y.Name, "y"), "low", "high"}}
	for _, s := range c.lines {
		step := (len(s.X) + 19) / 20
		for i := range s.X {
			if (len(s.X)-1-i)%step != 0 {
				continue
			}
			row := []string{cmp.Or(s.Name, "-"), number(s.X[i]), number(s.Y[i]), "-", "-"}
			if s.banded() {
				row[3], row[4] = number(s.Low[i]), number(s.High[i])
			}
			rows = append(rows, row)
		}
	}
	return alignColumns(rows) + c.marksTable()
}
