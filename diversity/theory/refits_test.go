package theory

import (
	"errors"
	"math"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/worlds"
)

// The refits behind Contrast are those that Refits lists, refit by refit.
func TestRefitsAreThoseBehindTheIntervals(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Beta: 0.7, Noise: 0.01}
	var sizes []diversity.Size
	for _, total := range []int{256, 1024, 4096} {
		spread, err := diversity.Spread(total, diversity.Limits{}, 6)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, spread...)
	}
	points, err := world.Measure(sizes, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := Fit(points, laws.Untied{}, FitOptions{BootstrapSamples: 50})
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]float64{}
	for name, q := range map[string]Quantity{
		"a": ParameterOf("a"), "b": ParameterOf("b"), "a - b": DifferenceOf("a", "b"), "K*": BestClassesAt(1024),
		"x*": BestRatioAt(1024),
	} {
		values, err := fit.SamplesOf(q)
		if err != nil || len(values) != 50 {
			t.Fatalf("%s: %d values, %v", name, len(values), err)
		}
		columns[name] = values
	}
	for i := range 50 {
		if got, want := columns["a - b"][i], columns["a"][i]-columns["b"][i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("refit %d: a - b is %v, want %v", i, got, want)
		}
		if got, want := columns["x*"][i], columns["K*"][i]*columns["K*"][i]/1024; math.Abs(got/want-1) > 1e-9 {
			t.Errorf("refit %d: x* is %v, want %v", i, got, want)
		}
	}
	a, _ := fit.Parameter("a")
	if low, high := slices.Min(columns["a"]), slices.Max(columns["a"]); !(low < a.Value && a.Value < high) {
		t.Errorf("a = %v is not among its refits %v to %v", a.Value, low, high)
	}
	if value, err := fit.ValueOf(BestClassesAt(1024)); err != nil || math.Abs(value/fit.BestClasses(1024)-1) > 1e-9 {
		t.Errorf("K* by the fit: %v, %v", value, err)
	}
	if _, err := fit.ValueOf(ParameterOf("c")); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a parameter that the law lacks: %v", err)
	}
	if _, err := fit.SamplesOf(ParameterOf("c")); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a parameter that the law lacks: %v", err)
	}
	if _, err := fit.SamplesOf(Quantity{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no quantity: %v", err)
	}
}
