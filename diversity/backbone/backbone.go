// Package backbone describes the networks that are pre-trained and then frozen. A backbone here is a plain
// configuration value; the graph functions that compute it are in package pretrain, so that a notebook cell that only
// names a backbone never links a training framework.
//
// A package outside this module can add a kind: it registers the configuration here ([Register]), and the graph with
// pretrain.Register, in a package of its own that the worker program imports.
package backbone

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeoff/diversity"
)

// Backbone is a network configuration: [MLP], [ConvNet], [ResNet], [WideResNet], [ViT], [MLPMixer],
// [EfficientNetLite0], one that another package registers, or a Go function (pretrain.Func).
type Backbone interface {
	// Kind names the architecture, such as "mlp" or "convnet", as it was given to [Register].
	Kind() string
	// Validate returns an error wrapping [diversity.ErrInvalid] for a configuration that cannot be built.
	Validate() error
	// Features is the number of features D that the network computes from an image of height, width and channels. It
	// must be that of the graph.
	Features(height, width, channels int) int
}

const maxWidth = 65536

// MLP is a multilayer perceptron on the flattened image: for each hidden width a linear map without bias, batch
// normalisation and ReLU. Its features are the last hidden layer. The zero value has hidden widths 256 and 128.
type MLP struct {
	Hidden []int `json:"hidden,omitempty"` // widths, each 1..65536; empty means 256, 128
}

// Widths is Hidden with the default applied.
func (m MLP) Widths() []int {
	if len(m.Hidden) == 0 {
		return []int{256, 128}
	}
	return slices.Clone(m.Hidden)
}

// Kind returns "mlp".
func (MLP) Kind() string { return "mlp" }

// Validate checks every width.
func (m MLP) Validate() error { return validWidths("MLP.Hidden", m.Hidden) }

// MarshalJSON writes the settings with the default applied.
func (m MLP) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Hidden []int `json:"hidden"`
	}{m.Widths()})
}

// Features is the last hidden width.
func (m MLP) Features(_, _, _ int) int {
	widths := m.Widths()
	return widths[len(widths)-1]
}

// ConvNet is a stack of 3x3 convolutions with stride 2 and zero padding 1, each followed by batch normalisation and
// ReLU. Its features are the last map, flattened, or its mean over rows and columns. The zero value has 16, 32, 64 and
// 64 channels, which turns a 28x28 image into 2x2x64 = 256 features.
type ConvNet struct {
	Channels   []int `json:"channels,omitempty"`    // of each layer, each 1..65536; empty means 16, 32, 64, 64
	GlobalPool bool  `json:"global_pool,omitempty"` // the features are the means of the channels: suits large images
}

// Widths is Channels with the default applied.
func (c ConvNet) Widths() []int {
	if len(c.Channels) == 0 {
		return []int{16, 32, 64, 64}
	}
	return slices.Clone(c.Channels)
}

// Kind returns "convnet".
func (ConvNet) Kind() string { return "convnet" }

// Validate checks every number of channels.
func (c ConvNet) Validate() error { return validWidths("ConvNet.Channels", c.Channels) }

// MarshalJSON writes the settings with the default applied.
func (c ConvNet) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Channels   []int `json:"channels"`
		GlobalPool bool  `json:"global_pool,omitempty"`
	}{c.Widths(), c.GlobalPool})
}

// Features is the size of the last map, each layer halving height and width, rounding up; or its number of channels.
func (c ConvNet) Features(height, width, _ int) int {
	widths := c.Widths()
	if c.GlobalPool {
		return widths[len(widths)-1]
	}
	for range widths {
		height, width = (height+1)/2, (width+1)/2
	}
	return height * width * widths[len(widths)-1]
}

func validWidths(field string, widths []int) error {
	for i, width := range widths {
		if width < 1 || width > maxWidth {
			return diversity.Invalid(fmt.Sprintf("%s[%d]", field, i), width, fmt.Sprintf("1..%d", maxWidth))
		}
	}
	return nil
}
