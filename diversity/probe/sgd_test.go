package probe

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
)

// sgdReference is what testdata/sgd_reference.py wrote.
type sgdReference struct {
	Cases []struct {
		Seed              uint64
		Dim, Steps, Batch int
		Train, Test       []float32
		TrainLabels       []int32 `json:"train_labels"`
		TestLabels        []int32 `json:"test_labels"`
		Rates             []struct {
			Wrong  int
			Scores []float64 // of three images
		}
	}
}

func TestLinearSGDAgainstPyTorch(t *testing.T) {
	text, err := os.ReadFile("testdata/sgd_reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r sgdReference
	if err := json.Unmarshal(text, &r); err != nil || len(r.Cases) != 2 {
		t.Fatal(len(r.Cases), err)
	}
	for number, c := range r.Cases {
		train, test := Set{Features: c.Train, Labels: c.TrainLabels, Dim: c.Dim},
			Set{Features: c.Test, Labels: c.TestLabels, Dim: c.Dim}
		l := LinearSGD{Steps: c.Steps, Batch: c.Batch, Seed: c.Seed}
		classes, err := Check(train, Set{}, test)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Rates) != len(l.Sweep()) {
			t.Fatalf("%d rates, the reference has %d", len(l.Sweep()), len(c.Rates))
		}
		for i, fit := range l.train(train, classes, l.Sweep()) {
			scores := fit.scores(float64Rows(test, 0, 3))
			for j, want := range c.Rates[i].Scores {
				if got := scores.At(j%classes, j/classes); math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
					t.Errorf("case %d, rate %v: score %d is %.12g, want %.12g", number, l.Sweep()[i], j, got, want)
				}
			}
			if wrong := differences(fit.predict(test).Labels, test.Labels); wrong != c.Rates[i].Wrong {
				t.Errorf("case %d, rate %v: %d wrong, want %d", number, l.Sweep()[i], wrong, c.Rates[i].Wrong)
			}
		}
	}
}

// The rate is chosen on the validation part, all rates are recorded, and the same input gives the same.
func TestLinearSGDChoosesARate(t *testing.T) {
	train := planted(rand.New(rand.NewPCG(1, 2)), 6, 20, 8, 1)
	validation := planted(rand.New(rand.NewPCG(1, 3)), 6, 6, 8, 1)
	test := planted(rand.New(rand.NewPCG(1, 4)), 6, 10, 8, 1)
	l := LinearSGD{Steps: 200, Batch: 32}
	p, err := Predict(l, train, validation, test)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Predict(l, train, validation, test)
	if !reflect.DeepEqual(p, again) || len(p.Candidates) != 13 || p.Confidence == nil || p.Ranked == nil {
		t.Errorf("%d candidates", len(p.Candidates))
	}
	chosen := slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.Chosen == 1 })
	for i, c := range p.Candidates {
		if c.Of != validation.Len() || c.Wrong < p.Candidates[chosen].Wrong || c.Value != l.Sweep()[i] {
			t.Errorf("%+v beside the chosen %+v", c, p.Candidates[chosen])
		}
	}
	fits := l.train(train, 6, l.Sweep()[chosen:chosen+1])
	if got := fits[0].predict(test).Labels; !slices.Equal(got, p.Labels) {
		t.Error("the prediction is not that of the chosen rate alone")
	}
	// Without a validation part a tenth is left out, and the chosen rate trained once more with it.
	p, err = Predict(l, train, Set{}, test)
	if err != nil || p.Candidates[0].Of != train.Len()/10 {
		t.Fatalf("%+v (%v)", p.Candidates[0], err)
	}
	chosen = slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.Chosen == 1 })
	if got := l.train(train, 6, l.Sweep()[chosen:chosen+1])[0].predict(test).Labels; !slices.Equal(got, p.Labels) {
		t.Error("the prediction is not that of all training images")
	}
	if wrong := p.Score(test.Labels).Error(); wrong > 0.4 {
		t.Errorf("error %v", wrong)
	}
}

func TestLinearSGDThatDiverges(t *testing.T) {
	train := planted(rand.New(rand.NewPCG(1, 2)), 3, 6, 4, 1)
	for i := range train.Features {
		train.Features[i] *= 1e18
	}
	p, err := Predict(LinearSGD{Rates: []float64{1e300, 1e-40}, Steps: 20}, train, train, train)
	if err != nil || p.Candidates[0].Wrong != train.Len() || p.Candidates[1].Chosen != 1 {
		t.Errorf("%+v (%v)", p.Candidates, err)
	}
	_, err = Predict(LinearSGD{Rates: []float64{1e300}, Steps: 20}, train, train, train)
	errtest.Want(t, err, diversity.ErrInvalid, "LinearSGD.Rates", "does not diverge")
}

func TestLinearSGDSettings(t *testing.T) {
	for says, l := range map[string]LinearSGD{
		"LinearSGD.Rates[1] = 0":     {Rates: []float64{1, 0}},
		"LinearSGD.Rates[0] = NaN":   {Rates: []float64{math.NaN()}},
		"len(LinearSGD.Rates) = 101": {Rates: make([]float64, 101)},
		"LinearSGD.Steps = -1":       {Steps: -1},
		"LinearSGD.Batch = 65537":    {Batch: 65537},
	} {
		errtest.Want(t, l.Validate(), diversity.ErrInvalid, says)
	}
	zero, err := Marshal(LinearSGD{})
	full, err2 := Marshal(LinearSGD{Rates: LinearSGD{}.Sweep(), Steps: 12500, Batch: 128})
	if err != nil || err2 != nil || string(zero) != string(full) {
		t.Errorf("%s and %s", zero, full)
	}
	read, err := Unmarshal(zero)
	if again, _ := Marshal(read); err != nil || string(again) != string(zero) {
		t.Errorf("%s (%v)", again, err)
	}
	wide := Set{Features: make([]float32, 2<<20), Labels: []int32{0, 1}, Dim: 1 << 20}
	_, err = LinearSGD{Rates: slices.Repeat([]float64{1}, 50)}.Predict(wide, wide, wide)
	errtest.Want(t, err, diversity.ErrInvalid, "LinearSGD.Rates = 50 rates for 2 classes of 1048576 features")
}
