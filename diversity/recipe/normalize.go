package recipe

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Normalization takes a mean from the values of each channel, which are pixels/255, and divides by a deviation. The
// zero value leaves pixels/255 as they are. Published networks want that of their training ([ImageNet] as a rule); the
// numbers of a pool are those of its ChannelStatistics.
//
// What augmentation brings in from outside an image is black before the normalisation, as in torchvision.
type Normalization struct {
	Mean      []float64 `json:"mean"`      // of each channel, or one for all; each 0..1
	Deviation []float64 `json:"deviation"` // of each channel, or one for all; each 0.001..10
}

// ImageNet is the normalisation of torchvision's networks, and of most of timm's: the means and deviations of the red,
// green and blue of ImageNet's photographs.
func ImageNet() Normalization {
	return Normalization{Mean: []float64{0.485, 0.456, 0.406}, Deviation: []float64{0.229, 0.224, 0.225}}
}

// Enabled reports whether anything is changed.
func (n Normalization) Enabled() bool { return len(n.Mean) > 0 || len(n.Deviation) > 0 }

func (n Normalization) withDefaults() Normalization {
	if !n.Enabled() {
		return Normalization{}
	}
	return n
}

// ValidFor returns an error wrapping [diversity.ErrInvalid] for a normalisation of another number of channels.
func (n Normalization) ValidFor(channels int) error {
	if count := len(n.Mean); n.Enabled() && count != 1 && count != channels {
		return diversity.Invalid("Recipe.Normalize.Mean", fmt.Sprintf("%d numbers", count),
			fmt.Sprintf("%d, one for each channel of the images, or 1 for all", channels))
	}
	return nil
}

const maxChannels = 64

func (n Normalization) validate() error {
	if len(n.Mean) != len(n.Deviation) || len(n.Mean) > maxChannels {
		return diversity.Invalid("Recipe.Normalize", fmt.Sprintf("%d means and %d deviations", len(n.Mean), len(n.Deviation)),
			fmt.Sprintf("0..%d of each, equally many", maxChannels))
	}
	for i := range n.Mean {
		if mean := n.Mean[i]; math.IsNaN(mean) || mean < 0 || mean > 1 {
			return diversity.Invalid(fmt.Sprintf("Recipe.Normalize.Mean[%d]", i), mean, "0..1, as pixels/255")
		}
		if deviation := n.Deviation[i]; math.IsNaN(deviation) || deviation < 0.001 || deviation > 10 {
			return diversity.Invalid(fmt.Sprintf("Recipe.Normalize.Deviation[%d]", i), deviation, "0.001..10")
		}
	}
	return nil
}

// Fields are the numbers.
func (n Normalization) Fields() []display.Field {
	return []display.Field{
		{Name: "means", Value: fmt.Sprint(n.Mean)}, {Name: "deviations", Value: fmt.Sprint(n.Deviation)},
	}
}
