package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
)

// menu is what may be chosen at a budget.
type menu struct {
	budget  int
	limits  diversity.Limits
	sizes   []diversity.Size // whole ones, by rising number of classes ([diversity.WholeSizes])
	allowed []int            // indices of those that may be chosen: all, or the exact ones
}

func newMenu(budget int, o BestOptions) (menu, error) {
	sizes, err := diversity.WholeSizes(budget, o.Limits)
	if err != nil {
		return menu{}, err
	}
	m := menu{budget: budget, limits: o.Limits, sizes: sizes}
	for i, size := range sizes {
		if !o.Exact || size.Total() == budget {
			m.allowed = append(m.allowed, i)
		}
	}
	if len(m.allowed) == 0 { // the error names the limits
		_, err = diversity.FeasibleSizes(budget, o.Limits)
	}
	return m, err
}

// within keeps the offered sizes of a range; all where none is within it.
func (m menu) within(from, to int) []int {
	var kept []int
	for _, i := range m.allowed {
		if i >= from && i < to {
			kept = append(kept, i)
		}
	}
	if kept == nil {
		return m.allowed
	}
	return kept
}

// rules are the rules of thumb, rounded to offered sizes.
func (m menu) rules(points []diversity.Measurement) []rule {
	var sizes []diversity.Size
	for _, i := range m.allowed {
		sizes = append(sizes, m.sizes[i])
	}
	rules := rulesOfThumb(points, m.budget, sizes)
	for i := range rules {
		rules[i].index = m.allowed[rules[i].index]
	}
	return rules
}

// left is the number of images that a size leaves over.
func (m menu) left(size diversity.Size) int { return m.budget - size.Total() }

// lnPerClass is ln n of the real-valued n = N/K, as far as the limits go.
func (m menu) lnPerClass(lnK float64) float64 {
	lnn := math.Log(float64(m.budget)) - lnK
	if m.limits.PerClass > 0 {
		return min(lnn, math.Log(float64(m.limits.PerClass)))
	}
	return lnn
}

// span is the range of the real-valued numbers of classes that the limits allow.
func (m menu) span() (low, high float64) {
	low, high = 1, float64(m.budget)
	if m.limits.PerClass > 0 {
		low = max(low, min(float64(m.budget)/float64(m.limits.PerClass), high))
	}
	if m.limits.Classes > 0 {
		high = min(high, float64(m.limits.Classes))
	}
	return min(low, high), high
}

// atEnd says why an optimum beyond an end of the sizes that may be chosen is not reached. The range that a surface
// knows is from..to; a law knows all sizes.
func (m menu) atEnd(above bool, from, to int) string {
	last := m.sizes[from]
	if above {
		last = m.sizes[to-1]
	}
	text := fmt.Sprintf("the optimum lies beyond %v, the last size that may be chosen: ", last)
	switch {
	case above && to < len(m.sizes):
		return text + "no run had fewer images of a class, so that nothing is known of more classes"
	case !above && from > 0:
		return text + "no run had fewer classes, so that nothing is known of them"
	case above && last.PerClass > 1:
		return text + "the limits allow no more classes"
	case !above && last.Classes > 1:
		return text + "the limits allow no more images of a class"
	case above:
		return text + "it has one image of each class"
	}
	return text + "it has one class"
}
