package recipe

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestDefaultsAreThoseDocumented(t *testing.T) {
	want := Recipe{Optimizer: SGD, LearningRate: 0.05, Momentum: 0.9, WeightDecay: 0.001, Epochs: 20, Batch: 64,
		Warmup: 50}
	if got := (Recipe{}).WithDefaults(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := (Recipe{}).WithDefaults().WithDefaults(); !reflect.DeepEqual(got, want) {
		t.Error("defaults are not idempotent")
	}
	off := Recipe{Momentum: None, WeightDecay: None, Warmup: None, Steps: 5, Optimizer: AdamW}.WithDefaults()
	if off.Momentum != None || off.WeightDecay != None || off.Warmup != None || off.Epochs != 0 ||
		off.LearningRate != 0.002 {
		t.Errorf("None or Steps was overwritten: %+v", off)
	}
}

func TestUpdates(t *testing.T) {
	cases := []struct {
		recipe Recipe
		total  int
		want   int
	}{
		{Recipe{}, 2048, 640},
		{Recipe{Epochs: 3}, 100, 5}, // 300 / 64 = 4.7
		{Recipe{Epochs: 1}, 3, 1},
		{Recipe{Steps: 17}, 2048, 17},
	}
	for _, c := range cases {
		if got := c.recipe.Updates(c.total); got != c.want {
			t.Errorf("%+v on %d images: %d updates, want %d", c.recipe, c.total, got, c.want)
		}
	}
}

func TestRateWarmsUpAndFallsToZero(t *testing.T) {
	r := Recipe{LearningRate: 0.4, Warmup: 10}
	if got := r.Rate(0, 110); math.Abs(got-0.04) > 1e-12 {
		t.Errorf("first rate %v, want 0.04", got)
	}
	if got := r.Rate(10, 110); math.Abs(got-0.4) > 1e-12 {
		t.Errorf("rate after warm-up %v, want 0.4", got)
	}
	if got := r.Rate(60, 110); math.Abs(got-0.2) > 1e-12 {
		t.Errorf("rate half-way %v, want 0.2", got)
	}
	if got := r.Rate(109, 110); got <= 0 || got > 0.4*0.001 {
		t.Errorf("last rate %v, want just above 0", got)
	}
	if got := (Recipe{LearningRate: 1, Warmup: 50}).Rate(1, 4); got != 1 {
		t.Errorf("with 4 updates the warm-up is 2 long, but the second rate is %v", got)
	}
	if got := (Recipe{LearningRate: 1, Warmup: None}).Rate(0, 4); got != 1 {
		t.Errorf("without warm-up the first rate is %v", got)
	}
}

func TestBadRecipesAreNamed(t *testing.T) {
	cases := map[string]Recipe{
		`Recipe.Optimizer = "lion"`:        {Optimizer: "lion"},
		`Recipe.Precision = "int8"`:        {Precision: "int8"},
		"Recipe.Steps = 5":                 {Epochs: 2, Steps: 5},
		"Recipe.LearningRate = -1":         {LearningRate: -1},
		"Recipe.LearningRate = NaN":        {LearningRate: math.NaN()},
		"Recipe.Epochs = -3":               {Epochs: -3},
		"Recipe.Steps = -1":                {Steps: -1},
		"Recipe.Batch = -64":               {Batch: -64},
		"Recipe.LabelSmoothing = 1":        {LabelSmoothing: 1},
		"Recipe.Augment.Shift = 9":         {Augment: Augment{Shift: 9}},
		"Recipe.Augment.Rotate = 200":      {Augment: Augment{Rotate: 200}},
		"Recipe.Augment.Scale = -0.1":      {Augment: Augment{Scale: -0.1}},
		"Recipe.Augment.Flip = 2":          {Augment: Augment{Flip: 2}},
		"Recipe.Momentum = 1":              {Momentum: 1},
		"Recipe.WeightDecay = -0.5":        {WeightDecay: -0.5},
		"Recipe.Warmup = -2":               {Warmup: -2},
		"0..0.9999, or recipe.None":        {Momentum: 7},
		"allowed: 0, as Epochs is 2: set ": {Epochs: 2, Steps: 1},
	}
	for part, r := range cases {
		if err := r.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), part) {
			t.Errorf("%+v: error %v does not name %q", r, err, part)
		}
	}
	for _, r := range []Recipe{{}, {Momentum: None, WeightDecay: None, Warmup: None}, (Recipe{}).WithDefaults()} {
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	want := Recipe{Optimizer: AdamW, Steps: 3, WeightDecay: None, Augment: Augment{Flip: 0.5}}.WithDefaults()
	want.Normalize = ImageNet()
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Recipe
	if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s comes back as %+v (%v)", text, got, err)
	}
}

// A recipe that says nothing of precision or normalisation is written, hence hashed, as before there was one.
func TestLaterFieldsAreNotWrittenByDefault(t *testing.T) {
	for _, c := range []struct {
		recipe                Recipe
		precision, normalized bool
	}{
		{},
		{recipe: Recipe{Normalize: Normalization{Mean: []float64{}}}},
		{recipe: Recipe{Precision: BFloat16}, precision: true},
		{recipe: Recipe{Normalize: ImageNet()}, normalized: true},
	} {
		r := c.recipe
		text, err := json.Marshal(r.WithDefaults())
		if err != nil || strings.Contains(string(text), "precision") != c.precision ||
			strings.Contains(string(text), "normalize") != c.normalized {
			t.Errorf("%s (%v): want precision %v, normalisation %v", text, err, c.precision, c.normalized)
		}
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestAugmentEnabled(t *testing.T) {
	if (Augment{}).Enabled() || !(Augment{Flip: 0.1}).Enabled() {
		t.Error("only the zero value changes nothing")
	}
}
