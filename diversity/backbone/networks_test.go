package backbone

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// TestNetworksWriteTheirDefaults: two spellings of one network are one text, which is read back as what it was.
func TestNetworksWriteTheirDefaults(t *testing.T) {
	resnet20 := `{"kind":"resnet","depth":20,"width":16,"norm":"batch","stem":"cifar"}`
	for _, c := range []struct {
		network Backbone
		text    string
	}{
		{ConvNet{GlobalPool: true}, `{"kind":"convnet","channels":[16,32,64,64],"global_pool":true}`},
		{ResNet{}, resnet20},
		{ResNet{Depth: 20, Width: 16, Norm: BatchNorm, Stem: CIFARStem}, resnet20},
		{ResNet{Depth: 50, Norm: GroupNorm}, `{"kind":"resnet","depth":50,"width":64,"norm":"group","stem":"imagenet"}`},
		{ResNet{Depth: 18, Width: 8, Stem: CIFARStem}, `{"kind":"resnet","depth":18,"width":8,"norm":"batch","stem":"cifar"}`},
		{WideResNet{}, `{"kind":"wideresnet","depth":28,"widen":10}`},
		{WideResNet{Depth: 16, Widen: 2, Dropout: 0.3}, `{"kind":"wideresnet","depth":16,"widen":2,"dropout":0.3}`},
		{ViT{}, `{"kind":"vit","scale":"Ti","patch":16}`},
		{ViT{Scale: Base, Patch: 4, Dropout: 0.1, DropPath: 0.2},
			`{"kind":"vit","scale":"B","patch":4,"dropout":0.1,"drop_path":0.2}`},
		{MLPMixer{}, `{"kind":"mlpmixer","scale":"S","patch":16}`},
		{EfficientNetLite0{}, `{"kind":"efficientnetlite0"}`},
		{EfficientNetLite0{TensorFlow: true, DropPath: 0.2}, `{"kind":"efficientnetlite0","tensorflow":true,"drop_path":0.2}`},
	} {
		text, err := Marshal(c.network)
		if err != nil || string(text) != c.text {
			t.Errorf("%#v is written as %s (%v), want %s", c.network, text, err, c.text)
			continue
		}
		back, err := Unmarshal(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if again, err := Marshal(back); err != nil || string(again) != c.text || back.Kind() != c.network.Kind() {
			t.Errorf("%s comes back as %s (%v)", c.text, again, err)
		}
	}
}

func TestFeaturesOfNetworks(t *testing.T) {
	for _, c := range []struct {
		network Backbone
		want    int
	}{
		{ConvNet{GlobalPool: true}, 64}, {ResNet{}, 64}, {ResNet{Depth: 56, Width: 5}, 20}, {ResNet{Depth: 18}, 512},
		{ResNet{Depth: 34, Width: 3}, 24}, {ResNet{Depth: 50}, 2048}, {ResNet{Depth: 50, Width: 1}, 32},
		{WideResNet{}, 640}, {WideResNet{Widen: 2}, 128}, {ViT{}, 192}, {ViT{Scale: Small}, 384}, {ViT{Scale: Base}, 768},
		{MLPMixer{}, 512}, {MLPMixer{Scale: Base}, 768}, {EfficientNetLite0{}, 1280},
	} {
		for _, side := range []int{1, 32, 224, 4096} {
			if got := c.network.Features(side, side, 3); got != c.want {
				t.Errorf("%#v: %d features of images of %d, want %d", c.network, got, side, c.want)
			}
		}
	}
}

func TestNetworksThatCannotBeBuiltAreNamed(t *testing.T) {
	for part, network := range map[string]Backbone{
		"ResNet.Depth = 21: invalid value, allowed: 8, 14, 20": ResNet{Depth: 21},
		"ResNet.Depth = -8": ResNet{Depth: -8},
		"ResNet.Width = 4097: invalid value, allowed: 1..4096, or 0": ResNet{Width: 4097},
		"ResNet.Width = -1": ResNet{Width: -1},
		`ResNet.Norm = "layer": invalid value, allowed: "", "batch" or "group"`: ResNet{Norm: "layer"},
		`ResNet.Stem = "mnist"`:                                     ResNet{Stem: "mnist"},
		"WideResNet.Depth = 27: invalid value, allowed: 6 n + 4":    WideResNet{Depth: 27},
		"WideResNet.Depth = 4":                                      WideResNet{Depth: 4},
		"WideResNet.Widen = 65":                                     WideResNet{Widen: 65},
		"WideResNet.Dropout = 1: invalid value, allowed: 0..0.9":    WideResNet{Dropout: 1},
		"WideResNet.Dropout = NaN":                                  WideResNet{Dropout: math.NaN()},
		`ViT.Scale = "L": invalid value, allowed: "Ti", "S" or "B"`: ViT{Scale: "L"},
		"ViT.Patch = -4":                                            ViT{Patch: -4},
		"ViT.Patch = 257":                                           ViT{Patch: 257},
		"ViT.Dropout = -0.1":                                        ViT{Dropout: -0.1},
		"ViT.DropPath = 0.95":                                       ViT{DropPath: 0.95},
		`MLPMixer.Scale = "Ti": invalid value, allowed: "S" or "B"`: MLPMixer{Scale: Tiny},
		"MLPMixer.Patch = 300":                                      MLPMixer{Patch: 300},
		"EfficientNetLite0.DropPath = +Inf":                         EfficientNetLite0{DropPath: math.Inf(1)},
	} {
		if err := network.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), part) {
			t.Errorf("%#v: error %v, want one with %q", network, err, part)
		}
		if _, err := Marshal(network); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%#v is written: %v", network, err)
		}
	}
	for _, text := range []string{
		`{"kind":"resnet","depth":20.5}`, `{"kind":"resnet","depth":1e30}`, `{"kind":"vit","scale":"XL"}`,
		`{"kind":"vit","heads":3}`, `{"kind":"wideresnet","widen":-1}`, `{"kind":"mlpmixer","patch":"16"}`,
	} {
		if _, err := Unmarshal([]byte(text)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

func TestBlocksOfResNets(t *testing.T) {
	for depth, want := range map[int][]int{8: {1, 1, 1}, 20: {3, 3, 3}, 110: {18, 18, 18}, 34: {3, 4, 6, 3}} {
		got := ResNet{Depth: depth}.Blocks()
		if len(got) != len(want) || got[0] != want[0] || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("depth %d: %v, want %v", depth, got, want)
		}
		got[0] = 99
	}
	if got := (ResNet{Depth: 34}).Blocks(); got[0] != 3 {
		t.Errorf("the table was changed: %v", got)
	}
}
