package probe

import (
	"tradeoff/diversity"
)

const (
	heldOutShare = 10 // one image of so many
	heldOutSeed  = 0
)

// holdOut draws a tenth of the images at random, at least one, and returns the rest and these. Every class keeps an
// image; where all have but one there is nothing to choose on, which is an error.
func holdOut(train Set, classes int) (rest, held Set, err error) {
	want := max(1, train.Len()/heldOutShare)
	left, out := classCounts(train.Labels, classes), make([]bool, train.Len())
	taken := 0
	for _, i := range diversity.Stream(heldOutSeed, diversity.ForValidation).Perm(train.Len()) {
		if label := train.Labels[i]; taken < want && left[label] > 1 {
			left[label]--
			out[i] = true
			taken++
		}
	}
	if taken == 0 {
		return Set{}, Set{}, diversity.Invalid("train.Labels", "1 image of each class",
			"2 of some class, or a validation part, or one setting only: nothing is left to choose on")
	}
	rest, held = Set{Dim: train.Dim}, Set{Dim: train.Dim}
	for i, isOut := range out {
		into := &rest
		if isOut {
			into = &held
		}
		into.Features, into.Labels = append(into.Features, train.row(i)...), append(into.Labels, train.Labels[i])
		into.Images = append(into.Images, train.image(i)...)
	}
	return rest, held, nil
}

// with returns the images of both sets.
func (s Set) with(other Set) Set {
	return Set{
		Features: append(append(make([]float32, 0, len(s.Features)+len(other.Features)), s.Features...), other.Features...),
		Labels:   append(append(make([]int32, 0, s.Len()+other.Len()), s.Labels...), other.Labels...),
		Dim:      s.Dim,
	}
}
