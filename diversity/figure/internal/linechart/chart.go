package linechart

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// Series is one line or one set of points.
type Series struct {
	Name      string           // in the legend; no two series have the same
	X, Y      []float64        // the points, in the order in which they are joined
	Low, High []float64        // the ends of an interval of Y at each point: a band, or bars if Scatter is set; nil = none
	Scatter   bool             // points that are not joined
	Dashed    bool             // for a line that was not measured, such as a law
	Sizes     []diversity.Size // of the points, the zero size for one that is none; nil = none is
}

// Axis is an axis of a line chart.
type Axis struct {
	Name      string  // with its unit
	Log       bool    // logarithmic: all values must be above 0
	Low, High float64 // its ends; both 0 = those of the data
}

// Options say what is shown beside the series.
type Options struct {
	Title   string
	Caption string
	X, Y    Axis
	Marks   []Mark
	Groups  []string // sets of runs of which the sizes are
}

// Mark is a labelled line across the chart, or a labelled point on it.
type Mark struct {
	Label string
	X, Y  float64 // NaN in a direction in which the mark is a line
}

// AtX marks a value of x by a vertical line.
func AtX(x float64, label string) Mark { return Mark{label, x, math.NaN()} }

// AtY marks a value of y by a horizontal line.
func AtY(y float64, label string) Mark { return Mark{label, math.NaN(), y} }

// AtPoint marks a point.
func AtPoint(x, y float64, label string) Mark { return Mark{label, x, y} }

// Lines show any quantities against one another.
func Lines(lines []Series, o Options) (chart.Parts, error) {
	c := Chart{lines, o}
	if err := c.Check(); err != nil {
		return chart.Parts{}, err
	}
	return chart.Parts{
		Title: o.Title, Caption: wording.Sentences(o.Caption, wording.LeftOut(c.Unknown(), "point", "value")),
		Table: c.table(), Option: c.Option(),
		Pinned: map[string]bool{"xAxis": !o.X.automatic(), "yAxis": !o.Y.automatic()},
	}, nil
}

// Chart is a line chart.
type Chart struct {
	Series  []Series
	Options Options
}

// Option is what ECharts reads.
func (c Chart) Option() chart.Option {
	entries := c.entries()
	rows := c.markRows()
	x, y := c.axis(c.Options.X, true), c.axis(c.Options.Y, false)
	y = y.Vertical(chart.LabelRoom(y))
	g := chart.StandardGrid(entries, 28)
	g.Left, g.Top = y.NameGap+chart.NameRoom, g.Top+label.AboveRow*rows
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.Tooltip{Show: true, Trigger: c.trigger()},
		Toolbox: chart.Tools(true),
		Grid:    g, XAxis: []chart.Axis{x}, YAxis: []chart.Axis{y}, Series: append(c.series(), c.marks(g)...),
	}
}

// entries are none for a single series without a name.
func (c Chart) entries() []chart.Entry {
	var entries []chart.Entry
	for i, s := range c.Series {
		_, icon := chart.Stroke(s.dashed(i))
		if s.Scatter {
			icon = "circle"
		}
		if s.Name != "" {
			entries = append(entries, chart.Entry{Name: s.Name, Icon: icon, Color: chart.SeriesColor(i)})
		}
	}
	return entries
}

// trigger shows the numbers of all lines at a place, or of one point if nothing is joined.
func (c Chart) trigger() string {
	for _, s := range c.Series {
		if !s.Scatter {
			return "axis"
		}
	}
	return "item"
}

func (c Chart) series() []chart.Series {
	var all []chart.Series
	for i, s := range c.Series {
		if s.banded() && s.Scatter {
			all = append(all, chart.VerticalBars(s.Name, chart.SeriesColor(i), s.Bars()))
		} else if s.banded() {
			all = append(all, s.Band(chart.SeriesColor(i)))
		}
		all = append(all, c.points(i, s))
	}
	return all
}

// Bars are the intervals of the points, as far as they are known.
func (s Series) Bars() []chart.Bar {
	var bars []chart.Bar
	for i, x := range s.X {
		if s.hasInterval(i) {
			bars = append(bars, chart.Bar{At: scale.RoundTo(x, 5), Low: scale.RoundTo(s.Low[i], 5),
				High: scale.RoundTo(s.High[i], 5)})
		}
	}
	return bars
}

// Band is a closed line for each part without a gap: forwards along the high ends and back along the low ones. ECharts
// fills from a line to the edge of the axes; what lies below the low ends is passed in both directions, which leaves it
// empty. (Its own way to a band, a difference stacked on a transparent line, is wrong below zero and on logarithmic
// axes.)
func (s Series) Band(color string) chart.Series {
	area := chart.DashedLine(s.Name, color)
	area.Line, area.Z, area.Data = &opts.LineStyle{Width: 0, Opacity: opts.Float(0)}, 1, []any{}
	area.Area = &chart.AreaStyle{Color: color, Opacity: 0.2, Origin: "start"}
	shown := make([]bool, len(s.X))
	for i := range s.X {
		shown[i] = s.hasInterval(i)
	}
	for part, run := range chart.RunsOf(shown, true) {
		if part > 0 {
			area.Data = append(area.Data, chart.Gap())
		}
		area.Data = append(area.Data, s.outline(run[0], run[1])...)
	}
	return area
}

