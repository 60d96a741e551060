package probe

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// reference is what testdata/sklearn_reference.py wrote: results of scikit-learn on small random data.
type reference struct {
	Cases []struct {
		Dim         int
		Train       []float32
		TrainLabels []int32 `json:"train_labels"`
		Test        []float32
		TestLabels  []int32 `json:"test_labels"`
		Sweep       []struct {
			Strength       float64
			Wrong          int
			Predicted      []float64 // of the first test image
			LeftOutWrong   int       `json:"left_out_wrong"`
			LeftOutSquared float64   `json:"left_out_squared"`
		}
		NearestMeanWrong int `json:"nearest_mean_wrong"`
	}
}

func readReference(t *testing.T) reference {
	t.Helper()
	text, err := os.ReadFile("testdata/sklearn_reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAgainstScikitLearn(t *testing.T) {
	for number, c := range readReference(t).Cases {
		train, test := Set{Features: c.Train, Labels: c.TrainLabels, Dim: c.Dim},
			Set{Features: c.Test, Labels: c.TestLabels, Dim: c.Dim}
		classes, err := Check(train, Set{}, test)
		if err != nil {
			t.Fatal(err)
		}
		model := fitRidge(train, classes)
		for _, want := range c.Sweep {
			score, err := Evaluate(Ridge{Strengths: []float64{want.Strength}}, train, Set{}, test)
			if err != nil || score != (Score{want.Wrong, test.Len(), want.Strength}) {
				t.Errorf("case %d, strength %v: %+v (%v), want %d wrong", number, want.Strength, score, err, want.Wrong)
			}
			predicted := model.predict(model.scale.apply(test), test.Len(), want.Strength)
			near(t, "predictions", mat.Col(nil, 0, predicted), want.Predicted)
			assigned, squared := outcome(model.leaveOneOut(want.Strength), train.Labels)
			wrong := differences(assigned, train.Labels)
			if wrong != want.LeftOutWrong {
				t.Errorf("case %d, strength %v: %d wrong in leave-one-out, want %d", number, want.Strength, wrong,
					want.LeftOutWrong)
			}
			near(t, "squared error in leave-one-out", []float64{squared}, []float64{want.LeftOutSquared})
		}
		score, err := Evaluate(NearestMean{}, train, Set{}, test)
		if err != nil || score.Wrong != c.NearestMeanWrong {
			t.Errorf("case %d: nearest mean %+v (%v), want %d wrong", number, score, err, c.NearestMeanWrong)
		}
	}
}

// near compares numbers to nine digits.
func near(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-9*(1+math.Abs(want[i]))) {
			t.Errorf("%s: [%d] is %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
}
