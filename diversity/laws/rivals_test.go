package laws

import (
	"errors"
	"math"
	"testing"

	"tradeoff/diversity"
)

// rivals are laws with parameters (coefficients, then exponents).
var rivals = []struct {
	law        Law
	parameters []float64
	value      float64 // at K = 16, n = 4
	best       float64 // K* at N = 4096
}{
	// 0.1 + 0.8/4 + 0.4/4/4
	{Nested{}, []float64{0.1, 0.8, 0.4, 0.5, 1}, 0.325, 4096 / (0.5 * 0.4 / (0.5 * 0.8))},
	// 0.1 + 0.8/4 + 0.4 exp(-4/8)
	{Saturating{}, []float64{0.1, 0.8, 0.4, 0.5, 8}, 0.3 + 0.4*math.Exp(-0.5), math.NaN()},
	// 1 - 0.6/sqrt(1 + 48/16 + 320/64) = 1 - 0.6/3
	{Reliability{}, []float64{0.6, 48, 320}, 0.8, math.Inf(1)},
	// 0.1 + 0.9 * 16^-0.25 * 4^-(0.25 + 0.0625 ln 16)
	{Interacting{}, []float64{0.1, 0.9, 0.25, 0.25, 0.0625}, 0.1 + 0.45*math.Pow(4, -0.25-0.0625*math.Log(16)), 64},
	// far below the bend: 0.1 + 0.8/4 + 0.4/4; the bend at 10,000 changes nothing that is seen
	{Bent{}, []float64{0.1, 0.8, 0.4, 0.5, 1, 2, 1e4}, 0.4, math.NaN()},
	// 0.1 + 0.8/(1 + e^(1 - 8/4 - 2/2)) = 0.1 + 0.8/(1 + e^-2); the best K is that of the loss
	{TwoStep{}, []float64{0.1, 0.8, 8, 0.5, 2, 0.5, 1}, 0.1 + 0.8/(1+math.Exp(-2)), math.Sqrt(4096) * 4},
	// at the bend in K: 0.8/4 * 2^((0.5-1)/4)
	{Bent{Of: "K"}, []float64{0.1, 0.8, 0.4, 0.5, 1, 1, 16}, 0.2 + 0.2*math.Pow(2, -0.125), math.NaN()},
}

func TestRivalsByHand(t *testing.T) {
	for _, r := range rivals {
		if got := Value(r.law, math.Log(16), math.Log(4), r.parameters); math.Abs(got-r.value) > 1e-9 {
			t.Errorf("%s: %v, want %v", r.law.Name(), got, r.value)
		}
		if err := Check(r.law); err != nil {
			t.Error(err)
		}
	}
}

// TestRivalSlopes: the derivatives that laws know are those of the differences.
func TestRivalSlopes(t *testing.T) {
	for _, r := range rivals {
		d, ok := r.law.(Differentiable)
		if !ok {
			continue
		}
		p := len(r.law.Coefficients())
		exponents := r.parameters[p:]
		got, want := make([]float64, p*len(exponents)), make([]float64, p*len(exponents))
		for _, at := range [][2]float64{{math.Log(16), math.Log(4)}, {1, 5}, {6, 0.5}} {
			d.BasisSlopes(at[0], at[1], exponents, got)
			numericSlopes(r.law, at[0], at[1], exponents, want)
			for i := range got {
				if math.Abs(got[i]-want[i]) > 1e-7*max(math.Abs(want[i]), 1e-4) {
					t.Errorf("%s at %v: slope %d is %v, by differences %v", r.law.Name(), at, i, got[i], want[i])
				}
			}
		}
	}
}

// TestRivalBestClasses: the formulas are those of the search, and where there is none the search is used.
func TestRivalBestClasses(t *testing.T) {
	for _, r := range rivals {
		got, searched := BestClasses(r.law, 4096, r.parameters), SearchBestClasses(r.law, 4096, r.parameters)
		if !math.IsNaN(r.best) && got != r.best && !(math.Abs(got-r.best) < 1e-9*r.best) {
			t.Errorf("%s: K* = %v, want %v", r.law.Name(), got, r.best)
		}
		inside := got > 1 && got < 4096
		if inside && math.Abs(searched/got-1) > 1e-4 || math.IsInf(got, 1) && !math.IsInf(searched, 1) {
			t.Errorf("%s: K* = %v, by search %v", r.law.Name(), got, searched)
		}
	}
	for _, c := range []struct {
		parameters []float64
		want       float64
	}{
		{[]float64{0.1, 0, 0, 1, 2}, math.NaN()}, {[]float64{0.1, 1, 0, 1, 2}, math.Inf(1)},
		{[]float64{0.1, 1, 1, 2, 1}, math.Inf(1)}, {[]float64{0.1, 0, 1, 1, 2}, 0}, {[]float64{0.1, 0, 1, 1, 1}, math.NaN()},
	} {
		if got := (Nested{}).BestClasses(100, c.parameters); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("nested %v: %v, want %v", c.parameters, got, c.want)
		}
	}
	if got := (Reliability{}).BestClasses(100, []float64{0, 1, 1}); !math.IsNaN(got) {
		t.Errorf("no correlation at all: %v", got)
	}
	if got := (Interacting{}).BestClasses(100, []float64{0.1, 0, 1, 1, 1}); !math.IsNaN(got) {
		t.Errorf("no effect: %v", got)
	}
}

// TestBentPowerIsTwoPowers: far from the bend its slopes are the two exponents, without overflow.
func TestBentPowerIsTwoPowers(t *testing.T) {
	slope := func(at float64) float64 {
		return math.Log(bentPower(at+0.01, 0.5, 1.5, 100)/bentPower(at, 0.5, 1.5, 100)) / 0.01
	}
	if below, above := slope(0), slope(12); math.Abs(below+0.5) > 1e-3 || math.Abs(above+1.5) > 1e-3 {
		t.Errorf("slopes %v and %v", below, above)
	}
	if value := bentPower(600, 0.5, 1.5, 100); math.IsNaN(value) || value < 0 {
		t.Errorf("far above: %v", value)
	}
}

func TestNamed(t *testing.T) {
	for _, name := range append(Names(), "untied + N", "tied a=0.5 + N") {
		if law, err := Named(name); err != nil || law.Name() != name {
			t.Errorf("%s: %v, %v", name, law, err)
		}
	}
	for _, name := range []string{"", "none", "none + N", "Tied", " + N"} {
		if _, err := Named(name); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := Check(Bent{Of: "N"}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a bend in N: %v", err)
	}
	if known := KnownOf(WithTotal{Law: Reliability{}}); known != 1 {
		t.Errorf("known of reliability + N: %v", known)
	}
}
