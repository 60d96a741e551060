package figure

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// contourParts show the error over classes and images per class.
func contourParts(points []diversity.Measurement, fit *theory.LawFit, surface *theory.SurfaceFit) (parts, error) {
	budgets, err := budgetsOf(points)
	if err != nil {
		return parts{}, err
	}
	c := newContourChart(budgets, fit, surface)
	return parts{
		title: "Error over classes and images per class", caption: sentences(c.caption(), unknownErrors(points)),
		table: sizesTable(budgets), option: c.option(),
	}, nil
}

// contourChart is what [Contour] draws.
type contourChart struct {
	budgets    []budget
	land       *landscape // behind the dots; nil = none
	k, n       span       // axes
	errors     span       // of the colour scale, in per cent
	levelStep  float64
	measuredAt int // index of the series that the colour scale applies to
}

// The room left and right of the axes, in pixels.
const (
	contourLeft   = 66
	contourRight  = 128
	contourLength = defaultWidth - contourLeft - contourRight // of the axis between
)

const (
	measuredName = "measured mean"
	minimumName  = "best measured size"
	budgetName   = "equal budget N"
)

func newContourChart(budgets []budget, fit *theory.LawFit, surface *theory.SurfaceFit) contourChart {
	k, _ := spanOf(classesOf(budgets))
	n, _ := spanOf(perClassOf(budgets))
	c := contourChart{budgets: budgets, k: k.padded(0.07), n: n.padded(0.07)}
	c.k = c.withRoomForNames()
	switch {
	case fit != nil:
		c.land = landscapeOfLaw(fit, c.k, c.n)
	case surface != nil:
		c.land = landscapeOfSurface(surface, c.k, c.n, budgets)
	}
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
	if c.land != nil {
		all = append(all, c.ground()...)
		all = append(all, c.veil()...)
	}
	all = append(all, c.diagonals(), c.diagonalNames())
	if c.land != nil {
		all = append(all, c.ridge()...)
	}
	c.measuredAt = len(all)
	all = append(all, c.measured(), c.minima())
	entries := []entry{{measuredName, "circle", neutral}, {minimumName, diamondIcon, accent}, {budgetName, dashedIcon, neutral}}
	if c.land != nil {
		entries = append(entries, entry{c.land.ridge, lineIcon, accent})
	}
	return option{
		Color: palette(), Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true),
		Grid:      c.grid(entries),
		XAxis:     []axis{logAxis("number of classes K (log scale)", c.k).ticksFor(classesOf(c.budgets), c.k, contourLength).fromOne().withoutLines()},
		YAxis:     []axis{sizeAxis("images per class n (log scale)", c.n, perClassOf(c.budgets)).fromOne().vertical(46).withoutLines()},
		VisualMap: c.scale(), Series: all,
	}
}

// grid has room for the names of budgets above and for the levels and the colour scale beside.
func (c contourChart) grid(entries []entry) *grid {
	g := standardGrid(entries, contourRight)
	g.Top += aboveRow * (slices.Max(c.nameRows()) + 1)
	return g
}

func (c contourChart) scale() *colorBands {
	bands := newColorBands("error %", c.errors, c.levelStep)
	bands.SeriesIndex, bands.Right, bands.Top = []int{c.measuredAt}, 8, "middle"
	return bands
}

