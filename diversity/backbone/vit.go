package backbone

import (
	"cmp"
	"encoding/json"
	"fmt"

	"tradeoff/diversity"
)

// Scale names the size of a network of a family.
type Scale string

// The scales.
const (
	Tiny  Scale = "Ti"
	Small Scale = "S"
	Base  Scale = "B"
)

// ViT is a vision transformer (Dosovitskiy et al., 2021): patches as tokens, a class token, learnt positions, blocks of
// multi-head attention and of two linear maps with GELU between, each after layer normalisation and with a sum around.
// The features are the class token after the last normalisation. Tensors have timm's names. Images smaller than a patch
// cannot be used; rows and columns beyond the last whole patch are not seen.
//
// The zero value is a ViT-Ti/16: 192 features, 5,524,416 parameters for images of 224x224x3.
type ViT struct {
	Scale    Scale   `json:"scale,omitempty"`     // Tiny, Small or Base: 192, 384 or 768 channels; "" means Tiny
	Patch    int     `json:"patch,omitempty"`     // rows and columns of a patch, 1..256; 0 means 16, 4 suits 32x32 images
	Dropout  float64 `json:"dropout,omitempty"`   // share of values after the embedding and each part of a block, 0..0.9
	DropPath float64 `json:"drop_path,omitempty"` // share of images for which the last block is left out, 0..0.9
}

// Transformer is the shape of a network of equal blocks on tokens.
type Transformer struct {
	Blocks, Channels, Heads int
}

// vitShapes are the networks of the paper, and Ti of Touvron et al. (2021).
var vitShapes = map[Scale]Transformer{Tiny: {12, 192, 3}, Small: {12, 384, 6}, Base: {12, 768, 12}}

// WithDefaults returns the network with every default written out.
func (v ViT) WithDefaults() ViT {
	v.Scale, v.Patch = cmp.Or(v.Scale, Tiny), cmp.Or(v.Patch, 16)
	return v
}

// Shape is that of the scale.
func (v ViT) Shape() Transformer { return vitShapes[v.WithDefaults().Scale] }

// Kind returns "vit".
func (ViT) Kind() string { return "vit" }

// Validate checks every setting.
func (v ViT) Validate() error {
	if v.Shape().Blocks == 0 {
		return diversity.Invalid("ViT.Scale", fmt.Sprintf("%q", v.Scale), `"Ti", "S" or "B"; "" means "Ti"`)
	}
	if err := upTo("ViT.Patch", v.Patch, maxPatch); err != nil {
		return err
	}
	if err := share("ViT.Dropout", v.Dropout); err != nil {
		return err
	}
	return share("ViT.DropPath", v.DropPath)
}

const maxPatch = 256

// MarshalJSON writes the settings with the defaults applied.
func (v ViT) MarshalJSON() ([]byte, error) {
	type plain ViT
	return json.Marshal(plain(v.WithDefaults()))
}

// Features is the number of channels.
func (v ViT) Features(_, _, _ int) int { return v.Shape().Channels }
