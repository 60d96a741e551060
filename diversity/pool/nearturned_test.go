package pool

import (
	"slices"
	"testing"
)

// turnedLeft is an image of photoSide turned by a quarter to the left: row y becomes column y, from the bottom up.
func turnedLeft(pixels []uint8) []uint8 {
	out := make([]uint8, 0, len(pixels))
	for x := photoSide - 1; x >= 0; x-- {
		for y := range photoSide {
			out = append(out, pixels[3*(y*photoSide+x):][:3]...)
		}
	}
	return out
}

// Copies that were turned, also compressed and mirrored, are found with how far they were turned; without the option,
// and among other images, none is.
func TestTurnedNearDuplicates(t *testing.T) {
	images := smoothImages(21, 20)
	once := turnedLeft(images[4])
	twice := turnedLeft(turnedLeft(images[9]))
	thrice := turnedLeft(turnedLeft(turnedLeft(mirror(images[13]))))
	p := imagesPool(t, photoSide, 3, images...)
	q := imagesPool(t, photoSide, 3, once, asJPEG(t, twice, 60), thrice)
	if pairs, err := NearDuplicates(t.Context(), p, q, NearOptions{}); err != nil || len(pairs) != 0 {
		t.Errorf("not asked for: %v, %v", pairs, err)
	}
	pairs, err := NearDuplicates(t.Context(), p, q, NearOptions{Turned: true})
	if err != nil || len(pairs) != 3 {
		t.Fatalf("%v, %v", pairs, err)
	}
	slices.SortFunc(pairs, func(a, b NearPair) int { return compareRefs(a.Second, b.Second) })
	for i, want := range []struct {
		first    Ref
		turns    int // of the copy, until it is the original
		mirrored bool
	}{{Ref{0, 4}, 3, false}, {Ref{1, 4}, 2, false}, {Ref{2, 3}, 1, true}} {
		if got := pairs[i]; got.First != want.first || got.Turns != want.turns || got.Mirrored != want.mirrored {
			t.Errorf("copy %d: %+v, want %+v", i, got, want)
		}
	}
	others := imagesPool(t, photoSide, 3, smoothImages(22, 20)...)
	if pairs, err := NearDuplicates(t.Context(), p, others, NearOptions{Turned: true}); err != nil || len(pairs) != 0 {
		t.Errorf("other images: %v, %v", pairs, err)
	}
}
