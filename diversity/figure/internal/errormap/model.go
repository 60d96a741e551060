package errormap

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/contour"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/theory"
)

// errorModel is the error, or another score, over all sizes within the axes of a contour, by a law or by a surface
// without a law.
type errorModel struct {
	errors   contour.Field               // in per cent as it is shown, over the logarithms of K and n
	best     func(total float64) float64 // number of classes with the lowest error at a budget; 0 = none
	bestName string                      // name of the line of the best sizes
	caption  string
}

// shown is a field of errors as a score shows it.
func shown(score diversity.Score, errors contour.Field) contour.Field {
	return func(u, v float64) float64 { return 100 * score.Show(errors(u, v)/100) }
}

func modelOfLaw(fit *theory.LawFit, score diversity.Score, k, n scale.Span) *errorModel {
	return &errorModel{
		errors:   shown(score, func(u, v float64) float64 { return 100 * fit.FittedError(k.At(u), n.At(v)) }),
		best:     fit.BestClasses,
		bestName: "best size by the law",
		caption: fmt.Sprintf("Ground and thin lines: the %s by the fitted %s law (rms residual %s points); a dot that differs from its ground shows where the law is off.",
			score.Label(), fit.Law.Name(), wording.Short(100*fit.RMS)),
	}
}

// modelOfSurface samples the surface, which is slow to compute and smooth. Best sizes are those of the measured budgets
// and between them: farther out a surface knows little.
func modelOfSurface(surface *theory.SurfaceFit, score diversity.Score, k, n scale.Span,
	budgets []perbudget.Budget) *errorModel {
	const samples = 28
	errors := contour.Smooth(func(u, v float64) float64 { return 100 * surface.ErrorAt(k.At(u), n.At(v)).Value }, samples)
	smallest, largest := float64(budgets[0].Total), float64(budgets[len(budgets)-1].Total)
	return &errorModel{
		errors: shown(score, errors),
		best: func(total float64) float64 {
			if total < smallest*0.999 || total > largest*1.001 {
				return 0
			}
			return lowestAlong(errors, k, n, total)
		},
		bestName: "best size by the surface",
		caption: fmt.Sprintf("Ground and thin lines: a smooth surface without a law (rms residual %s points), a guess where no dot is near; its best sizes are those of the measured budgets and between them.",
			wording.Short(100*surface.RMS)),
	}
}

// lowestAlong is the number of classes with the lowest error along a budget, the vertex of a parabola through the three
// lowest neighbours, or 0 if that is at an end of the axes.
func lowestAlong(errors contour.Field, k, n scale.Span, total float64) float64 {
	const steps = 100
	line := scale.Span{Low: math.Max(k.Low, total/n.High), High: math.Min(k.High, total/n.Low)}
	var values []float64
	for i := range steps + 1 {
		classes := line.At(float64(i) / steps)
		values = append(values, errors(k.Share(classes), n.Share(total/classes)))
	}
	low, _ := scale.Bounds(values)
	best := slices.Index(values, low)
	if best <= 0 || best == steps {
		return 0
	}
	before, after := values[best-1]-low, values[best+1]-low
	return line.At((float64(best) + (before-after)/(2*math.Max(before+after, 1e-12))) / steps)
}
