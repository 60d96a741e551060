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

// small are the budgets of a pool that is too small for two of the others.
func small() []int { return []int{24, 30, 36, 48, 60, 72, 96, 120, 144, 180, 240} }

// reaches lists the budgets that the pool can supply in at least three sizes, and in how many.
func (c *chooser) reaches(tried []int) (all []reach) {
	for _, budget := range tried {
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
	all := c.reaches(tried())
	if pair := c.pair(); len(pair) > 0 && !several(all) {
		c.study.Budgets = pair
		c.decide("budgets", pair, "beware: so small a pool allows no larger ones; %d sizes each at most", sizesPerBudget)
		c.repeats()
		return nil
	}
	if len(all) == 0 {
		return diversity.Invalid("the classes to pre-train on", c.training.String(),
			fmt.Sprintf("more classes or more images of each, for at least 3 sizes K n = N of a budget of %d or more images; or "+
				"budgets of your own", small()[0]))
	}
	wide := slices.DeleteFunc(slices.Clone(all), func(r reach) bool { return !r.both() })
	if len(wide) == 0 {
		wide = all
	}
	chosen, fits := c.largest(wide)
	why := "the largest that reach both sides of K = n within the time"
	switch {
	case !wide[0].both():
		why = "beware: with these classes none reaches both sides of K = n, the curve may have no inner minimum"
	case !fits:
		why = "the smallest that reach both sides of K = n, which take longer than asked"
	}
	c.study.Budgets = chosen
	c.decide("budgets", chosen, "%s; four times apart, %d sizes each", why, sizesPerBudget)
	c.repeats()
	return nil
}

// several reports whether two of the budgets are four times apart.
func several(all []reach) bool {
	return slices.ContainsFunc(all, func(r reach) bool { return len(below(all, r.budget)) > 1 })
}

// pair is the largest of the small budgets with the one that is nearest to a quarter of it, and at most a half; nothing
// if there are no two.
func (c *chooser) pair() []int {
	all := c.reaches(small())
	for _, large := range slices.Backward(all) {
		best, off := 0, math.Inf(1)
		for _, r := range all {
			d := math.Abs(math.Log(budgetFactor * float64(r.budget) / float64(large.budget)))
			if 2*r.budget <= large.budget && d < off {
				best, off = r.budget, d
			}
		}
		if best > 0 {
			return []int{best, large.budget}
		}
	}
	return nil
}

// largest are the largest budgets that fit the time with three repeats; if none do, the smallest, and false. They are
// two or three, unless the pool allows one alone: how the best size moves with the budget needs two.
func (c *chooser) largest(all []reach) (budgets []int, fits bool) {
	var sets [][]int
	for _, r := range all {
		sets = append(sets, below(all, r.budget))
	}
	if several := slices.DeleteFunc(slices.Clone(sets), func(set []int) bool { return len(set) < 2 }); len(several) > 0 {
		sets = several
	}
	for _, set := range slices.Backward(sets) {
		if c.minutes(set, 3) <= c.options.Minutes {
			return set, true
		}
	}
	return sets[0], false
}

// below are the budgets that are the largest one, or a factor or its square below it.
func below(all []reach, largest int) (budgets []int) {
	for _, r := range all {
		if apart(largest, r.budget) {
			budgets = append(budgets, r.budget)
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
