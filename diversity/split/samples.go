package split

import (
	"math/rand/v2"

	"tradeoff/diversity/pool"
)

// drawSamples draws count images of a class in rounds: each round shows every original once, in random order, under a
// variant that was not shown before. A smaller count gives a prefix.
func drawSamples(p pool.Pool, class, count int, random *rand.Rand) []int {
	originals := p.Originals(class)
	variants := make([]sparseShuffle, originals)
	for o := range variants {
		variants[o].left = variantsOf(p, class, o)
	}
	samples := make([]int, 0, count)
	for {
		for _, o := range random.Perm(originals) {
			if len(samples) == count {
				return samples
			}
			if variants[o].left > 0 {
				samples = append(samples, o+originals*variants[o].next(random))
			}
		}
	}
}

// variantsOf is the number of samples that show an original: sample s shows original s modulo the number of originals.
func variantsOf(p pool.Pool, class, original int) int {
	originals := p.Originals(class)
	return (p.Count(class) - original + originals - 1) / originals
}

// sparseShuffle draws 0..left-1 without replacement (Fisher and Yates), in memory that grows with what was drawn: a
// class may have millions of variants.
type sparseShuffle struct {
	left  int
	moved map[int]int // number now at a place, where it differs from the place
}

func (s *sparseShuffle) next(random *rand.Rand) int {
	place, last := random.IntN(s.left), s.left-1
	drawn, tail := s.at(place), s.at(last)
	if s.left > 1 && s.moved == nil {
		s.moved = map[int]int{}
	}
	if place != last {
		s.moved[place] = tail
	}
	s.left = last
	return drawn
}

func (s *sparseShuffle) at(place int) int {
	if number, moved := s.moved[place]; moved {
		return number
	}
	return place
}
