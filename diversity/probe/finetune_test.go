package probe

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// fakeNetwork has the pixels of an image for features. Tuning it notes what was asked for, moves all features by the
// rate, with a rate above 10 turns dark into bright, and diverges above another.
type fakeNetwork struct {
	asked    []Tuning
	diverges float64
	enough   int // images from which on the rate 1 diverges; 0: never
}

func (f *fakeNetwork) Tune(_ context.Context, t Tuning) (Tuned, error) {
	f.asked = append(f.asked, t)
	if t.Recipe.LearningRate > f.diverges ||
		f.enough > 0 && t.Train.Len() >= f.enough && t.Recipe.LearningRate == 1 {
		return Tuned{}, ErrDiverged
	}
	return Tuned{Head: t.Head, Features: func(_ context.Context, images []uint8) (out []float32, err error) {
		for _, pixel := range images {
			feature := float32(pixel) + float32(t.Recipe.LearningRate)
			if t.Recipe.LearningRate > 10 {
				feature = 14 - float32(pixel)
			}
			out = append(out, feature)
		}
		return out, nil
	}}, nil
}

// pictured is a set of images of one pixel and one feature, the pixel.
func pictured(pixels []uint8, labels ...int32) Set {
	s := Set{Labels: labels, Dim: 1, Images: pixels}
	for _, pixel := range pixels {
		s.Features = append(s.Features, float32(pixel))
	}
	return s
}

// twoHeaps are two classes, dark and bright.
func twoHeaps() (train, test Set) {
	return pictured([]uint8{0, 1, 2, 3, 4, 10, 11, 12, 13, 14}, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1),
		pictured([]uint8{2, 12, 4}, 0, 1, 1)
}

// Zero weights are no start for a fake network, which does not learn: linear-then-fine-tune has a head that tells the
// heaps apart until the rate moves the features away.
func TestLinearFineTuneChoosesTheRate(t *testing.T) {
	train, test := twoHeaps()
	network := &fakeNetwork{diverges: 60}
	l := LinearFineTune{Rates: []float64{70, 50, 0.5, 1}, Strengths: []float64{0.1, 1000}, Seed: 9, KeepStatistics: true}
	p, err := PredictOn(t.Context(), l, network, train, Set{}, test)
	if err != nil {
		t.Fatal(err)
	}
	// the image that is left out is bright, and the brighter the surer
	if want := []Candidate{{70, 1, 1, 0}, {50, 1, 1, 0}, {0.5, 0, 1, 0}, {1, 0, 1, 1}}; !slices.Equal(p.Candidates, want) {
		t.Errorf("candidates %v, want %v", p.Candidates, want)
	}
	if !slices.Equal(p.Labels, []int32{0, 1, 0}) || p.Strength != 0.1 || len(p.Confidence) != 3 || len(p.Ranked) != 6 {
		t.Errorf("prediction %+v", p)
	}
	if len(network.asked) != 5 {
		t.Fatalf("%d trainings, want one for each rate and one of all images", len(network.asked))
	}
	for i, asked := range network.asked {
		images := 9
		if i == 4 {
			images = 10
		}
		if asked.Train.Len() != images || len(asked.Train.Images) != images || asked.Seed != 9 || !asked.KeepStatistics ||
			asked.Recipe.Epochs != 20 || asked.Recipe.WeightDecay != recipe.None {
			t.Errorf("training %d: %d images, %+v", i, asked.Train.Len(), asked)
		}
	}
	if last := network.asked[4].Recipe.LearningRate; last != 1 {
		t.Errorf("the last training has the rate %v", last)
	}
}

// Where the best rate diverges on all images the next best is taken, and counts as chosen.
func TestFineTuneTakesTheNextBest(t *testing.T) {
	train, test := twoHeaps()
	network := &fakeNetwork{diverges: 60, enough: 10}
	l := LinearFineTune{Rates: []float64{50, 0.25, 1, 0.5}, Strengths: []float64{1}}
	p, err := PredictOn(t.Context(), l, network, train, Set{}, test)
	if err != nil || len(network.asked) != 6 || network.asked[5].Recipe.LearningRate != 0.5 {
		t.Fatalf("%d trainings, %v", len(network.asked), err)
	}
	want := []Candidate{{50, 1, 1, 0}, {0.25, 0, 1, 0}, {1, 0, 1, 0}, {0.5, 0, 1, 1}}
	if !slices.Equal(p.Candidates, want) {
		t.Errorf("candidates %v, want %v", p.Candidates, want)
	}
	l.Rates, network.asked = []float64{1, 1}, nil
	if _, err := PredictOn(t.Context(), l, network, train, Set{}, test); !errors.Is(err, ErrDiverged) {
		t.Errorf("no other rate: %v", err)
	}
}

