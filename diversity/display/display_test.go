package display

import (
	"fmt"
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		value fmt.Stringer
		want  string
	}{
		{Percent(0.12345), "12.3"}, {Percent(-0.00001), "0.0"}, {Percent(math.NaN()), ""}, {Percent(1), "100.0"},
		{Points(-0.0042), "-0.42"}, {Points(-1e-9), "0.00"}, {Points(math.Inf(1)), "unbounded"},
		{Number(22.627), "22.6"}, {Number(65536), "65536"}, {Number(123.6), "124"}, {Number(1e20), "1e+20"},
		{Number(math.Inf(-1)), "-unbounded"},
		{Number(0.000123), "0.000123"}, {Hash("0123456789ABCDEF"), "01234567"}, {Hash("0123456789abcde"), "0123456789abcde"},
		{Hash(""), ""},
	} {
		if got := c.value.String(); got != c.want {
			t.Errorf("%T: %q, want %q", c.value, got, c.want)
		}
	}
}

func TestShown(t *testing.T) {
	for _, c := range [][3]int{{0, 0, 0}, {40, 40, 0}, {41, 20, 10}, {1_000_000, 20, 10}} {
		if first, last := Shown(c[0]); first != c[1] || last != c[2] {
			t.Errorf("%d rows: %d and %d are shown", c[0], first, last)
		}
	}
}

// TestAddLeavesTheOriginal since documents are values.
func TestAddLeavesTheOriginal(t *testing.T) {
	base := Document{Parts: make([]Part, 1, 10)}
	a, b := base.Add(Text("a")), base.Add(Text("b"))
	if a.Parts[1] != Text("a") || b.Parts[1] != Text("b") || len(base.Parts) != 1 {
		t.Errorf("%v %v", a, b)
	}
}
