package pretrain

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/formula"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

// tunedTolerance is how far weights and features may be from PyTorch's after the six updates of testdata/finetune.py,
// whose largest values are about 2.
const tunedTolerance = 5e-6

// torchNetwork is the network of testdata/finetune.py before it is tuned.
func torchNetwork(t *testing.T, trainer *Trainer) *Network {
	t.Helper()
	var weights []Tensor
	for _, p := range trainer.layout() {
		weights = append(weights, Tensor{p.Name, p.Dims, torchStart(p.Name, p.Dims)})
	}
	network, err := trainer.FromWeights(weights)
	if err != nil {
		t.Fatal(err)
	}
	return network
}

func torchStart(name string, dims []int) []float32 {
	return byFormula(strings.NewReplacer(".scale", ".norm.weight", ".variance", ".running_var").Replace(name), dims)
}

// torchTuning is what testdata/finetune.py does.
func torchTuning() probe.Tuning {
	const images, size, classes, features = 12, 20, 3, 5
	train := probe.Set{Dim: features, Features: make([]float32, images*features)}
	for i, u := range formula.Numbers("pixels", images*size) {
		train.Images = append(train.Images, uint8((u+0.5)*256))
		if i < images {
			train.Labels = append(train.Labels, int32(i%classes))
		}
	}
	return probe.Tuning{
		Train: train, Seed: 3, KeepStatistics: true,
		Head: probe.Head{Weights: torchStart("head.weight", []int{classes, features}),
			Offset: torchStart("head.bias", []int{classes})},
		Recipe: recipe.Recipe{LearningRate: 0.05, Momentum: 0.9, WeightDecay: 0.01, Steps: 6, Batch: 4,
			Warmup: recipe.None},
	}
}

// TestTuningEqualsPyTorchs: weights, statistics, head and features after six updates of two batches each.
func TestTuningEqualsPyTorchs(t *testing.T) {
	type outcome struct {
		Tensors  map[string][]float64
		Features []float64
	}
	recorded := struct {
		Order []int32
		SGD   outcome `json:"sgd"`
		Batch outcome `json:"sgd with statistics"`
		AdamW outcome `json:"adamw"`
	}{}
	text, err := os.ReadFile("testdata/finetune.json")
	if err == nil {
		err = json.Unmarshal(text, &recorded)
	}
	if err != nil {
		t.Fatal(err)
	}
	order := newShuffled(3, 12)
	for i, want := range recorded.Order {
		if got := order.next(); got != want {
			t.Fatalf("image %d is %d, the script has %d: record it anew", i, got, want)
		}
	}
	trainer := goTrainer(t, Options{Backbone: backbone.MLP{Hidden: []int{7, 5}}, Height: 4, Width: 5, Channels: 1})
	for name, c := range map[string]struct {
		want outcome
		set  func(*probe.Tuning)
	}{
		"sgd":                 {recorded.SGD, func(*probe.Tuning) {}},
		"sgd with statistics": {recorded.Batch, func(how *probe.Tuning) { how.KeepStatistics = false }},
		"adamw":               {recorded.AdamW, func(how *probe.Tuning) { how.Recipe.Optimizer = recipe.AdamW }},
	} {
		how := torchTuning()
		c.set(&how)
		network := torchNetwork(t, trainer)
		tuned, weights := mustTune(t, network, how)
		want := c.want.Tensors
		if len(want) != 12 {
			t.Fatalf("%s: %d tensors recorded", name, len(want))
		}
		for _, w := range weights {
			nearTorch(t, name+" "+w.Name, w.Data, want[w.Name])
		}
		nearTorch(t, name+" head.weight", tuned.Head.Weights, want["head.weight"])
		nearTorch(t, name+" head.bias", tuned.Head.Offset, want["head.bias"])
		features, err := tuned.Features(context.Background(), how.Train.Images)
		if err != nil {
			t.Fatal(err)
		}
		nearTorch(t, name+" features", features, c.want.Features)
	}
}

