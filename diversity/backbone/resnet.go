package backbone

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"tradeoff/diversity"
)

// ResNet is a residual network (He et al., 2016). Depths 20, 32, 44, 56 and 110, and 8 and 14, are those for small
// images: a 3x3 stem, three stages of basic blocks of Width, 2 Width and 4 Width channels. Depths 18, 34 and 50 are
// those of ImageNet: a 7x7 stem with stride 2 and max pooling, four stages of Width to 8 Width channels, of basic
// blocks or, at depth 50, of bottlenecks with four times as many outputs, whose stride is in the 3x3 convolution as in
// torchvision.
//
// Where a block changes the shape, its shortcut is a 1x1 convolution with normalisation (option B of the paper). The
// features are the mean over the last map. Tensors have torchvision's names. The zero value is a ResNet-20 with batch
// normalisation: 64 features, 271,824 parameters.
type ResNet struct {
	Depth int  `json:"depth,omitempty"` // 0 means 20
	Width int  `json:"width,omitempty"` // channels of the first stage, 1..4096; 0 means 16, or 64 at depths of ImageNet
	Norm  Norm `json:"norm,omitempty"`  // "" means BatchNorm
	Stem  Stem `json:"stem,omitempty"`  // "" means that of the depth
}

// Norm names a normalisation.
type Norm string

// The normalisations.
const (
	BatchNorm Norm = "batch" // over the images of a batch
	GroupNorm Norm = "group" // over groups of channels of each image: up to 32, of at least 2 channels each
)

// Stem names the first layers of a residual network.
type Stem string

// The stems.
const (
	CIFARStem    Stem = "cifar"    // a 3x3 convolution
	ImageNetStem Stem = "imagenet" // a 7x7 convolution with stride 2, and max pooling with stride 2
)

// imageNetBlocks are the numbers of blocks of the four stages.
var imageNetBlocks = map[int][]int{18: {2, 2, 2, 2}, 34: {3, 4, 6, 3}, 50: {3, 4, 6, 3}}

const maxChannels = 4096

// WithDefaults returns the network with every default written out.
func (r ResNet) WithDefaults() ResNet {
	r.Depth = cmp.Or(r.Depth, 20)
	r.Norm = cmp.Or(r.Norm, BatchNorm)
	width, stem := 16, CIFARStem
	if imageNetBlocks[r.Depth] != nil {
		width, stem = 64, ImageNetStem
	}
	r.Width, r.Stem = cmp.Or(r.Width, width), cmp.Or(r.Stem, stem)
	return r
}

// Blocks are the numbers of blocks of the stages.
func (r ResNet) Blocks() []int {
	r = r.WithDefaults()
	if blocks := imageNetBlocks[r.Depth]; blocks != nil {
		return slices.Clone(blocks)
	}
	return slices.Repeat([]int{(r.Depth - 2) / 6}, 3)
}

// bottleneckExpansion is the number of times that a bottleneck has more outputs than channels within.
const bottleneckExpansion = 4

// Bottlenecks reports whether the blocks are bottlenecks, with four times as many outputs as channels within.
func (r ResNet) Bottlenecks() bool { return r.Depth == 50 }

// Kind returns "resnet".
func (ResNet) Kind() string { return "resnet" }

// Validate checks every setting.
func (r ResNet) Validate() error {
	depths := []int{0, 8, 14, 18, 20, 32, 34, 44, 50, 56, 110}
	if !slices.Contains(depths, r.Depth) {
		return diversity.Invalid("ResNet.Depth", r.Depth,
			"8, 14, 20, 32, 44, 56 or 110 for small images, 18, 34 or 50 for those of ImageNet; 0 means 20")
	}
	if err := upTo("ResNet.Width", r.Width, maxChannels); err != nil {
		return err
	}
	if !slices.Contains([]Norm{"", BatchNorm, GroupNorm}, r.Norm) {
		return diversity.Invalid("ResNet.Norm", fmt.Sprintf("%q", r.Norm), `"", "batch" or "group"`)
	}
	if !slices.Contains([]Stem{"", CIFARStem, ImageNetStem}, r.Stem) {
		return diversity.Invalid("ResNet.Stem", fmt.Sprintf("%q", r.Stem), `"", "cifar" or "imagenet"`)
	}
	return nil
}

// MarshalJSON writes the settings with the defaults applied.
func (r ResNet) MarshalJSON() ([]byte, error) {
	type plain ResNet
	return json.Marshal(plain(r.WithDefaults()))
}

// Features is the number of channels of the last map.
func (r ResNet) Features(_, _, _ int) int {
	r = r.WithDefaults()
	channels := r.Width << (len(r.Blocks()) - 1)
	if r.Bottlenecks() {
		channels *= bottleneckExpansion
	}
	return channels
}

// upTo checks a whole number of which 0 means the default.
func upTo(field string, value, high int) error {
	if value < 0 || value > high {
		return diversity.Invalid(field, value, fmt.Sprintf("1..%d, or 0 for the default", high))
	}
	return nil
}
