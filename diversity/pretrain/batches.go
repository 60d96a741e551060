package pretrain

import (
	"math/rand/v2"

	"tradeoff/diversity"
)

// shuffled is an endless sequence of image numbers 0..total-1: one random permutation after the other.
type shuffled struct {
	rng   *rand.Rand
	total int
	left  []int
}

func newShuffled(seed uint64, total int) *shuffled {
	return &shuffled{rng: diversity.Stream(seed, diversity.ForShuffle), total: total}
}

func (s *shuffled) next() int32 {
	if len(s.left) == 0 {
		s.left = s.rng.Perm(s.total)
	}
	index := s.left[0]
	s.left = s.left[1:]
	return int32(index)
}
