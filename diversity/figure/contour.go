package figure

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// ContourOptions says what [Contour] shows beside the measured errors. The zero value adds nothing.
type ContourOptions struct {
	Fit *theory.Fitted // its surface is the ground, its best sizes are a line; nil = none
}

// Contour shows the error over the number of classes K and of images per class n, both on logarithmic axes: every measured
// size as a dot coloured by its mean error, the lines of equal budget N = K n, and the best measured size of each budget
// as a diamond. With a fit, the ground has the colour of the fitted error: a dot that stands out shows a misfit. The
// points must be of one task and one probe. The error wraps [ErrEmpty] without points.
func Contour(points []diversity.Measurement, o ContourOptions) (Figure, error) {
	budgets, err := budgetsOf(points)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.Contour: %w", err)
	}
	c := newContourChart(budgets, o.Fit)
	return newFigure("Error over classes and images per class", c.caption(), sizesTable(budgets), c.option())
}

// contourChart is what [Contour] draws.
type contourChart struct {
	budgets    []budget
	fit        *theory.Fitted
	k, n       span // axes
	errors     span // of the colour scale, in per cent
	levelStep  float64
	measuredAt int // index of the series that the colour scale applies to
}

const (
	measuredName = "measured mean"
	minimumName  = "best measured size"
	ridgeName    = "best size by the law"
	budgetName   = "equal budget N"
)

func newContourChart(budgets []budget, fit *theory.Fitted) contourChart {
	k, _ := spanOf(classesOf(budgets))
	n, _ := spanOf(perClassOf(budgets))
	c := contourChart{budgets: budgets, fit: fit, k: k.padded(0.07), n: n.padded(0.07)}
	var errors []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			errors = append(errors, percent(s.Mean))
		}
	}
	low, high := bounds(errors)
	c.levelStep = niceStep((high - low) / 9)
	c.errors = span{math.Floor(low/c.levelStep) * c.levelStep, math.Ceil(high/c.levelStep) * c.levelStep}
	if c.errors.low == c.errors.high {
		c.errors.high += c.levelStep
	}
	return c
}

func (c contourChart) option() option {
	var all []series
	if c.fit != nil {
		all = append(all, c.ground()...)
	}
	all = append(all, c.diagonals()...)
	if c.fit != nil {
		all = append(all, c.ridge())
	}
	c.measuredAt = len(all)
	all = append(all, c.measured(), c.minima())
	entries := []entry{{measuredName, "circle", neutral}, {minimumName, diamondIcon, accent}, {budgetName, lineIcon, neutral}}
	if c.fit != nil {
		entries = append(entries, entry{ridgeName, lineIcon, accent})
	}
	return option{
		Color: palette, Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true),
		Grid:      c.grid(entries),
		XAxis:     []axis{logAxis("number of classes K (log scale)", c.k).withoutLines()},
		YAxis:     []axis{logAxis("images per class n (log scale)", c.n).vertical(46).withoutLines()},
		VisualMap: c.scale(), Series: all,
	}
}

// grid has room for the names of budgets above and for the levels and the colour scale beside.
func (c contourChart) grid(entries []entry) *grid {
	g := standardGrid(entries, 128)
	g.Top += 16
	return g
}

func (c contourChart) scale() *colorScale {
	return &colorScale{
		Type: "continuous", Min: c.errors.low, Max: c.errors.high, Dimension: 2, SeriesIndex: []int{c.measuredAt},
		InRange: map[string]any{"color": scaleColors()}, Text: []string{"error %", ""},
		Calculable: true, Right: 8, Top: "middle", Align: "left", ItemHeight: 210, Precision: 1,
	}
}

