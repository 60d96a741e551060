package page

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/report"
	"tradeoff/diversity/study"
)

// detail is what the page shows of a size whose point is clicked on.
type detail struct {
	Curves   template.HTML // an SVG
	Classes  string
	Mistakes string
}

// mostDrawn bounds the training curves of a page: some 250 kB.
const mostDrawn = 600

// detailsOf are those of a report's sizes, of the first as far as the page has room.
func detailsOf(r report.Report) map[diversity.Size]*detail {
	details, drawn := map[diversity.Size]*detail{}, 0
	for _, d := range r.Details {
		if len(d.Curves) == 0 && len(d.Classes) == 0 && len(d.Worst) == 0 {
			continue
		}
		shown := &detail{Classes: classesText(d), Mistakes: mistakesText(d)}
		if drawn += len(d.Curves); drawn <= mostDrawn {
			shown.Curves = template.HTML(trainingSVG(d)) // our own, its texts numbers
		}
		details[d.Size] = shown
	}
	return details
}

func classesText(d study.Detail) string {
	if len(d.Classes) == 0 {
		return ""
	}
	text := diversity.Printable(strings.Join(d.Classes, ", "))
	if left := d.Size.Classes - len(d.Classes); left > 0 {
		text += fmt.Sprintf(" and %d more", left)
	}
	return text
}

func mistakesText(d study.Detail) string {
	var said []string
	for _, m := range d.Worst {
		text := fmt.Sprintf("%s taken for %s (%d of %d)", m.Class, m.TakenFor, m.Count, m.Images)
		said = append(said, diversity.Printable(text))
	}
	return strings.Join(said, "; ")
}

// The drawing of training curves, in pixels.
const (
	trainingWidth  = 340
	trainingHeight = 150
	trainingLeft   = 44
	trainingBelow  = 22
	trainingEdge   = 8
)

// trainingSVG draws the loss of runs against their updates; "" if there is none that can be drawn.
func trainingSVG(d study.Detail) string {
	steps, loss := 0, 0.0
	for _, c := range d.Curves {
		for _, p := range c.Curve {
			if !math.IsInf(p.Loss, 0) && !math.IsNaN(p.Loss) {
				steps, loss = max(steps, p.Step), max(loss, p.Loss)
			}
		}
	}
	if steps <= 0 || loss <= 0 {
		return ""
	}
	right, bottom := float64(trainingWidth-trainingEdge), float64(trainingHeight-trainingBelow)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" `+
		`aria-label="%s" font-family="sans-serif" font-size="11" fill="currentColor">`,
		trainingWidth, trainingHeight, trainingWidth, trainingHeight, html.EscapeString(fmt.Sprintf("Training loss of %s at K=%d n=%d", display.Count(len(d.Curves), "run"), d.Size.Classes,
			d.Size.PerClass)))
	fmt.Fprintf(&b, `<path d="M%d %dV%gH%g" fill="none" stroke="currentColor" opacity="0.5"/>`,
		trainingLeft, trainingEdge, bottom, right)
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%.3g</text><text x="%d" y="%g" text-anchor="end">0</text>`,
		trainingLeft-4, trainingEdge+8, loss, trainingLeft-4, bottom)
	fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="end">%d updates</text>`, right, bottom+15, steps)
	for _, c := range d.Curves {
		b.WriteString(`<path fill="none" stroke="var(--accent)" stroke-width="1.3" opacity="0.75" d="`)
		word := "M"
		for _, p := range c.Curve {
			if math.IsInf(p.Loss, 0) || math.IsNaN(p.Loss) || p.Step < 0 || p.Loss < 0 {
				continue
			}
			x := trainingLeft + (right-trainingLeft)*float64(p.Step)/float64(steps)
			y := bottom - (bottom-trainingEdge)*p.Loss/loss
			fmt.Fprintf(&b, "%s%.4g %.4g", word, x, y)
			word = "L"
		}
		b.WriteString(`"/>`)
	}
	return b.String() + "</svg>"
}
