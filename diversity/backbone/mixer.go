package backbone

import (
	"cmp"
	"encoding/json"
	"fmt"

	"tradeoff/diversity"
)

// MLPMixer mixes tokens, which are patches, and channels in turn by two linear maps with GELU between (Tolstikhin et
// al., 2021), each after layer normalisation and with a sum around. The features are the mean of the tokens after the
// last normalisation. Tensors have timm's names. The shapes of its weights depend on the number of patches.
//
// The zero value is a Mixer-S/16: 512 features, 18,015,264 parameters for images of 224x224x3.
type MLPMixer struct {
	Scale Scale `json:"scale,omitempty"` // Small or Base: 8 blocks of 512 or 12 of 768 channels; "" means Small
	Patch int   `json:"patch,omitempty"` // rows and columns of a patch, 1..256; 0 means 16, 4 suits 32x32 images
}

var mixerShapes = map[Scale]Transformer{Small: {Blocks: 8, Channels: 512}, Base: {Blocks: 12, Channels: 768}}

// WithDefaults returns the network with every default written out.
func (m MLPMixer) WithDefaults() MLPMixer {
	m.Scale, m.Patch = cmp.Or(m.Scale, Small), cmp.Or(m.Patch, 16)
	return m
}

// Shape is that of the scale; a mixer has no heads.
func (m MLPMixer) Shape() Transformer { return mixerShapes[m.WithDefaults().Scale] }

// Kind returns "mlpmixer".
func (MLPMixer) Kind() string { return "mlpmixer" }

// Validate checks every setting.
func (m MLPMixer) Validate() error {
	if m.Shape().Blocks == 0 {
		return diversity.Invalid("MLPMixer.Scale", fmt.Sprintf("%q", m.Scale), `"S" or "B"; "" means "S"`)
	}
	return upTo("MLPMixer.Patch", m.Patch, maxPatch)
}

// MarshalJSON writes the settings with the defaults applied.
func (m MLPMixer) MarshalJSON() ([]byte, error) {
	type plain MLPMixer
	return json.Marshal(plain(m.WithDefaults()))
}

// Features is the number of channels.
func (m MLPMixer) Features(_, _, _ int) int { return m.Shape().Channels }
