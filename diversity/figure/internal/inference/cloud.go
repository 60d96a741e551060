package inference

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// Cloud show two quantities of a fitted law against each other over its refits.
func Cloud(fit *theory.LawFit, x, y theory.Quantity) (chart.Parts, error) {
	c, err := newCloudChart(fit, x, y)
	if err != nil {
		return chart.Parts{}, err
	}
	p := chart.Parts{Title: x.String() + " and " + y.String() + " over refits", Caption: c.caption(), Table: c.table(),
		Option: c.option()}
	if c.exponents {
		p.Shape, p.Width, p.Height = 1, squareWidth, squareHeight
	}
	return p, nil
}

// The size of a picture whose axes are equally long, in pixels.
const (
	squareWidth  = 620
	squareHeight = 640
)

// cloudChart is what [figure.Cloud] shows.
type cloudChart struct {
	fit       *theory.LawFit
	x, y      cloudAxis
	exponents bool // both are
	unseen    int  // refits outside the axes, or without a value
}

// cloudAxis is one quantity.
type cloudAxis struct {
	name   string
	value  float64   // by the fit
	refits []float64 // by each refit
	ends   scale.Span
	log    bool
}

// cloudColor is readable on white and on black through half-transparent dots.
func cloudColor() string { return chart.SeriesColor(4) }

const (
	refitsName   = "refits"
	fitName      = "fit"
	diagonalName = "equal: an invariant ratio"
)

func newCloudChart(fit *theory.LawFit, x, y theory.Quantity) (cloudChart, error) {
	if fit == nil || fit.BootstrapSamples == 0 {
		return cloudChart{}, fmt.Errorf("%w: no refits, theory.Fit makes them unless FitOptions.BootstrapSamples is negative",
			chart.ErrEmpty)
	}
	c := cloudChart{fit: fit}
	var err error
	if c.x, err = newCloudAxis(fit, x); err != nil {
		return cloudChart{}, err
	}
	if c.y, err = newCloudAxis(fit, y); err != nil {
		return cloudChart{}, err
	}
	if c.exponents = isExponent(fit.Law, x) && isExponent(fit.Law, y); c.exponents {
		both := scale.Span{Low: math.Min(c.x.ends.Low, c.y.ends.Low), High: math.Max(c.x.ends.High, c.y.ends.High)}
		c.x.ends, c.y.ends = both, both
		c.x.log = c.x.log && c.y.log
		c.y.log = c.x.log
	}
	c.x, c.y = c.x.rounded(), c.y.rounded()
	for i := range c.x.refits {
		if !c.shows(i) {
			c.unseen++
		}
	}
	return c, nil
}

func isExponent(law laws.Law, q theory.Quantity) bool {
	return slices.ContainsFunc(law.Exponents(), func(e laws.Exponent) bool { return e.Name == q.String() })
}

func newCloudAxis(fit *theory.LawFit, q theory.Quantity) (cloudAxis, error) {
	refits, err := fit.SamplesOf(q)
	if err != nil {
		return cloudAxis{}, err
	}
	value, err := fit.ValueOf(q)
	if err != nil {
		return cloudAxis{}, err
	}
	a := cloudAxis{name: q.String(), value: value, refits: refits}
	finite := scale.FiniteOf(refits)
	if len(finite) == 0 {
		return cloudAxis{}, fmt.Errorf("%w: %s is not finite by any refit", chart.ErrEmpty, a.name)
	}
	slices.Sort(finite)
	a.ends = scale.Span{Low: quantile(finite, 0.005), High: quantile(finite, 0.995)}
	if scale.Finite(value) {
		a.ends = scale.Span{Low: math.Min(value, a.ends.Low), High: math.Max(value, a.ends.High)}
	}
	a.log = a.ends.Low > 0 && a.ends.High > chart.LogFrom*a.ends.Low
	return a, nil
}

// quantile is the value at a share of sorted values.
func quantile(sorted []float64, share float64) float64 {
	return sorted[int(math.Round(share*float64(len(sorted)-1)))]
}

// rounded widens the ends for the axis.
func (a cloudAxis) rounded() cloudAxis {
	if a.log {
		a.ends = a.ends.Padded(0.04)
	} else {
		a.ends.Low, a.ends.High = scale.RoundRange(a.ends.Low, a.ends.High)
	}
	return a
}

func (a cloudAxis) axis() chart.Axis {
	if a.log {
		return chart.LogAxis(a.name+" (log scale)", a.ends)
	}
	shown := chart.NewAxis("value", a.name)
	shown.Min, shown.Max = a.ends.Low, a.ends.High
	return shown
}

