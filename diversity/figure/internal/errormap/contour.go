package errormap

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/theory"
)

// Contour show the error over classes and images per class.
func Contour(points []diversity.Measurement, fit *theory.LawFit, surface *theory.SurfaceFit) (chart.Parts, error) {
	budgets, err := perbudget.Summarize(points)
	if err != nil {
		return chart.Parts{}, err
	}
	c := newContourChart(budgets, fit, surface)
	return chart.Parts{
		Title: perbudget.Title(perbudget.Score(budgets), " over classes and images per class"), Caption: wording.Sentences(c.caption(), perbudget.LeftOut(points)),
		Table: perbudget.Table(budgets), Option: c.option(), Sizes: perbudget.Behind("", budgets, points),
	}, nil
}

// contourChart is what [figure.Contour] shows.
type contourChart struct {
	budgets    []perbudget.Budget
	model      *errorModel // behind the dots; nil = none
	k, n       scale.Span  // axes
	errors     scale.Span  // of the colour scale, in per cent
	levelStep  float64
	measuredAt int // index of the series that the colour scale applies to
}

// The room left and right of the axes, in pixels.
const (
	contourLeft   = 66
	contourRight  = 128
	contourLength = chart.DefaultWidth - contourLeft - contourRight // of the axis between
)

const (
	measuredName = "measured mean"
	minimumName  = "best measured size"
	budgetName   = "equal budget N"
)

func newContourChart(budgets []perbudget.Budget, fit *theory.LawFit, surface *theory.SurfaceFit) contourChart {
	k, _ := scale.SpanOf(perbudget.Classes(budgets))
	n, _ := scale.SpanOf(perbudget.PerClass(budgets))
	c := contourChart{budgets: budgets, k: k.Padded(0.07), n: n.Padded(0.07)}
	c.k = c.withRoomForNames()
	score := perbudget.Score(budgets)
	switch {
	case fit != nil:
		c.model = modelOfLaw(fit, score, c.k, c.n)
	case surface != nil:
		c.model = modelOfSurface(surface, score, c.k, c.n, budgets)
	}
	var errors []float64
	for _, b := range budgets {
		for _, s := range b.Sizes {
			errors = append(errors, scale.Percent(s.Shown().Value))
		}
	}
	low, high := scale.Bounds(errors)
	c.levelStep = scale.NiceStep((high - low) / 9)
	c.errors = scale.Span{Low: math.Floor(low/c.levelStep) * c.levelStep, High: math.Ceil(high/c.levelStep) * c.levelStep}
	if c.errors.Low == c.errors.High {
		c.errors.High += c.levelStep
	}
	return c
}

func (c contourChart) option() chart.Option {
	var all []chart.Series
	if c.model != nil {
		all = append(all, c.ground()...)
		all = append(all, c.unmeasured()...)
	}
	all = append(all, c.diagonals(), c.diagonalNames())
	if c.model != nil {
		all = append(all, c.bestSizes()...)
	}
	c.measuredAt = len(all)
	all = append(all, c.measured(), c.minima())
	entries := []chart.Entry{{Name: measuredName, Icon: "circle", Color: chart.Neutral}, {Name: minimumName,
		Icon: chart.DiamondIcon, Color: chart.Accent}, {Name: budgetName, Icon: chart.DashedIcon, Color: chart.Neutral}}
	if c.model != nil {
		entries = append(entries, chart.Entry{Name: c.model.bestName, Icon: chart.LineIcon, Color: chart.Accent})
	}
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid: c.grid(entries),
		XAxis: []chart.Axis{chart.LogAxis("number of classes K (log scale)", c.k).TicksFor(perbudget.Classes(c.budgets),
			c.k, contourLength).FromOne().WithoutLines()},
		YAxis: []chart.Axis{chart.SizeAxis("images per class n (log scale)", c.n,
			perbudget.PerClass(c.budgets)).FromOne().Vertical(46).WithoutLines()},
		VisualMap: c.scale(), Series: all,
	}
}

// grid has room for the names of budgets above and for the levels and the colour scale beside.
func (c contourChart) grid(entries []chart.Entry) *chart.Grid {
	g := chart.StandardGrid(entries, contourRight)
	g.Top += label.AboveRow * (slices.Max(c.nameRows()) + 1)
	return g
}

func (c contourChart) scale() *chart.ColorBands {
	bands := chart.NewColorBands(perbudget.Score(c.budgets).Label()+" %", c.errors, c.levelStep)
	bands.SeriesIndex, bands.Right, bands.Top = []int{c.measuredAt}, 8, "middle"
	return bands
}

