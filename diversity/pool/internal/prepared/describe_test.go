package prepared

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestAddHashed: sums and hash in one pass are those of two, for sides around the number of cells.
func TestAddHashed(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 1))
	for _, size := range [][3]int{{1, 1, 3}, {7, 9, 3}, {8, 8, 3}, {8, 9, 3}, {9, 10, 3}, {64, 64, 3}, {31, 97, 3},
		{64, 64, 1}, {8, 9, 1}, {5, 5, 4}} {
		pixels := make([]uint8, size[0]*size[1]*size[2])
		for i := range pixels {
			pixels[i] = uint8(chance.UintN(256))
		}
		got, want := NewSums(size[2]), NewSums(size[2])
		got.Add([]uint8{1, 2, 3, 4}[:size[2]]) // there were others before
		want.Add([]uint8{1, 2, 3, 4}[:size[2]])
		want.Add(pixels)
		hash := got.addHashed(pixels, size[0], size[1])
		if expected := DifferenceHash(pixels, size[0], size[1], size[2]); hash != expected {
			t.Errorf("%v: hash %x, expected %x", size, hash, expected)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v: sums %v, expected %v", size, got, want)
		}
	}
}

// TestSumsByHand: the sums of two pixels and of their squares.
func TestSumsByHand(t *testing.T) {
	s := NewSums(3)
	s.Add([]uint8{1, 2, 3, 10, 20, 255})
	if fmt.Sprint(s) != "{[11 22 258] [101 404 65034]}" {
		t.Errorf("%v", s)
	}
}
