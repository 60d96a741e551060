package levels

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Spend is what there is to pay, and the prices, in any unit: K groups of m sources with n items each cost
//
//	K (PerGroup + m (PerSource + n PerItem)) <= Total.
//
// For a third axis of compute the price of an item is that of using one source once: K classes of m images, each seen
// in n epochs.
type Spend struct {
	Total     float64 // what there is to spend, above 0
	PerGroup  float64 // price of a group beside its sources, at least 0
	PerSource float64 // price of a source beside its items, at least 0
	PerItem   float64 // price of an item, at least 0; above 0 unless Most.Items is
	Most      Size    // there is no more of each than this; 0 = no limit
}

// Cost is the price of a size.
func (s Spend) Cost(of Size) float64 {
	return of.Groups * s.perGroup(of.Sources, of.Items)
}

// perGroup is the price of a group with what belongs to it.
func (s Spend) perGroup(sources, items float64) float64 {
	return s.PerGroup + sources*(s.PerSource+items*s.PerItem)
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (s Spend) Validate() error {
	for _, f := range []struct {
		name  string
		value float64
	}{{"PerGroup", s.PerGroup}, {"PerSource", s.PerSource}, {"PerItem", s.PerItem}, {"Most.Groups", s.Most.Groups},
		{"Most.Sources", s.Most.Sources}, {"Most.Items", s.Most.Items}} {
		if !(f.value >= 0) || math.IsInf(f.value, 0) {
			return diversity.Invalid("Spend."+f.name, f.value, "a finite number of at least 0")
		}
	}
	switch {
	case s.PerItem == 0 && s.Most.Items == 0:
		return diversity.Invalid("Spend.PerItem", s.PerItem, "above 0 where Most.Items does not limit what costs nothing")
	case s.PerItem == 0 && s.PerSource == 0 && s.Most.Sources == 0:
		return diversity.Invalid("Spend.PerSource", s.PerSource,
			"above 0 where neither the price of an item nor Most.Sources limits what costs nothing")
	case s.perGroup(1, 1) == 0 && s.Most.Groups == 0:
		return diversity.Invalid("Spend.PerGroup", s.PerGroup,
			"above 0 where neither another price nor Most.Groups limits what costs nothing")
	case !(s.Total > 0) || math.IsInf(s.Total, 0):
		return diversity.Invalid("Spend.Total", s.Total, "a finite number above 0")
	}
	return nil
}

// region is where sizes of a spend are looked for.
type region struct {
	spend     Spend
	low, high Size
}

// region is what can be bought, of at least the least of each. It is an error if the money does not buy that.
func (s Spend) region(least Size) (region, error) {
	r := region{spend: s, low: least}
	for i, most := range s.Most.counts() {
		if most > 0 && most < least.counts()[i] {
			return r, diversity.Invalid("Spend.Most."+names[i], most, fmt.Sprintf("at least %v, or 0 for no limit",
				least.counts()[i]))
		}
	}
	if cost := s.Cost(least); !(s.Total >= cost) {
		return r, diversity.Invalid("Spend.Total", s.Total, fmt.Sprintf("at least %v, the price of %v", cost, least))
	}
	const unlimited = 1e15
	most := func(limit, affordable float64) float64 {
		if math.IsNaN(affordable) { // nothing is left for what costs nothing
			affordable = math.Inf(1)
		}
		return min(cmp.Or(limit, math.Inf(1)), affordable, unlimited)
	}
	r.high.Groups = most(s.Most.Groups, s.Total/s.perGroup(least.Sources, least.Items))
	alone := s.Total/least.Groups - s.PerGroup
	r.high.Sources = most(s.Most.Sources, alone/(s.PerSource+least.Items*s.PerItem))
	r.high.Items = most(s.Most.Items, (alone/least.Sources-s.PerSource)/s.PerItem)
	return r, nil
}

// with is the region of a given number at one level.
func (r region) with(level int, count float64) region {
	low, high := &r.low, &r.high
	for _, s := range []*Size{low, high} {
		*[]*float64{&s.Groups, &s.Sources, &s.Items}[level] = count
	}
	return r
}

// holds reports whether a region has a size that can be paid.
func (r region) holds() bool {
	const rounding = 1 + 1e-9
	for i, low := range r.low.counts() {
		if low > r.high.counts()[i]*rounding {
			return false
		}
	}
	return r.spend.Cost(r.low) <= r.spend.Total*rounding
}

// groupsFor is how many groups can be paid beside given sources and items, within the region; 0 if too few.
func (r region) groupsFor(sources, items float64) float64 {
	k := r.spend.Total / r.spend.perGroup(sources, items) * (1 + 1e-12)
	if k < r.low.Groups*(1-1e-9) {
		return 0
	}
	return min(max(k, r.low.Groups), r.high.Groups)
}

// itemsFor is how many items can be paid beside given groups and sources, within the region; 0 if too few.
func (r region) itemsFor(groups, sources float64) float64 {
	left := (r.spend.Total/groups-r.spend.PerGroup)/sources - r.spend.PerSource
	n := math.Inf(1)
	if r.spend.PerItem > 0 {
		n = left / r.spend.PerItem * (1 + 1e-12)
	}
	if left < 0 || n < r.low.Items*(1-1e-9) {
		return 0
	}
	return min(max(n, r.low.Items), r.high.Items)
}
