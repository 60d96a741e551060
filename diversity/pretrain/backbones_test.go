package pretrain

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/internal/testkit"
)

// recordedBackbone is what torchvision, timm and PyTorch have, see testdata/backbones.py.
type recordedBackbone struct {
	Side       int // rows and columns of the images
	Parameters int // of the network with its head
	Classes    int // of that head
	Tensors    int // but for the head's
	Names      string
	First      string
	Largest    float64 // of all features
	Features   []float64
}

// recordedNetworks are the backbones of testdata/backbones.json.
func recordedNetworks() map[string]backbone.Backbone {
	return map[string]backbone.Backbone{
		"resnet8":                      backbone.ResNet{Depth: 8},
		"resnet20":                     backbone.ResNet{},
		"resnet32":                     backbone.ResNet{Depth: 32},
		"resnet56":                     backbone.ResNet{Depth: 56},
		"resnet18":                     backbone.ResNet{Depth: 18},
		"resnet18 odd":                 backbone.ResNet{Depth: 18},
		"resnet18 group":               backbone.ResNet{Depth: 18, Norm: backbone.GroupNorm},
		"resnet34":                     backbone.ResNet{Depth: 34},
		"resnet50":                     backbone.ResNet{Depth: 50},
		"resnet50 group":               backbone.ResNet{Depth: 50, Norm: backbone.GroupNorm},
		"wideresnet16-2":               backbone.WideResNet{Depth: 16, Widen: 2},
		"wideresnet28-10":              backbone.WideResNet{},
		"vit Ti":                       backbone.ViT{},
		"vit S":                        backbone.ViT{Scale: backbone.Small},
		"vit B":                        backbone.ViT{Scale: backbone.Base},
		"vit Ti/4":                     backbone.ViT{Patch: 4},
		"mixer S":                      backbone.MLPMixer{},
		"mixer B":                      backbone.MLPMixer{Scale: backbone.Base},
		"efficientnetlite0":            backbone.EfficientNetLite0{},
		"efficientnetlite0 tensorflow": backbone.EfficientNetLite0{TensorFlow: true},
	}
}

func recordedBackbones(t *testing.T) (recorded map[string]recordedBackbone) {
	t.Helper()
	text, err := os.ReadFile("testdata/backbones.json")
	if err == nil {
		err = json.Unmarshal(text, &recorded)
	}
	if err != nil {
		t.Fatal(err)
	}
	return recorded
}

