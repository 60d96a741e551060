package backbone_test

import (
	"fmt"

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
