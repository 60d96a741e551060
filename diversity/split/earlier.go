package split

import (
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// EarlierSizes are what [Sizes] picked before it kept to the middle of ln x: with n = 1, both ends always, and holes
// where the divisors lie badly. It is for reading studies that were stored then; nothing new should use it.
func EarlierSizes(p pool.Pool, budget, count int) []diversity.Size {
	sizes := slices.DeleteFunc(diversity.FactorPairs(budget), func(s diversity.Size) bool {
		return s.Classes < 2 || available(p, s.PerClass) < s.Classes
	})
	if len(sizes) <= count || count < 2 {
		return sizes
	}
	first, last := sizes[0].LogRatio(), sizes[len(sizes)-1].LogRatio()
	var picked []diversity.Size
	next := 0
	for i := range count {
		target := first + (last-first)*float64(i)/float64(count-1)
		best := next
		for j := next; j <= len(sizes)-(count-i); j++ {
			if math.Abs(sizes[j].LogRatio()-target) < math.Abs(sizes[best].LogRatio()-target) {
				best = j
			}
		}
		picked = append(picked, sizes[best])
		next = best + 1
	}
	return picked
}
