package figure

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// cloudParts show two quantities of a fitted law against each other over its refits.
func cloudParts(fit *theory.LawFit, x, y theory.Quantity) (parts, error) {
	c, err := newCloudChart(fit, x, y)
	if err != nil {
		return parts{}, err
	}
	p := parts{title: x.String() + " and " + y.String() + " over refits", caption: c.caption(), table: c.table(), option: c.option()}
	if c.exponents {
		p.shape, p.width, p.height = 1, squareWidth, squareHeight
	}
	return p, nil
}

// The size of a picture whose axes are equally long, in pixels.
const (
	squareWidth  = 620
	squareHeight = 640
)

// cloudChart is what [Cloud] draws.
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
	ends   span
	log    bool
}

// cloudColor is readable on white and on black through half-transparent dots.
func cloudColor() string { return seriesColor(4) }

const (
	refitsName   = "refits"
	fitName      = "fit"
	diagonalName = "equal: an invariant ratio"
)

func newCloudChart(fit *theory.LawFit, x, y theory.Quantity) (cloudChart, error) {
	if fit == nil || fit.BootstrapSamples == 0 {
		return cloudChart{}, fmt.Errorf("%w: no refits, theory.Fit makes them unless FitOptions.BootstrapSamples is negative", errEmpty)
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
		both := span{math.Min(c.x.ends.low, c.y.ends.low), math.Max(c.x.ends.high, c.y.ends.high)}
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
	finite := knownOf(refits)
	if len(finite) == 0 {
		return cloudAxis{}, fmt.Errorf("%w: %s is not finite by any refit", errEmpty, a.name)
	}
	slices.Sort(finite)
	a.ends = span{quantile(finite, 0.005), quantile(finite, 0.995)}
	if known(value) {
		a.ends = span{math.Min(value, a.ends.low), math.Max(value, a.ends.high)}
	}
	a.log = a.ends.low > 0 && a.ends.high > wide*a.ends.low
	return a, nil
}

// quantile is the value at a share of sorted values.
func quantile(sorted []float64, share float64) float64 {
	return sorted[int(math.Round(share*float64(len(sorted)-1)))]
}

// rounded widens the ends for the axis.
func (a cloudAxis) rounded() cloudAxis {
	if a.log {
		a.ends = a.ends.padded(0.04)
	} else {
		a.ends.low, a.ends.high = roundRange(a.ends.low, a.ends.high)
	}
	return a
}

func (a cloudAxis) axis() axis {
	if a.log {
		return logAxis(a.name+" (log scale)", a.ends)
	}
	drawn := newAxis("value", a.name)
	drawn.Min, drawn.Max = a.ends.low, a.ends.high
	return drawn
}

// shows reports whether a refit lies within the axes.
func (c cloudChart) shows(i int) bool {
	return c.x.ends.contains(c.x.refits[i]) && c.y.ends.contains(c.y.refits[i])
}

func (c cloudChart) option() option {
	entries := []entry{{refitsName, "circle", cloudColor()}, {fitName, diamondIcon, accent}}
	all := []series{c.cloud()}
	if known(c.x.value) && known(c.y.value) {
		all = append(all, c.center())
	}
	if c.exponents {
		entries = append(entries, entry{diagonalName, dashedIcon, neutral})
		diagonal := dashedLine(diagonalName, neutral)
		diagonal.Data = []any{[]any{c.x.ends.low, c.x.ends.low}, []any{c.x.ends.high, c.x.ends.high}}
		all = append(all, diagonal)
	}
	y := c.y.axis()
	y = y.vertical(labelRoom(y))
	g := standardGrid(entries, 28)
	g.Left = y.NameGap + nameRoom
	return option{
		Color: palette(), Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true), Grid: g,
		XAxis: []axis{c.x.axis()}, YAxis: []axis{y}, Series: all,
	}
}

// cloud is all refits within the axes, or so many of them that a file stays small.
func (c cloudChart) cloud() series {
	const most = 2000
	s := series{
		Name: refitsName, Type: "scatter", Symbol: "circle", SymbolSize: 5, Color: cloudColor(), Z: 3,
		Item:       &opts.ItemStyle{Color: cloudColor(), Opacity: opts.Float(0.55)},
		Dimensions: []string{c.x.name, c.y.name}, Encode: map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 1}}, Data: []any{},
	}
	for i := 0; i < len(c.x.refits) && len(s.Data) < most; i++ {
		if c.shows(i) {
			s.Data = append(s.Data, []any{roundTo(c.x.refits[i], 4), roundTo(c.y.refits[i], 4)})
		}
	}
	return s
}

func (c cloudChart) center() series {
	return series{
		Name: fitName, Type: "scatter", Symbol: "diamond", SymbolSize: 16, Color: accent, Z: 5,
		Item:       &opts.ItemStyle{Color: accent, Opacity: opts.Float(1), BorderColor: paper, BorderWidth: 1.5},
		Dimensions: []string{c.x.name, c.y.name}, Encode: map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 1}},
		Data: []any{[]any{roundTo(c.x.value, 5), roundTo(c.y.value, 5)}},
	}
}

func (c cloudChart) caption() string {
	text := fmt.Sprintf("%s and %s by %s of the %s law to resampled runs (dots) and by the fit itself (diamond).", c.x.name, c.y.name, count(len(c.x.refits), "refit"), c.fit.Law.Name())
	equal := ""
	if c.exponents {
		above := 0
		for i := range c.x.refits {
			if c.y.refits[i] > c.x.refits[i] {
				above++
			}
		}
		equal = fmt.Sprintf("On the dashed line the best ratio of classes to images per class does not depend on the budget; %s of %s refits lie above it.", group(above), group(len(c.x.refits)))
	}
	unseen := ""
	if c.unseen > 0 {
		unseen = fmt.Sprintf("Not shown: %s far out or without a value.", count(c.unseen, "refit"))
	}
	center := ""
	if !known(c.x.value) || !known(c.y.value) {
		center = "Of the fit itself they are not both finite."
	}
	return sentences(text, equal, unseen, center)
}

func (c cloudChart) table() string {
	rows := [][]string{{"quantity", "fit", "2.5% of refits", "median", "97.5% of refits"}}
	for _, a := range []cloudAxis{c.x, c.y} {
		sorted := slices.Sorted(slices.Values(knownOf(a.refits)))
		rows = append(rows, []string{a.name, number(a.value), number(quantile(sorted, 0.025)), number(quantile(sorted, 0.5)), number(quantile(sorted, 0.975))})
	}
	return alignColumns(rows)
}
