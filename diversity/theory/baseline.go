package theory

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// rule is a choice of a size (an index into the exact sizes) without a law.
type rule struct {
	name  string
	index int
}

// rulesOfThumb are the rules that a prediction has to beat. The last three carry over what was measured to be best at
// the largest measured budget below this one; they are left out if there is none.
func rulesOfThumb(points []diversity.Measurement, budget int, sizes []diversity.Size) []rule {
	lnN := math.Log(float64(budget))
	rules := []rule{
		{"most classes", len(sizes) - 1},
		{"fewest classes", 0},
		{"K = n", sizegrid.Nearest(sizes, lnN/2)},
	}
	smaller, ok := minimumBelow(points, budget)
	if !ok {
		return rules
	}
	lnK, lnRatio := math.Log(smaller.Classes.Value), math.Log(smaller.Ratio.Value)
	return append(rules,
		rule{"constant ratio K/n", sizegrid.Nearest(sizes, (lnRatio+lnN)/2)},
		rule{"constant K", sizegrid.Nearest(sizes, lnK)},
		rule{"constant n", sizegrid.Nearest(sizes, lnN-math.Log(smaller.PerClass.Value))},
	)
}

// minimumBelow is the measured minimum of the largest measured budget below a budget that has at least two sizes.
func minimumBelow(points []diversity.Measurement, budget int) (Minimum, bool) {
	groups := grouping.BySize(points)
	budgets := cutByBudget(groups)
	for i := len(budgets) - 1; i >= 0; i-- {
		if len(budgets[i]) >= 2 && budgets[i][0][0].Size.Total() < budget {
			return minimumOf(budgets[i], ranges{}, MinimaOptions{}), true
		}
	}
	return Minimum{}, false
}
