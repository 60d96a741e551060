package probe

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// Every vote is that of DINOv2's procedure, which testdata/knn_reference.py has recorded.
func TestKNNVotesAreThoseOfDINOv2(t *testing.T) {
	var r struct {
		Cases []struct {
			Dim         int
			Neighbours  []int
			Train       []float32
			TrainLabels []int32 `json:"train_labels"`
			Test        []float32
			TestLabels  []int32 `json:"test_labels"`
			Votes       [][]int32
		}
	}
	text, err := os.ReadFile("testdata/knn_reference.json")
	if err != nil || json.Unmarshal(text, &r) != nil || len(r.Cases) != 3 {
		t.Fatal(err, len(r.Cases))
	}
	for number, c := range r.Cases {
		train, test := Set{Features: c.Train, Labels: c.TrainLabels, Dim: c.Dim},
			Set{Features: c.Test, Labels: c.TestLabels, Dim: c.Dim}
		for i, k := range c.Neighbours {
			got, err := Predict(KNN{Neighbours: []int{k}}, train, Set{}, test)
			if err != nil || !slices.Equal(got.Labels, c.Votes[i]) {
				t.Errorf("case %d, k = %d: %v (%v), want %v", number, k, got.Labels, err, c.Votes[i])
			}
		}
		// Chosen on the test images, so that its errors are the fewest of the recorded.
		got, err := Predict(KNN{Neighbours: c.Neighbours}, train, test, test)
		if err != nil {
			t.Fatal(err)
		}
		for i, candidate := range got.Candidates {
			wrong := differences(c.Votes[i], c.TestLabels)
			if candidate.Wrong != wrong || candidate.Of != len(c.TestLabels) || candidate.Value != float64(c.Neighbours[i]) {
				t.Errorf("case %d: candidate %+v, want %d wrong", number, candidate, wrong)
			}
			if chosen := candidate.Chosen == 1; chosen && !slices.Equal(got.Labels, c.Votes[i]) ||
				wrong < got.Score(c.TestLabels).Wrong {
				t.Errorf("case %d: k = %v has %d errors, the chosen %d", number, candidate.Value, wrong,
					got.Score(c.TestLabels).Wrong)
			}
		}
	}
}

// At angles of 0, 60 and 90 degrees from (1, 0) similarities are 1, 1/2 and 0: with T = 1 two votes of class 1 weigh
// exp(1/2) + exp(0) = 2.65, less than class 0's exp(1) = 2.72; with T = 2 they weigh 1.28 + 1 to 1.65.
func TestKNNWeighsByHand(t *testing.T) {
	train := Set{Dim: 2, Features: []float32{5, 0, 0.5, float32(math.Sqrt(0.75)), 0, 3}, Labels: []int32{0, 1, 1}}
	test := Set{Dim: 2, Features: []float32{1, 0}, Labels: []int32{0}}
	for temperature, want := range map[float64]int32{1: 0, 2: 1} {
		got, err := Predict(KNN{Neighbours: []int{3}, Temperature: temperature}, train, Set{}, test)
		if err != nil || got.Labels[0] != want {
			t.Errorf("T = %v: class %v (%v), want %d", temperature, got.Labels, err, want)
		}
	}
	// Equal similarities: the first image counts, then the lower class wins.
	twins := Set{Dim: 1, Features: []float32{1, 2, 3, 4}, Labels: []int32{1, 0, 0, 1}}
	for k, want := range map[int]int32{1: 1, 2: 0, 3: 0, 4: 0, 9: 0} {
		got, err := Predict(KNN{Neighbours: []int{k}}, twins, Set{}, Set{Dim: 1, Features: []float32{7}, Labels: []int32{0}})
		if err != nil || got.Labels[0] != want {
			t.Errorf("k = %d: class %v (%v), want %d", k, got.Labels, err, want)
		}
	}
}

// Leave-one-out is what asking for each image in a bank without it gives.
func TestKNNLeavesOneOut(t *testing.T) {
	train := planted(rand.New(rand.NewPCG(3, 1)), 4, 30, 6, 2)
	sweep := []int{1, 7, 300}
	got, err := Predict(KNN{Neighbours: sweep}, train, Set{}, train)
	if err != nil {
		t.Fatal(err)
	}
	best := 0
	for position, k := range sweep {
		wrong := 0
		for i := range train.Len() {
			rest, one := Set{Dim: train.Dim}, Set{Dim: train.Dim}
			for j := range train.Len() {
				into := &rest
				if i == j {
					into = &one
				}
				into.Features, into.Labels = append(into.Features, train.row(j)...), append(into.Labels, train.Labels[j])
			}
			score, err := Evaluate(KNN{Neighbours: []int{k}}, rest, Set{}, one)
			if err != nil {
				t.Fatal(err)
			}
			wrong += score.Wrong
		}
		c := got.Candidates[position]
		if c.Wrong != wrong || c.Of != 120 {
			t.Errorf("k = %d: %d wrong of %d, want %d of 120", k, c.Wrong, c.Of, wrong)
		}
		if wrong < got.Candidates[best].Wrong {
			best = position
		}
	}
	if got.Candidates[best].Chosen != 1 {
		t.Errorf("%+v: not the first with the fewest errors is chosen", got.Candidates)
	}
}

// However the bank is divided into blocks, the nearest are those of sorting it.
func TestKNNOfManyBlocks(t *testing.T) {
	train := planted(rand.New(rand.NewPCG(3, 2)), 5, 150, 3, 2)
	test := planted(rand.New(rand.NewPCG(3, 3)), 5, 30, 3, 2)
	v := voting{bank: unitVectors(train), sweep: []int{50}, classes: 5, temperature: 0.07}
	asked := unitVectors(test)
	for i, got := range v.nearest(asked, 0, test.Len(), false) {
		var want []neighbour
		for j := range train.Len() {
			sum := 0.
			for d := range 3 {
				sum += float64(asked.row(i)[d]) * float64(v.bank.row(j)[d])
			}
			want = append(want, neighbour{sum, j})
		}
		slices.SortFunc(want, closer)
		for j := range got {
			if math.Abs(got[j].similarity-want[j].similarity) > 1e-12 {
				t.Fatalf("image %d: neighbour %d is %v, want %v", i, j, got[j], want[j])
			}
		}
		if len(got) != 50 {
			t.Errorf("%d neighbours", len(got))
		}
	}
}

func TestKNNSettings(t *testing.T) {
	for want, p := range map[string]KNN{
		"KNN.Neighbours[1] = 0":   {Neighbours: []int{1, 0}},
		"KNN.Temperature = -1":    {Temperature: -1},
		"KNN.Temperature = NaN":   {Temperature: math.NaN()},
		"KNN.Temperature = 1e-05": {Temperature: 1e-5},
	} {
		train, test := sound()
		for _, err := range []error{p.Validate(), func() error { _, err := Predict(p, train, Set{}, test); return err }()} {
			if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v, want %s", p, err, want)
			}
		}
	}
	if got := (KNN{}).Sweep(); !reflect.DeepEqual(got, []int{10, 20, 100, 200}) {
		t.Errorf("the default is %v", got)
	}
}
