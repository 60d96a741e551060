package suggest

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/split"
)

// budgets that are tried are 15 and 45 times a power of two, which have many divisors and so many exact sizes; those of
// a study are a factor apart.
const (
	leastBudget  = 60
	mostBudget   = 200_000
	budgetFactor = 4
)

func tried() (budgets []int) {
	for b := leastBudget; b <= mostBudget; b *= 2 {
		budgets = append(budgets, b, 3*b)
	}
	slices.Sort(budgets)
	return budgets
}

// reach is how far a budget's curve comes with a pool.
type reach struct {
	budget int
	sizes  []diversity.Size
}

// both reports whether the curve has sizes on both sides of K = n, a factor of four in K apart.
func (r reach) both() bool {
	side := math.Sqrt(float64(r.budget))
	least, most := r.sizes[0].Classes, r.sizes[0].Classes
	for _, size := range r.sizes {
		least, most = min(least, size.Classes), max(most, size.Classes)
	}
	return len(r.sizes) >= 4 && 1.4*float64(least) <= side && float64(most) >= 1.4*side && most >= 4*least
}

// reaches lists the budgets that the pool can supply in at least three sizes, and in how many.
func (c *chooser) reaches() (all []reach) {
	for _, budget := range tried() {
		sizes, err := split.Sizes(c.study.Pool, budget, sizesPerBudget)
		if err == nil && len(sizes) >= 3 {
			all = append(all, reach{budget, sizes})
		}
	}
	return all
}

// budgets chooses them and the repeats.
func (c *chooser) budgets() error {
	if len(c.options.Budgets) > 0 {
		c.study.Budgets = c.options.Budgets
		c.decide("budgets", c.options.Budgets, asked)
		c.repeats()
		return nil
	}
	all := c.reaches()
	if len(all) == 0 {
		return diversity.Invalid("the classes to pre-train on", c.training.String(),
			fmt.Sprintf("what allows at least 3 sizes of a budget of %d or more images", leastBudget))
	}
	why := "the largest that reach both sides of K = n within the time"
	wide := slices.DeleteFunc(slices.Clone(all), func(r reach) bool { return !r.both() })
	if len(wide) == 0 {
		wide, why = all, "beware: with these classes no budget reaches both sides of K = n: the curve may have no inner minimum"
	}
	c.study.Budgets = c.largest(wide)
	c.decide("budgets", c.study.Budgets, "%s, four times apart, %d sizes each", why, sizesPerBudget)
	c.repeats()
	return nil
}

// largest are the largest budgets that fit the time with three repeats, two at least.
func (c *chooser) largest(all []reach) (budgets []int) {
	for last := len(all) - 1; last >= 0; last-- {
		budgets = budgets[:0]
		for _, r := range all[:last+1] {
			if apart(all[last].budget, r.budget) {
				budgets = append(budgets, r.budget)
			}
		}
		if c.minutes(budgets, 3) <= c.options.Minutes {
			return budgets
		}
	}
	return budgets
}

// apart reports whether a budget is the largest one, or a factor or its square below it.
func apart(largest, budget int) bool {
	return budget == largest || budgetFactor*budget == largest || budgetFactor*budgetFactor*budget == largest
}

// repeats are five where the time allows it.
func (c *chooser) repeats() {
	if c.options.Repeats > 0 {
		c.study.Repeats = c.options.Repeats
		c.decide("repeats", c.options.Repeats, asked)
		return
	}
	c.study.Repeats = 3
	if minutes := c.minutes(c.study.Budgets, 5); minutes <= c.options.Minutes {
		c.study.Repeats = 5
	}
	c.decide(
		"repeats",
		c.study.Repeats,
		"of each size, all redrawn; %s of computing were allowed",
		duration(c.options.Minutes),
	)
}

// duration reads "40 s", "5 min" or "3.2 h".
func duration(minutes float64) string {
	switch {
	case minutes < 1.5:
		return fmt.Sprintf("%.0f s", 60*minutes)
	case minutes < 90:
		return fmt.Sprintf("%.0f min", minutes)
	}
	return display.Count(int(math.Round(minutes/60)), "hour")
}
