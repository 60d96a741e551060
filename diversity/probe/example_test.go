package probe_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"slices"

	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
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

func ExampleLogistic() {
	prediction, err := probe.Predict(probe.Logistic{Strengths: []float64{10, 1, 0.1}}, train, test, test)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range prediction.Candidates {
		fmt.Printf("strength %v: %d of %d wrong, chosen %d\n", c.Value, c.Wrong, c.Of, c.Chosen)
	}
	// Output:
	// strength 10: 1 of 3 wrong, chosen 1
	// strength 1: 1 of 3 wrong, chosen 0
	// strength 0.1: 1 of 3 wrong, chosen 0
}

func ExampleKNN() {
	prediction, err := probe.Predict(probe.KNN{Neighbours: []int{1, 3}}, train, probe.Set{}, test)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range prediction.Candidates {
		fmt.Printf("k = %v: %d of %d wrong, chosen %d\n", c.Value, c.Wrong, c.Of, c.Chosen)
	}
	// Output:
	// k = 1: 6 of 6 wrong, chosen 0
	// k = 3: 3 of 6 wrong, chosen 1
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

// Nearest takes an image for the class of the nearest training image: a probe as a package outside this module has one.
type Nearest struct {
	Feature int `json:"feature"` // by which images are compared
}

func (Nearest) Kind() string      { return "example.nearest" }
func (n Nearest) Validate() error { return nil }

func (n Nearest) Predict(train, validation, test probe.Set) (probe.Prediction, error) {
	if _, err := probe.Check(train, validation, test); err != nil {
		return probe.Prediction{}, err
	}
	value := func(s probe.Set, i int) float64 { return float64(s.Features[i*s.Dim+n.Feature]) }
	var out probe.Prediction
	for i := range test.Len() {
		best := 0
		for j := range train.Len() {
			if math.Abs(value(train, j)-value(test, i)) < math.Abs(value(train, best)-value(test, i)) {
				best = j
			}
		}
		out.Labels = append(out.Labels, train.Labels[best])
	}
	return out, nil
}

func init() { probe.Register("example.nearest", probe.Decode[Nearest]) }

func ExampleRegister() {
	text, err := probe.Marshal(Nearest{Feature: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	p, err := probe.Unmarshal(text) // in a worker process, say
	if err != nil {
		log.Fatal(err)
	}
	score, err := probe.Evaluate(p, train, probe.Set{}, test)
	fmt.Println(score.Wrong, "of", score.Tested, "wrong", err)
	// Output:
	// {"kind":"example.nearest","feature":1}
	// 1 of 3 wrong <nil>
}

func ExampleKinds() {
	fmt.Println(slices.Contains(probe.Kinds(), "example.nearest"), slices.Contains(probe.Kinds(), "ridge"))
	// Output: true true
}

func ExamplePredict() {
	prediction, err := probe.Predict(Nearest{}, train, probe.Set{}, test)
	fmt.Println(prediction.Labels, err)
	// Output: [0 1 0] <nil>
}

func ExampleCheck() {
	_, err := probe.Check(train, probe.Set{}, probe.Set{Features: []float32{1}, Labels: []int32{0}, Dim: 1})
	fmt.Println(err)
	// Output: test.Dim = 1: invalid value, allowed: 2, as in the training part
}

func ExampleUnmarshalOrUnknown() {
	p, err := probe.UnmarshalOrUnknown([]byte(`{"kind":"forest","trees":10}`),
		func(string) string { return "example.org/own/forest" })
	if err != nil {
		log.Fatal(err)
	}
	text, err := probe.Marshal(p)
	fmt.Println(p.Kind(), string(text), err)
	// Output: forest {"kind":"forest","trees":10} <nil>
}

// Decode reads the settings of a type of one's own; one that it does not have is an error.
func ExampleDecode() {
	p, err := probe.Decode[Nearest]([]byte(`{"feature":1}`))
	fmt.Printf("%#v %v\n", p, err)
	_, err = probe.Decode[Nearest]([]byte(`{"features":1}`))
	fmt.Println(err)
	// Output:
	// probe_test.Nearest{Feature:1} <nil>
	// json: unknown field "features"
}

// Three images of two classes, one of them taken for the other.
func ExampleNewConfusion() {
	c := probe.NewConfusion([]string{"cat", "dog"}, nil)
	fmt.Println(c.Counts)
	fmt.Println(c.Add([]int32{0, 0, 1}, []int32{0, 1, 1}), c.Counts)
	// Output:
	// [[0 0] [0 0]]
	// <nil> [[1 1] [0 1]]
}

// Two episodes that chose from the same strengths.
func ExampleSumCandidates() {
	first := []probe.Candidate{{Value: 1, Wrong: 3, Of: 20, Chosen: 1}, {Value: 10, Wrong: 4, Of: 20}}
	second := []probe.Candidate{{Value: 1, Wrong: 2, Of: 20}, {Value: 10, Wrong: 1, Of: 20, Chosen: 1}}
	for _, c := range probe.SumCandidates(first, second) {
		fmt.Printf("strength %v: %d of %d wrong, chosen %d times\n", c.Value, c.Wrong, c.Of, c.Chosen)
	}
	// Output:
	// strength 1: 5 of 40 wrong, chosen 1 times
	// strength 10: 5 of 40 wrong, chosen 1 times
}

func ExampleValidateCandidates() {
	fmt.Println(probe.ValidateCandidates("Candidates", []probe.Candidate{{Value: 1, Wrong: 3, Of: 2}}, 1))
	// Output: Candidates[0] = 3 wrong of 2: invalid value, allowed: no more wrong than there are
}

// Of two rates the one that learns something in 50 steps is chosen.
func ExampleLinearSGD() {
	p := probe.LinearSGD{Rates: []float64{1e-9, 1}, Steps: 50, Batch: 4}
	prediction, err := probe.Predict(p, train, train, test)
	fmt.Println(prediction.Labels, prediction.Candidates[1].Chosen, err)
	// Output: [0 1 1] 1 <nil>
}

// One of two images is classified wrongly: of class 1, which is never predicted.
func ExampleScoring() {
	var s probe.Scoring
	s.Add(probe.Prediction{Labels: []int32{0, 0}}, []int32{0, 1}, 2)
	scores := s.Scores()
	fmt.Printf("%.2f %.2f %v\n", *scores["class-error"], *scores["macro-f1"], scores["calibration-error"])
	// Output: 0.50 0.33 <nil>
}

func ExampleFineTune() {
	// 100 updates of 32 images at one of two rates; a study runs it as any probe, and on networks that it has kept
	// without pre-training them again.
	p := probe.FineTune{
		Recipe: recipe.Recipe{Optimizer: recipe.AdamW, Steps: 100, Batch: 32, WeightDecay: recipe.None},
		Rates:  []float64{1e-4, 1e-3},
	}
	fmt.Println(p.Kind(), p.Sweep(), p.Validate())
	_, err := probe.Predict(p, train, probe.Set{}, test)
	fmt.Println(errors.Is(err, probe.ErrFrozen)) // it trains the network, and here are features alone: see PredictOn
	// Output:
	// finetune [0.0001 0.001] <nil>
	// true
}

func ExampleLinearFineTune() {
	p := probe.LinearFineTune{}
	fmt.Println(p.Kind(), p.Sweep())
	// Output: linear-finetune [3e-05 0.0001 0.0003 0.001 0.003 0.01 0.03 0.1]
}

// tuner stands for a network: it takes every test image for class 1, whatever it is trained on.
type tuner struct{}

func (tuner) Tune(_ context.Context, t probe.Tuning) (probe.Tuned, error) {
	return probe.Tuned{}, probe.ErrDiverged
}

// A network is trained by the probe; here every rate diverges, which is an error that says so.
func ExamplePredictOn() {
	withImages := func(s probe.Set) probe.Set {
		s.Images = make([]uint8, s.Len())
		return s
	}
	_, err := probe.PredictOn(context.Background(), probe.FineTune{Rates: []float64{0.1}}, tuner{}, withImages(train),
		probe.Set{}, withImages(test))
	fmt.Println(errors.Is(err, probe.ErrDiverged))
	// Output: true
}
