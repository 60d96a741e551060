package diversity

import (
	"fmt"
	"math"
	"slices"
)

// Limits is what a pool can supply. Zero means without limit.
type Limits struct {
	Classes  int `json:"classes"`   // largest K
	PerClass int `json:"per_class"` // largest n
}

// Allows reports whether a size fits within the limits.
func (l Limits) Allows(s Size) bool {
	return (l.Classes == 0 || s.Classes <= l.Classes) && (l.PerClass == 0 || s.PerClass <= l.PerClass)
}

// Validate returns an error wrapping [ErrInvalid] if a limit is negative.
func (l Limits) Validate() error {
	if l.Classes < 0 {
		return Invalid("Limits.Classes", l.Classes, "at least 1, or 0 for no limit")
	}
	if l.PerClass < 0 {
		return Invalid("Limits.PerClass", l.PerClass, "at least 1, or 0 for no limit")
	}
	return nil
}

// FactorPairs lists every exact size of a budget, by rising number of classes. It is empty if budget < 1.
func FactorPairs(budget int) []Size {
	var low, high []Size
	for k := 1; k <= budget/k; k++ {
		if budget%k != 0 {
			continue
		}
		low = append(low, Size{k, budget / k})
		if k != budget/k {
			high = append(high, Size{budget / k, k})
		}
	}
	slices.Reverse(high)
	return append(low, high...)
}

// FeasibleSizes lists the exact sizes of a budget which the limits allow, by rising number of classes.
// It is an error wrapping [ErrInvalid] if the budget has none.
func FeasibleSizes(budget int, limits Limits) ([]Size, error) {
	if err := checkBudget(budget, limits); err != nil {
		return nil, err
	}
	sizes := slices.DeleteFunc(FactorPairs(budget), func(s Size) bool { return !limits.Allows(s) })
	if len(sizes) == 0 {
		return nil, Invalid("budget", budget, fmt.Sprintf(
			"a number with a factor pair K * n within K <= %s and n <= %s", bound(limits.Classes), bound(limits.PerClass)))
	}
	return sizes, nil
}

// mostImages bounds budgets: beyond it counting the sizes would take long, and no set of labelled images is so large.
const mostImages = min(1_000_000_000_000, math.MaxInt)

func checkBudget(budget int, limits Limits) error {
	if err := limits.Validate(); err != nil {
		return err
	}
	if budget < 1 || budget > mostImages {
		return Invalid("budget", budget, fmt.Sprintf("at least 1 image, at most %d", mostImages))
	}
	return nil
}

func bound(limit int) string {
	if limit == 0 {
		return "any"
	}
	return fmt.Sprint(limit)
}