// outline is the closed line around the band from one point to before another.
func (s Series) outline(from, to int) []any {
	var line []any
	for i := from; i < to; i++ {
		line = append(line, []any{scale.RoundTo(s.X[i], 5), scale.RoundTo(s.High[i], 5)})
	}
	for i := to - 1; i >= from; i-- {
		line = append(line, []any{scale.RoundTo(s.X[i], 5), scale.RoundTo(s.Low[i], 5)})
	}
	return append(line, line[0])
}

// dashed reports whether the series is drawn dashed as number i.
func (s Series) dashed(i int) bool { return s.Dashed || i >= len(chart.Palette()) }

// points are the values of a series.
func (c Chart) points(i int, s Series) chart.Series {
	const fewPoints = 20
	color := chart.SeriesColor(i)
	style, _ := chart.Stroke(s.dashed(i))
	points := chart.Series{
		Name: s.Name, Type: "line", Color: color, Symbol: "circle", SymbolSize: 6,
		ShowSymbol: chart.Bool(len(s.X) <= fewPoints && !s.Dashed || len(s.X) == 1 || len(s.Sizes) > 0),
		Line:       &opts.LineStyle{Width: 2, Type: style, Color: color}, Item: chart.Opaque(color), Z: 4,
		Dimensions: []string{c.Options.X.Name, c.Options.Y.Name}, Encode: map[string]any{"x": 0, "y": 1},
		Sizes: s.Sizes, Groups: c.Options.Groups,
	}
	if s.Scatter {
		points.Type, points.Line, points.SymbolSize, points.ShowSymbol = "scatter", nil, 8, nil
		points.Encode["tooltip"] = []int{0, 1}
	}
	if s.banded() {
		points.Dimensions = append(points.Dimensions, "low", "high")
		points.Encode["tooltip"] = []int{0, 1, 2, 3}
	}
	for j, x := range s.X {
		row := []any{chart.OrGap(scale.RoundTo(x, 5)), chart.OrGap(scale.RoundTo(s.Y[j], 5))}
		if s.banded() {
			row = append(row, chart.OrGap(scale.RoundTo(s.Low[j], 5)), chart.OrGap(scale.RoundTo(s.High[j], 5)))
		}
		points.Data = append(points.Data, row)
	}
	return points
}

// axis is one over everything that is shown, or from end to end as the options say.
func (c Chart) axis(a Axis, horizontal bool) chart.Axis {
	s := c.span(a, horizontal)
	shown := chart.NewAxis("value", a.Name)
	shown.Min, shown.Max = s.Low, s.High
	if a.Log {
		shown = chart.SizeAxis(a.Name, s, c.measured(horizontal))
	}
	if horizontal {
		return shown.Pointing()
	}
	return shown
}

// span is the range of an axis.
func (c Chart) span(a Axis, horizontal bool) scale.Span {
	if !a.automatic() {
		return scale.Span{Low: a.Low, High: a.High}
	}
	values := c.values(horizontal)
	if a.Log {
		s, _ := scale.SpanOf(values)
		return s.Padded(0.04)
	}
	low, high := scale.RoundRange(scale.Bounds(values))
	return scale.Span{Low: low, High: high}
}

// measured are the numbers on an axis of points that are drawn as such. Lines of laws and the ends of intervals are
// anywhere.
func (c Chart) measured(horizontal bool) []float64 {
	var values []float64
	for i, s := range c.Series {
		if s.dashed(i) {
			continue
		}
		if horizontal {
			values = append(values, scale.FiniteOf(s.X)...)
		} else {
			values = append(values, scale.FiniteOf(s.Y)...)
		}
	}
	return values
}

// values are all numbers on an axis.
func (c Chart) values(horizontal bool) []float64 {
	var values []float64
	for _, s := range c.Series {
		if horizontal {
			values = append(values, scale.FiniteOf(s.X)...)
		} else {
			values = append(values, scale.FiniteOf(slices.Concat(s.Y, s.Low, s.High))...)
		}
	}
	for _, m := range c.Options.Marks {
		value := m.Y
		if horizontal {
			value = m.X
		}
		if !math.IsNaN(value) {
			values = append(values, value)
		}
	}
	return values
}

// table has at most about 20 rows of each series, the last always among them.
func (c Chart) table() string {
	rows := [][]string{{"series", cmp.Or(c.Options.X.Name, "x"), cmp.Or(c.Options.Y.Name, "y"), "low", "high"}}
	for _, s := range c.Series {
		step := (len(s.X) + 19) / 20
		for i := range s.X {
			if (len(s.X)-1-i)%step != 0 {
				continue
			}
			row := []string{cmp.Or(s.Name, "-"), wording.Number(s.X[i]), wording.Number(s.Y[i]), "-", "-"}
			if s.banded() {
				row[3], row[4] = wording.Number(s.Low[i]), wording.Number(s.High[i])
			}
			rows = append(rows, row)
		}
	}
	return aligned.Rows(rows) + c.marksTable()
}