func traced(t *testing.T, backend compute.Backend, b backbone.Backbone, side int) *network.Network {
	t.Helper()
	if err := b.Validate(); err != nil {
		t.Fatal(err)
	}
	d, err := designOf(b)
	if err != nil {
		t.Fatal(err)
	}
	net, err := d.trace(backend, side, side, 3)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// published are numbers of parameters with a head of so many classes, from torchvision's and timm's tables and the
// papers; ResNet-20 has projections as shortcuts, which cost 2,752 more than zeros (269,722).
var published = map[string]struct{ parameters, classes int }{
	"resnet20":          {272_474, 10},
	"resnet18":          {11_689_512, 1000},
	"resnet34":          {21_797_672, 1000},
	"resnet50":          {25_557_032, 1000},
	"wideresnet28-10":   {36_479_194, 10},
	"vit Ti":            {5_717_416, 1000},
	"vit S":             {22_050_664, 1000},
	"vit B":             {86_567_656, 1000},
	"mixer S":           {18_528_264, 1000},
	"mixer B":           {59_880_472, 1000},
	"efficientnetlite0": {4_652_008, 1000},
}

// TestBackbonesHaveTheTensorsOfOthers compares numbers of parameters, names and shapes with published ones.
func TestBackbonesHaveTheTensorsOfOthers(t *testing.T) {
	recorded, networks := recordedBackbones(t), recordedNetworks()
	if names := slices.Sorted(maps.Keys(recorded)); !slices.Equal(names, slices.Sorted(maps.Keys(networks))) {
		t.Fatalf("recorded are %q", names)
	}
	for name, b := range networks {
		want := recorded[name]
		net := traced(t, gobackend.GetBackend(), b, want.Side)
		if p, is := published[name]; is && (p.parameters != want.Parameters || p.classes != want.Classes) {
			t.Errorf("%s: recorded are %d parameters with %d classes, published %v", name, want.Parameters, want.Classes, p)
		}
		parameters := (net.Features + 1) * want.Classes
		for _, p := range net.Params {
			parameters += p.Size()
		}
		if parameters != want.Parameters {
			t.Errorf("%s: %d parameters, want %d", name, parameters, want.Parameters)
		}
		var lines []string
		for _, p := range slices.Concat(net.Params, net.Running) {
			dims := strings.ReplaceAll(strings.Trim(fmt.Sprint(p.Dims), "[]"), " ", ", ")
			lines = append(lines, fmt.Sprintf("%s [%s]", p.Name, dims))
		}
		slices.Sort(lines)
		sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
		if len(lines) != want.Tensors || lines[0] != want.First || hex.EncodeToString(sum[:]) != want.Names {
			t.Errorf("%s: names and shapes are not those recorded: %d, first %q, want %d and %q", name, len(lines),
				lines[0], want.Tensors, want.First)
		}
	}
}

// TestBackbonesComputeTheFeaturesOfOthers compares features with those of torchvision, timm and PyTorch: on the pure-Go
// backend small networks, the others on XLA.
func TestBackbonesComputeTheFeaturesOfOthers(t *testing.T) {
	for _, name := range []string{"resnet8", "resnet20", "wideresnet16-2", "vit Ti/4"} {
		t.Run(name, func(t *testing.T) {
			if name == "resnet20" || name == "wideresnet16-2" {
				testkit.NotShort(t, "another residual network is compared")
			}
			compareFeatures(t, gobackend.GetBackend(), name)
		})
	}
}

// TestIntegrationBackbonesOnXLA has one network of each kind and normalisation; the others, deeper and wider ones of the
// same blocks, which XLA compiles for minutes, are in the long form.
func TestIntegrationBackbonesOnXLA(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		trainer := xlaTrainer(t, small())
		names := []string{"resnet20", "resnet18", "resnet18 odd", "resnet18 group", "wideresnet16-2", "vit Ti", "vit Ti/4",
			"mixer S", "efficientnetlite0", "efficientnetlite0 tensorflow"}
		if testkit.Long(t) {
			names = slices.Collect(maps.Keys(recordedNetworks()))
		}
		for _, name := range names {
			t.Run(name, func(t *testing.T) { compareFeatures(t, trainer.backend, name) })
		}
	})
}

// compareFeatures allows 1e-4 of the largest feature.
func compareFeatures(t *testing.T, backend compute.Backend, name string) {
	t.Helper()
	b, want := recordedNetworks()[name], recordedBackbones(t)[name]
	net := traced(t, backend, b, want.Side)
	size := want.Side * want.Side * 3
	args := []any{tensors.FromFlatDataAndDimensions(hashedImages(2*size), 2, size)}
	for _, p := range slices.Concat(net.Params, net.Running) {
		args = append(args, tensors.FromFlatDataAndDimensions(byFormula(p.Name, p.Dims), p.Dims...))
	}
	own := len(net.Params)
	got := evaluate(t, backend, func(in []*Node) []*Node {
		return []*Node{net.Infer(in[0], in[1:1+own], in[1+own:])}
	}, args...)[0]
	every, at, worst := max(1, net.Features/48), 0, 0.0
	for i := range got {
		if i%net.Features%every == 0 {
			worst = max(worst, math.Abs(float64(got[i])-want.Features[at]))
			at++
		}
	}
	if at != len(want.Features) || !(worst <= 1e-4*max(1, want.Largest)) {
		t.Errorf("features are off by %.2g, the largest is %.4g; %d of them, recorded are %d", worst, want.Largest, at,
			len(want.Features))
	}
	t.Logf("largest difference %.2g of %.4g", worst, want.Largest)
}
