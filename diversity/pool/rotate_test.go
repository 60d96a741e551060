package pool

import (
	"bytes"
	"testing"

	"tradeoff/diversity"
)

func square() Content {
	return Content{Images: []uint8{1, 2, 3, 4, 5, 6, 7, 8}, Labels: []int{0}, Height: 2, Width: 2, Channels: 2}
}

func TestRotationsTurnCounterClockwise(t *testing.T) {
	p := mustNew(t, square()).Rotations(4)
	want := [][]uint8{{1, 2, 3, 4, 5, 6, 7, 8}, {3, 4, 7, 8, 1, 2, 5, 6}, {7, 8, 5, 6, 3, 4, 1, 2},
		{5, 6, 1, 2, 7, 8, 3, 4}}
	for class, id := range []string{"0", "0@90", "0@180", "0@270"} {
		if p.ClassID(class) != id || p.BaseID(class) != "0" {
			t.Errorf("class %d is %q of %q, want %q", class, p.ClassID(class), p.BaseID(class), id)
		}
		if got := mustImages(t, p, Ref{class, 0}); !bytes.Equal(got, want[class]) {
			t.Errorf("%s: %v, want %v", id, got, want[class])
		}
	}
}

func TestHalfTurnsOfOblongImages(t *testing.T) {
	p := mustNew(t, tiny()).Rotations(2)
	if p.Classes() != 4 || p.ClassID(3) != "odd@180" {
		t.Fatalf("%v: %s", p, p.ClassID(3))
	}
	upright, turned := mustImages(t, p, Ref{1, 1}), mustImages(t, p, Ref{3, 1})
	for i := range 6 {
		if !bytes.Equal(upright[2*i:2*i+2], turned[2*(5-i):2*(5-i)+2]) {
			t.Errorf("pixel %d of %v is not where it should be in %v", i, upright, turned)
		}
	}
}

func TestRotationsListUprightClassesFirst(t *testing.T) {
	p := Omniglot().Background().Rotations(4)
	if p.Classes() != 3856 || p.ClassID(964) != p.ClassID(0)+"@90" || p.ClassID(3855) != p.ClassID(963)+"@270" ||
		p.Group(3855) != "Tifinagh" {
		t.Errorf("%v: %s, %s", p, p.ClassID(964), p.ClassID(3855))
	}
	one := Omniglot().Background().Rotations(1)
	if one.Classes() != 964 || one.Rotations(2).Validate() != nil {
		t.Errorf("one turn: %v", one)
	}
}

func TestRotationsRejectWhatTheyCannotTurn(t *testing.T) {
	p := mustNew(t, square())
	wantError(t, p.Rotations(0).Validate(), diversity.ErrInvalid, "Rotations = 0")
	wantError(t, p.Rotations(2).Rotations(2).Validate(), diversity.ErrInvalid, "0@180", "once")
	wantError(t, mustNew(t, tiny()).Rotations(4).Validate(), diversity.ErrInvalid, "2x3", "not square")
}
