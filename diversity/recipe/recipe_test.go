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
		{Recipe{Images: 1000}, 2048, 16}, // 1000 / 64 = 15.6
		{Recipe{Images: 1000}, 7, 16},
		{Recipe{Images: 1000, Batch: 100}, 7, 10},
		{Recipe{Images: 3}, 2048, 1},
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
		`Recipe.Optimizer = "lion"`:                  {Optimizer: "lion"},
		`Recipe.Precision = "int8"`:                  {Precision: "int8"},
		"Recipe.Steps = 5":                           {Epochs: 2, Steps: 5},
		"Recipe.LearningRate = -1":                   {LearningRate: -1},
		"Recipe.LearningRate = NaN":                  {LearningRate: math.NaN()},
		"Recipe.Epochs = -3":                         {Epochs: -3},
		"Recipe.Steps = -1":                          {Steps: -1},
		"Recipe.Batch = -64":                         {Batch: -64},
		"Recipe.LabelSmoothing = 1":                  {LabelSmoothing: 1},
		"Recipe.Augment.Shift = 9":                   {Augment: Augment{Shift: 9}},
		"Recipe.Augment.Rotate = 200":                {Augment: Augment{Rotate: 200}},
		"Recipe.Augment.Scale = -0.1":                {Augment: Augment{Scale: -0.1}},
		"Recipe.Augment.Flip = 2":                    {Augment: Augment{Flip: 2}},
		"Recipe.Momentum = 1":                        {Momentum: 1},
		"Recipe.WeightDecay = -0.5":                  {WeightDecay: -0.5},
		"Recipe.Warmup = -2":                         {Warmup: -2},
		"0..0.9999, or recipe.None":                  {Momentum: 7},
		"allowed: 0, as Epochs is 2: set ":           {Epochs: 2, Steps: 1},
		"Recipe.Images = 9":                          {Steps: 1, Images: 9},
		"Recipe.Images = -9":                         {Images: -9},
		"Recipe.ClipNorm = -1":                       {ClipNorm: -1},
		"Recipe.Average = 1":                         {Average: 1},
		"Recipe.MicroBatch = 24":                     {MicroBatch: 24},
		"Recipe.MicroBatch = 128":                    {MicroBatch: 128},
		"Recipe.MicroBatch = -1":                     {MicroBatch: -1},
		`Recipe.Schedule.Kind = "cyclic"`:            {Schedule: Schedule{Kind: "cyclic"}},
		"Recipe.Schedule.Milestones = none: invalid": {Schedule: Schedule{Kind: Step}},
		"Recipe.Schedule.Milestones[1] = 0.2":        {Schedule: Schedule{Kind: Step, Milestones: []float64{0.5, 0.2}}},
		"Recipe.Schedule.Milestones[0] = NaN":        {Schedule: Schedule{Kind: Step, Milestones: []float64{math.NaN()}}},
		"Recipe.Schedule.Milestones[0] = 30":         {Schedule: Schedule{Kind: Step, Milestones: []float64{30}}},
		"len(Recipe.Schedule.Milestones) = 1001":     {Schedule: Schedule{Kind: Step, Milestones: make([]float64, 1001)}},
		"Recipe.Schedule.Milestones = 1":             {Schedule: Schedule{Milestones: []float64{0.5}}},
		"Recipe.Schedule.Factor = 0.5":               {Schedule: Schedule{Kind: Linear, Factor: 0.5}},
		"Recipe.Schedule.Factor = 2":                 {Schedule: Schedule{Kind: Step, Milestones: []float64{0.5}, Factor: 2}},
		"Recipe.Schedule.Final = 0.1":                {Schedule: Schedule{Kind: Constant, Final: 0.1}},
		"Recipe.Schedule.Final = -0.1":               {Schedule: Schedule{Final: -0.1}},
		"Recipe.Schedule.Rise = 1":                   {Schedule: Schedule{Kind: OneCycle, Rise: 1}},
		"Recipe.Schedule.Start = NaN":                {Schedule: Schedule{Kind: OneCycle, Start: math.NaN()}},
		`Recipe.Objective.Kind = "byol"`:             {Objective: Objective{Kind: "byol"}},
		"Recipe.Objective = temperature 1":           {Objective: Objective{Temperature: 1}},
		"Recipe.Objective.Temperature = -":           {Objective: Objective{Kind: SupCon, Temperature: -1}},
		"Recipe.Objective.Temperature = N":           {Objective: Objective{Kind: SupCon, Temperature: math.NaN()}},
		"Recipe.Objective.Projection = -1":           {Objective: Objective{Kind: SupCon, Projection: -1}},
		"Recipe.LabelSmoothing = 0.1":                {LabelSmoothing: 0.1, Objective: Objective{Kind: SupCon}},
		"Recipe.Augment.MixUp and CutMix":            {Augment: Augment{MixUp: 1}, Objective: Objective{Kind: SupCon}},
		"Recipe.Augment = nothing":                   {Objective: Objective{Kind: SimCLR}},
		"Recipe.Warmup = 5":                          {Warmup: 5, Schedule: Schedule{Kind: OneCycle}},
	}
	for part, r := range cases {
		if err := r.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), part) {
			t.Errorf("%+v: error %v does not name %q", r, err, part)
		}
	}
	for _, r := range []Recipe{{}, {Momentum: None, WeightDecay: None, Warmup: None}, (Recipe{}).WithDefaults(),
		{Batch: 96, MicroBatch: 32}, {MicroBatch: 64}, (Recipe{Schedule: Schedule{Kind: OneCycle}}).WithDefaults()} {
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

// TestNothingNewIsWritten: a recipe that uses nothing that came later is written, hence hashed, as it always was.
func TestNothingNewIsWritten(t *testing.T) {
	const always = `{"optimizer":"sgd","learning_rate":0.05,"momentum":0.9,"weight_decay":0.001,"epochs":20,"steps":0,` +
		`"batch":64,"warmup":50,"label_smoothing":0,"augment":{"shift":0,"rotate":0,"scale":0,"flip":0}`
	for later, r := range map[string]Recipe{
		``:                        {Normalize: Normalization{Mean: []float64{}}, Schedule: Schedule{Milestones: []float64{}}, MicroBatch: 64},
		`,"precision":"bfloat16"`: {Precision: BFloat16},
		`,"normalize":{"mean":[0.5],"deviation":[2]}`:                       {Normalize: Normalization{Mean: []float64{0.5}, Deviation: []float64{2}}},
		`,"normalize":{"mean":null,"deviation":null,"from_pool":true}`:      {Normalize: OfPool()},
		`,"schedule":{"kind":"step","milestones":[0.5],"factor":0.1}`:       {Schedule: Schedule{Kind: Step, Milestones: []float64{0.5}}},
		`,"objective":{"kind":"supcon","temperature":0.1,"projection":128}`: {Objective: Objective{Kind: SupCon}},
		`,"clip_norm":1,"average":0.99,"micro_batch":32`:                    {ClipNorm: 1, Average: 0.99, MicroBatch: 32},
	} {
		text, err := json.Marshal(r.WithDefaults())
		if want := always + later + "}"; err != nil || string(text) != want {
			t.Errorf("%s (%v), want %s", text, err, want)
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
