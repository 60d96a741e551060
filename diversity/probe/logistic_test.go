package probe

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// logisticReference is what testdata/logistic_reference.py wrote.
type logisticReference struct {
	Cases []struct {
		Name        string
		Dim         int
		Train       []float32
		TrainLabels []int32 `json:"train_labels"`
		Test        []float32
		TestLabels  []int32 `json:"test_labels"`
		Sweep       []struct {
			Strength, Objective float64
			Wrong               int
		}
	}
}

// The least objective at each of the 45 strengths is scikit-learn's to six digits, and what is classified is the same.
func TestLogisticAgainstScikitLearn(t *testing.T) {
	var r logisticReference
	text, err := os.ReadFile("testdata/logistic_reference.json")
	if err != nil || json.Unmarshal(text, &r) != nil || len(r.Cases) != 6 {
		t.Fatal(err, len(r.Cases))
	}
	for _, c := range r.Cases {
		train, test := Set{Features: c.Train, Labels: c.TrainLabels, Dim: c.Dim},
			Set{Features: c.Test, Labels: c.TestLabels, Dim: c.Dim}
		classes, err := Check(train, Set{}, test)
		if err != nil {
			t.Fatal(err)
		}
		path := newPath(newBasis(train, Logistic{}.scale(train)), classes, defaultSteps)
		var strengths []float64
		for _, want := range c.Sweep {
			strengths = append(strengths, want.Strength)
		}
		for i, strength := range strengths {
			want := c.Sweep[i]
			fit, got := path.fit(strength)
			if !(math.Abs(got/want.Objective-1) <= 1e-6) {
				t.Errorf("%s, strength %v: objective %.10g, want %.10g", c.Name, strength, got, want.Objective)
			}
			if outward := penalised(fit, train, strength); !(math.Abs(outward/got-1) <= 1e-9) {
				t.Errorf("%s, strength %v: %.12g for features as they are, %.12g when fitted", c.Name, strength, outward, got)
			}
			if labels, _ := fit.classify(test); differences(labels, test.Labels) != want.Wrong {
				t.Errorf("%s, strength %v: %d wrong, want %d", c.Name, strength, differences(labels, test.Labels), want.Wrong)
			}
		}
		if !slices.Equal(strengths, Logistic{}.Sweep()) {
			t.Errorf("the strengths are %v", Logistic{}.Sweep())
		}
	}
}

// penalised is the objective of a classifier, from its definition.
func penalised(l linear, train Set, strength float64) float64 {
	_, value := l.classify(train)
	if classes, _ := l.weights.Dims(); classes == 2 {
		strength *= 2
	}
	for _, w := range l.weights.RawMatrix().Data {
		value += strength / 2 * w * w
	}
	return value
}

// The strength of the fewest errors on the validation part is chosen; what it is depends on that part.
func TestLogisticChoosesOnTheValidationPart(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	train, validation := planted(random, 5, 4, 30, 3), planted(random, 5, 40, 30, 3)
	sweep := []float64{1e4, 1e3, 100, 10, 1, 0.1}
	var want []Candidate
	for _, strength := range sweep {
		score, err := Evaluate(Logistic{Strengths: []float64{strength}}, train, Set{}, validation)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, Candidate{Value: strength, Wrong: score.Wrong, Of: 200})
	}
	got, err := Predict(Logistic{Strengths: sweep, TrainOnly: true}, train, validation, validation)
	if err != nil {
		t.Fatal(err)
	}
	chosen := slices.Index(sweep, got.Strength)
	want[chosen].Chosen = 1
	if !reflect.DeepEqual(got.Candidates, want) || got.Score(validation.Labels).Wrong != want[chosen].Wrong {
		t.Errorf("%+v, want %+v", got.Candidates, want)
	}
	for _, c := range want {
		if c.Wrong < want[chosen].Wrong {
			t.Errorf("%v is chosen, %v has fewer errors", want[chosen], c)
		}
	}
	// The last fit has the validation images too: on them it is better than one without.
	both, err := Predict(Logistic{Strengths: sweep}, train, validation, validation)
	alone, _ := Evaluate(Logistic{Strengths: []float64{got.Strength}}, train.with(validation), Set{}, validation)
	if err != nil || both.Strength != got.Strength || both.Score(validation.Labels) != alone ||
		alone.Wrong >= want[chosen].Wrong {
		t.Errorf("fitted to both parts %+v, want %+v (%v)", both.Score(validation.Labels), alone, err)
	}
}

