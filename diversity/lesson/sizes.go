package lesson

import (
	"fmt"

	"tradeoff/diversity"
)

// Powers are the powers of two from low, which is one, to high. There are none if low is below 1 or above high.
func Powers(low, high int) (list []int) {
	for p := low; p > 0 && p <= high; p *= 2 {
		list = append(list, p)
	}
	return list
}

// Ladder lists the exact sizes of budgets with at least two classes and two images of each, K in powers of two.
func Ladder(budgets ...int) (sizes []diversity.Size) {
	for _, budget := range budgets {
		for _, k := range Powers(2, budget/2) {
			if budget%k == 0 {
				sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
			}
		}
	}
	return sizes
}

// Grid lists all sizes of these numbers of classes and of images per class.
func Grid(classes, perClass []int) (sizes []diversity.Size) {
	for _, k := range classes {
		for _, n := range perClass {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: n})
		}
	}
	return sizes
}

// known checks a budget of a figure.
func known(budget float64) error {
	const most = 1e12
	if !(budget >= 2 && budget <= most) {
		return diversity.Invalid("budget", budget, fmt.Sprintf("2..%g", most))
	}
	return nil
}
