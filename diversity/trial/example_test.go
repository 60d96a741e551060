package trial_test

import (
	"context"
	"fmt"
	"log"

	"tradeoff/diversity/backbone"
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
	numbers, err := trial.Compute(ctx, s, nil)
	if err != nil {
		log.Fatal(err)
	}
	again, err := trial.Compute(ctx, s, nil)
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

func ExampleMeasure() {
	s := trial.Small()
	s.Together, s.Alone, s.Rounds = nil, s.Alone[:0], 1
	s.Together = append(s.Together, trial.Network{Name: "MLP", Backbone: backbone.MLP{Hidden: []int{4}}, Side: 4, Channels: 1,
		Batch: 8})
	speeds, err := trial.Measure(context.Background(), s, func(next string) { fmt.Println(next) })
	if err != nil {
		log.Fatal(err)
	}
	mlp := speeds.Together[0]
	fmt.Printf("%d updates each; at least one network at once is best: %v\n", mlp.Updates, mlp.Best().Replicas > 0)
	// Output:
	// MLP, several at once
	// 128 updates each; at least one network at once is best: true
}

func ExampleCompare() {
	reference := trial.Numbers{Networks: []trial.NetworkNumbers{{
		Name: "MLP", Features: []float32{3, 4}, Gradient: []float32{1}, Losses: []float64{2}, Change: []float32{1},
		Ridge: []int32{0, 1}, Logistic: []int32{0, 1},
	}}}
	device := trial.Numbers{Networks: []trial.NetworkNumbers{{
		Name: "MLP", Features: []float32{3, 4.1}, Gradient: []float32{1}, Losses: []float64{2}, Change: []float32{1},
		Ridge: []int32{0, 1}, Logistic: []int32{0, 0},
	}}}
	comparisons, err := trial.Compare(reference, device, trial.TF32())
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range comparisons {
		if !c.Agrees() {
			fmt.Printf("%s, %s: %.2f, tolerance %v\n", c.Network, c.What, c.Difference, c.Tolerance)
		}
	}
	// Output:
	// MLP, features: 0.02, tolerance 0.01
	// MLP, logistic probe: 0.50, tolerance 0.1
}

func ExampleSmall() {
	for _, n := range trial.Small().Checked {
		fmt.Printf("%s, %dx%dx%d\n", n.Name, n.Side, n.Side, n.Channels)
	}
	// Output:
	// MLP, 12x12x1
	// ConvNet, 12x12x1
	// ResNet-8, 12x12x3
}

func ExampleFull() {
	s := trial.Full()
	for _, n := range s.Alone {
		fmt.Printf("%s, %dx%d, %s\n", n.Name, n.Side, n.Side, s.Precise)
	}
	fmt.Println(len(s.Checked), "networks are compared;", s.Replicas, "at once")
	// Output:
	// ResNet-18, 64x64, bfloat16
	// ResNet-50, 224x224, bfloat16
	// 9 networks are compared; [1 2 4 8 16 32 64 128 256] at once
}

func ExampleFloat32() {
	fmt.Println(trial.Float32().Features, trial.Float32().Gradient)
	// Output: 0.0001 0.001
}

func ExampleTF32() {
	fmt.Println(trial.TF32().Features > trial.Float32().Features)
	// Output: true
}
