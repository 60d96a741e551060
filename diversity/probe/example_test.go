package probe_test

import (
	"fmt"
	"log"

	"tradeoff/diversity/probe"
)

// Two classes, told apart by the sum of two features.
var (
	train = probe.Set{Features: []float32{0, 1, 1, 0, 1, 1, 4, 5, 5, 4, 5, 5}, Labels: []int32{0, 0, 0, 1, 1, 1}, Dim: 2}
	test  = probe.Set{Features: []float32{0, 0, 6, 3, 1, 6}, Labels: []int32{0, 1, 0}, Dim: 2}
)

func ExampleEvaluate() {
	score, err := probe.Evaluate(probe.Ridge{Strengths: []float64{0.1, 1, 10}}, train, probe.Set{}, test)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d wrong, error %.2f, strength %v\n", score.Wrong, score.Tested, score.Error(), score.Strength)
	// Output: 1 of 3 wrong, error 0.33, strength 0.1
}

func ExampleEvaluate_nearestMean() {
	score, err := probe.Evaluate(probe.NearestMean{}, train, probe.Set{}, test)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d wrong\n", score.Wrong, score.Tested)
	// Output: 1 of 3 wrong
}

func ExampleMarshal() {
	text, err := probe.Marshal(probe.Ridge{Strengths: []float64{0.1, 1, 10}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	// Output: {"kind":"ridge","strengths":[0.1,1,10]}
}

func ExampleUnmarshal() {
	p, err := probe.Unmarshal([]byte(`{"kind":"nearest-mean"}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Kind())
	// Output: nearest-mean
}

func ExampleNearestMean_Predict() {
	prediction, err := probe.NearestMean{}.Predict(train, probe.Set{}, test)
	fmt.Println(prediction.Labels, err)
	// Output: [0 1 1] <nil>
}

func ExampleConfusion() {
	prediction, err := probe.Ridge{}.Predict(train, probe.Set{}, test)
	if err != nil {
		log.Fatal(err)
	}
	c := probe.NewConfusion([]string{"low", "high"}, nil)
	if err := c.Add(test.Labels, prediction.Labels); err != nil {
		log.Fatal(err)
	}
	for _, m := range c.Worst(1) {
		fmt.Printf("%s taken for %s: %d of %d\n", c.Classes[m.Class], c.Classes[m.TakenFor], m.Count, m.Images)
	}
	fmt.Printf("%v, error %.2f\n", c.Counts, c.Error())
	// Output:
	// low taken for high: 1 of 2
	// [[1 1] [0 1]], error 0.33
}
