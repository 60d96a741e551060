package perbudget

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
)

// Group are a named set of measurements of one task and one probe, in one colour.
type Group struct {
	Name   string // in the legend
	Points []diversity.Measurement
}

// mostGroups is how many groups have colours of their own.
const mostGroups = 6

// Compare show the error against the number of classes in one panel for each budget, one curve per group.
func Compare(groups []Group) (chart.Parts, error) {
	c, err := newCompareChart(groups)
	if err != nil {
		return chart.Parts{}, err
	}
	var all []diversity.Measurement
	var sizes []behind.Size
	for i, g := range groups {
		all = append(all, g.Points...)
		sizes = append(sizes, Behind(g.Name, c.curves[i], g.Points)...)
	}
	return chart.Parts{
		Title: Title(c.score(), " against the number of classes, by budget"), Caption: wording.Sentences(c.caption(), LeftOut(all)),
		Table: c.table(), Option: c.option(), Height: compareHeight(c.rows()), Sizes: sizes,
	}, nil
}

// The heights of a picture of panels, in pixels.
const (
	abovePanels = 100 // title, legend and the names of the upper y axes
	panelHeight = 260 // from the axes of a row to those of the next
	betweenAxes = 82  // of it, for the names of x axes and of the next y axes
	belowPanels = 54  // for the names of the lowest x axes
)

// compareHeight is the height of a picture of some rows of panels, in pixels.
func compareHeight(rows int) int { return abovePanels + rows*panelHeight - betweenAxes + belowPanels }

func checkGroups(groups []Group) error {
	if len(groups) == 0 {
		return fmt.Errorf("%w: no groups", chart.ErrEmpty)
	}
	if len(groups) > mostGroups {
		return diversity.Invalid("len(groups)", len(groups), fmt.Sprintf("at most %d", mostGroups))
	}
	seen := map[string]bool{"": true}
	for i, g := range groups {
		if seen[g.Name] {
			return diversity.Invalid(fmt.Sprintf("groups[%d].Name", i), fmt.Sprintf("%q", g.Name),
				"a name that no other group has")
		}
		seen[g.Name] = true
	}
	return nil
}

// compareChart is what [figure.Compare] shows.
type compareChart struct {
	names   []string
	panels  []int      // budgets
	curves  [][]Budget // by group
	classes scale.Span
	all     []float64  // numbers of classes
	errors  scale.Span // of the y axes, in per cent
	step    float64    // between their ticks
}

func newCompareChart(groups []Group) (compareChart, error) {
	if err := checkGroups(groups); err != nil {
		return compareChart{}, err
	}
	c := compareChart{}
	for _, g := range groups {
		budgets, err := Summarize(g.Points)
		if err != nil {
			return compareChart{}, fmt.Errorf("group %q: %w", g.Name, err)
		}
		if g := len(c.curves); g > 0 && Score(budgets).Label() != c.score().Label() {
			return compareChart{}, fmt.Errorf("%w: %s and %s: choose one", diversity.ErrMixed, c.score().Label(),
				Score(budgets).Label())
		}
		c.names, c.curves = append(c.names, g.Name), append(c.curves, budgets)
	}
	return c.scaled(), nil
}

// score is that of all groups.
func (c compareChart) score() diversity.Score { return Score(c.curves[0]) }

// scaled finds the panels and their axes.
func (c compareChart) scaled() compareChart {
	totals := map[int]bool{}
	var classes, errors []float64
	for _, budgets := range c.curves {
		classes, errors = append(classes, Classes(budgets)...), append(errors, MeansAndEnds(budgets)...)
		for _, b := range budgets {
			totals[b.Total] = true
		}
	}
	c.panels = slices.Sorted(maps.Keys(totals))
	low, high := chart.AroundErrors(errors)
	step := scale.NiceStep(math.Max(high-low, 0.1) / 7)
	c.step = step
	c.errors = scale.Span{Low: math.Max(0, scale.RoundTo(math.Floor(low/step)*step, 12)),
		High: math.Min(100, scale.RoundTo(math.Ceil(high/step)*step, 12))}
	c.all = classes
	c.classes, _ = scale.SpanOf(classes)
	c.classes = c.classes.Padded(0.04)
	return c
}

