package levels

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity/estimate"
)

// Best is what to buy for a spend. It is made by [Model.Best].
type Best struct {
	Spend Spend
	Size  Size    // in whole numbers where the counts of the table are; the lowest expected error
	Cost  float64 // of Size
	Error estimate.Estimate
	// The best real-valued counts, with what the refits leave open. An end that is a limit, or the least that there can
	// be, is shown as that.
	Groups, Sources, Items estimate.Estimate
	// Regret is what Size is expected to lose against the best size of each refit.
	Regret estimate.Estimate
	// Misses are half and twice of each best count, with the other two the best for the rest of the money.
	Misses   []Miss
	Warnings []string
}

// Miss is another size for the money, and what it is expected to lose against the best one.
type Miss struct {
	Count  string // "Groups", "Sources" or "Items"
	Factor float64
	Size   Size
	Lost   estimate.Estimate
}

// Best finds the size of a spend with the lowest expected error. The error wraps diversity.ErrInvalid for prices that
// do not limit what can be bought, or a total that does not buy one of each.
func (m *Model) Best(s Spend) (Best, error) {
	r, err := m.regionOf(s)
	if err != nil {
		return Best{}, err
	}
	b := Best{Spend: s}
	var ideal Size
	ideal, _ = r.lowest(m.value)
	b.Size = m.inWhole(r, ideal)
	b.Cost = s.Cost(b.Size)
	at := b.Size.logs()
	b.Error = m.expected(func(d draw) float64 { return m.valueOf(d, at) })
	m.setCounts(&b, r, ideal)
	b.Misses = m.misses(r, ideal)
	b.Warnings = m.beyond(b.Size)
	return b, nil
}

// regionOf is where sizes of a spend are looked for: at least 1 of each, or less where less was measured.
func (m *Model) regionOf(s Spend) (region, error) {
	if err := m.checkModel(); err != nil {
		return region{}, err
	}
	if err := s.Validate(); err != nil {
		return region{}, err
	}
	return s.region(m.least())
}

// least are the fewest of each that there can be.
func (m *Model) least() Size {
	return Size{min(1, m.Low.Groups), min(1, m.Low.Sources), min(1, m.Low.Items)}
}

// mostSearched is how many refits the best counts are looked for in: their interval needs no more.
const mostSearched = 400

// setCounts sets what the refits say of the best counts.
func (m *Model) setCounts(b *Best, r region, ideal Size) {
	b.Groups.Value, b.Sources.Value, b.Items.Value = ideal.Groups, ideal.Sources, ideal.Items
	if len(m.draws) == 0 {
		b.Regret.Value = m.value(b.Size.logs()) - m.value(ideal.logs())
		return
	}
	var counts [3][]float64
	var lost []float64
	sum := 0.0
	for _, d := range m.draws[:min(len(m.draws), mostSearched)] {
		size, least := r.lowest(func(at Place) float64 { return m.valueOf(d, at) })
		for i, count := range size.counts() {
			counts[i] = append(counts[i], count)
		}
		lost = append(lost, max(0, m.valueOf(d, b.Size.logs())-least))
		sum += lost[len(lost)-1]
	}
	level := m.options.level()
	b.Regret = estimate.Estimate{Value: sum / float64(len(lost)), Interval: central(lost, level)}
	for i, e := range []*estimate.Estimate{&b.Groups, &b.Sources, &b.Items} {
		e.Interval = central(counts[i], level)
	}
}

// inWhole is a size near the ideal one, in whole numbers where the table has those, with the lowest expected error.
func (m *Model) inWhole(r region, ideal Size) Size {
	best, least := ideal, math.Inf(1)
	try := func(s Size) {
		if s.Groups <= 0 || s.Items <= 0 || r.spend.Cost(s) > r.spend.Total*(1+1e-9) {
			return
		}
		if v := m.value(s.logs()); v < least {
			best, least = s, v
		}
	}
	for _, sources := range beside(m.near(1, ideal.Sources, r.low.Sources, r.high.Sources), ideal.Sources) {
		along, _ := r.with(1, sources).lowest(m.value)
		for _, items := range m.near(2, along.Items, r.low.Items, r.high.Items) {
			try(Size{m.floor(0, r.groupsFor(sources, items)), sources, items})
		}
		for _, groups := range m.near(0, along.Groups, r.low.Groups, r.high.Groups) {
			try(Size{groups, sources, m.floor(2, r.itemsFor(groups, sources))})
		}
	}
	return best
}

// near are some whole numbers on either side of a count, or the count itself where the table has others.
func (m *Model) near(level int, count, low, high float64) []float64 {
	if !m.table.whole(level) {
		return []float64{count}
	}
	var near []float64
	const around = 2
	for x := math.Floor(count) - around; x <= math.Ceil(count)+around; x++ {
		if x >= low && x <= high {
			near = append(near, x)
		}
	}
	if near == nil {
		return []float64{max(1, math.Floor(count))}
	}
	return near
}

// beside leaves those of a list that are less than one from a count.
func beside(counts []float64, count float64) []float64 {
	return slices.DeleteFunc(counts, func(x float64) bool { return math.Abs(x-count) >= 1 && len(counts) > 1 })
}

// floor rounds a count down where the table has whole numbers.
func (m *Model) floor(level int, count float64) float64 {
	if !m.table.whole(level) {
		return count
	}
	return math.Floor(count * (1 + 1e-12))
}

// misses are half and twice of each best count.
func (m *Model) misses(r region, ideal Size) (misses []Miss) {
	for level, count := range ideal.counts() {
		for _, factor := range []float64{0.5, 2} {
			other := count * factor
			if low, high := r.low.counts()[level], r.high.counts()[level]; other < low*(1-1e-9) || other > high*(1+1e-9) {
				continue
			}
			size, least := r.with(level, other).lowest(m.value)
			if math.IsInf(least, 1) {
				continue
			}
			a, b := size.logs(), ideal.logs()
			misses = append(misses, Miss{names[level], factor, size,
				m.expected(func(d draw) float64 { return m.valueOf(d, a) - m.valueOf(d, b) })})
		}
	}
	return misses
}

// beyond says which counts of a size lie outside what was measured.
func (m *Model) beyond(s Size) (warnings []string) {
	for i, words := range [3]string{"groups", "sources of a group", "items of a source"} {
		count, low, high := s.counts()[i], m.Low.counts()[i], m.High.counts()[i]
		switch {
		case count > 2*high:
			warnings = append(warnings, fmt.Sprintf("%s %s are %s times the most that was measured (%s): the law is trusted beyond the data",
				estimate.Count(count), words, estimate.Count(math.Round(10*count/high)/10), estimate.Count(high)))
		case count < low/2:
			warnings = append(warnings, fmt.Sprintf("%s %s are fewer than the least that was measured (%s): the law is trusted beyond the data",
				estimate.Count(count), words, estimate.Count(low)))
		}
	}
	return warnings
}
