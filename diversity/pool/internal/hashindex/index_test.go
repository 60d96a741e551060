package hashindex

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// What is found is what a comparison of all pairs finds, each once: for random hashes, for hashes that are near one
// another, and for many equal ones.
func TestNearFindsWhatComparingAllFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int{0, 1, 3, 4, 7, 11, MostBits} {
		var hashes []uint64
		for range 300 {
			h := random.Uint64()
			for range 5 {
				hashes = append(hashes, h)
				for range random.IntN(8) {
					h ^= 1 << random.IntN(64)
				}
			}
		}
		hashes = append(hashes, 0, 0, ^uint64(0), 1<<63)
		x := New(hashes, most)
		pairs := 0
		for _, h := range hashes {
			var want, got []int
			for i, other := range hashes {
				if bits.OnesCount64(h^other) <= most {
					want = append(want, i)
				}
			}
			x.Near(h, func(number, n int) {
				if n != bits.OnesCount64(h^hashes[number]) {
					t.Fatalf("hash %d is said to differ in %d bits", number, n)
				}
				got = append(got, number)
			})
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("up to %d bits of %x: %v, want %v", most, h, got, want)
			}
			pairs += len(want)
		}
		if pairs <= len(hashes) && most > 0 {
			t.Errorf("up to %d bits: no hash is near another", most)
		}
	}
}

func TestNoHashes(t *testing.T) {
	New(nil, 11).Near(7, func(number, _ int) { t.Errorf("found %d", number) })
}
