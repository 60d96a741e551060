package sizechoice

import (
	"math"
	"slices"
	"strings"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"unicode/utf8"
)

// The room above and below horizontal bars, and that for one of them, in pixels.
const (
	barsTop    = 56
	barsBottom = 58
	barHeight  = 44
)

// barRow is one of several horizontal bars.
type barRow struct {
	name    string // at the axis
	amount  estimate.Estimate
	chosen  bool      // stands out
	repeats []float64 // drawn as dots; nil = none
	details []any     // in the tooltip
}

// barChart is bars of shares of error, in points, with intervals and, at the right, numbers.
type barChart struct {
	quantity string   // of the bars
	details  []string // names of what the tooltip shows beside it
	rows     []barRow
}

func (c barChart) height() int { return barsTop + barsBottom + barHeight*len(c.rows) }

func (c barChart) option() chart.Option {
	const numbersRoom = 150 // pixels
	names, numbers := chart.NewAxis("category", "").WithoutLines(), chart.NewAxis("category", "").WithoutLines()
	names.Inverse, names.Tick.Show = true, chart.Bool(false)
	for _, row := range c.rows {
		names.Data, numbers.Data = append(names.Data, row.name), append(numbers.Data, row.number())
	}
	numbers.Inverse, numbers.Tick.Show, numbers.Line.Show, numbers.Position = true, chart.Bool(false), false, "right"
	numbers.Name, numbers.NameLocation, numbers.NameGap = "points ("+c.intervalName()+")", "start", 8
	numbers.NameStyle = chart.TextStyle{FontSize: 12, Align: "left"}
	x, ends := chart.NewAxis("value", c.quantity+" (points of error)"), c.ends()
	x.Min, x.Max = ends.Low, ends.High
	return chart.Option{
		Color: chart.Palette(), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(false),
		Grid:  &chart.Grid{Left: c.nameWidth(), Right: numbersRoom, Top: barsTop, Bottom: barsBottom},
		XAxis: []chart.Axis{x}, YAxis: []chart.Axis{names, numbers}, Series: c.series(),
		Media: c.narrow(numbersRoom, numbers),
	}
}

// narrow leaves out the intervals of the numbers where the picture is narrow.
func (c barChart) narrow(room int, numbers chart.Axis) []chart.Medium {
	const narrowWidth, narrowRoom = 700, 70
	var short []string
	for _, row := range c.rows {
		number, _, _ := strings.Cut(row.number(), " ")
		short = append(short, number)
	}
	part := func(right int, name string, data []string) map[string]any {
		return map[string]any{"grid": map[string]any{"right": right},
			"yAxis": []any{map[string]any{}, map[string]any{"name": name, "data": data}}}
	}
	return []chart.Medium{{Query: &chart.MediumQuery{MaxWidth: narrowWidth}, Option: part(narrowRoom, "points", short)},
		{Query: nil, Option: part(room, numbers.Name, numbers.Data)}}
}

// number is the amount of a row with its interval.
func (row barRow) number() string {
	if !scale.Finite(row.amount.Value) {
		return "-"
	}
	text := wording.Decimals(100*row.amount.Value, 2)
	if row.amount.Interval.Known() {
		text += " (" + strings.ReplaceAll(wording.PointsInterval(row.amount.Interval), " .. ", " to ") + ")"
	}
	return text
}

// intervalName names the intervals of the rows.
func (c barChart) intervalName() string {
	for _, row := range c.rows {
		if row.amount.Interval.Known() {
			return wording.IntervalName(row.amount.Interval)
		}
	}
	return wording.IntervalName(estimate.Interval{})
}

// reach is how far a row goes from zero, in points: its bar, its interval and its repeats.
func (row barRow) reach() float64 {
	values := append(scale.FiniteOf(row.repeats), 0)
	if scale.Finite(row.amount.Value) {
		values = append(values, row.amount.Value)
	}
	low, high := scale.Bounds(chart.AppendEnds(values, row.amount.Interval, 1))
	return scale.Percent(math.Max(-low, high))
}

