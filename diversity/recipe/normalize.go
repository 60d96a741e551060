package recipe

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Normalization takes a mean from the values of each channel, which are pixels/255, and divides by a deviation. The
// zero value leaves pixels/255 as they are. Published networks want that of their training ([ImageNet] as a rule), and
// networks that start from nothing that of their pool ([OfPool]).
//
// What augmentation brings in from outside an image is black before the normalisation, as in torchvision.
type Normalization struct {
	Mean      []float64 `json:"mean"`      // of each channel, or one for all; each 0..1
	Deviation []float64 `json:"deviation"` // of each channel, or one for all; each 0.001..10

	// FromPool stands for the numbers of the study's pool, its ChannelStatistics: whoever opens the pool fills them in
	// with Filled. They are determined by the pool, hence by its digest in the hashes of runs.
	FromPool bool `json:"from_pool,omitempty"`
}

// OfPool is the normalisation by the mean and the deviation of each channel of the study's own pool.
func OfPool() Normalization { return Normalization{FromPool: true} }

// Filled has the numbers of a pool, its ChannelStatistics of values 0..255, if it is to have them; else it is as it
// was. The deviation of a channel that is the same everywhere counts as 0.001.
func (n Normalization) Filled(mean, deviation []float64) Normalization {
	if !n.FromPool {
		return n
	}
	filled := Normalization{}
	for i := range mean {
		filled.Mean = append(filled.Mean, mean[i]/255)
		filled.Deviation = append(filled.Deviation, max(lowestDeviation, deviation[i]/255))
	}
	return filled
}

const lowestDeviation = 0.001

// ImageNet is the normalisation of torchvision's networks, and of most of timm's: the means and deviations of the red,
// green and blue of ImageNet's photographs.
func ImageNet() Normalization {
	return Normalization{Mean: []float64{0.485, 0.456, 0.406}, Deviation: []float64{0.229, 0.224, 0.225}}
}

// Enabled reports whether anything is changed.
func (n Normalization) Enabled() bool { return n.FromPool || len(n.Mean) > 0 || len(n.Deviation) > 0 }

func (n Normalization) withDefaults() Normalization {
	if n.FromPool {
		return OfPool()
	}
	if !n.Enabled() {
		return Normalization{}
	}
	return n
}

// ValidFor returns an error wrapping [diversity.ErrInvalid] for a normalisation of another number of channels.
func (n Normalization) ValidFor(channels int) error {
	if count := len(n.Mean); count > 0 && count != 1 && count != channels {
		return diversity.Invalid("Recipe.Normalize.Mean", fmt.Sprintf("%d numbers", count),
			fmt.Sprintf("%d, one for each channel of the images, or 1 for all", channels))
	}
	return nil
}

const maxChannels = 64

func (n Normalization) validate() error {
	if n.FromPool && (len(n.Mean) > 0 || len(n.Deviation) > 0) {
		return diversity.Invalid("Recipe.Normalize.Mean", fmt.Sprint(n.Mean), "none, as FromPool is set: the pool has them")
	}
	if len(n.Mean) != len(n.Deviation) || len(n.Mean) > maxChannels {
		return diversity.Invalid("Recipe.Normalize", fmt.Sprintf("%d means and %d deviations", len(n.Mean), len(n.Deviation)),
			fmt.Sprintf("0..%d of each, equally many", maxChannels))
	}
	for i := range n.Mean {
		if mean := n.Mean[i]; math.IsNaN(mean) || mean < 0 || mean > 1 {
			return diversity.Invalid(fmt.Sprintf("Recipe.Normalize.Mean[%d]", i), mean, "0..1, as pixels/255")
		}
		if deviation := n.Deviation[i]; math.IsNaN(deviation) || deviation < lowestDeviation || deviation > 10 {
			return diversity.Invalid(fmt.Sprintf("Recipe.Normalize.Deviation[%d]", i), deviation, "0.001..10")
		}
	}
	return nil
}

// Fields are the numbers, or whose they are.
func (n Normalization) Fields() []display.Field {
	if n.FromPool {
		return []display.Field{{Name: "means", Value: "the pool's"}, {Name: "deviations", Value: "the pool's"}}
	}
	return []display.Field{
		{Name: "means", Value: fmt.Sprint(n.Mean)}, {Name: "deviations", Value: fmt.Sprint(n.Deviation)},
	}
}