// shows reports whether a refit lies within the axes.
func (c cloudChart) shows(i int) bool {
	return c.x.ends.Contains(c.x.refits[i]) && c.y.ends.Contains(c.y.refits[i])
}

func (c cloudChart) option() chart.Option {
	entries := []chart.Entry{{Name: refitsName, Icon: "circle", Color: cloudColor()},
		{Name: fitName, Icon: chart.DiamondIcon, Color: chart.Accent}}
	all := []chart.Series{c.cloud()}
	if scale.Finite(c.x.value) && scale.Finite(c.y.value) {
		all = append(all, c.center())
	}
	if c.exponents {
		entries = append(entries, chart.Entry{Name: diagonalName, Icon: chart.DashedIcon, Color: chart.Neutral})
		diagonal := chart.DashedLine(diagonalName, chart.Neutral)
		diagonal.Data = []any{[]any{c.x.ends.Low, c.x.ends.Low}, []any{c.x.ends.High, c.x.ends.High}}
		all = append(all, diagonal)
	}
	y := c.y.axis()
	y = y.Vertical(chart.LabelRoom(y))
	g := chart.StandardGrid(entries, 28)
	g.Left = y.NameGap + chart.NameRoom
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid:  g,
		XAxis: []chart.Axis{c.x.axis()}, YAxis: []chart.Axis{y}, Series: all,
	}
}

// cloud is all refits within the axes, or so many of them that a file stays small.
func (c cloudChart) cloud() chart.Series {
	const most = 2000
	s := chart.Series{
		Name: refitsName, Type: "scatter", Symbol: "circle", SymbolSize: 5, Color: cloudColor(), Z: 3,
		Item:       &opts.ItemStyle{Color: cloudColor(), Opacity: opts.Float(0.55)},
		Dimensions: []string{c.x.name, c.y.name}, Encode: map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 1}},
		Data: []any{},
	}
	for i := 0; i < len(c.x.refits) && len(s.Data) < most; i++ {
		if c.shows(i) {
			s.Data = append(s.Data, []any{scale.RoundTo(c.x.refits[i], 4), scale.RoundTo(c.y.refits[i], 4)})
		}
	}
	return s
}

func (c cloudChart) center() chart.Series {
	return chart.Series{
		Name: fitName, Type: "scatter", Symbol: "diamond", SymbolSize: 16, Color: chart.Accent, Z: 5,
		Item:       &opts.ItemStyle{Color: chart.Accent, Opacity: opts.Float(1), BorderColor: chart.Ground, BorderWidth: 1.5},
		Dimensions: []string{c.x.name, c.y.name}, Encode: map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 1}},
		Data: []any{[]any{scale.RoundTo(c.x.value, 5), scale.RoundTo(c.y.value, 5)}},
	}
}

func (c cloudChart) caption() string {
	text := fmt.Sprintf("%s and %s by %s of the %s law to resampled runs (dots) and by the fit itself (diamond).",
		c.x.name, c.y.name, wording.Count(len(c.x.refits), "refit"), c.fit.Law.Name())
	equal := ""
	if c.exponents {
		above := 0
		for i := range c.x.refits {
			if c.y.refits[i] > c.x.refits[i] {
				above++
			}
		}
		equal = fmt.Sprintf("On the dashed line the best ratio of classes to images per class does not depend on the budget; %s of %s refits lie above it.",
			scale.Thousands(above), scale.Thousands(len(c.x.refits)))
	}
	unseen := ""
	if c.unseen > 0 {
		unseen = fmt.Sprintf("Not shown: %s far out or without a value.", wording.Count(c.unseen, "refit"))
	}
	center := ""
	if !scale.Finite(c.x.value) || !scale.Finite(c.y.value) {
		center = "Of the fit itself they are not both finite."
	}
	return wording.Sentences(text, equal, unseen, center)
}

func (c cloudChart) table() string {
	rows := [][]string{{"quantity", "fit", "2.5% of refits", "median", "97.5% of refits"}}
	for _, a := range []cloudAxis{c.x, c.y} {
		sorted := slices.Sorted(slices.Values(scale.FiniteOf(a.refits)))
		rows = append(rows, []string{a.name, wording.Number(a.value), wording.Number(quantile(sorted, 0.025)),
			wording.Number(quantile(sorted, 0.5)), wording.Number(quantile(sorted, 0.975))})
	}
	return aligned.Rows(rows)
}
