package theory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
)

// Optimum is the best number of classes of a measured budget, and where it was taken from.
type Optimum struct {
	Budget   int
	Measured bool              // the sizes measured of the budget show it; else it is read off the surface
	Classes  estimate.Estimate // K*
	Error    estimate.Estimate // there: of the best size measured, or by the surface
	Minimum  *Minimum          // nil unless Measured
}

// leastSizesOfMinimum is from how many sizes on a budget shows its best one by itself.
const leastSizesOfMinimum = 3

// mostOptima is how many budgets without a minimum of their own are read off the surface.
const mostOptima = 8

// Optima lists the best number of classes of the measured budgets, whatever the design: a budget of at least three
// sizes shows its own ([Minima]), of others it is read off the surface, which all sizes tell together. Of many such
// budgets, as in a random design, eight are shown, evenly spread. The surface may be nil, for none: then two
// sizes must do, and budgets of one are left out.
func Optima(ctx context.Context, points []diversity.Measurement, surface *SurfaceFit, o MinimaOptions) ([]Optimum,
	error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	least := leastSizesOfMinimum
	if surface == nil {
		least = 2
	}
	var full []diversity.Measurement
	var lone []int
	for _, budget := range budgetsWithin(grouping.BySize(points), o.Tolerance) {
		if len(budget) < least {
			lone = append(lone, totalOf(budget))
			continue
		}
		full = append(full, slices.Concat(budget...)...)
	}
	optima, err := measuredOptima(full, o)
	if err != nil {
		return nil, err
	}
	if surface != nil {
		for _, budget := range evenly(lone, mostOptima) {
			at, err := surface.optimum(budget)
			if err != nil {
				return nil, err
			}
			optima = append(optima, at)
		}
	}
	slices.SortFunc(optima, func(a, b Optimum) int { return a.Budget - b.Budget })
	return optima, ctx.Err()
}

// measuredOptima are those of budgets that show their own.
func measuredOptima(points []diversity.Measurement, o MinimaOptions) ([]Optimum, error) {
	if len(points) == 0 {
		return nil, nil
	}
	minima, err := Minima(points, o)
	var optima []Optimum
	for _, m := range minima {
		optima = append(optima, Optimum{Budget: m.Budget, Measured: true, Classes: m.Classes, Error: m.Best.Error,
			Minimum: &m})
	}
	return optima, err
}

// optimum reads the best number of classes off the surface, within the K and n that were measured.
func (f *SurfaceFit) optimum(budget int) (Optimum, error) {
	var limits diversity.Limits
	for _, point := range f.points {
		limits.Classes = max(limits.Classes, point.Size.Classes)
		limits.PerClass = max(limits.PerClass, point.Size.PerClass)
	}
	best, err := f.BestAt(budget, BestOptions{Limits: limits})
	return Optimum{Budget: budget, Classes: best.Classes, Error: best.Error}, err
}

// evenly keeps at most a number of values, evenly spread over their order.
func evenly(values []int, most int) []int {
	if len(values) <= most {
		return values
	}
	kept := make([]int, most)
	for i := range kept {
		kept[i] = values[int(math.Round(float64(i)*float64(len(values)-1)/float64(most-1)))]
	}
	return kept
}

// Source is "measured" or "surface".
func (o Optimum) Source() string {
	if o.Measured {
		return "measured"
	}
	return "surface"
}

// String reads "N = 512: K* = 35 [34, 36], error 36.2%, measured".
func (o Optimum) String() string {
	return fmt.Sprintf("N = %d: K* = %v, error %.1f%%, %s", o.Budget, o.Classes, 100*o.Error.Value, o.Source())
}

// Fields are the budget, its best number of classes, the error there and where they come from.
func (o Optimum) Fields() []display.Field {
	return []display.Field{
		{Name: "N", Value: o.Budget}, {Name: "K*", Value: o.Classes.String()}, {Name: "error", Value: o.Error.Percent()},
		{Name: "from", Value: o.Source()},
	}
}