// measured are the sizes as dots.
func (c contourChart) measured() chart.Series {
	s := chart.Series{
		Name: measuredName, Type: "scatter", Symbol: "circle", SymbolSize: 17, Z: 6,
		Item:       &opts.ItemStyle{BorderColor: chart.Ink, BorderWidth: 1.5, Opacity: opts.Float(1)},
		Dimensions: []string{"K", "n", perbudget.Score(c.budgets).Label() + " %", "N", "95% low", "95% high", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{3, 0, 1, 2, 4, 5, 6}},
	}
	for _, b := range c.budgets {
		for _, size := range b.Sizes {
			interval := size.Shown().Interval
			s.Sizes = append(s.Sizes, size.Size)
			s.Data = append(s.Data, []any{
				size.Size.Classes, size.Size.PerClass, scale.Percent(size.Shown().Value), b.Total,
				chart.EndOrGap(interval, interval.Low), chart.EndOrGap(interval, interval.High), size.Runs,
			})
		}
	}
	return s
}

// minima are the best measured sizes, one per budget.
func (c contourChart) minima() chart.Series {
	s := chart.Series{
		Name: minimumName, Type: "scatter", Symbol: "diamond", SymbolSize: 11, Silent: true, Tooltip: &chart.Hidden{}, Z: 7,
		Color: chart.Accent, Item: &opts.ItemStyle{Color: chart.Accent, BorderColor: chart.Paper, BorderWidth: 1},
	}
	for _, b := range c.budgets {
		s.Data = append(s.Data, []any{b.Best().Size.Classes, b.Best().Size.PerClass})
	}
	return s
}

// diagonals are the lines K n = N within the axes.
func (c contourChart) diagonals() chart.Series {
	color := c.inkOrNeutral()
	lines := chart.Series{
		Name: budgetName, Type: "line", Color: color, ShowSymbol: chart.Bool(false), Symbol: "none", Silent: true,
		Tooltip: &chart.Hidden{}, Z: 3,
		Line: &opts.LineStyle{Width: 1.2, Type: "dashed", Color: color},
	}
	for _, b := range c.budgets {
		total := float64(b.Total)
		left, right := c.leftEnd(total), math.Min(c.k.High, total/c.n.Low)
		if !c.endsAbove(total) {
			left = c.besideName(b)
		}
		lines.Data = append(lines.Data, []any{scale.RoundTo(left, 5), scale.RoundTo(total/left, 5)},
			[]any{scale.RoundTo(right, 5), scale.RoundTo(total/right, 5)}, chart.Gap())
	}
	return lines
}

// inkOrNeutral is readable on the coloured ground, or on any ground.
func (c contourChart) inkOrNeutral() string {
	if c.model != nil {
		return chart.Ink
	}
	return chart.Neutral
}

// leftEnd is the number of classes at the upper left end of the line of a budget.
func (c contourChart) leftEnd(total float64) float64 { return math.Max(c.k.Low, total/c.n.High) }

// besideName is the number of classes at the right end of the name of a budget that stands beside the axis.
func (c contourChart) besideName(b perbudget.Budget) float64 {
	const padding = 10 // pixels
	return c.k.At((label.AboveRune*float64(len(budgetLabel(b))) + padding) / contourLength)
}

// endsAbove reports whether the line of a budget ends at the upper edge of the axes or near, and has its name above
// them.
func (c contourChart) endsAbove(total float64) bool {
	left := c.leftEnd(total)
	return left > c.k.Low || total/left > c.n.At(0.95)
}

// diagonalNames stand at the upper ends of the lines: above the axes, in as many rows as they need, or beside the axis,
// where the line then begins.
func (c contourChart) diagonalNames() chart.Series {
	color := c.inkOrNeutral()
	inside := chart.Label{Show: true, Position: "right", Formatter: "{b}", FontSize: 12, Offset: []int{-3, 0},
		Color: chart.LetterColor(color)}
	if c.model != nil { // hides what crosses it
		inside.Background, inside.Padding = "rgba(255,255,255,0.9)", []int{1, 2}
	}
	marks := chart.Series{Name: budgetName, Type: "scatter", SymbolSize: 1, Color: color, Item: chart.Opaque(color),
		Silent: true, Tooltip: &chart.Hidden{}, Z: 5, Clip: chart.Bool(false)}
	rows := c.nameRows()
	for i, b := range c.budgets {
		left, text := c.leftEnd(float64(b.Total)), inside
		below := left // where the height of the name is that of the line
		if c.endsAbove(float64(b.Total)) {
			text = chart.Label{Show: true, Position: "top", Formatter: "{b}", FontSize: 12, Color: chart.Remark,
				Offset: []int{0, -label.AboveRow * rows[i]}}
		} else {
			below = c.besideName(b)
		}
		marks.Data = append(marks.Data, map[string]any{
			"name": budgetLabel(b), "value": []any{scale.RoundTo(left, 5), scale.RoundTo(float64(b.Total)/below, 5)},
			"label": text,
		})
	}
	return marks
}

