package split

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/pool"
)

// wantError checks that an error wraps a sentinel and names what it should.
func wantError(t *testing.T, err, sentinel error, parts ...string) {
	t.Helper()
	errtest.Want(t, err, sentinel, parts...)
}

// poolOf has classes with so many images of one pixel.
func poolOf(t *testing.T, counts ...int) pool.Pool {
	t.Helper()
	c := pool.Content{Height: 1, Width: 1}
	for class, count := range counts {
		for range count {
			c.Labels = append(c.Labels, class)
		}
	}
	c.Images = make([]uint8, len(c.Labels))
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// settingQ is the pool of the quick start.
func settingQ() pool.Pool {
	return pool.Omniglot().Background().Rotations(4).Distort(pool.Distortion{})
}

func mustDraw(t *testing.T, p pool.Pool, o DrawOptions) Draw {
	t.Helper()
	d, err := Pretraining(p, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func size(classes, perClass int) diversity.Size {
	return diversity.Size{Classes: classes, PerClass: perClass}
}

// chiSquare is the statistic of counts against equal chances.
func chiSquare(counts []int) float64 {
	total := 0
	for _, count := range counts {
		total += count
	}
	expected := float64(total) / float64(len(counts))
	sum := 0.0
	for _, count := range counts {
		sum += (float64(count) - expected) * (float64(count) - expected) / expected
	}
	return sum
}