// measured are the sizes as dots.
func (c contourChart) measured() series {
	s := series{
		Name: measuredName, Type: "scatter", Symbol: "circle", SymbolSize: 17, Z: 6,
		Item:       &opts.ItemStyle{BorderColor: ink, BorderWidth: 1.5},
		Dimensions: []string{"K", "n", "error %", "N", "95% low", "95% high", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{3, 0, 1, 2, 4, 5, 6}},
	}
	for _, b := range c.budgets {
		for _, size := range b.sizes {
			s.Data = append(s.Data, []any{
				size.Size.Classes, size.Size.PerClass, percent(size.Mean), b.total,
				end(size.Interval, size.Interval.Low), end(size.Interval, size.Interval.High), size.Runs,
			})
		}
	}
	return s
}

// minima are the best measured sizes, one per budget.
func (c contourChart) minima() series {
	s := series{
		Name: minimumName, Type: "scatter", Symbol: "diamond", SymbolSize: 11, Silent: true, Tooltip: &hidden{}, Z: 7,
		Color: accent, Item: &opts.ItemStyle{Color: accent, BorderColor: paper, BorderWidth: 1},
	}
	for _, b := range c.budgets {
		s.Data = append(s.Data, []any{b.best().Size.Classes, b.best().Size.PerClass})
	}
	return s
}

// diagonals are the lines K n = N within the axes, each labelled at its upper end: above the picture if it ends there or
// near, else beside the axis.
func (c contourChart) diagonals() []series {
	color := neutral
	inside := label{Show: true, Position: "right", Formatter: "{b}", FontSize: 12, Offset: []int{-4, -8}, Color: neutral}
	if c.fit != nil {
		color, inside.Color, inside.BorderColor, inside.BorderWidth = ink, ink, paper, 2
	}
	above := label{Show: true, Position: "top", Formatter: "{b}", FontSize: 12, Color: neutral}
	lines := series{
		Name: budgetName, Type: "line", Color: color, ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{}, Z: 3,
		Line: &opts.LineStyle{Width: 1.2, Type: "dashed", Color: color},
	}
	marks := series{Name: budgetName, Type: "scatter", SymbolSize: 1, Color: color, Item: opaque(color), Silent: true, Tooltip: &hidden{}, Z: 5, Clip: boolean(false)}
	for _, b := range c.budgets {
		total := float64(b.total)
		left, right := math.Max(c.k.low, total/c.n.high), math.Min(c.k.high, total/c.n.low)
		start, text := []any{roundTo(left, 5), roundTo(total/left, 5)}, inside
		if left > c.k.low || total/left > c.n.at(0.95) {
			text = above
		}
		lines.Data = append(lines.Data, start, []any{roundTo(right, 5), roundTo(total/right, 5)}, gap)
		marks.Data = append(marks.Data, map[string]any{"name": "N=" + group(b.total), "value": start, "label": text})
	}
	return []series{lines, marks}
}

// ridge is the line of the best sizes by the law, over all budgets that the axes can show.
func (c contourChart) ridge() series {
	const steps = 40
	s := series{
		Name: ridgeName, Type: "line", Color: accent, ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{}, Z: 4,
		Line: &opts.LineStyle{Width: 3, Color: accent}, Data: []any{},
	}
	budgets := span{c.k.low * c.n.low, c.k.high * c.n.high}
	for i := range steps + 1 {
		total := budgets.at(float64(i) / steps)
		classes := c.fit.BestClasses(total)
		if c.k.contains(classes) && c.n.contains(total/classes) {
			s.Data = append(s.Data, []any{roundTo(classes, 5), roundTo(total/classes, 5)})
		}
	}
	return s
}

func (c contourChart) caption() string {
	text := fmt.Sprintf("Downstream error over the shape of the pre-training set; each dot is the mean over %s. Dashed: sizes with the same number of images N. Diamonds: the lowest mean of each N.", repeatsOf(c.budgets))
	if c.fit == nil {
		return text
	}
	return sentences(text, fmt.Sprintf("Ground and thin lines: the error by the fitted %s law (rms residual %s points); a dot that differs from its ground shows where the law is off.", c.fit.Law.Name(), short(100*c.fit.RMS)))
}
