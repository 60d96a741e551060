package backbone_test

import (
	"fmt"

	"slices"
	"tradeoff/diversity/backbone"
)

func ExampleMarshal() {
	text, err := backbone.Marshal(backbone.MLP{})
	fmt.Println(string(text), err)
	// Output: {"kind":"mlp","hidden":[256,128]} <nil>
}

func ExampleUnmarshal() {
	network, err := backbone.Unmarshal([]byte(`{"kind":"convnet","channels":[16,32]}`))
	fmt.Println(network.Kind(), network.Features(28, 28, 1), err)
	// Output: convnet 1568 <nil>
}

// Small is a backbone as a package outside this module has one; pretrain.Register has its graph.
type Small struct {
	Width int `json:"width"`
}

func (Small) Kind() string               { return "example.small" }
func (Small) Validate() error            { return nil }
func (s Small) Features(_, _, _ int) int { return s.Width }

func init() { backbone.Register("example.small", backbone.Decode[Small]) }

func ExampleRegister() {
	text, err := backbone.Marshal(Small{Width: 8})
	if err != nil {
		panic(err)
	}
	network, err := backbone.Unmarshal(text) // in a worker process, say
	fmt.Printf("%s %#v %v\n", text, network, err)
	// Output: {"kind":"example.small","width":8} backbone_test.Small{Width:8} <nil>
}

func ExampleUnmarshalOrUnknown() {
	network, err := backbone.UnmarshalOrUnknown([]byte(`{"kind":"swin","patch":4}`), func(string) string { return "" })
	if err != nil {
		panic(err)
	}
	text, err := backbone.Marshal(network)
	fmt.Println(network.Kind(), string(text), err)
	// Output: swin {"kind":"swin","patch":4} <nil>
}

// Decode reads the settings of a type of one's own; one that it does not have is an error.
func ExampleDecode() {
	network, err := backbone.Decode[Small]([]byte(`{"width":8}`))
	fmt.Printf("%#v %v\n", network, err)
	_, err = backbone.Decode[Small]([]byte(`{"breadth":8}`))
	fmt.Println(err)
	// Output:
	// backbone_test.Small{Width:8} <nil>
	// json: unknown field "breadth"
}

func ExampleKinds() {
	kinds := backbone.Kinds()
	fmt.Println(slices.Contains(kinds, "convnet"), slices.Contains(kinds, "example.small"), slices.IsSorted(kinds))
	// Output: true true true
}

func ExampleResNet() {
	small, large := backbone.ResNet{Depth: 20}, backbone.ResNet{Depth: 50, Norm: backbone.GroupNorm}
	fmt.Println(small.Blocks(), small.Features(32, 32, 3), large.Blocks(), large.Features(224, 224, 3))
	text, err := backbone.Marshal(large)
	fmt.Println(string(text), err)
	// Output:
	// [3 3 3] 64 [3 4 6 3] 2048
	// {"kind":"resnet","depth":50,"width":64,"norm":"group","stem":"imagenet"} <nil>
}

func ExampleConvNet() {
	plain, pooled := backbone.ConvNet{}, backbone.ConvNet{GlobalPool: true}
	fmt.Println(plain.Features(224, 224, 3), pooled.Features(224, 224, 3))
	// Output: 12544 64
}

func ExampleWideResNet() {
	text, err := backbone.Marshal(backbone.WideResNet{Widen: 2, Dropout: 0.3})
	fmt.Println(string(text), err)
	// Output: {"kind":"wideresnet","depth":28,"widen":2,"dropout":0.3} <nil>
}

func ExampleViT() {
	network := backbone.ViT{Scale: backbone.Small, Patch: 4} // for images of 32x32
	fmt.Println(network.Shape(), network.Features(32, 32, 3))
	fmt.Println(backbone.ViT{Scale: "XL"}.Validate())
	// Output:
	// {12 384 6} 384
	// ViT.Scale = "XL": invalid value, allowed: "Ti", "S" or "B"; "" means "Ti"
}

func ExampleMLPMixer() {
	fmt.Println(backbone.MLPMixer{}.WithDefaults(), backbone.MLPMixer{}.Features(224, 224, 3))
	// Output: {S 16} 512
}

func ExampleEfficientNetLite0() {
	text, err := backbone.Marshal(backbone.EfficientNetLite0{TensorFlow: true})
	fmt.Println(string(text), err)
	// Output: {"kind":"efficientnetlite0","tensorflow":true} <nil>
}
