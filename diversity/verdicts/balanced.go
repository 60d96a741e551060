package verdicts

import (
	"cmp"
	"maps"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Selection are points of which every size has the same repeats.
type Selection struct {
	Points  []diversity.Measurement
	Repeats int
	Sizes   int
	LeftOut int // points that were not taken
}

// Fields are what a table of selections shows.
func (s Selection) Fields() []display.Field {
	return []display.Field{
		{Name: "points", Value: len(s.Points)}, {Name: "repeats", Value: s.Repeats}, {Name: "sizes", Value: s.Sizes},
		{Name: "left out", Value: s.LeftOut},
	}
}

// Balanced keeps repeats that have the same sizes, so that a study which is still being computed is judged without a
// bias by what came first: of the repeats with the most sizes so many, at least two if there are, that the most points
// are kept.
func Balanced(points []diversity.Measurement) Selection {
	sizes := map[int]map[diversity.Size]bool{}
	for _, p := range points {
		if sizes[p.Repeat] == nil {
			sizes[p.Repeat] = map[diversity.Size]bool{}
		}
		sizes[p.Repeat][p.Size] = true
	}
	order := slices.SortedFunc(maps.Keys(sizes), func(a, b int) int {
		return cmp.Or(len(sizes[b])-len(sizes[a]), a-b)
	})
	best := 0
	var common, kept map[diversity.Size]bool
	for i, repeat := range order {
		common = both(common, sizes[repeat])
		if kept == nil || len(common) > 0 && (i == 1 || (i+1)*len(common) > best*len(kept)) {
			best, kept = i+1, common
		}
	}
	out := Selection{Repeats: best, Sizes: len(kept)}
	for _, p := range points {
		if kept[p.Size] && slices.Contains(order[:best], p.Repeat) {
			out.Points = append(out.Points, p)
		}
	}
	out.LeftOut = len(points) - len(out.Points)
	return out
}

// both are the sizes of two sets; nil stands for all.
func both(a, b map[diversity.Size]bool) map[diversity.Size]bool {
	if a == nil {
		return b
	}
	out := maps.Clone(b)
	maps.DeleteFunc(out, func(size diversity.Size, _ bool) bool { return !a[size] })
	return out
}
