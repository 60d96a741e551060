package plaincurves

import (
	"fmt"
	"html"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
)

// The drawing in its own units, which are pixels where there is room.
const (
	left, above    = 52, 22 // margins of the axes, that above without the legend
	height, margin = 294, 44
	beside         = 12
	legendRow      = 18
	mostLegendRows = 3
)

// Narrowest is the least width of an SVG.
const Narrowest = 240

// SVG draws mean errors in per cent against K with their intervals, a curve for each budget and a ring at its best
// size, as wide as is said. Colours are readable on white and on black. The address of a size, if there is one, is
// where a click on its point leads.
func SVG(means []estimate.SizeSummary, width int, scale estimate.Scale, address func(diversity.Size) string) string {
	curves := curvesOf(means)
	if len(curves) == 0 {
		return ""
	}
	width = max(width, Narrowest)
	entries, rows := legendOf(curves, float64(width), scale)
	d := drawing{frame: svgFrame(curves), scale: scale, words: scale.Nouns(), address: address,
		right: float64(width - beside),
		top:   float64(above + legendRow*rows)}
	d.bottom = d.top + height
	fmt.Fprintf(&d, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %.0f" width="%d" height="%.0f" role="img" `+
		`aria-label="%s against the number of %s, by budget" font-family="sans-serif" font-size="12">`,
		width, d.bottom+margin, width, d.bottom+margin, html.EscapeString(d.words.Score), html.EscapeString(d.words.Groups))
	d.axes()
	d.surroundings(curves)
	for i, c := range curves {
		d.curve(c, chart.SeriesColor(i), i >= len(chart.Palette()))
	}
	d.WriteString(entries)
	d.WriteString("</svg>")
	return d.String()
}

// svgFrame leaves room around what is drawn, intervals included.
func svgFrame(curves []curve) frame {
	f := frameOf(curves)
	for _, c := range curves {
		for _, s := range c.sizes {
			if i := s.Error.Interval; i.Bounded() {
				f.error = [2]float64{min(f.error[0], max(i.Low, 0)), max(f.error[1], min(i.High, 1))}
			}
		}
	}
	const least = 0.01 // of the height: a hundredth
	if f.error[1]-f.error[0] < least {
		f.error = [2]float64{f.error[0] - least/2, f.error[1] + least/2}
	}
	margin := 0.04 * (f.error[1] - f.error[0])
	f.error = [2]float64{f.error[0] - margin, f.error[1] + margin}
	f.lnK = [2]float64{f.lnK[0] - 0.1, f.lnK[1] + 0.1}
	return f
}

// drawing is SVG as it grows.
type drawing struct {
	strings.Builder
	frame
	scale              estimate.Scale
	words              estimate.Nouns
	right, top, bottom float64
	address            func(diversity.Size) string
}

func (d *drawing) x(lnK float64) float64 {
	return left + (d.right-left)*(lnK-d.lnK[0])/(d.lnK[1]-d.lnK[0])
}

// y has the better scores below, or above if more is better.
func (d *drawing) y(e float64) float64 {
	if d.scale.Rises {
		return d.top + (d.bottom-d.top)*(e-d.error[0])/(d.error[1]-d.error[0])
	}
	return d.bottom - (d.bottom-d.top)*(e-d.error[0])/(d.error[1]-d.error[0])
}

// axes are lines with round numbers: of K 1, 2, 5, 10 and so on, of errors in per cent.
func (d *drawing) axes() {
	fmt.Fprintf(d, `<g stroke="%s" fill="%s"><path d="M%d %.0fV%.0fH%.0f" fill="none"/>`, chart.Neutral, chart.Neutral,
		left, d.top, d.bottom, d.right)
	unit := d.scale.Classes(1)
	for _, k := range roundClasses(unit*math.Exp(d.lnK[0]), unit*math.Exp(d.lnK[1])) {
		x := d.x(math.Log(k / unit))
		fmt.Fprintf(d, `<path d="M%.1f %.0fv5"/>`, x, d.bottom)
		d.text(x, d.bottom+18, "middle", shortCount(k))
	}
	d.scores()
	d.text((left+d.right)/2, d.bottom+margin-8, "middle", "number of "+html.EscapeString(d.words.Groups)+" K")
	d.WriteString("</g>")
}

// scores are round numbers of the score, in per cent where it is a share.
func (d *drawing) scores() {
	head, factor := html.EscapeString(d.words.Score), 1.0
	if d.scale.Shares() {
		head += " %"
		if !d.scale.PerCent {
			factor = 100
		}
	}
	low, high := factor*d.scale.ScoreOf(d.error[0]), factor*d.scale.ScoreOf(d.error[1])
	low, high = min(low, high), max(low, high)
	step := roundStep(high - low)
	for i := math.Ceil(low / step); i <= high/step; i++ {
		y := d.y(d.scale.ErrorOf(i * step / factor))
		fmt.Fprintf(d, `<path d="M%d %.1fh-5"/>`, left, y)
		d.text(left-8, y+4, "end", fmt.Sprintf("%.4g", i*step))
	}
	d.text(8, d.top-10, "start", head)
}

