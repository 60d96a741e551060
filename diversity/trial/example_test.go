package trial_test

import (
	"context"
	"fmt"
	"log"

	"tradeoff/diversity/trial"
)

func ExampleMedian() {
	fmt.Println(trial.Median([]float64{3, 1, 2}), trial.Median([]float64{4, 2}), trial.Median(nil))
	// Output: 2 3 0
}

func ExampleCompute() {
	s := trial.Small()
	s.Checked = s.Checked[:1]
	ctx := context.Background()
	numbers, err := trial.Compute(ctx, s)
	if err != nil {
		log.Fatal(err)
	}
	again, err := trial.Compute(ctx, s)
	if err != nil {
		log.Fatal(err)
	}
	comparisons, err := trial.Compare(numbers, again, trial.Float32())
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range comparisons {
		fmt.Println(c.Network, c.What, c.Difference, c.Agrees())
	}
	// Output:
	// MLP features 0 true
	// MLP gradient 0 true
	// MLP losses of training 0 true
	// MLP weights by training 0 true
	// MLP ridge probe 0 true
	// MLP logistic probe 0 true
}
