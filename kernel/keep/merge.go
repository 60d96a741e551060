package keep

import (
	"cmp"
	"fmt"
	"slices"
)

// merge puts regions that overlap into one. What cannot be, memory that is used as two types, is a problem of the
// variables that reach it.
func (g *graph) merge(problems []error) {
	all := make([]*region, 0, len(g.order))
	for _, k := range g.order {
		all = append(all, g.regions[k])
	}
	slices.SortStableFunc(all, func(a, b *region) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.end(), a.end()))
	})
	broken := map[int]error{} // by one of the variables
	var last *region
	for _, r := range all {
		if last == nil || r.at >= last.end() {
			last = r
			g.top = append(g.top, r)
			continue
		}
		g.join(last.owner, r.owner)
		if r.end() <= last.end() {
			continue
		}
		if r.typ != last.typ || (r.at-last.at)%r.typ.Size() != 0 { // else two slices of one array
			broken[r.owner] = fmt.Errorf("values of %v and %v in it share memory", r.typ, last.typ)
			continue
		}
		last.n = int((r.end() - last.at) / r.typ.Size())
	}
	for owner, err := range broken {
		for i := range problems {
			if problems[i] == nil && g.root(i) == g.root(owner) {
				problems[i] = err
			}
		}
	}
}

// place finds the region of an address.
func (g *graph) place(at uintptr) (r *region, offset uintptr) {
	i, found := slices.BinarySearchFunc(g.top, at, func(r *region, at uintptr) int { return cmp.Compare(r.at, at) })
	if !found {
		i--
	}
	return g.top[i], at - g.top[i].at
}
