package wording

import (
	"math"
	"testing"
)

func TestNumbersOfCaptions(t *testing.T) {
	for value, want := range map[float64]string{
		0.123456: "0.123", 1234.5: "1,235", -0.0000001: "0", math.Inf(1): "unbounded", 0.000012: "0.000012", 999.4: "999",
	} {
		if got := Short(value); got != want {
			t.Errorf("Short(%v) = %q, want %q", value, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for _, c := range []struct {
		n          int
		noun, want string
	}{{1, "class", "1 class"}, {0, "class", "0 classes"}, {4096, "image", "4,096 images"}} {
		if got := Count(c.n, c.noun); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestLeftOut(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "Left out: 1 point without a finite loss.",
		2: "Left out: 2 points without a finite loss."} {
		if got := LeftOut(n, "point", "loss"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
