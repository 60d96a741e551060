package figure

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// ground is the fitted surface: for each level of error, from high to low, the area of more images per class in which the
// error is lower, filled over the one before. It needs no grid of cells because all laws fall with the number of images
// per class, so that a level is a curve n(K).
func (c contourChart) ground() []series {
	all := []series{c.area(c.errors.high, true)}
	labels := series{
		Type: "scatter", SymbolSize: 1, Silent: true, Tooltip: &hidden{}, Z: 3, Color: neutral, Item: opaque(neutral), Clip: boolean(false),
		Label: &label{Show: true, Position: "right", Formatter: "{b}", FontSize: 11, Color: neutral},
	}
	below := 0.0 // place of the label before, which is lower in the picture
	for level := c.errors.high - c.levelStep; level > c.errors.low-c.levelStep/2; level -= c.levelStep {
		level = roundTo(level, 8)
		all = append(all, c.area(level, false))
		if at := c.level(c.k.high, level); c.n.contains(at) && c.apart(below, at) {
			below = at
			labels.Data = append(labels.Data, map[string]any{"name": short(level) + "%", "value": []any{c.k.high, roundTo(at, 5)}})
		}
	}
	return append(all, labels)
}

// apart reports whether two places on the axis of n leave room for labels at both.
func (c contourChart) apart(below, above float64) bool {
	const label, axis = 14.0, 330.0 // heights in pixels
	return math.Log(above/below) > label/axis*math.Log(c.n.high/c.n.low)
}

// area fills where the error is below a level, or everything.
func (c contourChart) area(level float64, everything bool) series {
	const steps = 72
	share := (level - c.levelStep/2 - c.errors.low) / (c.errors.high - c.errors.low)
	color := scaleColor(share)
	s := series{
		Type: "line", ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{}, Z: 1,
		Color: color, Line: &opts.LineStyle{Width: 0.8, Color: paper, Opacity: opts.Float(0.7)}, Area: &areaStyle{Color: color, Opacity: 1, Origin: "end"},
	}
	for i := range steps + 1 {
		classes := c.k.at(float64(i) / steps)
		perClass := c.n.low
		if !everything {
			perClass = math.Max(c.n.low, math.Min(c.n.high, c.level(classes, level)))
		}
		s.Data = append(s.Data, []any{roundTo(classes, 5), roundTo(perClass, 5)})
	}
	return s
}

// level is the number of images per class at which the fitted error reaches a level (in per cent), by bisection of its
// logarithm; a factor beyond the axes if it does not reach it within them.
func (c contourChart) level(classes, level float64) float64 {
	const beyond = 1.05
	low, high := c.n.low/beyond, c.n.high*beyond
	for range 40 {
		middle := math.Sqrt(low * high)
		if 100*c.fit.ErrorAt(classes, middle) > level {
			low = middle
		} else {
			high = middle
		}
	}
	return math.Sqrt(low * high)
}

// bounds are the smallest and the largest value.
func bounds(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, value := range values {
		low, high = math.Min(low, value), math.Max(high, value)
	}
	return low, high
}

// niceStep is 1, 2 or 5 times a power of ten, at least a tenth of a point and not much below the wish.
func niceStep(wish float64) float64 {
	for decade := 0.1; ; decade *= 10 {
		for _, mantissa := range []float64{1, 2, 5} {
			if step := roundTo(mantissa*decade, 2); step >= 0.9*wish {
				return step
			}
		}
	}
}
