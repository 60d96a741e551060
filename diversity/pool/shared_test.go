package pool

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tradeoff/diversity"
)

// bytesPool is a pool of 2x2 images, each of which is 0, 1, 2 and a byte of the text.
func bytesPool(t *testing.T, content string, labels ...int) Pool {
	t.Helper()
	c := Content{Height: 2, Width: 2, Labels: labels}
	for _, b := range []byte(content) {
		c.Images = append(c.Images, 0, 1, 2, b)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSharedImagesNamesThePairs(t *testing.T) {
	p, q := bytesPool(t, "abcb", 0, 0, 1, 1), bytesPool(t, "xbyc", 0, 0, 1, 1)
	for name, c := range map[string]struct{ p, q Pool }{
		"as they are": {p, q}, "turned and distorted": {p.Rotations(4).Distort(Distortion{}), q.Rotations(2)},
	} {
		pairs, err := SharedImages(t.Context(), c.p, c.q)
		var got []string
		for _, pair := range pairs {
			got = append(got, pair.String())
		}
		if want := []string{"0#1 = 0#1", "1#0 = 1#1"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
		again, err := SharedImages(t.Context(), c.p, c.q)
		if err != nil || !slices.Equal(again, pairs) {
			t.Errorf("%s: asked again: %+v, %v; want %+v", name, again, err, pairs)
		}
	}
	if pairs, err := SharedImages(t.Context(), p, bytesPool(t, "xy", 0, 1)); err != nil || pairs != nil {
		t.Errorf("no image in common: %v, %v", pairs, err)
	}
}

func TestSharedImagesOfWhatIsNoPool(t *testing.T) {
	p := bytesPool(t, "ab", 0, 1)
	for _, pair := range [][2]Pool{{p, {}}, {{}, p}} {
		if _, err := SharedImages(t.Context(), pair[0], pair[1]); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%v", err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := SharedImages(ended, p, bytesPool(t, "bc", 0, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
}
