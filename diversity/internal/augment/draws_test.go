package augment

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// TestDrawWarp: each amount does what it says, and the centre of the image is kept but for the shift.
func TestDrawWarp(t *testing.T) {
	const draws, height, width = 20000, 9, 15
	deviation := func(a recipe.Augment, value func(xx, xy, yx, yy, atX, atY float64) float64) float64 {
		rng := diversity.Stream(1, diversity.ForAugment)
		var sum float64
		for range draws {
			w := drawWarp(a, rng, height, width)
			v := value(w.XX, w.XY, w.YX, w.YY, w.XX*7+w.XY*4+w.X0-7, w.YX*7+w.YY*4+w.Y0-4)
			sum += v * v
		}
		return math.Sqrt(sum / draws)
	}
	shift := func(_, _, _, _, x, y float64) float64 { return math.Hypot(x, y) / math.Sqrt2 }
	angle := func(_, _, yx, yy, _, _ float64) float64 { return math.Atan2(yx, yy) * 180 / math.Pi }
	scale := func(xx, _, _, _, _, _ float64) float64 { return math.Log(math.Abs(xx)) }
	mirrored := func(xx, _, _, _, _, _ float64) float64 { return math.Sqrt(max(0, -math.Copysign(1, xx))) }
	for name, c := range map[string]struct {
		augment recipe.Augment
		value   func(xx, xy, yx, yy, x, y float64) float64
		want    float64
	}{
		"shift":               {recipe.Augment{Shift: 1.5}, shift, 1.5},
		"rotate":              {recipe.Augment{Rotate: 12}, angle, 12},
		"scale":               {recipe.Augment{Scale: 0.2}, scale, 0.2},
		"flip":                {recipe.Augment{Flip: 0.25}, mirrored, 0.5}, // root of the share
		"no shift by others":  {recipe.Augment{Rotate: 30, Scale: 0.2, Flip: 0.5}, shift, 0},
		"no angle by scale":   {recipe.Augment{Scale: 0.2}, angle, 0},
		"no scale by a shift": {recipe.Augment{Shift: 3}, scale, 0},
	} {
		if got := deviation(c.augment, c.value); math.Abs(got-c.want) > 0.03*max(c.want, 1e-9) {
			t.Errorf("%s: deviation %v, want %v", name, got, c.want)
		}
	}
}
