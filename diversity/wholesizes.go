package diversity

import (
	"cmp"
	"fmt"
	"slices"
)

// wholeStep is the relative step between the numbers of classes that [WholeSizes] lists beyond the smallest ones. Half
// a step from an optimum costs less than a ten thousandth of what can be gained.
const wholeStep = 1.0 / 64

// WholeSizes lists what a budget of N images can be spent on within the limits, whatever the divisors of N are: K
// classes of n = floor(N/K) images each, by rising K. The N - K n images that are left over are fewer than K and,
// unless more classes are beyond the limits, fewer than n: for a number of images per class the largest K is taken.
// Every K up to 64 and every n up to 64 is there, then steps of 1/64, and always the exact sizes of [FeasibleSizes],
// which leave nothing over.
//
// It is an error wrapping [ErrInvalid] if all that the limits allow together are fewer images than the budget.
func WholeSizes(budget int, limits Limits) ([]Size, error) {
	if err := checkBudget(budget, limits); err != nil {
		return nil, err
	}
	fewest, most := 1, budget
	if limits.Classes > 0 {
		most = min(most, limits.Classes)
	}
	if limits.PerClass > 0 {
		fewest = budget/(min(limits.PerClass, budget)+1) + 1
	}
	if fewest > most {
		return nil, Invalid("budget", budget,
			fmt.Sprintf("what K <= %s classes of n <= %s images hold", bound(limits.Classes), bound(limits.PerClass)))
	}
	sizes := slices.DeleteFunc(FactorPairs(budget), func(s Size) bool { return !limits.Allows(s) })
	sizes = append(sizes, wholeSize(budget, most, most))
	for k := fewest; k <= most; {
		size := wholeSize(budget, k, most)
		sizes = append(sizes, size)
		k = max(size.Classes+1, int(float64(k)*(1+wholeStep)))
	}
	slices.SortFunc(sizes, func(a, b Size) int { return cmp.Compare(a.Classes, b.Classes) })
	return slices.Compact(sizes), nil
}

// wholeSize has as many images of each class as K classes leave room for, and then as many classes as those leave room
// for.
func wholeSize(budget, classes, most int) Size {
	perClass := budget / classes
	return Size{min(budget/perClass, most), perClass}
}
