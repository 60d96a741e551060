package figure

import (
	"fmt"
	"math"
	"unicode/utf8"

	"tradeoff/diversity/theory"
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
	amount  theory.Estimate
	chosen  bool      // stands out
	repeats []float64 // drawn as dots; nil = none
	details []any     // in the tooltip
}

// barChart is bars of shares of error, in points, with intervals and numbers.
type barChart struct {
	quantity string   // of the bars
	details  []string // names of what the tooltip shows beside it
	rows     []barRow
}

func (c barChart) height() int { return barsTop + barsBottom + barHeight*len(c.rows) }

func (c barChart) option() option {
	y := newAxis("category", "").withoutLines()
	y.Inverse, y.Tick.Show = true, boolean(false)
	for _, row := range c.rows {
		y.Data = append(y.Data, row.name)
	}
	x := newAxis("value", c.quantity+" (points of error)")
	return option{
		Color: palette, Tooltip: itemTooltip(), Toolbox: tools(false),
		Grid:  &grid{Left: c.nameWidth(), Right: 70, Top: barsTop, Bottom: barsBottom},
		XAxis: []axis{x}, YAxis: []axis{y}, Series: c.series(),
	}
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
	return append(all, c.numbers())
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
			"value": append([]any{percent(row.amount.Value), i}, row.details...), "itemStyle": map[string]any{"color": color},
		})
	}
	return s
}

func (c barChart) intervals() []bar {
	var lines []bar
	for i, row := range c.rows {
		if row.amount.Interval.Bounded() {
			lines = append(lines, bar{float64(i), percent(row.amount.Interval.Low), percent(row.amount.Interval.High)})
		}
	}
	return lines
}

// dots are the values of single repeats, below their bar.
func (c barChart) dots() series {
	s := series{Type: "scatter", Symbol: "circle", SymbolSize: 5, SymbolOffset: []int{0, 17}, Silent: true, Tooltip: &hidden{}, Color: neutral, Z: 3}
	for i, row := range c.rows {
		for _, value := range row.repeats {
			s.Data = append(s.Data, []any{percent(value), i})
		}
	}
	return s
}

// numbers writes each amount at the end of its bar, interval or dots: most are too small to be read from the axis.
func (c barChart) numbers() series {
	s := series{
		Type: "scatter", SymbolSize: 1, Silent: true, Tooltip: &hidden{}, Color: neutral, Z: 4, Item: opaque(neutral),
		Label: &label{Show: true, Position: "right", Formatter: "{b}", FontSize: 12, Color: neutral, Offset: []int{4, 0}},
	}
	for i, row := range c.rows {
		at := math.Max(0, row.amount.Value)
		if row.amount.Interval.Bounded() {
			at = math.Max(at, row.amount.Interval.High)
		}
		for _, value := range row.repeats {
			at = math.Max(at, value)
		}
		s.Data = append(s.Data, map[string]any{"name": fmt.Sprintf("%.2f", 100*row.amount.Value), "value": []any{percent(at), i}})
	}
	return s
}

// hundredths writes an interval of a share in points with two decimals, or "-" if it is not known.
func hundredths(i theory.Interval) string {
	if !i.Known() {
		return "-"
	}
	return fmt.Sprintf("%.2f .. %.2f", 100*i.Low, 100*i.High)
}
