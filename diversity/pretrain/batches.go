package pretrain

import (
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
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

// drawWarp draws one transformation of an image: mirrored, scaled and turned about the image's centre, then shifted.
// It always takes the same number of random numbers, so that one amount does not change what another draws.
func drawWarp(a recipe.Augment, rng *rand.Rand, height, width int) network.Warp {
	normal := func(deviation float64) float64 { return deviation * rng.NormFloat64() }
	shiftX, shiftY := normal(a.Shift), normal(a.Shift)
	sin, cos := math.Sincos(normal(a.Rotate) * math.Pi / 180)
	scaleX, scaleY := math.Exp(normal(a.Scale)), math.Exp(normal(a.Scale))
	if rng.Float64() < a.Flip {
		scaleX = -scaleX
	}
	w := network.Warp{XX: scaleX * cos, XY: -scaleX * sin, YX: scaleY * sin, YY: scaleY * cos}
	centreX, centreY := float64(width-1)/2, float64(height-1)/2
	w.X0 = centreX + shiftX - w.XX*centreX - w.XY*centreY
	w.Y0 = centreY + shiftY - w.YX*centreX - w.YY*centreY
	return w
}
