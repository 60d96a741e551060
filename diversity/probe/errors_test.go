package probe

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// sound is a training part of two classes and a test part to go with it.
func sound() (train, test Set) {
	train = Set{Features: []float32{1, 2, 3, 4, 5, 6, 7, 9}, Labels: []int32{0, 1, 0, 1}, Dim: 2}
	test = Set{Features: []float32{1, 2, 5, 7}, Labels: []int32{0, 1}, Dim: 2}
	return train, test
}

func TestErrorsNamePartAndEntry(t *testing.T) {
	for _, c := range []struct {
		says   string
		change func(train, validation, test *Set)
	}{
		{"train.Features[1, 0] = NaN", func(train, _, _ *Set) { train.Features[2] = float32(math.NaN()) }},
		{"validation.Features[0, 1] = +Inf", func(_, validation, _ *Set) { validation.Features[1] = float32(math.Inf(1)) }},
		{"test.Features[1, 1] = -Inf", func(_, _, test *Set) { test.Features[3] = float32(math.Inf(-1)) }},
		{"train.Labels[2] = -1", func(train, _, _ *Set) { train.Labels[2] = -1 }},
		{"train.Labels[1] = 9", func(train, _, _ *Set) { train.Labels[1] = 9 }},
		{"train.Labels = no image of class 1", func(train, _, _ *Set) { train.Labels = []int32{0, 2, 0, 2} }},
		{"train.Labels = 1 class", func(train, _, _ *Set) { train.Labels = []int32{0, 0, 0, 0} }},
		{"train.Labels = empty", func(train, _, _ *Set) { train.Labels, train.Features = nil, nil }},
		{"train.Dim = 0", func(train, _, _ *Set) { train.Dim = 0 }},
		{"len(train.Features) = 7", func(train, _, _ *Set) { train.Features = train.Features[:7] }},
		{"validation.Labels[1] = 2", func(_, validation, _ *Set) { validation.Labels[1] = 2 }},
		{"validation.Dim = 3", func(_, validation, _ *Set) { validation.Dim = 3 }},
		{"test.Labels[0] = 2", func(_, _, test *Set) { test.Labels[0] = 2 }},
		{"test.Labels = empty", func(_, _, test *Set) { test.Labels, test.Features = nil, nil }},
		{"test.Dim = 1", func(_, _, test *Set) { test.Dim = 1 }},
		{"len(test.Features) = 5", func(_, _, test *Set) { test.Features = append(test.Features, 1) }},
	} {
		for _, p := range []Probe{Ridge{}, NearestMean{}, Logistic{}, KNN{}} {
			train, test := sound()
			_, validation := sound()
			c.change(&train, &validation, &test)
			_, err := Evaluate(p, train, validation, test)
			if !errors.Is(err, diversity.ErrInvalid) || !strings.HasPrefix(err.Error(), c.says) {
				t.Errorf("%s: error %v, want one about %s", p.Kind(), err, c.says)
			}
		}
	}
}

func TestRidgeValidate(t *testing.T) {
	train, test := sound()
	for _, strength := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		ridge := Ridge{Strengths: []float64{1, strength}}
		if err := ridge.Validate(); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), "Ridge.Strengths[1]") {
			t.Errorf("strength %v: %v", strength, err)
		}
		if _, err := Evaluate(ridge, train, Set{}, test); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("Evaluate with strength %v: %v", strength, err)
		}
		if _, err := Marshal(ridge); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("Marshal with strength %v: %v", strength, err)
		}
	}
}

func TestScoreError(t *testing.T) {
	if got := (Score{Wrong: 1, Tested: 4}).Error(); got != 0.25 {
		t.Errorf("error %v, want 0.25", got)
	}
	if got := (Score{}).Error(); got != 0 {
		t.Errorf("error of nothing %v, want 0", got)
	}
}
