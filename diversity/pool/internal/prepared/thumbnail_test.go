package prepared

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomImage has as many large shapes as it has small ones.
func randomImage(random *rand.Rand, height, width, channels int) []uint8 {
	pixels := make([]uint8, height*width*channels)
	for range 12 {
		top, left := random.IntN(height), random.IntN(width)
		bottom, right := top+random.IntN(height-top)+1, left+random.IntN(width-left)+1
		v := uint8(random.IntN(256))
		for y := top; y < bottom; y++ {
			for x := left * channels; x < right*channels; x++ {
				pixels[y*width*channels+x] = v
			}
		}
	}
	return pixels
}

// The two bounds that spare most comparisons never rule out a pair that is near enough.
func TestBoundsOfADifferenceHold(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var all []Thumbnail
	for i := range 60 {
		pixels := randomImage(random, 20+i%30, 64, 1+i%4)
		for range 3 { // near ones
			if made, ok := ThumbnailOf(pixels, 20+i%30, 64, 1+i%4); ok {
				all = append(all, made)
			}
			for range len(pixels) / 8 {
				pixels[random.IntN(len(pixels))] = uint8(random.IntN(256))
			}
		}
	}
	near, ruledOut := 0, 0
	for i := range all {
		for j := range all {
			difference := all[i].Difference(&all[j], math.Inf(1))
			if back := all[j].Difference(&all[i], math.Inf(1)); back != difference || (i == j) != (difference == 0) {
				t.Fatalf("%d and %d differ by %v, and back by %v", i, j, difference, back)
			}
			for _, bound := range []float64{0.05, 0.15, 0.5, 1} {
				beyond := all[i].Quadrants().Beyond(all[j].Quadrants(), bound)
				bounded := all[i].Difference(&all[j], bound)
				if beyond && difference <= bound || (bounded <= bound) != (difference <= bound) {
					t.Fatalf("difference %v, bound %v: beyond %t, bounded %v", difference, bound, beyond, bounded)
				}
				if bounded <= bound && i != j {
					near++
				}
				if beyond {
					ruledOut++
				}
			}
		}
	}
	if near < 20 || ruledOut < 1000 {
		t.Errorf("%d near pairs of %d images, %d ruled out", near, len(all), ruledOut)
	}
}

func TestMirroredThumbnails(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const side = 32
	pixels := randomImage(random, side, side, 3)
	mirrored := make([]uint8, len(pixels))
	for i := range side * side {
		copy(mirrored[(i-i%side+side-1-i%side)*3:][:3], pixels[i*3:])
	}
	plain, ok := ThumbnailOf(pixels, side, side, 3)
	want, alsoOK := ThumbnailOf(mirrored, side, side, 3)
	if got := plain.Mirrored(); !ok || !alsoOK || *got != want || *got.Mirrored() != plain {
		t.Errorf("the mirrored thumbnail is not that of the mirrored image (%t, %t)", ok, alsoOK)
	}
}

func TestThumbnailsOfWhatShowsTooLittle(t *testing.T) {
	const side = 32
	flat, noisy, stroke, cross := make([]uint8, side*side), make([]uint8, side*side), make([]uint8, side*side),
		make([]uint8, side*side)
	random := rand.New(rand.NewPCG(7, 8))
	for i := range flat {
		flat[i], noisy[i] = 200, uint8(200+random.IntN(3))
		if i%side/2 == 7 {
			stroke[i] = 255
		}
		if i%side/4 == 3 || i/side/4 == 3 {
			cross[i] = 255
		}
	}
	for name, c := range map[string]struct {
		pixels []uint8
		shows  bool
	}{"flat": {flat, false}, "noise": {noisy, false}, "a stroke": {stroke, false}, "a cross": {cross, true}} {
		if _, ok := ThumbnailOf(c.pixels, side, side, 1); ok != c.shows {
			t.Errorf("%s: shows enough: %t", name, ok)
		}
	}
}

// The deviation is 1 by construction: a half black and half white image has the values -32 and 32.
func TestThumbnailValues(t *testing.T) {
	pixels := make([]uint8, 16*16*4)
	for i := range pixels {
		if i >= len(pixels)/2 {
			pixels[i] = 100
		}
	}
	made, ok := ThumbnailOf(pixels, 16, 16, 4)
	if !ok || made.cells[0] != -32 || made.cells[255] != 32 || made.blocks != [16]int16{-512, -512, -512, -512, -512, -512,
		-512, -512, 512, 512, 512, 512, 512, 512, 512, 512} {
		t.Errorf("%t %v", ok, made)
	}
	opposite := made.Mirrored() // the same, as rows are even
	for i := range opposite.cells {
		opposite.cells[i] = -opposite.cells[i]
	}
	if d := made.Difference(opposite, 9); d != 2*256/128.0 { // over the half that is not background
		t.Errorf("difference from the negative: %v", d)
	}
}
