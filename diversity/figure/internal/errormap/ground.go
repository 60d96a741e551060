package errormap

import (
	"math"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/contour"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// groundSteps is how finely the error is sampled along each axis.
const groundSteps = 44

// ground is the error surface: for each level, from high to low, the region in which the error is lower, filled over
// the one before, then the lines between them.
func (c contourChart) ground() []chart.Series {
	l := contour.NewLattice(c.model.errors, groundSteps)
	all := []chart.Series{c.region([][]contour.Point{{{U: 0, V: 0}, {U: 1, V: 0}, {U: 1, V: 1}, {U: 0, V: 1},
		{U: 0, V: 0}}}, c.errors.High)}
	lines := chart.Series{
		Type: "line", ShowSymbol: chart.Bool(false), Symbol: "none", Silent: true, Tooltip: &chart.Hidden{}, Z: 2,
		Color: chart.Paper, Data: []any{},
		Line: &opts.LineStyle{Width: 0.8, Color: chart.Paper, Opacity: opts.Float(0.7)},
	}
	for _, level := range c.levels() {
		rings := l.Outlines(level)
		if len(rings) == 0 {
			continue
		}
		for i := range rings {
			rings[i] = contour.Thinned(contour.FromEdge(rings[i]))
		}
		all = append(all, c.region(rings, level))
		lines.Data = append(lines.Data, c.isolines(rings)...)
	}
	return append(all, lines, c.levelLabels())
}

// levels are those between the lowest and the highest error, falling.
func (c contourChart) levels() []float64 {
	var levels []float64
	for level := c.errors.High - c.levelStep; level > c.errors.Low-c.levelStep/2; level -= c.levelStep {
		levels = append(levels, scale.RoundTo(level, 8))
	}
	return levels
}

// region is filled with the colour of the errors just below a level. All its outlines are one closed line, which passes
// from one to the next and back again: what it passes twice has no area, and an outline that turns the other way is a
// hole. (ECharts fills from a line to the edge of the axes, which leaves nothing below a closed one.)
func (c contourChart) region(rings [][]contour.Point, level float64) chart.Series {
	return c.filled(rings, chart.BandColor(c.errors, level-c.levelStep/2), 1)
}

func (c contourChart) filled(rings [][]contour.Point, color string, opacity float64) chart.Series {
	s := chart.Series{
		Type: "line", ShowSymbol: chart.Bool(false), Symbol: "none", Silent: true, Tooltip: &chart.Hidden{}, Z: 1,
		Color: color,
		Line:  &opts.LineStyle{Width: 0, Opacity: opts.Float(0)},
		Area:  &chart.AreaStyle{Color: color, Opacity: opacity, Origin: "start"},
	}
	for _, ring := range rings {
		for _, p := range ring {
			s.Data = append(s.Data, c.point(p))
		}
	}
	for i := len(rings) - 2; i >= 0; i-- {
		s.Data = append(s.Data, c.point(rings[i][0]))
	}
	return s
}

// isolines are the outlines without what runs along the edge.
func (c contourChart) isolines(rings [][]contour.Point) []any {
	var data []any
	for _, ring := range rings {
		for i, p := range ring {
			if i > 0 && contour.OnEdge(ring[i-1], p) {
				data = append(data, chart.Gap())
			}
			data = append(data, c.point(p))
		}
		data = append(data, chart.Gap())
	}
	return data
}

// point is a place in the unit square as K and n.
func (c contourChart) point(p contour.Point) []any {
	return []any{scale.RoundTo(c.k.At(p.U), 5), scale.RoundTo(c.n.At(p.V), 5)}
}

// levelLabels stand right of the axes where the levels end.
func (c contourChart) levelLabels() chart.Series {
	const room = 15 // pixels for a label
	s := chart.Series{
		Type: "scatter", SymbolSize: 1, Silent: true, Tooltip: &chart.Hidden{}, Z: 3, Color: chart.Neutral,
		Item: chart.Opaque(chart.Neutral), Clip: chart.Bool(false), Data: []any{},
		Label: &chart.Label{Show: true, Position: "right", Formatter: "{b}", FontSize: 11, Color: chart.Remark},
	}
	before := math.Inf(-1) // errors fall upwards, accuracies rise
	for _, level := range c.levels() {
		if v, ok := c.crossing(level); ok && math.Abs(v-before)*chart.AxisHeight > room {
			before = v
			s.Data = append(s.Data, map[string]any{"name": wording.Short(level) + "%",
				"value": c.point(contour.Point{U: 1, V: v})})
		}
	}
	return s
}

// crossing is where on the right edge the ground passes a level, first from below: where errors fall, accuracies rise.
func (c contourChart) crossing(level float64) (v float64, ok bool) {
	const steps = 100
	for i := range steps {
		from, to := float64(i)/steps, float64(i+1)/steps
		high, low := c.model.errors(1, from)-level, c.model.errors(1, to)-level
		falls, rises := high >= 0 && low < 0, high < 0 && low >= 0
		if falls || rises && perbudget.Score(c.budgets).Rises() {
			return from + (to-from)*high/(high-low), true
		}
	}
	return 0, false
}