// withRoomForNames is the axis of K, begun so far left that a name beside the axis stands clear of the dots.
func (c contourChart) withRoomForNames() scale.Span {
	const dot = 22 // pixels
	smallest, _ := scale.SpanOf(perbudget.Classes(c.budgets))
	room := 0.0
	for _, b := range c.budgets {
		if !c.endsAbove(float64(b.Total)) {
			room = math.Max(room, (label.AboveRune*float64(len(budgetLabel(b)))+dot)/contourLength)
		}
	}
	low := smallest.Low * math.Pow(c.k.High/smallest.Low, -room/(1-room))
	return scale.Span{Low: math.Min(c.k.Low, scale.RoundTo(low, 4)), High: c.k.High}
}

func budgetLabel(b perbudget.Budget) string { return "N=" + scale.Thousands(b.Total) }

// nameRows is the row above the axes of the name of each budget. Budgets rise, and so do the places of their names.
func (c contourChart) nameRows() []int {
	rows, above := make([]int, len(c.budgets)), []int{}
	var labels []scale.Span
	for i, b := range c.budgets {
		if c.endsAbove(float64(b.Total)) {
			center, width := contourLength*c.k.Share(c.leftEnd(float64(b.Total))), label.AboveRune*float64(len(budgetLabel(b)))
			above, labels = append(above, i), append(labels, scale.Span{Low: center - width/2, High: center + width/2})
		}
	}
	for i, row := range label.Rows(labels) {
		rows[above[i]] = row
	}
	return rows
}

// bestSizes is the line of the best sizes, over all budgets that the axes can show: solid where budgets were measured,
// dashed beyond.
func (c contourChart) bestSizes() []chart.Series {
	const steps = 120
	line := chart.Series{
		Name: c.model.bestName, Type: "line", Color: chart.Accent, ShowSymbol: chart.Bool(false), Symbol: "none",
		Silent: true, Tooltip: &chart.Hidden{}, Z: 4,
		Line: &opts.LineStyle{Width: 3, Color: chart.Accent}, Data: []any{},
	}
	beyond := line
	beyond.Line, beyond.Data = &opts.LineStyle{Width: 2, Type: "dashed", Color: chart.Accent}, []any{}
	budgets := scale.Span{Low: c.k.Low * c.n.Low, High: c.k.High * c.n.High}
	var before any
	for i := range steps + 1 {
		total := budgets.At(float64(i) / steps)
		classes := c.model.best(total)
		if !c.k.Contains(classes) || !c.n.Contains(total/classes) {
			continue
		}
		into, other := &line, &beyond
		if total < float64(c.budgets[0].Total) || total > float64(c.budgets[len(c.budgets)-1].Total) {
			into, other = other, into
		}
		// goes over into the other style
		if n := len(other.Data); before != nil && n > 0 && samePoint(other.Data[n-1], before) {
			other.Data = append(other.Data, chart.Gap())
			into.Data = append(into.Data, before)
		}
		before = []any{scale.RoundTo(classes, 5), scale.RoundTo(total/classes, 5)}
		into.Data = append(into.Data, before)
	}
	return slices.DeleteFunc([]chart.Series{line, beyond}, func(s chart.Series) bool { return len(s.Data) == 0 })
}

func samePoint(a, b any) bool { return reflect.DeepEqual(a, b) }

func (c contourChart) caption() string {
	text := fmt.Sprintf("Downstream %s over the shape of the pre-training set; each dot is the mean over %s. Dashed: sizes with the same number of images N. Diamonds: the %s mean of each N.",
		perbudget.Score(c.budgets).Label(), perbudget.Repeats(c.budgets), perbudget.BestWord(perbudget.Score(c.budgets)))
	if c.model == nil {
		return text
	}
	return wording.Sentences(text, c.model.caption,
		"Greyed: farther than a factor of √2 beyond the measured sizes and budgets, where the ground is a guess.")
}