// mustTune returns the weights of the trained copy besides.
func mustTune(t *testing.T, network *Network, how probe.Tuning) (probe.Tuned, []Tensor) {
	t.Helper()
	tuned, own, err := network.tune(context.Background(), how)
	if err != nil {
		t.Fatal(err)
	}
	return tuned, own.weights
}

func nearTorch(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Fatalf("%s: %d values, PyTorch has %d", what, len(got), len(want))
	}
	worst := 0.
	for i, v := range got {
		worst = max(worst, math.Abs(float64(v)-want[i]))
	}
	t.Logf("%s: %.2g at most", what, worst)
	if !(worst <= tunedTolerance) {
		t.Errorf("%s: %.2g from PyTorch's", what, worst)
	}
}

// TestTuningLeavesTheNetwork: the network stays as it is; the same tuning gives the same bits, another seed others.
func TestTuningLeavesTheNetwork(t *testing.T) {
	trainer := goTrainer(t, Options{Backbone: backbone.MLP{Hidden: []int{7, 5}}, Height: 4, Width: 5, Channels: 1})
	network, how := torchNetwork(t, trainer), torchTuning()
	hash := network.Hash()
	first, weights := mustTune(t, network, how)
	again, same := mustTune(t, network, how)
	if network.Hash() != hash || !reflect.DeepEqual(first.Head, again.Head) || !reflect.DeepEqual(weights, same) {
		t.Errorf("the network changed, or two equal tunings differ")
	}
	how.Seed++
	if _, other := mustTune(t, network, how); reflect.DeepEqual(weights, other) {
		t.Errorf("another seed gives the same weights")
	}
	if _, list := mustTune(t, network, torchTuning()); len(trainer.tuners.by) != 1 || !reflect.DeepEqual(list, weights) {
		t.Errorf("%d programs for one recipe", len(trainer.tuners.by))
	}
	how = torchTuning()
	how.Recipe.Steps, how.Recipe.LearningRate, how.Recipe.Schedule.Kind = 2, 0.01, recipe.Constant
	if mustTune(t, network, how); len(trainer.tuners.by) != 1 {
		t.Errorf("another length and rate compile another program")
	}
	how.KeepStatistics = false
	if mustTune(t, network, how); len(trainer.tuners.by) != 2 {
		t.Errorf("%d programs, want one with statistics of batches and one without", len(trainer.tuners.by))
	}
}

