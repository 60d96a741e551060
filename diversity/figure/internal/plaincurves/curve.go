// Package plaincurves draws the mean errors of budgets against the number of classes where no chart can be shown: in
// letters, and as a small SVG that needs nothing but itself.
package plaincurves

import (
	"math"

	"tradeoff/diversity/estimate"
)

// curve is the mean errors of a budget.
type curve struct {
	budget int
	sizes  []estimate.SizeSummary // by rising number of classes
}

// curvesOf cuts means, which are by rising budget, into curves. What is not finite is left out.
func curvesOf(means []estimate.SizeSummary) (curves []curve) {
	for _, s := range means {
		if math.IsNaN(s.Error.Value) || math.IsInf(s.Error.Value, 0) || s.Size.Classes < 1 {
			continue
		}
		if last := len(curves) - 1; last >= 0 && curves[last].budget == s.Size.Total() {
			curves[last].sizes = append(curves[last].sizes, s)
			continue
		}
		curves = append(curves, curve{s.Size.Total(), []estimate.SizeSummary{s}})
	}
	return curves
}

// best is the size with the lowest mean.
func (c curve) best() estimate.SizeSummary {
	best := c.sizes[0]
	for _, s := range c.sizes {
		if s.Error.Value < best.Error.Value {
			best = s
		}
	}
	return best
}

// frame is the range of what is drawn.
type frame struct {
	lnK   [2]float64 // left and right
	error [2]float64 // bottom and top
}

func frameOf(curves []curve) frame {
	f := frame{lnK: [2]float64{math.Inf(1), math.Inf(-1)}, error: [2]float64{math.Inf(1), math.Inf(-1)}}
	for _, c := range curves {
		for _, s := range c.sizes {
			lnK := math.Log(float64(s.Size.Classes))
			f.lnK = [2]float64{min(f.lnK[0], lnK), max(f.lnK[1], lnK)}
			f.error = [2]float64{min(f.error[0], s.Error.Value), max(f.error[1], s.Error.Value)}
		}
	}
	return f
}
