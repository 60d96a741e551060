package linechart

import (
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/scale"
)

// lineScale is the range of an axis of [figure.Line].
type lineScale struct {
	scale.Span
	log bool
}

func (c Chart) scale(a Axis, horizontal bool) lineScale {
	return lineScale{c.span(a, horizontal), a.Log}
}

// share is the place of a value between the ends of the axis, from 0 to 1.
func (s lineScale) share(value float64) float64 {
	if s.log {
		return s.Span.Share(value)
	}
	return (value - s.Low) / (s.High - s.Low)
}

// linePlaces are places on the axes of a line chart, in pixels from their upper left corner.
type linePlaces struct {
	x, y          lineScale
	width, height float64
}

func (c Chart) places(g *chart.Grid) linePlaces {
	return linePlaces{c.scale(c.Options.X, true), c.scale(c.Options.Y, false),
		float64(chart.DefaultWidth - g.Left - g.Right), float64(chart.DefaultHeight - g.Top - g.Bottom)}
}

func (at linePlaces) across(x float64) float64 { return at.width * at.x.share(x) }

func (at linePlaces) down(y float64) float64 { return at.height * (1 - at.y.share(y)) }

// obstacles are what labels along a horizontal line should not cover: lines, points, bars, bands and other marks.
func (c Chart) obstacles(at linePlaces) *label.Placer {
	p := label.NewPlacer(at.width, at.height)
	for _, s := range c.Series {
		s.avoid(p, at)
	}
	for _, m := range c.Options.Marks {
		switch m.kind() {
		case verticalMark:
			p.AvoidLine(at.across(m.X), 0, at.across(m.X), at.height)
		case horizontalMark:
			p.AvoidLine(0, at.down(m.Y), at.width, at.down(m.Y))
		case pointMark:
			at.avoidMark(p, m)
		}
	}
	return p
}

// avoid keeps labels away from a series.
func (s Series) avoid(p *label.Placer, at linePlaces) {
	const radius = 4 // of a point
	for i := range s.X {
		if !s.isKnown(i) {
			continue
		}
		x, y := at.across(s.X[i]), at.down(s.Y[i])
		p.AvoidPoint(x, y, radius)
		if s.Scatter && s.hasInterval(i) {
			p.AvoidLine(x, at.down(s.Low[i]), x, at.down(s.High[i]))
		}
		if i == 0 || s.Scatter || !s.isKnown(i-1) {
			continue
		}
		before := at.across(s.X[i-1])
		p.AvoidLine(before, at.down(s.Y[i-1]), x, y)
		if s.hasInterval(i-1) && s.hasInterval(i) {
			p.AvoidBand(before, at.down(s.Low[i-1]), at.down(s.High[i-1]), x, at.down(s.Low[i]), at.down(s.High[i]))
		}
	}
}

// avoidMark keeps labels away from a marked point and its label.
func (at linePlaces) avoidMark(p *label.Placer, m Mark) {
	const radius, away = 6, 11
	x, y := at.across(m.X), at.down(m.Y)
	p.AvoidPoint(x, y, radius)
	left := x + away
	if m.labelledLeft(x / at.width) {
		left = x - away - label.Width(m.Label)
	}
	p.Take(label.Rectangle{Left: left, Top: y - label.Height/2, Right: left + label.Width(m.Label),
		Bottom: y + label.Height/2})
}

// labelledLeft reports whether a marked point at a share of the axis has no room for its label on the right.
func (m Mark) labelledLeft(share float64) bool { return share > 0.75 }