// shortCount is a number of an axis.
func shortCount(k float64) string {
	if k >= 1e5 || k < 1 {
		return fmt.Sprintf("%.0e", k)
	}
	return fmt.Sprintf("%.0f", k)
}

func (d *drawing) text(x, y float64, anchor, words string) {
	fmt.Fprintf(d, `<text x="%.1f" y="%.1f" text-anchor="%s" stroke="none">%s</text>`, x, y, anchor, words)
}

// roundClasses are 1, 2 and 5 times powers of ten within a range; only the powers if there are many.
func roundClasses(low, high float64) (values []float64) {
	factors := []float64{1, 2, 5}
	if high/low > 1e4 {
		factors = factors[:1]
	}
	for power := math.Pow(10, math.Floor(math.Log10(low))); power <= high; power *= 10 {
		for _, factor := range factors {
			if k := factor * power; k >= low && k <= high {
				values = append(values, k)
			}
		}
	}
	return values
}

// roundStep divides a length into some five parts of 1, 2 or 5 times a power of ten.
func roundStep(length float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(length/5)))
	for _, factor := range []float64{1, 2, 5} {
		if factor*power >= length/6 {
			return factor * power
		}
	}
	return 10 * power
}

// curve draws a budget; dashed where its colour was used before.
func (d *drawing) curve(c curve, color string, dashed bool) {
	line := ""
	for i, s := range c.sizes {
		line += fmt.Sprintf("%c%.1f %.1f", "ML"[min(i, 1)], d.x(math.Log(float64(s.Size.Classes))), d.y(s.Error.Value))
	}
	dash := ""
	if dashed {
		dash = ` stroke-dasharray="5 4"`
	}
	fmt.Fprintf(d, `<g stroke="%s" fill="%s" stroke-width="1.5"><path d="%s" fill="none"%s pointer-events="none"/>`, color, color, line, dash)
	for _, s := range c.sizes {
		d.point(s, s.Size == c.best().Size)
	}
	d.WriteString("</g>")
}

// surroundings make points easier to hit: they lie below all points, so that of two near ones each is hit at its own
// place.
func (d *drawing) surroundings(curves []curve) {
	if d.address == nil {
		return
	}
	for _, c := range curves {
		for _, s := range c.sizes {
			fmt.Fprintf(d, `<a href="%s" tabindex="-1" aria-hidden="true">`+
				`<circle cx="%.1f" cy="%.1f" r="11" fill="transparent"/></a>`, html.EscapeString(d.address(s.Size)),
				d.x(math.Log(float64(s.Size.Classes))), d.y(s.Error.Value))
		}
	}
}

// point is a mean with its interval, which says on hovering what it is.
func (d *drawing) point(s estimate.SizeSummary, best bool) {
	x, y := d.x(math.Log(float64(s.Size.Classes))), d.y(s.Error.Value)
	if d.address != nil {
		fmt.Fprintf(d, `<a href="%s">`, html.EscapeString(d.address(s.Size)))
	} else {
		d.WriteString("<g>")
	}
	fmt.Fprintf(d, "<title>N = %s, %s: %s, %s</title>", d.scale.TotalText(s.Size.Total()), d.scale.SizeText(s.Size),
		d.scored(s.Error), display.Count(s.Runs, "run"))
	if i := s.Error.Interval; i.Bounded() {
		fmt.Fprintf(d, `<path d="M%.1f %.1fV%.1f" pointer-events="none"/>`, x, d.y(max(i.Low, 0)), d.y(min(i.High, 1)))
	}
	fmt.Fprintf(d, `<circle cx="%.1f" cy="%.1f" r="3.5"/>`, x, y)
	if best {
		fmt.Fprintf(d, `<circle cx="%.1f" cy="%.1f" r="7.5" fill="none" stroke="%s" stroke-width="2" pointer-events="none"/>`,
			x, y, chart.Accent)
	}
	if d.address != nil {
		d.WriteString("</a>")
	} else {
		d.WriteString("</g>")
	}
}

// scored is a mean with its interval.
func (d *drawing) scored(e estimate.Estimate) string {
	if d.scale.Plain() {
		return e.Percent() + " %"
	}
	return d.scale.Scored(e)
}

// legendOf names the budgets in rows above the curves, the first of more than there is room for, and says how many rows
// there are.
func legendOf(curves []curve, width float64, scale estimate.Scale) (entries string, rows int) {
	x, rows := float64(left), 1
	for i, c := range curves {
		name := "N = " + scale.TotalText(c.budget)
		wide := 34 + 7*float64(len(name))
		if x+wide > width && x > left {
			x, rows = left, rows+1
		}
		y := 14 + legendRow*float64(rows-1)
		if rows == mostLegendRows && x+2*wide > width && i < len(curves)-1 {
			entries += fmt.Sprintf(`<text x="%.0f" y="%.0f" fill="%s">and %d more</text>`, x, y, chart.Neutral, len(curves)-i)
			break
		}
		entries += fmt.Sprintf(`<path d="M%.0f %.0fh20" stroke="%s" stroke-width="2.5"/>`, x, y-4, chart.SeriesColor(i)) +
			fmt.Sprintf(`<text x="%.0f" y="%.0f" fill="%s">%s</text>`, x+25, y, chart.Neutral, name)
		x += wide
	}
	return entries, rows
}
