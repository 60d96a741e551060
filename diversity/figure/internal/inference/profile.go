package inference

import (
	"fmt"
	"math"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/linechart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory"
)

// Profile show the profile likelihood of a quantity.
func Profile(p theory.Profile) (chart.Parts, error) {
	c := profileChart{profile: p}
	c.cutOff = c.profile.CutOff()
	c.places = c.shown()
	if len(c.places) < 2 {
		return chart.Parts{}, fmt.Errorf("%w: no curve, theory.LawFit.Profile traces one", chart.ErrEmpty)
	}
	return chart.Parts{Title: "Profile likelihood of " + p.Quantity, Caption: c.caption(), Table: c.table(),
		Option: c.lines().Option()}, nil
}

// beyondCut is how far above the cut-off a curve is shown, in |T|.
const beyondCut = 1.3

// profileChart is what [figure.Profile] shows.
type profileChart struct {
	profile theory.Profile
	cutOff  float64               // of |T|
	places  []theory.ProfilePoint // what is shown of the curve, closely spaced
}

// shown is the part of the curve in which the ends of the interval are seen. Between the places that were traced T is
// close to a straight line, which its square, the curve, is not.
func (c profileChart) shown() []theory.ProfilePoint {
	const between = 10
	limit := beyondCut * c.cutOff
	var places []theory.ProfilePoint
	curve := c.profile.Curve
	for i := 1; i < len(curve); i++ {
		a, b := curve[i-1], curve[i]
		if !scale.Finite(a.T) || !scale.Finite(b.T) || !scale.Finite(a.Value) || !scale.Finite(b.Value) || a.T >= b.T ||
			c.far(a, limit) || c.far(b, limit) {
			continue
		}
		from, to := (-limit-a.T)/(b.T-a.T), (limit-a.T)/(b.T-a.T)
		from, to = math.Max(from, 0), math.Min(to, 1)
		for step := 0; step <= between && from < to; step++ {
			share := from + (to-from)*float64(step)/between
			places = append(places, theory.ProfilePoint{Value: a.Value + (b.Value-a.Value)*share, T: a.T + (b.T-a.T)*share})
		}
	}
	return places
}

// far reports whether a place lies so far from the estimate that a curve without an end would fill the picture.
func (c profileChart) far(at theory.ProfilePoint, limit float64) bool {
	const widths = 12
	estimate, i := c.profile.Value, c.profile.Interval
	width := math.Min(estimate-i.Low, i.High-estimate)
	return math.Abs(at.T) < limit && math.Abs(at.Value-estimate) > widths*width
}

func (c profileChart) lines() linechart.Chart {
	// of the curve's width are free beside it; the name of the cut-off stands on the right
	const before, after = 0.08, 0.25
	s := linechart.Series{}
	for _, at := range c.places {
		s.X, s.Y = append(s.X, at.Value), append(s.Y, at.T*at.T)
	}
	marks := []linechart.Mark{
		linechart.AtY(c.cutOff*c.cutOff, fmt.Sprintf("%.0f%% interval below", 100*c.profile.Interval.Level)),
		linechart.AtX(c.profile.Value, wording.Short(c.profile.Value)),
	}
	for _, end := range []float64{c.profile.Interval.Low, c.profile.Interval.High} {
		if c.shows(end) {
			marks = append(marks, linechart.AtX(end, wording.Short(end)))
		}
	}
	x := linechart.Axis{Name: c.profile.Quantity}
	low, high := c.places[0].Value, c.places[len(c.places)-1].Value
	if low > 0 && high > chart.LogFrom*low {
		x.Name, x.Log = x.Name+" (log scale)", true
		x.Low, x.High = low*math.Pow(high/low, -before), high*math.Pow(high/low, after)
	} else {
		x.Low, x.High = scale.RoundRange(low-before*(high-low), high+after*(high-low))
	}
	_, top := scale.RoundRange(0, beyondCut*beyondCut*c.cutOff*c.cutOff)
	y := linechart.Axis{Name: "rise of the sum of squares over the noise, T²", High: top}
	return linechart.Chart{Series: []linechart.Series{s}, Options: linechart.Options{X: x, Y: y, Marks: marks}}
}

// shows reports whether an end of the interval lies on the curve; else the data do not bound that side.
func (c profileChart) shows(end float64) bool {
	return end >= c.places[0].Value && end <= c.places[len(c.places)-1].Value
}

func (c profileChart) caption() string {
	text := fmt.Sprintf("Rise of the weighted sum of squares, in units of the variance of the noise, when %s is held at a value and all else is fitted again.",
		c.profile.Quantity)
	interval := fmt.Sprintf("Below the line lies the interval: %s, by the quantile of F(1, %s) = %s.",
		wording.Estimate(c.profile.Estimate), wording.Short(c.profile.DegreesOfFreedom), wording.Short(c.cutOff*c.cutOff))
	between := "Between the values that were evaluated T is drawn as a straight line."
	open := ""
	if i := c.profile.Interval; !c.shows(i.Low) || !c.shows(i.High) {
		open = "A side on which the curve does not reach the line is not bounded by the data."
	}
	return wording.Sentences(text, interval, between, open)
}

// table has the ends and the estimate.
func (c profileChart) table() string {
	low, high := c.profile.Interval.Low, c.profile.Interval.High
	return aligned.Rows([][]string{
		{"quantity", "estimate", "low", "high", "T² at the ends"},
		{c.profile.Quantity, wording.Number(c.profile.Value), wording.Number(low), wording.Number(high),
			fmt.Sprintf("%.3f", c.cutOff*c.cutOff)},
	})
}
