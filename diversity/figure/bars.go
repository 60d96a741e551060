package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"tradeoff/diversity/estimate"
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

func (c barChart) option() option {
	const numbersRoom = 150 // pixels
	names, numbers := newAxis("category", "").withoutLines(), newAxis("category", "").withoutLines()
	names.Inverse, names.Tick.Show = true, boolean(false)
	for _, row := range c.rows {
		names.Data, numbers.Data = append(names.Data, row.name), append(numbers.Data, row.number())
	}
	numbers.Inverse, numbers.Tick.Show, numbers.Line.Show, numbers.Position = true, boolean(false), false, "right"
	numbers.Name, numbers.NameLocation, numbers.NameGap = "points ("+c.intervalName()+")", "start", 8
	numbers.NameStyle = textStyle{FontSize: 12, Align: "left"}
	x, ends := newAxis("value", c.quantity+" (points of error)"), c.ends()
	x.Min, x.Max = ends.low, ends.high
	return option{
		Color: palette(), Tooltip: itemTooltip(), Toolbox: tools(false),
		Grid:  &grid{Left: c.nameWidth(), Right: numbersRoom, Top: barsTop, Bottom: barsBottom},
		XAxis: []axis{x}, YAxis: []axis{names, numbers}, Series: c.series(), Media: c.narrow(numbersRoom, numbers),
	}
}

// narrow leaves out the intervals of the numbers where the picture is narrow.
func (c barChart) narrow(room int, numbers axis) []medium {
	const narrowWidth, narrowRoom = 700, 70
	var short []string
	for _, row := range c.rows {
		number, _, _ := strings.Cut(row.number(), " ")
		short = append(short, number)
	}
	part := func(right int, name string, data []string) map[string]any {
		return map[string]any{"grid": map[string]any{"right": right}, "yAxis": []any{map[string]any{}, map[string]any{"name": name, "data": data}}}
	}
	return []medium{{&mediumQuery{narrowWidth}, part(narrowRoom, "points", short)}, {nil, part(room, numbers.Name, numbers.Data)}}
}

// number is the amount of a row with its interval.
func (row barRow) number() string {
	if !known(row.amount.Value) {
		return "-"
	}
	text := fmt.Sprintf("%.2f", 100*row.amount.Value)
	if row.amount.Interval.Known() {
		text += " (" + strings.ReplaceAll(hundredths(row.amount.Interval), " .. ", " to ") + ")"
	}
	return text
}

// intervalName names the intervals of the rows.
func (c barChart) intervalName() string {
	for _, row := range c.rows {
		if row.amount.Interval.Known() {
			return intervalName(row.amount.Interval)
		}
	}
	return intervalName(estimate.Interval{})
}

// reach is how far a row goes from zero, in points: its bar, its interval and its repeats.
func (row barRow) reach() float64 {
	values := append(knownOf(row.repeats), 0)
	if known(row.amount.Value) {
		values = append(values, row.amount.Value)
	}
	low, high := bounds(appendInterval(values, row.amount.Interval, 1))
	return percent(math.Max(-low, high))
}

// ends are those of the axis of amounts. A few rows that go many times as far as the others do not squeeze these: they are cut.
func (c barChart) ends() span {
	const far, muchFarther = 4, 1.5
	var reaches, values []float64
	for _, row := range c.rows {
		reaches = append(reaches, row.reach())
		values = append(append(values, knownOf(row.repeats)...), knownOf([]float64{row.amount.Value, 0})...)
		values = appendInterval(values, row.amount.Interval, 1)
	}
	slices.Sort(reaches)
	limit := far * reaches[len(reaches)/2]
	low, high := bounds(values)
	low, high = percent(low), percent(high)
	if limit > 0 && slices.Max(reaches) > muchFarther*limit {
		low, high = math.Max(low, -limit), math.Min(high, limit)
	}
	low, high = roundRange(low, high)
	return span{low, high}
}

// isCut reports whether a bar goes on beyond the end of the axis.
func (c barChart) isCut(row barRow) bool { return percent(row.amount.Value) > c.ends().high }

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

func (c barChart) series() []series {
	all := []series{c.bars()}
	if lines := c.intervals(); len(lines) > 0 {
		all = append(all, horizontalBars("interval", neutral, lines))
	}
	if dots := c.dots(); len(dots.Data) > 0 {
		all = append(all, dots)
	}
	if arrows := c.arrows(); len(arrows.Data) > 0 {
		all = append(all, arrows)
	}
	return all
}

func (c barChart) bars() series {
	s := series{Type: "bar", Name: c.quantity, BarWidth: "55%", Z: 2, Dimensions: append([]string{c.quantity + ", points", "row"}, c.details...)}
	shown := []int{}
	for i := range c.details {
		shown = append(shown, 2+i)
	}
	s.Encode = map[string]any{"x": 0, "y": 1, "tooltip": append(shown, 0)}
	for i, row := range c.rows {
		color := seriesColor(4)
		if row.chosen {
			color = seriesColor(2)
		}
		s.Data = append(s.Data, map[string]any{
			"value": append([]any{orGap(percent(row.amount.Value)), i}, row.details...), "itemStyle": map[string]any{"color": color},
		})
	}
	return s
}

func (c barChart) intervals() []bar {
	var lines []bar
	for i, row := range c.rows {
		if bounded(row.amount.Interval) {
			lines = append(lines, bar{float64(i), percent(row.amount.Interval.Low), percent(row.amount.Interval.High)})
		}
	}
	return lines
}

// dots are the values of single repeats, below their bar.
func (c barChart) dots() series {
	s := series{Type: "scatter", Symbol: "circle", SymbolSize: 5, SymbolOffset: []int{0, 17}, Silent: true, Tooltip: &hidden{}, Color: neutral, Z: 3}
	for i, row := range c.rows {
		for _, value := range knownOf(row.repeats) {
			s.Data = append(s.Data, []any{percent(value), i})
		}
	}
	return s
}

// arrows stand at the ends of bars that are cut.
func (c barChart) arrows() series {
	s := series{Type: "scatter", Symbol: arrowIcon, SymbolSize: 11, Silent: true, Tooltip: &hidden{}, Color: neutral, Z: 5, Item: opaque(neutral), Clip: boolean(false)}
	for i, row := range c.rows {
		if c.isCut(row) {
			s.Data = append(s.Data, []any{c.ends().high, i})
		}
	}
	return s
}
