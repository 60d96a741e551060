package theory_test

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// TestPlantedRivals: every law finds the parameters that planted its errors, without noise from the default starts.
func TestPlantedRivals(t *testing.T) {
	for _, c := range []struct {
		law        laws.Law
		parameters []float64
		tolerance  float64 // relative
	}{
		{laws.Nested{}, []float64{0.05, 0.6, 0.3, 0.4, 0.9}, 1e-5},
		{laws.Saturating{}, []float64{0.05, 0.6, 0.3, 0.4, 9}, 1e-5},
		{laws.Reliability{}, []float64{0.6, 90, 2000}, 1e-5},
		{laws.Interacting{}, []float64{0.05, 0.9, 0.15, 0.2, 0.04}, 1e-4},
		{laws.Bent{}, []float64{0.05, 0.6, 0.3, 0.4, 0.3, 1.2, 12}, 1e-3},
		{laws.Bent{Of: "K"}, []float64{0.05, 0.6, 0.3, 0.2, 0.7, 0.9, 40}, 1e-3},
		{laws.TwoStep{}, []float64{0.05, 0.9, 6, 0.5, 3, 0.7, 2}, 1e-3},
	} {
		var points []diversity.Measurement
		for k := 4; k <= 512; k *= 2 {
			for n := 1; n <= 128; n *= 2 {
				points = append(points, diversity.Measurement{
					Size: diversity.Size{Classes: k, PerClass: n}, Error: laws.Value(c.law, math.Log(float64(k)),
						math.Log(float64(n)), c.parameters),
				})
			}
		}
		fitted, err := theory.Fit(points, c.law, theory.FitOptions{BootstrapSamples: -1})
		if err != nil {
			t.Errorf("%s: %v", c.law.Name(), err)
			continue
		}
		for i, p := range fitted.Parameters {
			if math.Abs(p.Value/c.parameters[i]-1) > c.tolerance {
				t.Errorf("%s: %s = %v, want %v (converged %v)", c.law.Name(), p.Name, p.Value, c.parameters[i], fitted.Converged)
			}
		}
	}
}
