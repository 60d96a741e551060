package pretrain

import (
	"slices"
	"testing"
)

func TestShuffledIsPermutations(t *testing.T) {
	order := newShuffled(3, 7)
	var rounds [3][]int32
	for i := range rounds {
		for range 7 {
			rounds[i] = append(rounds[i], order.next())
		}
		sorted := slices.Sorted(slices.Values(rounds[i]))
		if !slices.Equal(sorted, []int32{0, 1, 2, 3, 4, 5, 6}) {
			t.Errorf("round %d is %v, no permutation", i, rounds[i])
		}
	}
	if slices.Equal(rounds[0], rounds[1]) && slices.Equal(rounds[1], rounds[2]) {
		t.Error("all rounds are alike")
	}
}