// measured are the sizes as dots.
func (c contourChart) measured() series {
	s := series{
		Name: measuredName, Type: "scatter", Symbol: "circle", SymbolSize: 17, Z: 6,
		Item:       &opts.ItemStyle{BorderColor: ink, BorderWidth: 1.5, Opacity: opts.Float(1)},
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

// diagonals are the lines K n = N within the axes.
func (c contourChart) diagonals() series {
	color := c.inkOrNeutral()
	lines := series{
		Name: budgetName, Type: "line", Color: color, ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{}, Z: 3,
		Line: &opts.LineStyle{Width: 1.2, Type: "dashed", Color: color},
	}
	for _, b := range c.budgets {
		total := float64(b.total)
		left, right := c.leftEnd(total), math.Min(c.k.high, total/c.n.low)
		if !c.endsAbove(total) {
			left = c.besideName(b)
		}
		lines.Data = append(lines.Data, []any{roundTo(left, 5), roundTo(total/left, 5)}, []any{roundTo(right, 5), roundTo(total/right, 5)}, gap())
	}
	return lines
}

// inkOrNeutral is readable on the coloured ground, or on any ground.
func (c contourChart) inkOrNeutral() string {
	if c.land != nil {
		return ink
	}
	return neutral
}

// leftEnd is the number of classes at the upper left end of the line of a budget.
func (c contourChart) leftEnd(total float64) float64 { return math.Max(c.k.low, total/c.n.high) }

// besideName is the number of classes at the right end of the name of a budget that stands beside the axis.
func (c contourChart) besideName(b budget) float64 {
	const padding = 10 // pixels
	return c.k.at((aboveRune*float64(len(budgetLabel(b))) + padding) / contourLength)
}

// endsAbove reports whether the line of a budget ends at the upper edge of the axes or near, and has its name above them.
func (c contourChart) endsAbove(total float64) bool {
	left := c.leftEnd(total)
	return left > c.k.low || total/left > c.n.at(0.95)
}

// diagonalNames stand at the upper ends of the lines: above the axes, in as many rows as they need, or beside the axis, where
// the line then begins.
func (c contourChart) diagonalNames() series {
	color := c.inkOrNeutral()
	inside := label{Show: true, Position: "right", Formatter: "{b}", FontSize: 12, Offset: []int{-3, 0}, Color: color}
	if c.land != nil { // hides what crosses it
		inside.Background, inside.Padding = "rgba(255,255,255,0.9)", []int{1, 2}
	}
	marks := series{Name: budgetName, Type: "scatter", SymbolSize: 1, Color: color, Item: opaque(color), Silent: true, Tooltip: &hidden{}, Z: 5, Clip: boolean(false)}
	rows := c.nameRows()
	for i, b := range c.budgets {
		left, text := c.leftEnd(float64(b.total)), inside
		below := left // where the height of the name is that of the line
		if c.endsAbove(float64(b.total)) {
			text = label{Show: true, Position: "top", Formatter: "{b}", FontSize: 12, Color: neutral, Offset: []int{0, -aboveRow * rows[i]}}
		} else {
			below = c.besideName(b)
		}
		marks.Data = append(marks.Data, map[string]any{
			"name": budgetLabel(b), "value": []any{roundTo(left, 5), roundTo(float64(b.total)/below, 5)}, "label": text,
		})
	}
	return marks
}

// withRoomForNames is the axis of K, begun so far left that a name beside the axis stands clear of the dots.
func (c contourChart) withRoomForNames() span {
	const dot = 22 // pixels
	smallest, _ := spanOf(classesOf(c.budgets))
	room := 0.0
	for _, b := range c.budgets {
		if !c.endsAbove(float64(b.total)) {
			room = math.Max(room, (aboveRune*float64(len(budgetLabel(b)))+dot)/contourLength)
		}
	}
	low := smallest.low * math.Pow(c.k.high/smallest.low, -room/(1-room))
	return span{math.Min(c.k.low, roundTo(low, 4)), c.k.high}
}

func budgetLabel(b budget) string { return "N=" + group(b.total) }

// nameRows is the row above the axes of the name of each budget. Budgets rise, and so do the places of their names.
func (c contourChart) nameRows() []int {
	rows, above := make([]int, len(c.budgets)), []int{}
	var labels []span
	for i, b := range c.budgets {
		if c.endsAbove(float64(b.total)) {
			center, width := contourLength*c.k.share(c.leftEnd(float64(b.total))), aboveRune*float64(len(budgetLabel(b)))
			above, labels = append(above, i), append(labels, span{center - width/2, center + width/2})
		}
	}
	for i, row := range rowsOf(labels) {
		rows[above[i]] = row
	}
	return rows
}

// ridge is the line of the best sizes, over all budgets that the axes can show: solid where budgets were measured, dashed beyond.
func (c contourChart) ridge() []series {
	const steps = 120
	line := series{
		Name: c.land.ridge, Type: "line", Color: accent, ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{}, Z: 4,
		Line: &opts.LineStyle{Width: 3, Color: accent}, Data: []any{},
	}
	beyond := line
	beyond.Line, beyond.Data = &opts.LineStyle{Width: 2, Type: "dashed", Color: accent}, []any{}
	budgets := span{c.k.low * c.n.low, c.k.high * c.n.high}
	var before any
	for i := range steps + 1 {
		total := budgets.at(float64(i) / steps)
		classes := c.land.best(total)
		if !c.k.contains(classes) || !c.n.contains(total/classes) {
			continue
		}
		into, other := &line, &beyond
		if total < float64(c.budgets[0].total) || total > float64(c.budgets[len(c.budgets)-1].total) {
			into, other = other, into
		}
		if n := len(other.Data); before != nil && n > 0 && samePlace(other.Data[n-1], before) { // goes over into the other style
			other.Data = append(other.Data, gap())
			into.Data = append(into.Data, before)
		}
		before = []any{roundTo(classes, 5), roundTo(total/classes, 5)}
		into.Data = append(into.Data, before)
	}
	return slices.DeleteFunc([]series{line, beyond}, func(s series) bool { return len(s.Data) == 0 })
}

func samePlace(a, b any) bool { return reflect.DeepEqual(a, b) }

func (c contourChart) caption() string {
	text := fmt.Sprintf("Downstream error over the shape of the pre-training set; each dot is the mean over %s. Dashed: sizes with the same number of images N. Diamonds: the lowest mean of each N.", repeatsOf(c.budgets))
	if c.land == nil {
		return text
	}
	return sentences(text, c.land.caption, "Greyed: farther than a factor of √2 beyond the measured sizes and budgets, where the ground is a guess.")
}
