package matlab

import (
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		kind, width int
		bytes       []byte
		want        float64
	}{
		{1, 1, []byte{0xff}, -1}, {2, 1, []byte{0xff}, 255}, {3, 2, []byte{0xfe, 0xff}, -2}, {4, 2, []byte{1, 2}, 513},
		{5, 4, []byte{0xfd, 0xff, 0xff, 0xff}, -3}, {6, 4, []byte{0, 0, 0, 0x80}, 1 << 31},
		{7, 4, []byte{0, 0, 0x80, 0x3f}, 1},
		{9, 8, []byte{0, 0, 0, 0, 0, 0, 0xf8, 0x7f}, math.NaN()},
		{12, 8, []byte{0xfc, 255, 255, 255, 255, 255, 255, 255}, -4},
		{13, 8, []byte{0, 0, 0, 0, 0, 0, 0, 0x80}, 1 << 63},
	} {
		width, read := Number(c.kind)
		if width != c.width {
			t.Fatalf("kind %d: width %d", c.kind, width)
		}
		if got := read(c.bytes); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("kind %d: %v, want %v", c.kind, got, c.want)
		}
	}
	if width, _ := Number(Matrix); width != 0 {
		t.Errorf("a matrix is a number of %d bytes", width)
	}
}
