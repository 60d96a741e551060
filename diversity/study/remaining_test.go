package study

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"
)

// A study is played through: what is said to be left is compared with what is left, from the first trained run to the
// end.
func TestRemainingTime(t *testing.T) {
	for name, c := range map[string]struct {
		lanes     int
		startUp   float64 // seconds before the first claim
		start     float64 // of each run, besides its updates
		perUpdate float64
	}{
		"slow start":       {2, 60, 1, 0.01},
		"slow probes":      {4, 5, 20, 0.001},
		"one by one":       {1, 30, 0.2, 0.02},
		"only the updates": {2, 100, 0, 0.05},
	} {
		const runs = 90
		updates := func(i int) int { return []int{0, 200, 400, 800}[i%4] }
		left := 0.0
		for i := range runs {
			left += float64(updates(i))
		}
		began := time.Unix(1e9, 0).Add(time.Duration(c.startUp * 1e9))
		free := make([]float64, c.lanes) // when each lane is free, after began
		type end struct{ at, took, updates float64 }
		var ends []end
		for i := range runs {
			lane := 0
			for l := range free {
				if free[l] < free[lane] {
					lane = l
				}
			}
			took := c.start + c.perUpdate*float64(updates(i))
			free[lane] += took
			ends = append(ends, end{free[lane], took, float64(updates(i))})
		}
		slices.SortFunc(ends, func(a, b end) int { return cmp.Compare(a.at, b.at) })
		total := 0.0
		for _, at := range free {
			total = max(total, at)
		}
		var p pace
		p.see(c.lanes, began)
		for i, e := range ends[:runs-5] {
			now := began.Add(time.Duration(e.at * 1e9))
			left -= e.updates
			p.learn(int(e.updates), e.took, now)
			got, want := p.remaining(runs-i-1, left, now).Seconds(), total-e.at
			if p.trained == 0 {
				if got != 0 {
					t.Errorf("%s: %.0f s are said to be left before any trained run has finished", name, got)
				}
				continue
			}
			if i > 3 && math.Abs(got-want) > 0.4*want+2*e.took {
				t.Errorf("%s: after %d runs %.0f s are said to be left, it took %.0f s", name, i+1, got, want)
			}
			if got > 2.5*want+5 {
				t.Errorf("%s: after %d runs %.0f s are said to be left, far beyond the %.0f s", name, i+1, got, want)
			}
		}
	}
}