func (c compareChart) columns() int { return min(2, len(c.panels)) }

func (c compareChart) rows() int { return (len(c.panels) + c.columns() - 1) / c.columns() }

func (c compareChart) option() chart.Option {
	var entries []chart.Entry
	for g, name := range c.names {
		entries = append(entries, chart.Entry{Name: name, Icon: "circle", Color: chart.SeriesColor(g)})
	}
	o := chart.Option{Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(),
		Toolbox: chart.Tools(true)}
	var grids []panelGrid
	for i, total := range c.panels {
		grids = append(grids, c.panel(i))
		x, y := c.axes(i, total)
		o.XAxis, o.YAxis = append(o.XAxis, x), append(o.YAxis, y)
		for g, budgets := range c.curves {
			o.Series = append(o.Series, c.panelSeries(i, g, budgets)...)
		}
	}
	o.Grid = grids
	return o
}

// panelGrid is the place of a panel, in per cent of the picture.
type panelGrid struct {
	Left   string `json:"left"`
	Top    string `json:"top"`
	Width  string `json:"width"`
	Height string `json:"height"`
}

func (c compareChart) panel(i int) panelGrid {
	share := func(value float64) string { return strconv.FormatFloat(value, 'f', 2, 64) + "%" }
	total := float64(compareHeight(c.rows()))
	column, row := float64(i%c.columns()), float64(i/c.columns())
	width := 100 / float64(c.columns())
	return panelGrid{
		Left: share(6 + column*width), Width: share(width - 9),
		Top: share(100 * (abovePanels + row*panelHeight) / total), Height: share(100 * (panelHeight - betweenAxes) / total),
	}
}

// axes are those of a panel; the budget stands above its y axis.
func (c compareChart) axes(i, total int) (x, y chart.Axis) {
	x = chart.SizeAxis("number of classes K (log scale)", c.classes, c.all)
	x.NameGap, x.GridIndex = 28, i
	if c.columns() > 1 {
		x = x.TicksFor(c.all, c.classes, chart.PanelLength)
	}
	y = chart.NewAxis("value", fmt.Sprintf("N = %s: %s (%%)", scale.Thousands(total), c.score().Label()))
	y.NameLocation, y.NameGap, y.GridIndex = "end", 12, i
	y.NameStyle.Align = "left"
	y.Min, y.Max, y.Interval = c.errors.Low, c.errors.High, c.step
	return x, y
}

// panelSeries is the curve of a group in a panel, if it was measured there.
func (c compareChart) panelSeries(panel, g int, budgets []Budget) []chart.Series {
	var all []chart.Series
	for _, b := range budgets {
		if b.Total != c.panels[panel] {
			continue
		}
		color, shift := chart.SeriesColor(g), beside(c.classes, g, len(c.names))
		means := MeansSeries(b, color, shift, true)
		means.Groups = []string{c.names[g]}
		all = append(all, means)
		if bars := ErrorBars(b, shift); len(bars) > 0 {
			all = append(all, chart.VerticalBars(b.name(), color, bars))
		}
		all = append(all, ring(b, color, shift))
	}
	for i := range all {
		all[i].Name, all[i].XAxisIndex, all[i].YAxisIndex = c.names[g], panel, panel
		if all[i].Line != nil && g > 0 && all[i].Z == 4 {
			all[i].Line = &opts.LineStyle{Width: 2, Type: "dashed"}
		}
	}
	return all
}

func (c compareChart) caption() string {
	var budgets []Budget
	for _, curve := range c.curves {
		budgets = append(budgets, curve...)
	}
	return fmt.Sprintf("Downstream %s after pre-training on N = K × n images, %s in %s. Dots: mean over %s; bars: its 95%% interval; rings: the %s mean, with its K. Curves are drawn a little beside each other.",
		c.score().Label(), wording.Count(len(c.names), "group"), wording.Count(len(c.panels), "panel"), Repeats(budgets),
		BestWord(c.score()))
}

func (c compareChart) table() string {
	text := ""
	for g, budgets := range c.curves {
		text += c.names[g] + "\n" + Table(budgets)
	}
	return text
}
