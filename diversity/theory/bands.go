package theory

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// sizedGroups are the runs of several sizes, those of each size together.
type sizedGroups = [][]diversity.Measurement

// budgetsWithin cuts groups, sorted by budget, where the budget exceeds the first of its cut by more than a tolerance
// (0.02 = 2%). The sizes of a cut are sorted by their number of classes.
func budgetsWithin(groups sizedGroups, tolerance float64) []sizedGroups {
	if tolerance == 0 {
		return cutByBudget(groups)
	}
	var budgets []sizedGroups
	first := 0.0
	for _, group := range groups {
		total := float64(group[0].Size.Total())
		if budgets == nil || total > first*(1+tolerance) {
			budgets, first = append(budgets, nil), total
		}
		budgets[len(budgets)-1] = append(budgets[len(budgets)-1], group)
	}
	for _, budget := range budgets {
		slices.SortStableFunc(budget, func(a, b []diversity.Measurement) int {
			return cmp.Or(cmp.Compare(a[0].Size.Classes, b[0].Size.Classes), cmp.Compare(a[0].Size.PerClass, b[0].Size.PerClass))
		})
	}
	return budgets
}

// totalOf is the number of images of a budget: the mean over its sizes, where they differ within the tolerance.
func totalOf(budget sizedGroups) int {
	sum := 0.0
	for _, group := range budget {
		sum += float64(group[0].Size.Total())
	}
	return int(math.Round(sum / float64(len(budget))))
}

// meanLnN is the middle of a band.
func meanLnN(groups sizedGroups) float64 {
	if first, last := groups[0][0].Size.Total(), groups[len(groups)-1][0].Size.Total(); first == last {
		return math.Log(float64(first))
	}
	sum := 0.0
	for _, group := range groups {
		sum += math.Log(float64(group[0].Size.Total()))
	}
	return sum / float64(len(groups))
}

// Curves separates the points of budgets of which at least two sizes were measured, which have a best one, from the
// others, which serve surfaces and laws only. Numbers of images within the tolerance of options are one budget.
func Curves(points []diversity.Measurement, o MinimaOptions) (curves, others []diversity.Measurement, err error) {
	if err := o.validate(); err != nil {
		return nil, nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, nil, err
	}
	for _, budget := range budgetsWithin(grouping.BySize(points), o.Tolerance) {
		if len(budget) < 2 {
			others = append(others, budget[0]...)
			continue
		}
		for _, group := range budget {
			curves = append(curves, group...)
		}
	}
	return curves, others, nil
}

// leastSizesOfBand is how many sizes make a band of budgets that have one each.
const leastSizesOfBand = 3

// bandsOf cuts sizes, sorted by budget, into the steps in which models foretell larger budgets from smaller ones. These
// are the budgets, where several sizes of each were measured. Budgets of one size say nothing by themselves: they join
// the next larger budget that has more, the last ones the one before, and many in a row are cut into about five bands.
func bandsOf(groups sizedGroups) []sizedGroups {
	least := max(leastSizesOfBand, (len(groups)+4)/5)
	var bands []sizedGroups
	var lone sizedGroups
	for _, budget := range cutByBudget(groups) {
		switch {
		case len(budget) == 1:
			lone = append(lone, budget...)
			if len(lone) == least {
				bands, lone = append(bands, lone), nil
			}
		case len(lone) >= leastSizesOfBand:
			bands, lone = append(bands, lone, budget), nil
		default:
			bands, lone = append(bands, append(lone, budget...)), nil
		}
	}
	switch {
	case len(lone) >= leastSizesOfBand || len(bands) == 0 && lone != nil:
		bands = append(bands, lone)
	case lone != nil:
		last := len(bands) - 1
		bands[last] = append(slices.Clip(bands[last]), lone...)
	}
	if len(bands) == 1 {
		return cutByBudget(groups)
	}
	return bands
}

// spreads reports whether sizes tell a level, a slope over ln N and a parabola over ln K apart, as a grid of K and n
// or a
// random design does without three sizes of one budget.
func spreads(groups sizedGroups) bool {
	l := numeric.NewLeastSquares(len(groups), 4)
	for i, group := range groups {
		lnK, lnN := sizegrid.LnClasses(group[0].Size), math.Log(float64(group[0].Size.Total()))
		l.Columns[0][i], l.Columns[1][i], l.Columns[2][i], l.Columns[3][i] = 1, lnN, lnK, lnK*lnK
	}
	return l.Rank() == 4
}
