package figure

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity/theory"
)

// landscape is the error over all sizes within the axes of a contour, by a law or by a surface without a law.
type landscape struct {
	errors  field                       // in per cent, over the logarithms of K and n
	best    func(total float64) float64 // number of classes with the lowest error at a budget; 0 = none
	ridge   string                      // name of the line of the best sizes
	caption string
}

func landscapeOfLaw(fit *theory.LawFit, k, n span) *landscape {
	return &landscape{
		errors: func(u, v float64) float64 { return 100 * fit.ErrorAt(k.at(u), n.at(v)) },
		best:   fit.BestClasses,
		ridge:  "best size by the law",
		caption: fmt.Sprintf("Ground and thin lines: the error by the fitted %s law (rms residual %s points); a dot that differs from its ground shows where the law is off.",
			fit.Law.Name(), short(100*fit.RMS)),
	}
}

// landscapeOfSurface samples the surface, which is slow to compute and smooth. Best sizes are those of the measured budgets and
// between them: farther out a surface knows little.
func landscapeOfSurface(surface *theory.SurfaceFit, k, n span, budgets []budget) *landscape {
	const samples = 28
	errors := smooth(func(u, v float64) float64 { return 100 * surface.ErrorAt(k.at(u), n.at(v)).Value }, samples)
	smallest, largest := float64(budgets[0].total), float64(budgets[len(budgets)-1].total)
	return &landscape{
		errors: errors,
		best: func(total float64) float64 {
			if total < smallest*0.999 || total > largest*1.001 {
				return 0
			}
			return lowestAlong(errors, k, n, total)
		},
		ridge: "best size by the surface",
		caption: fmt.Sprintf("Ground and thin lines: a smooth surface without a law (rms residual %s points), a guess where no dot is near; its best sizes are those of the measured budgets and between them.",
			short(100*surface.RMS)),
	}
}

// lowestAlong is the number of classes with the lowest error along a budget, the vertex of a parabola through the three lowest
// neighbours, or 0 if that is at an end of the axes.
func lowestAlong(errors field, k, n span, total float64) float64 {
	const steps = 100
	line := span{math.Max(k.low, total/n.high), math.Min(k.high, total/n.low)}
	var values []float64
	for i := range steps + 1 {
		classes := line.at(float64(i) / steps)
		values = append(values, errors(k.share(classes), n.share(total/classes)))
	}
	low, _ := bounds(values)
	best := slices.Index(values, low)
	if best <= 0 || best == steps {
		return 0
	}
	before, after := values[best-1]-low, values[best+1]-low
	return line.at((float64(best) + (before-after)/(2*math.Max(before+after, 1e-12))) / steps)
}
