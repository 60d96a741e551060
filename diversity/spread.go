package diversity

import (
	"fmt"
	"math"
)

// Spread picks count exact sizes of a budget within the limits for a study that looks for the best one: spread evenly
// around the middle of ln x, where it may be, the flanks last (see [SpreadSizes]). One class, or one image of each,
// teaches nothing of the trade-off: such sizes are left out, and asked for by [SpreadSizes] of [FactorPairs]. It
// returns all others, without an error, if there are no more than count.
//
// It is an error wrapping [ErrInvalid] if the budget has no such size, as primes have none.
func Spread(budget int, limits Limits, count int) ([]Size, error) {
	sizes, err := FeasibleSizes(budget, limits)
	if err != nil {
		return nil, err
	}
	inner := InnerSizes(sizes)
	if len(inner) == 0 {
		return nil, Invalid("budget", budget, fmt.Sprintf(
			"a number with a factor pair K * n of at least 2 classes and 2 images of each, within K <= %s and n <= %s",
			bound(limits.Classes), bound(limits.PerClass)))
	}
	return SpreadSizes(inner, count)
}

// InnerSizes are the sizes with at least two classes and two images of each, in their order.
func InnerSizes(sizes []Size) []Size {
	var inner []Size
	for _, s := range sizes {
		if s.Classes > 1 && s.PerClass > 1 {
			inner = append(inner, s)
		}
	}
	return inner
}

const (
	// spreadStep is the step between sizes, in ln K, that [SpreadSizes] aims at: a factor of 2, so that a parabola
	// through the sizes around the best one has five of them within two octaves.
	spreadStep = math.Ln2
	// spreadSpan is what few sizes must span, in ln K: a factor of 8 to each side of the middle, which is x = 1/64 to
	// 64. In measured studies the best ratio was between 1/5 and 26.
	spreadSpan = 6 * math.Ln2

	steadiness = 2.0 // how much the unevenness of steps weighs against their mean being off
	centring   = 0.1 // how much the distance from the middle does
)

// SpreadSizes picks count of the given exact sizes of a budget, which are sorted by rising number of classes: those
// whose steps in ln K are the most even, as far as the divisors permit. The steps aim at a factor of 2 about the middle
// of ln x (K = n), or as near to it as the sizes go; they are wider if the sizes were too few to span a factor of 8 to
// each side, and narrower if there are more than the range needs. So the middle, where the optimum may be, comes first
// and the flanks last. It returns all of them, without an error, if there are no more than count.
func SpreadSizes(sizes []Size, count int) ([]Size, error) {
	if count < 2 {
		return nil, Invalid("count", count, "at least 2 sizes per budget")
	}
	if len(sizes) <= count {
		return sizes, nil
	}
	sizes = thinned(sizes, count)
	s := newSpreader(sizes, count)
	var best []int
	least := math.Inf(1)
	for i := range stepsTried + 1 {
		step := s.step * math.Exp2(2*float64(i)/stepsTried-1) // half of it to twice
		if step > s.widest {
			step = s.widest
		}
		chosen, cost := s.ladder(step)
		off := math.Log(step / s.step)
		if cost += float64(count-1) * off * off * s.step * s.step / steadiness; cost < least-1e-12 {
			best, least = chosen, cost
		}
	}
	picked := make([]Size, count)
	for j, i := range best {
		picked[j] = sizes[i]
	}
	return picked, nil
}

// stepsTried is how many steps are tried on the way to twice the one aimed at.
const stepsTried = 16

// mostCandidates bounds the work: a number of twelve digits may have thousands of divisors.
const mostCandidates = 240

// thinned keeps sizes nearest to an even grid, both ends among them, where there are very many.
func thinned(sizes []Size, count int) []Size {
	most := max(mostCandidates, count)
	if len(sizes) <= most {
		return sizes
	}
	var kept []Size
	for i := range most {
		kept = append(kept, sizes[i*(len(sizes)-1)/(most-1)])
	}
	return kept
}

// spreader looks for the most even ladder.
type spreader struct {
	at     []float64 // (ln x)/2 of the sizes: ln K from the middle
	count  int
	step   float64 // aimed at
	widest float64 // step that spans all sizes
}

func newSpreader(sizes []Size, count int) *spreader {
	s := &spreader{count: count}
	for _, size := range sizes {
		s.at = append(s.at, size.LogRatio()/2)
	}
	s.widest = (s.at[len(s.at)-1] - s.at[0]) / float64(count-1)
	s.step = min(s.widest, max(spreadStep, spreadSpan/float64(count-1)))
	return s
}

// ladder chooses the sizes whose steps miss a step by the least sum of squares, near rungs of that step around the
// middle; of equals those with more classes. (Dynamic programming over the last size chosen.)
func (s *spreader) ladder(step float64) (chosen []int, cost float64) {
	last := len(s.at) - 1
	low := min(max(-step*float64(s.count-1)/2, s.at[0]), s.at[last]-step*float64(s.count-1))
	rung := func(j, i int) float64 { return centring * square(s.at[i]-low-step*float64(j)) }
	costs, from := make([][]float64, s.count), make([][]int, s.count)
	for j := range costs {
		costs[j], from[j] = make([]float64, last+1), make([]int, last+1)
		for i := range s.at {
			costs[j][i] = math.Inf(1)
			if j == 0 {
				costs[j][i] = rung(j, i)
			}
			for before := j - 1; j > 0 && before < i; before++ {
				if c := costs[j-1][before] + square(s.at[i]-s.at[before]-step) + rung(j, i); c <= costs[j][i]+1e-12 {
					costs[j][i], from[j][i] = c, before
				}
			}
		}
	}
	end := 0
	for i, c := range costs[s.count-1] {
		if c <= costs[s.count-1][end]+1e-12 {
			end = i
		}
	}
	chosen = make([]int, s.count)
	for j := s.count - 1; j >= 0; j-- {
		chosen[j] = end
		end = from[j][end]
	}
	return chosen, costs[s.count-1][chosen[s.count-1]]
}

func square(x float64) float64 { return x * x }
