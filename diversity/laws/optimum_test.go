package laws

import (
	"math"
	"testing"
)

func TestSearchFindsTheClosedForm(t *testing.T) {
	parameters := []float64{0.1, 0.8, 0.5, 0.6, 0.4}
	want := Untied{}.BestClasses(4096, parameters)
	got := SearchBestClasses(Untied{}, 4096, parameters)
	if math.Abs(math.Log(got/want)) > 1e-7 {
		t.Errorf("search says K* = %v, the formula %v", got, want)
	}
	if k := SearchBestClasses(Pooled{}, 512, []float64{0.1, 1, 1, 1, 1}); !math.IsInf(k, 1) {
		t.Errorf("pooled: K* = %v, want +Inf", k)
	}
	if k := SearchBestClasses(Flat{}, 512, []float64{0.1, 1, 1}); !math.IsNaN(k) {
		t.Errorf("flat: K* = %v, want NaN", k)
	}
	if k := SearchBestClasses(Untied{}, 512, []float64{0.1, 0, 1, 1, 1}); k != 0 {
		t.Errorf("untied without A: K* = %v, want 0", k)
	}
}
