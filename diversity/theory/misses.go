package theory

import (
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// missesOf are the sizes with about half and about twice as many classes as the chosen one, among those that may be
// chosen: what it costs to miss the best number on either side. One that does not exist is left out.
func missesOf(sizes []diversity.Size, choose []int, chosen int) []rule {
	lnK := sizegrid.LnClasses(sizes[chosen])
	var rules []rule
	for _, miss := range []struct {
		name string
		lnK  float64
	}{{"half as many classes", lnK - math.Ln2}, {"twice as many classes", lnK + math.Ln2}} {
		nearest := choose[0]
		for _, i := range choose {
			if math.Abs(sizegrid.LnClasses(sizes[i])-miss.lnK) < math.Abs(sizegrid.LnClasses(sizes[nearest])-miss.lnK) {
				nearest = i
			}
		}
		if math.Abs(sizegrid.LnClasses(sizes[nearest])-miss.lnK) < math.Ln2/4 {
			rules = append(rules, rule{miss.name, nearest})
		}
	}
	return rules
}

// missed judges them.
func (d *field) missed(sizes []diversity.Size, chosen int) []Baseline {
	return d.baselines(missesOf(sizes, d.choose, chosen), slices.Clip(sizes))
}
