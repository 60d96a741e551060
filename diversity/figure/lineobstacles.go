package figure

// lineScale is the range of an axis of [Line].
type lineScale struct {
	span
	log bool
}

func (c lineChart) scale(a lineAxis, horizontal bool) lineScale {
	return lineScale{c.span(a, horizontal), a.Log}
}

// share is the place of a value between the ends of the axis, from 0 to 1.
func (s lineScale) share(value float64) float64 {
	if s.log {
		return s.span.share(value)
	}
	return (value - s.low) / (s.high - s.low)
}

// linePlaces are places on the axes of a line chart, in pixels from their upper left corner.
type linePlaces struct {
	x, y          lineScale
	width, height float64
}

func (c lineChart) places(g *grid) linePlaces {
	return linePlaces{c.scale(c.options.X, true), c.scale(c.options.Y, false), float64(defaultWidth - g.Left - g.Right), float64(defaultHeight - g.Top - g.Bottom)}
}

func (p linePlaces) across(x float64) float64 { return p.width * p.x.share(x) }

func (p linePlaces) down(y float64) float64 { return p.height * (1 - p.y.share(y)) }

// obstacles are what labels along a horizontal line should not cover: lines, points, bars, bands and other marks.
func (c lineChart) obstacles(at linePlaces) *placer {
	p := newPlacer(at.width, at.height)
	for _, s := range c.lines {
		s.avoid(p, at)
	}
	for _, m := range c.options.Marks {
		switch m.kind() {
		case verticalMark:
			p.line(at.across(m.x), 0, at.across(m.x), at.height)
		case horizontalMark:
			p.line(0, at.down(m.y), at.width, at.down(m.y))
		case pointMark:
			at.avoidMark(p, m)
		}
	}
	return p
}

// avoid keeps labels away from a series.
func (s lineSeries) avoid(p *placer, at linePlaces) {
	const radius = 4 // of a point
	for i := range s.X {
		if !s.isKnown(i) {
			continue
		}
		x, y := at.across(s.X[i]), at.down(s.Y[i])
		p.point(x, y, radius)
		if s.Scatter && s.hasInterval(i) {
			p.line(x, at.down(s.Low[i]), x, at.down(s.High[i]))
		}
		if i == 0 || s.Scatter || !s.isKnown(i-1) {
			continue
		}
		before := at.across(s.X[i-1])
		p.line(before, at.down(s.Y[i-1]), x, y)
		if s.hasInterval(i-1) && s.hasInterval(i) {
			p.band(before, at.down(s.Low[i-1]), at.down(s.High[i-1]), x, at.down(s.Low[i]), at.down(s.High[i]))
		}
	}
}

// avoidMark keeps labels away from a marked point and its label.
func (at linePlaces) avoidMark(p *placer, m mark) {
	const radius, away = 6, 11
	x, y := at.across(m.x), at.down(m.y)
	p.point(x, y, radius)
	left := x + away
	if m.labelledLeft(x / at.width) {
		left = x - away - labelWidth(m.label)
	}
	p.take(rectangle{left, y - labelHeight/2, left + labelWidth(m.label), y + labelHeight/2})
}

// labelledLeft reports whether a marked point at a share of the axis has no room for its label on the right.
func (m mark) labelledLeft(share float64) bool { return share > 0.75 }
