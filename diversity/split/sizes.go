package split

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// Sizes picks count exact sizes of a budget which the pool can supply, spread evenly in ln x by
// [diversity.SpreadSizes]; all of them if there are no more. One class teaches a classifier nothing, and one image of
// each says nothing of a class, so K and n are at least 2. A size K, n needs K classes with at least n images each, so
// in a pool of unequal classes many images go with fewer classes than the pool has.
func Sizes(p pool.Pool, budget, count int) ([]diversity.Size, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if _, err := diversity.FeasibleSizes(budget, diversity.Limits{}); err != nil {
		return nil, err
	}
	sizes := slices.DeleteFunc(diversity.InnerSizes(diversity.FactorPairs(budget)), func(s diversity.Size) bool {
		return available(p, s.PerClass) < s.Classes
	})
	if len(sizes) == 0 {
		return nil, diversity.Invalid("budget", budget, fmt.Sprintf(
			"a number with a factor pair K * n such that K >= 2 classes of the pool have n >= 2 images (%s)", p))
	}
	return diversity.SpreadSizes(sizes, count)
}
