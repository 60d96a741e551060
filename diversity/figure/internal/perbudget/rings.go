package perbudget

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/theory"
)

// rings mark the lowest means of curves of errors, each with its number of classes where no curve is.
type rings struct {
	k, errors     scale.Span // axes, errors in per cent
	width, height float64
	labels        *label.Placer
}

func newRings(k, errors scale.Span, width, height float64) rings {
	return rings{k, errors, width, height, label.NewPlacer(width, height)}
}

// pixels is a place from the upper left corner of the axes.
func (r rings) pixels(classes, errorPercent float64) (x, y float64) {
	return r.k.Share(classes) * r.width, (r.errors.High - errorPercent) / (r.errors.High - r.errors.Low) * r.height
}

// avoid keeps the labels away from a measured curve and from that of a law.
func (r rings) avoid(b Budget, shift float64, fit *theory.LawFit) {
	for i, s := range b.Sizes {
		x, y := r.pixels(shifted(s.Size, shift), scale.Percent(s.Shown().Value))
		r.labels.AvoidPoint(x, y, 5)
		if s.Size == b.Best().Size {
			r.labels.AvoidPoint(x, y, label.RingSize/2)
		}
		if chart.Bounded(s.Shown().Interval) {
			_, low := r.pixels(1, scale.Percent(s.Shown().Interval.Low))
			_, high := r.pixels(1, scale.Percent(s.Shown().Interval.High))
			r.labels.AvoidLine(x, low, x, high)
		}
		if i > 0 && fit == nil {
			beforeX, beforeY := r.pixels(shifted(b.Sizes[i-1].Size, shift), scale.Percent(b.Sizes[i-1].Shown().Value))
			r.labels.AvoidLine(beforeX, beforeY, x, y)
		}
	}
	if fit != nil {
		r.avoidLaw(fittedErrors(b, fit))
	}
}

func (r rings) avoidLaw(places [][2]float64) {
	for i := 1; i < len(places); i++ {
		if scale.Finite(places[i-1][1]) && scale.Finite(places[i][1]) {
			x, y := r.pixels(places[i-1][0], places[i-1][1])
			x2, y2 := r.pixels(places[i][0], places[i][1])
			r.labels.AvoidLine(x, y, x2, y2)
		}
	}
}

// avoidLevel keeps the labels away from a horizontal line.
func (r rings) avoidLevel(level estimate.SizeSummary) {
	_, y := r.pixels(1, scale.Percent(level.Shown().Value))
	r.labels.AvoidLine(0, y, r.width, y)
}

// best is a ring around the lowest mean of a budget, with its number of classes.
func (r rings) best(b Budget, color string, shift float64) chart.Series {
	best := b.Best()
	name := fmt.Sprintf("K=%d", best.Size.Classes)
	x, y := r.pixels(shifted(best.Size, shift), scale.Percent(best.Shown().Value))
	low, high := y, y
	if chart.Bounded(best.Shown().Interval) {
		_, low = r.pixels(1, scale.Percent(best.Shown().Interval.Low))
		_, high = r.pixels(1, scale.Percent(best.Shown().Interval.High))
	}
	text := chart.PointLabel(r.labels.BesideRing(x, y, low, high, name))
	text.Color = chart.LetterColor(color)
	return chart.Series{
		Name: b.name(), Type: "scatter", Symbol: "circle", SymbolSize: label.RingSize, Silent: true, Tooltip: &chart.Hidden{},
		Z:    5,
		Item: &opts.ItemStyle{Color: "transparent", BorderColor: color, BorderWidth: 2, Opacity: opts.Float(1)},
		Data: []any{map[string]any{"name": name, "value": []any{shifted(best.Size, shift), scale.Percent(best.Shown().Value)},
			"label": text}},
	}
}
