package figure

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// rings mark the lowest means of curves of errors, each with its number of classes where no curve is.
type rings struct {
	k, errors     span // axes, errors in per cent
	width, height float64
	labels        *placer
}

func newRings(k, errors span, width, height float64) rings {
	return rings{k, errors, width, height, newPlacer(width, height)}
}

// pixels is a place from the upper left corner of the axes.
func (r rings) pixels(classes, errorPercent float64) (x, y float64) {
	return r.k.share(classes) * r.width, (r.errors.high - errorPercent) / (r.errors.high - r.errors.low) * r.height
}

// avoid keeps the labels away from a measured curve and from that of a law.
func (r rings) avoid(b budget, shift float64, fit *theory.LawFit) {
	for i, s := range b.sizes {
		x, y := r.pixels(place(s.Size, shift), percent(s.Mean))
		r.labels.point(x, y, 5)
		if s.Size == b.best().Size {
			r.labels.point(x, y, ringSize/2)
		}
		if bounded(s.Interval) {
			_, low := r.pixels(1, percent(s.Interval.Low))
			_, high := r.pixels(1, percent(s.Interval.High))
			r.labels.line(x, low, x, high)
		}
		if i > 0 && fit == nil {
			beforeX, beforeY := r.pixels(place(b.sizes[i-1].Size, shift), percent(b.sizes[i-1].Mean))
			r.labels.line(beforeX, beforeY, x, y)
		}
	}
	if fit != nil {
		r.avoidLaw(fittedPlaces(b, fit))
	}
}

func (r rings) avoidLaw(places [][2]float64) {
	for i := 1; i < len(places); i++ {
		if known(places[i-1][1]) && known(places[i][1]) {
			x, y := r.pixels(places[i-1][0], places[i-1][1])
			x2, y2 := r.pixels(places[i][0], places[i][1])
			r.labels.line(x, y, x2, y2)
		}
	}
}

// avoidLevel keeps the labels away from a horizontal line.
func (r rings) avoidLevel(level estimate.SizeSummary) {
	_, y := r.pixels(1, percent(level.Mean))
	r.labels.line(0, y, r.width, y)
}

// best is a ring around the lowest mean of a budget, with its number of classes.
func (r rings) best(b budget, color string, shift float64) series {
	best := b.best()
	name := fmt.Sprintf("K=%d", best.Size.Classes)
	x, y := r.pixels(place(best.Size, shift), percent(best.Mean))
	low, high := y, y
	if bounded(best.Interval) {
		_, low = r.pixels(1, percent(best.Interval.Low))
		_, high = r.pixels(1, percent(best.Interval.High))
	}
	text := pointLabel(r.labels.besideRing(x, y, low, high, name))
	text.Color = color
	return series{
		Name: b.name(), Type: "scatter", Symbol: "circle", SymbolSize: ringSize, Silent: true, Tooltip: &hidden{}, Z: 5,
		Item: &opts.ItemStyle{Color: "transparent", BorderColor: color, BorderWidth: 2, Opacity: opts.Float(1)},
		Data: []any{map[string]any{"name": name, "value": []any{place(best.Size, shift), percent(best.Mean)}, "label": text}},
	}
}