// ends are those of the axis of amounts. A few rows that go many times as far as the others do not squeeze these: they
// are cut.
func (c barChart) ends() scale.Span {
	const far, muchFarther = 4, 1.5
	var reaches, values []float64
	for _, row := range c.rows {
		reaches = append(reaches, row.reach())
		values = append(append(values, scale.FiniteOf(row.repeats)...), scale.FiniteOf([]float64{row.amount.Value, 0})...)
		values = chart.AppendEnds(values, row.amount.Interval, 1)
	}
	slices.Sort(reaches)
	limit := far * reaches[len(reaches)/2]
	low, high := scale.Bounds(values)
	low, high = scale.Percent(low), scale.Percent(high)
	if limit > 0 && slices.Max(reaches) > muchFarther*limit {
		low, high = math.Max(low, -limit), math.Min(high, limit)
	}
	if low == high { // nothing is lost anywhere
		high = 1
	}
	low, high = scale.RoundRange(low, high)
	return scale.Span{Low: low, High: high}
}

// isCut reports whether a bar goes on beyond the end of the axis.
func (c barChart) isCut(row barRow) bool { return scale.Percent(row.amount.Value) > c.ends().High }

// cutWords explains the arrows, if there are any.
func (c barChart) cutWords() string {
	if !slices.ContainsFunc(c.rows, c.isCut) {
		return ""
	}
	return "Arrows: bars that go on beyond the axis; their numbers stand at the right."
}

// nameWidth is the room for the longest name, in pixels.
func (c barChart) nameWidth() int {
	const perRune, least = 7, 120
	longest := 0
	for _, row := range c.rows {
		longest = max(longest, utf8.RuneCountInString(row.name))
	}
	return max(least, perRune*longest+16)
}

func (c barChart) series() []chart.Series {
	all := []chart.Series{c.bars()}
	if lines := c.intervals(); len(lines) > 0 {
		all = append(all, chart.HorizontalBars("interval", chart.Neutral, lines))
	}
	if dots := c.dots(); len(dots.Data) > 0 {
		all = append(all, dots)
	}
	if arrows := c.arrows(); len(arrows.Data) > 0 {
		all = append(all, arrows)
	}
	return all
}

func (c barChart) bars() chart.Series {
	s := chart.Series{Type: "bar", Name: c.quantity, BarWidth: "55%", Z: 2,
		Dimensions: append([]string{c.quantity + ", points", "row"}, c.details...)}
	shown := []int{}
	for i := range c.details {
		shown = append(shown, 2+i)
	}
	s.Encode = map[string]any{"x": 0, "y": 1, "tooltip": append(shown, 0)}
	for i, row := range c.rows {
		color := chart.SeriesColor(4)
		if row.chosen {
			color = chart.SeriesColor(2)
		}
		s.Data = append(s.Data, map[string]any{
			"value":     append([]any{chart.OrGap(scale.Percent(row.amount.Value)), i}, row.details...),
			"itemStyle": map[string]any{"color": color},
		})
	}
	return s
}

func (c barChart) intervals() []chart.Bar {
	var lines []chart.Bar
	for i, row := range c.rows {
		if chart.Bounded(row.amount.Interval) {
			lines = append(lines, chart.Bar{At: float64(i), Low: scale.Percent(row.amount.Interval.Low),
				High: scale.Percent(row.amount.Interval.High)})
		}
	}
	return lines
}

// dots are the values of single repeats, below their bar.
func (c barChart) dots() chart.Series {
	s := chart.Series{Type: "scatter", Symbol: "circle", SymbolSize: 5, SymbolOffset: []int{0, 17}, Silent: true,
		Tooltip: &chart.Hidden{}, Color: chart.Neutral, Z: 3}
	for i, row := range c.rows {
		for _, value := range scale.FiniteOf(row.repeats) {
			s.Data = append(s.Data, []any{scale.Percent(value), i})
		}
	}
	return s
}

// arrows stand at the ends of bars that are cut.
func (c barChart) arrows() chart.Series {
	s := chart.Series{Type: "scatter", Symbol: chart.ArrowIcon, SymbolSize: 11, Silent: true, Tooltip: &chart.Hidden{},
		Color: chart.Neutral, Z: 5, Item: chart.Opaque(chart.Neutral), Clip: chart.Bool(false)}
	for i, row := range c.rows {
		if c.isCut(row) {
			s.Data = append(s.Data, []any{c.ends().High, i})
		}
	}
	return s
}