// Without a validation part a tenth is left out for the choice, and the last fit has all images.
func TestLogisticHoldsATenthOut(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 5))
	train, test := planted(random, 5, 20, 12, 2), planted(random, 5, 40, 12, 2)
	sweep := []float64{1e5, 1, 1e-3}
	got, err := Predict(Logistic{Strengths: sweep}, train, Set{}, test)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range got.Candidates {
		if c.Of != 10 || c.Value != sweep[i] {
			t.Errorf("candidate %+v, want one of 10 images", c)
		}
	}
	alone, err := Predict(Logistic{Strengths: []float64{got.Strength}}, train, Set{}, test)
	if err != nil || !slices.Equal(alone.Labels, got.Labels) || alone.Candidates != nil {
		t.Errorf("the last fit is not that of all images (%v)", err)
	}
	rest, held, err := holdOut(train, 5)
	if err != nil || rest.Len() != 90 || held.Len() != 10 || rest.check("rest", 5) != nil || held.check("held", 5) != nil {
		t.Errorf("%d and %d images (%v)", rest.Len(), held.Len(), err)
	}
}

func TestHoldOutKeepsAnImageOfEachClass(t *testing.T) {
	set := Set{Dim: 1, Features: []float32{0, 1, 2, 3}, Labels: []int32{0, 1, 2, 2}}
	rest, held, err := holdOut(set, 3)
	if err != nil || held.Len() != 1 || held.Labels[0] != 2 || everyClass(rest.Labels, 3) != nil {
		t.Errorf("%v and %v (%v)", rest.Labels, held.Labels, err)
	}
	single := Set{Dim: 1, Features: []float32{0, 1}, Labels: []int32{0, 1}}
	if _, err := Predict(Logistic{}, single, Set{}, single); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "1 image of each class") {
		t.Errorf("one image of each class: %v", err)
	}
	if p, err := Predict(Logistic{Strengths: []float64{1}}, single, Set{}, single); err != nil ||
		!slices.Equal(p.Labels, []int32{0, 1}) {
		t.Errorf("with one strength: %v (%v)", p.Labels, err)
	}
}

// Two images at -1 and 1: by symmetry the weights are w/2 and -w/2 with no offset, and w minimises
// 2 ln(1 + exp(-w)) + strength/2 w^2, so that strength w = 2 / (1 + exp(w)).
func TestLogisticByHand(t *testing.T) {
	set := Set{Dim: 1, Features: []float32{-1, 1}, Labels: []int32{0, 1}}
	for _, w := range []float64{0.1, 1, 3, 12} {
		strength := 2 / (w * (1 + math.Exp(w)))
		fit := Logistic{}.path(set, 2)(strength)
		for i, want := range []float64{-w / 2, w / 2} {
			if got := fit.weights.At(i, 0); !(math.Abs(got-want) <= 1e-6*(1+w)) {
				t.Errorf("strength %v: weight %d is %v, want %v", strength, i, got, want)
			}
		}
	}
}

func TestLogisticTakesDegenerateSets(t *testing.T) {
	huge := planted(rand.New(rand.NewPCG(6, 7)), 3, 6, 4, 0.1)
	for i := range huge.Features {
		huge.Features[i] *= 1e37
	}
	constant := Set{Dim: 1, Features: []float32{1, 1, 1}, Labels: []int32{0, 1, 1}}
	same := Set{Dim: 2, Features: []float32{1, 2, 1, 2, 1, 2, 3, 4}, Labels: []int32{0, 1, 1, 0}}
	for name, c := range map[string]struct {
		train  Set
		labels []int32
		l      Logistic
	}{
		"no feature varies":     {constant, []int32{1, 1, 1}, Logistic{}},
		"one row, two classes":  {same, []int32{1, 1, 1, 0}, Logistic{Strengths: []float64{1e-3}}},
		"the largest numbers":   {huge, huge.Labels, Logistic{}},
		"a strength of nothing": {huge, huge.Labels, Logistic{Strengths: []float64{math.SmallestNonzeroFloat64}}},
		"all but no weights":    {constant, []int32{1, 1, 1}, Logistic{Strengths: []float64{math.MaxFloat64, 1}}},
		"standardised":          {huge, huge.Labels, Logistic{Standardise: true}},
	} {
		got, err := Predict(c.l, c.train, Set{}, c.train)
		if err != nil || !slices.Equal(got.Labels, c.labels) {
			t.Errorf("%s: %v (%v), want %v", name, got.Labels, err, c.labels)
		}
	}
}

func TestLogisticIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	train := planted(random, 7, 90, 20, 3)
	fit := Logistic{}.path(train, 7)(0.5)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again := Logistic{}.path(train, 7)(0.5)
	if !slices.Equal(fit.weights.RawMatrix().Data, again.weights.RawMatrix().Data) {
		t.Error("the fit of one processor differs")
	}
}

func TestLogisticValidate(t *testing.T) {
	for want, l := range map[string]Logistic{
		"Logistic.Strengths[1] = 0":   {Strengths: []float64{1, 0}},
		"Logistic.Strengths[0] = NaN": {Strengths: []float64{math.NaN()}},
		"Logistic.Steps = -1":         {Steps: -1},
		"Logistic.Steps = 1000001":    {Steps: 1_000_001},
	} {
		if err := l.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", l, err, want)
		}
		train, test := sound()
		if _, err := Predict(l, train, Set{}, test); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("Predict of %+v: %v", l, err)
		}
	}
}
