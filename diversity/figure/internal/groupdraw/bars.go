package groupdraw

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
)

// The layout in pixels.
const (
	mostNamed  = 40 // superclasses that have a bar with a name
	barHeight  = 18
	barsLeft   = 190
	barsTop    = 76
	barsBottom = 50
	letters    = 24 // of a name
)

const (
	drawnName  = "drawn"
	othersName = "not drawn"
)

// named tells whether each superclass is a row with its name; more are columns without.
func (c groupChart) named() bool { return len(c.groups) <= mostNamed }

func (c groupChart) height() int {
	if c.named() {
		return barsTop + barsBottom + max(6, len(c.groups))*barHeight
	}
	return 420
}

// shown are the superclasses in the order of the picture.
func (c groupChart) shown() []group {
	if c.named() {
		return c.groups
	}
	return c.byDrawn()
}

func (c groupChart) option() chart.Option {
	names, counts := c.names(), c.counts()
	o := chart.Option{
		Color: chart.Palette(), Toolbox: chart.Tools(false),
		Tooltip: chart.Tooltip{Show: true, Trigger: "item", Formatter: "{b}"},
		Legend: chart.Legend([]chart.Entry{{Name: drawnName, Icon: chart.SquareIcon, Color: chart.SeriesColor(0)},
			{Name: othersName, Icon: chart.SquareIcon, Color: othersColor}}),
		Series: []chart.Series{c.bars(drawnName, chart.SeriesColor(0), func(g group) int { return len(g.drawn) }),
			c.bars(othersName, othersColor, func(g group) int { return g.all - len(g.drawn) })},
	}
	if c.named() {
		o.XAxis, o.YAxis = []chart.Axis{counts}, []chart.Axis{names.Downwards()}
		o.Grid = &chart.Grid{Left: barsLeft, Right: 28, Top: barsTop, Bottom: barsBottom}
		return o
	}
	counts.NameGap = 40
	o.XAxis, o.YAxis = []chart.Axis{names}, []chart.Axis{counts}
	o.Grid = &chart.Grid{Left: 66, Right: 28, Top: barsTop, Bottom: barsBottom}
	return o
}

// othersColor is grey on light and dark grounds.
const othersColor = "rgba(128,128,128,0.35)"

// names is the axis of the superclasses.
func (c groupChart) names() chart.Axis {
	a := chart.NewAxis("category", "").WithoutLines()
	a.Tick.Show = chart.Bool(false)
	var names []string
	for _, g := range c.shown() {
		names = append(names, g.name)
	}
	a.Data = label.ShortNames(names, letters)
	a.Label.Interval = new(int)
	if !c.named() {
		a.Name, a.NameGap, a.Label.Show = "superclasses, by classes drawn", 16, chart.Bool(false)
	}
	return a
}

// bars are those of the classes that were drawn, or of the others behind them.
func (c groupChart) bars(name, color string, count func(group) int) chart.Series {
	s := chart.Series{Name: name, Type: "bar", Stack: "classes", Color: color, BarCategoryGap: "18%",
		Item: &opts.ItemStyle{Color: color}, Progressive: new(int)}
	for _, g := range c.shown() {
		s.Data = append(s.Data, map[string]any{"name": g.words(), "value": count(g)})
	}
	return s
}
