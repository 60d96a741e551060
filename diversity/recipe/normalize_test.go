package recipe

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestNormalizationNamesWhatIsWrong(t *testing.T) {
	for want, n := range map[string]Normalization{
		"Recipe.Normalize = 1 means and 0 dev": {Mean: []float64{0}},
		"Recipe.Normalize.Mean[1]":             {Mean: []float64{0, 127}, Deviation: []float64{1, 1}},
		"Recipe.Normalize.Mean[0]":             {Mean: []float64{math.NaN()}, Deviation: []float64{1}},
		"Recipe.Normalize.Deviation[0]":        {Mean: []float64{0.5}, Deviation: []float64{0}},
		"65 means and 65":                      {Mean: make([]float64, 65), Deviation: make([]float64, 65)},
	} {
		err := Recipe{Normalize: n}.Validate()
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want one about %s", n, err, want)
		}
	}
	if err := ImageNet().ValidFor(1); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("three channels on grey images: %v", err)
	}
	one := Normalization{Mean: []float64{0.5}, Deviation: []float64{0.5}}
	for _, n := range []Normalization{{}, one, ImageNet()} {
		if err := errors.Join(n.ValidFor(3), Recipe{Normalize: n}.Validate()); err != nil {
			t.Error(err)
		}
	}
}