// TestTinyRateLeavesTheLinearProbe: with a rate below rounding, linear-then-fine-tune predicts what the logistic probe
// does, and with a rate that is not, something else.
func TestTinyRateLeavesTheLinearProbe(t *testing.T) {
	trainer := goTrainer(t, small())
	data := blobs(4, 12, 4, 5, 1)
	network, _ := train(t, trainer, blobs(3, 20, 4, 5, 1), 5)
	features, err := network.Features(context.Background(), data.Images)
	if err != nil {
		t.Fatal(err)
	}
	part := func(from, to int) probe.Set {
		dim := network.Dim()
		return probe.Set{Features: features[from*dim : to*dim], Labels: data.Labels[from:to], Dim: dim,
			Images: data.Images[from*20 : to*20]}
	}
	train, test := part(0, 16), part(16, 48)
	want, err := probe.Predict(probe.Logistic{Strengths: []float64{1}}, train, probe.Set{}, test)
	if err != nil {
		t.Fatal(err)
	}
	short := recipe.Recipe{Steps: 30, Batch: 8, Warmup: recipe.None, WeightDecay: recipe.None}
	predict := func(rate float64) probe.Prediction {
		t.Helper()
		got, err := probe.PredictOn(context.Background(),
			probe.LinearFineTune{Recipe: short, Rates: []float64{rate}, Strengths: []float64{1},
				KeepStatistics: true}, network, train, probe.Set{}, test)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := predict(1e-30)
	if !slices.Equal(got.Labels, want.Labels) || !slices.Equal(got.Ranked, want.Ranked) || got.Strength != 1 {
		t.Errorf("labels %v, want %v; strength %v", got.Labels, want.Labels, got.Strength)
	}
	for i, share := range got.Confidence {
		if math.Abs(share-want.Confidence[i]) > 1e-6 {
			t.Errorf("confidence %d is %v, want %v", i, share, want.Confidence[i])
		}
	}
	if moved := predict(0.05); slices.Equal(moved.Confidence, want.Confidence) {
		t.Error("a rate of 0.05 changes nothing")
	}
}

// TestBadTuningsAreNamed: what does not fit is refused before anything is computed.
func TestBadTuningsAreNamed(t *testing.T) {
	trainer := goTrainer(t, Options{Backbone: backbone.MLP{Hidden: []int{7, 5}}, Height: 4, Width: 5, Channels: 1})
	network := torchNetwork(t, trainer)
	for name, c := range map[string]struct {
		change func(*probe.Tuning)
		field  string
	}{
		"no images":        {func(h *probe.Tuning) { h.Train.Images = nil }, "Tuning.Train: len(Data.Images)"},
		"nothing at all":   {func(h *probe.Tuning) { *h = probe.Tuning{} }, "Tuning.Train: len(Data.Labels)"},
		"a label too high": {func(h *probe.Tuning) { h.Train.Labels[1] = 3 }, "Tuning.Train: Data.Labels[1]"},
		"half a head":      {func(h *probe.Tuning) { h.Head.Weights = h.Head.Weights[1:] }, "len(Tuning.Head.Weights)"},
		"a bad recipe":     {func(h *probe.Tuning) { h.Recipe.Batch = -1 }, "Tuning.Recipe.Batch"},
		"averages":         {func(h *probe.Tuning) { h.Recipe.Average = 0.9 }, "Tuning.Recipe.Average"},
		"contrast":         {func(h *probe.Tuning) { h.Recipe.Objective.Kind, h.Recipe.Augment.Flip = recipe.SimCLR, 0.5 }, "Tuning.Recipe.Objective"},
		"colours of greys": {func(h *probe.Tuning) { h.Recipe.Augment.Jitter.Hue = 0.1 }, "Tuning.Recipe.Augment"},
	} {
		how := torchTuning()
		c.change(&how)
		_, err := network.Tune(context.Background(), how)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.field) {
			t.Errorf("%s: error %v, want one about %s", name, err, c.field)
		}
	}
	how := torchTuning()
	how.Recipe.LearningRate, how.Recipe.Momentum = 100, 0.99
	how.Recipe.Steps = 500
	_, err := network.Tune(context.Background(), how)
	if !errors.Is(err, probe.ErrDiverged) || !errors.Is(err, ErrDiverged) {
		t.Errorf("rate 100: %v", err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := network.Tune(stopped, torchTuning()); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// TestHeadOfPretraining: the head that training leaves classifies the images that it was trained on; what was not
// trained here has none.
func TestHeadOfPretraining(t *testing.T) {
	o := small()
	o.Recipe.Steps = 60
	trainer, data := goTrainer(t, o), blobs(3, 16, 4, 5, 1)
	network, _ := train(t, trainer, data, 1)
	head, known := network.Head()
	if !known || len(head.Offset) != 3 || len(head.Weights) != 3*network.Dim() {
		t.Fatalf("%v, %d weights and %d offsets", known, len(head.Weights), len(head.Offset))
	}
	features, err := network.Features(t.Context(), data.Images)
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for i, label := range data.Labels {
		best, highest := int32(-1), math.Inf(-1)
		for class := range head.Offset {
			score := float64(head.Offset[class])
			for d := range network.Dim() {
				score += float64(head.Weights[class*network.Dim()+d] * features[i*network.Dim()+d])
			}
			if score > highest {
				best, highest = int32(class), score
			}
		}
		if best != label {
			wrong++
		}
	}
	if wrong > 2 {
		t.Errorf("the head takes %d of %d images for another class", wrong, len(data.Labels))
	}
	head.Weights[0]++
	if again, _ := network.Head(); again.Weights[0] == head.Weights[0] {
		t.Error("what was returned is the network's own")
	}
	random, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	read, err := trainer.FromWeights(network.Weights())
	if err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string]*Network{"random": random, "read": read} {
		if h, known := n.Head(); known {
			t.Errorf("%s: %v", name, h)
		}
	}
}
