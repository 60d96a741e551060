package theory_test

import (
	"fmt"

	"tradeoff/diversity/theory"
)

// The gain over a rule of thumb is paired: both errors come from the same refit.
func ExampleBaseline() {
	fitted, err := theory.Fit(study(), theory.Tied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	best, err := fitted.BestAt(16384, theory.BestOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, baseline := range best.Baselines[:3] {
		gain := baseline.Gain
		fmt.Printf("against %-12s %.0f points, certain: %v\n", baseline.Name, 100*gain.Value, gain.Interval.Low > 0)
	}
	// Output:
	// against most classes 67 points, certain: true
	// against most samples 67 points, certain: true
	// against K = n        0 points, certain: false
}

// Where sizes are too small to teach anything the error is that of random weights: the fit may know of it.
func ExampleFitOptions() {
	world := theory.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Noise: 0.005, Ceiling: 0.3}
	points, err := world.Measure(ladder(128, 512, 2048), 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, ceiling := range []float64{0, 0.3} {
		fitted, err := theory.Fit(points, theory.Untied{}, theory.FitOptions{Ceiling: ceiling})
		if err != nil {
			fmt.Println(err)
			return
		}
		b, _ := fitted.Parameter("b")
		fmt.Printf("ceiling %v: rms %.1f points, the interval of b holds 0.7: %v\n", ceiling, 100*fitted.RMS, b.Interval.Contains(0.7))
	}
	// Output:
	// ceiling 0: rms 1.9 points, the interval of b holds 0.7: false
	// ceiling 0.3: rms 0.4 points, the interval of b holds 0.7: true
}
