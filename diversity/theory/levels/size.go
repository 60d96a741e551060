package levels

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Size is K groups with m sources of each and n items of each source. Numbers may have decimals, as minutes do.
type Size struct{ Groups, Sources, Items float64 }

// Total is the number of items in all, K m n.
func (s Size) Total() float64 { return s.Groups * s.Sources * s.Items }

// String reads "K=40 m=5 n=12".
func (s Size) String() string {
	return fmt.Sprintf("K=%s m=%s n=%s", estimate.Count(s.Groups), estimate.Count(s.Sources), estimate.Count(s.Items))
}

// counts are the three numbers, from groups to items.
func (s Size) counts() [3]float64 { return [3]float64{s.Groups, s.Sources, s.Items} }

// names of the three counts, in the order of counts.
var names = [3]string{"Groups", "Sources", "Items"}

// logs are ln K, ln m and ln n.
func (s Size) logs() Place {
	return Place{math.Log(s.Groups), math.Log(s.Sources), math.Log(s.Items)}
}

// validate names the first count that is none.
func (s Size) validate(of string) error {
	const most = 1e18
	for i, count := range s.counts() {
		if !(count > 0 && count <= most) {
			return diversity.Invalid(of+"."+names[i], count, "a number above 0, up to 1e18")
		}
	}
	return nil
}

// Measurement is one run: what was measured with a size. The error is any score of which less is better, in any unit:
// a share of mistakes, a loss, a variance.
type Measurement struct {
	Size  Size
	Error float64
}

// checkPoints names the first point that cannot be fitted.
func checkPoints(points []Measurement) error {
	if len(points) == 0 {
		return fmt.Errorf("%w: no measurements", diversity.ErrTooFew)
	}
	for i, p := range points {
		if err := p.Size.validate(fmt.Sprintf("points[%d].Size", i)); err != nil {
			return err
		}
		if math.IsNaN(p.Error) || math.Abs(p.Error) > 1e18 {
			return diversity.Invalid(fmt.Sprintf("points[%d].Error", i), p.Error, "a number within -1e18..1e18")
		}
	}
	return nil
}
