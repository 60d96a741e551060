package contour

import (
	"math"
	"slices"
	"testing"
)

// hills are high at two places and have a hole of high values in the middle of the low ones.
func hills(u, v float64) float64 {
	return math.Exp(-40*((u-0.5)*(u-0.5)+(v-0.5)*(v-0.5))) + 0.8*math.Exp(-60*((u-0.1)*(u-0.1)+(v-0.9)*(v-0.9))) + 0.1*u
}

// By Green's theorem the outlines, holes turned the other way, enclose the area in which the field is low.
func TestOutlinesEncloseTheLowValues(t *testing.T) {
	const fine = 600
	l := NewLattice(hills, 60)
	for _, level := range []float64{-1, 0.05, 0.2, 0.5, 2} {
		area := 0.0
		rings := l.Outlines(level)
		for _, ring := range rings {
			for i := 1; i < len(ring); i++ {
				area += (ring[i-1].U*ring[i].V - ring[i].U*ring[i-1].V) / 2
				if middle := ring[i]; !OnEdge(ring[i-1], ring[i]) && within01(middle) {
					near(t, "value on an outline", hills(middle.U, middle.V), level, 1e-4)
				}
			}
			if ring[0] != ring[len(ring)-1] {
				t.Errorf("level %v: an open outline", level)
			}
		}
		low := 0
		for i := range fine {
			for j := range fine {
				if hills((float64(i)+0.5)/fine, (float64(j)+0.5)/fine) < level {
					low++
				}
			}
		}
		near(t, "area", area, float64(low)/fine/fine, 2e-3)
		if level == 0.2 && len(rings) != 2 {
			t.Errorf("%d outlines, want the edge with the corner cut off, and a hole", len(rings))
		}
	}
}

func within01(p Point) bool { return p.U > 0 && p.U < 1 && p.V > 0 && p.V < 1 }

func TestRingsBeginAtTheEdgeAndStayClosed(t *testing.T) {
	for _, ring := range NewLattice(hills, 60).Outlines(0.2) {
		turned := Thinned(FromEdge(ring))
		if turned[0] != turned[len(turned)-1] || len(turned) > len(ring) || len(turned) < len(ring)/2 {
			t.Errorf("%d points of %d, from %v to %v", len(turned), len(ring), turned[0], turned[len(turned)-1])
		}
		reaches := slices.ContainsFunc(ring, func(p Point) bool { return p.U == 0 || p.U == 1 })
		if begins := turned[0].U == 0 || turned[0].U == 1; begins != reaches {
			t.Errorf("the line reaches the edge: %v, begins there: %v", reaches, begins)
		}
	}
}

// A quadratic is its own cubic convolution away from the edge; a smooth field is close to it everywhere.
func TestSmoothIsCloseToTheField(t *testing.T) {
	for name, c := range map[string]struct {
		f         Field
		tolerance float64
	}{
		"quadratic": {func(u, v float64) float64 { return u*u - v*v + u*v }, 1e-3},
		"hills":     {hills, 5e-3},
	} {
		s := Smooth(c.f, 28)
		for i := range 50 {
			for j := range 50 {
				u, v := float64(i)/49, float64(j)/49
				near(t, name, s(u, v), c.f(u, v), c.tolerance)
			}
		}
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
