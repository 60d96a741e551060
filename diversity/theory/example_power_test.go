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