// With a validation part nothing is left out, and what was trained is not trained again; a single rate is not tried.
func TestFineTuneWithValidation(t *testing.T) {
	train, test := twoHeaps()
	network := &fakeNetwork{diverges: 100}
	p, err := PredictOn(t.Context(), FineTune{Rates: []float64{1, 2}}, network, train, test, test)
	if err != nil || len(network.asked) != 2 || p.Candidates[0] != (Candidate{1, 2, 3, 1}) {
		t.Errorf("%d trainings, candidates %v, %v", len(network.asked), p.Candidates, err)
	}
	if head := network.asked[0].Head; len(head.Weights) != 2 || slices.Max(head.Weights) != 0 || head.Offset[1] != 0 {
		t.Errorf("the head starts at %v", head)
	}
	network.asked = nil
	p, err = PredictOn(t.Context(), FineTune{Rates: []float64{2}}, network, train, Set{}, test)
	if err != nil || len(network.asked) != 1 || p.Candidates != nil || network.asked[0].Train.Len() != 10 {
		t.Errorf("%d trainings, candidates %v, %v", len(network.asked), p.Candidates, err)
	}
	own := recipe.Recipe{Steps: 7, LearningRate: 0.25}
	network.asked = nil
	if _, err = PredictOn(t.Context(), FineTune{Recipe: own}, network, train, Set{}, test); err != nil ||
		len(network.asked) != 1 || network.asked[0].Recipe.Steps != 7 || network.asked[0].Recipe.LearningRate != 0.25 {
		t.Errorf("%v: %+v", err, network.asked)
	}
}

func TestFineTuneRefuses(t *testing.T) {
	train, test := twoHeaps()
	for name, c := range map[string]struct {
		p     NetworkProbe
		field string
	}{
		"a rate of zero":    {FineTune{Rates: []float64{1, 0}}, "FineTune.Rates[1]"},
		"a rate too high":   {LinearFineTune{Rates: []float64{101}}, "LinearFineTune.Rates[0]"},
		"too many rates":    {FineTune{Rates: slices.Repeat([]float64{1}, 101)}, "len(FineTune.Rates)"},
		"a bad strength":    {LinearFineTune{Strengths: []float64{-1}}, "LinearFineTune.Strengths[0]"},
		"a bad recipe":      {FineTune{Recipe: recipe.Recipe{Steps: -1}}, "FineTune.Recipe.Steps"},
		"a bad recipe here": {LinearFineTune{Recipe: recipe.Recipe{Batch: -1}}, "LinearFineTune.Recipe.Batch"},
		"normalisation":     {FineTune{Recipe: recipe.ImageNet90()}, "FineTune.Recipe.Normalize"},
		"averages":          {FineTune{Recipe: recipe.Recipe{Average: 0.5}}, "FineTune.Recipe.Average"},
		"contrast": {FineTune{Recipe: recipe.Recipe{Objective: recipe.Objective{Kind: recipe.SimCLR},
			Augment: recipe.Augment{Flip: 0.5}}}, "FineTune.Recipe.Objective"},
	} {
		_, err := PredictOn(t.Context(), c.p, &fakeNetwork{}, train, Set{}, test)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.field) || c.p.Validate() == nil {
			t.Errorf("%s: error %v, want one about %s", name, err, c.field)
		}
		if _, err := Marshal(c.p); err == nil {
			t.Errorf("%s: it is written", name)
		}
	}
	for _, p := range []NetworkProbe{FineTune{}, LinearFineTune{}} {
		if _, err := Predict(p, train, Set{}, test); !errors.Is(err, ErrFrozen) || !strings.Contains(err.Error(), p.Kind()) {
			t.Errorf("features alone: %v", err)
		}
		if _, err := PredictOn(t.Context(), p, &fakeNetwork{}, train, Set{}, test); !errors.Is(err, ErrDiverged) {
			t.Errorf("all rates diverge: %v", err)
		}
	}
}

// Sets without pixels, with too few, and with images of another size.
func TestFineTuneNeedsImages(t *testing.T) {
	train, test := twoHeaps()
	none, odd, large := train, train, test
	none.Images, odd.Images, large.Images = nil, train.Images[1:], append(test.Images, test.Images...)
	one := pictured([]uint8{1, 2}, 0, 1)
	for name, c := range map[string]struct {
		train, test Set
		field       string
	}{
		"none":           {none, test, "len(train.Images)"},
		"one too few":    {odd, test, "len(train.Images)"},
		"another size":   {train, large, "len(test.Images)"},
		"nothing to try": {one, test, "train.Labels"},
	} {
		_, err := PredictOn(t.Context(), FineTune{}, &fakeNetwork{diverges: 1}, c.train, Set{}, c.test)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.field) {
			t.Errorf("%s: error %v, want one about %s", name, err, c.field)
		}
	}
}

// Two spellings of one probe are one text, which names all defaults.
func TestFineTuneHasOneText(t *testing.T) {
	for _, pair := range [][2]Probe{
		{FineTune{}, FineTune{Recipe: recipe.FineTuning(), Rates: FineTune{}.Sweep()}},
		{FineTune{Rates: []float64{0.1}}, FineTune{Recipe: recipe.FineTuning(), Rates: []float64{0.1}}},
		{FineTune{Recipe: recipe.Recipe{LearningRate: 0.2}},
			FineTune{Recipe: recipe.Recipe{Epochs: 20}, Rates: []float64{0.2}}},
		{LinearFineTune{}, LinearFineTune{Strengths: Logistic{}.Sweep(), Rates: LinearFineTune{}.Sweep()}},
	} {
		first, err := Marshal(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		second, err := Marshal(pair[1])
		if err != nil || string(first) != string(second) {
			t.Errorf("%s\n%s (%v)", first, second, err)
		}
		again, err := Unmarshal(first)
		if err != nil {
			t.Fatal(err)
		}
		if third, err := Marshal(again); err != nil || string(third) != string(first) {
			t.Errorf("%s comes back as %s (%v)", first, third, err)
		}
	}
	if _, err := Unmarshal([]byte(`{"kind":"finetune","rates":[1],"steps":3}`)); err == nil {
		t.Error("an unknown setting is read")
	}
}
