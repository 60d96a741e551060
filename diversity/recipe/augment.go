package recipe

import (
	"cmp"
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Augment is the random transformation applied to every training image at every use. The zero value changes nothing,
// and so does the zero value of each part. Each part draws from a stream of random numbers of its own, so that one
// does not change what another draws. They are applied in this order: Crop, Pad, the affine map with the mirror, Rand,
// Jitter, Erase, Cutout, the mixing of images. From outside an image comes black.
//
// A recipe of torchvision's is Pad or Crop, Flip, Rand or Jitter, Erase, and of MixUp and CutMix one or both.
//
// What a part costs, on images of 32x32x3 in batches of 64, with XLA on one core of a busy machine (an Intel Xeon with
// AVX-512; 3 trainings with and 3 without by turns, in CPU time, medians): microseconds that it adds to an image, and
// the images per second of the ConvNet, which takes 90 microseconds for one, over those without, with their range. A
// larger network hardly notices: ResNet-20 takes 5,000 to 7,000.
//
//	Crop                  59   0.62 (0.60 to 0.62)
//	Pad                   63   0.59 (0.59 to 0.59)
//	Shift                 62   0.59 (0.58 to 0.60)
//	Rotate                61   0.59 (0.59 to 0.60)
//	Scale                 64   0.58 (0.58 to 0.60)
//	Flip                  63   0.59 (0.58 to 0.59)
//	RandAugment, two     443   (its program by itself, measured once)
//	Jitter                76   0.54 (0.54 to 0.56)
//	Erase                  5   0.95 (0.95 to 0.97)
//	Cutout                 2   0.98 (0.95 to 0.99)
//	MixUp                  5   0.95 (0.93 to 0.95)
//	CutMix                 6   0.94 (0.94 to 1.00)
//
// Shift, Rotate, Scale, Flip and Pad are one map and cost what one of them costs. Crop as two products of matrices for
// each image takes 28 microseconds where it takes 40 by itself (measured once): 7 % of such a training, for which a GPU
// would round pixels to TF32, so it was left out. Pin the process to one core:
//
//	go test -c ./diversity/pretrain && taskset -c 1 ./pretrain.test -test.run xxx -test.bench Augment -test.benchtime 3x
type Augment struct {
	// Of one affine map: each amount is the standard deviation of a normal distribution but for Flip.
	Shift  float64 `json:"shift"`  // pixels along each axis, 0..8
	Rotate float64 `json:"rotate"` // degrees, 0..180
	Scale  float64 `json:"scale"`  // of the logarithm of the scale of each axis, 0..1
	Flip   float64 `json:"flip"`   // probability of a left-right mirror, 0..1

	// Pad moves the image by whole pixels, each number of -Pad..Pad alike along each axis: torchvision's RandomCrop with
	// so much padding, as the recipes for CIFAR have it. 0..64.
	Pad int `json:"pad,omitzero"`

	Crop     Crop        `json:"crop,omitzero"`      // a random part, resized to the whole; before Pad and the affine map
	Rand     RandAugment `json:"rand,omitzero"`      // some operations of a list
	Jitter   Jitter      `json:"jitter,omitzero"`    // of colours
	Erase    Erase       `json:"erase,omitzero"`     // a rectangle
	Cutout   int         `json:"cutout,omitzero"`    // side of a square that is erased about a random pixel, 0..4096
	MixUp    float64     `json:"mixup,omitzero"`     // alpha, 0..10: the batch is mixed with itself moved by one, see Mixing
	CutMix   float64     `json:"cutmix,omitzero"`    // alpha, 0..10: a rectangle comes from the image before, see Mixing
	MixShare float64     `json:"mix_share,omitzero"` // share of the batches that are mixed, 0..1; 0 means 1
}

// Crop is torchvision's RandomResizedCrop: a rectangle with a random share of the area and a random ratio of width to
// height (its logarithm uniform), interpolated linearly to the size of the image. After ten draws that do not fit it is
// the largest rectangle in the middle with an allowed ratio. The zero value takes no part.
type Crop struct {
	MinArea  float64 `json:"min_area"`  // smallest share of the area, above 0; torchvision's is 0.08
	MaxArea  float64 `json:"max_area"`  // largest share; 0 means 1
	MinRatio float64 `json:"min_ratio"` // smallest width/height; 0 means 3/4
	MaxRatio float64 `json:"max_ratio"` // largest width/height; 0 means 4/3
}

// Enabled reports whether a part is taken.
func (c Crop) Enabled() bool { return c != Crop{} }

func (c Crop) withDefaults() Crop {
	if !c.Enabled() {
		return c
	}
	return Crop{c.MinArea, cmp.Or(c.MaxArea, 1), cmp.Or(c.MinRatio, 3.0/4), cmp.Or(c.MaxRatio, 4.0/3)}
}

// Jitter is torchvision's ColorJitter: brightness, contrast and saturation are multiplied by a factor drawn uniformly
// from 1-amount..1+amount (from 0 where that is below), the hue is turned by up to its amount of a full turn either
// way. They come in this order, where torchvision's is random. Saturation and Hue need images of three channels.
type Jitter struct {
	Brightness float64 `json:"brightness"` // 0..10
	Contrast   float64 `json:"contrast"`   // 0..10
	Saturation float64 `json:"saturation"` // 0..10
	Hue        float64 `json:"hue"`        // 0..0.5
}

// Enabled reports whether a colour is changed.
func (j Jitter) Enabled() bool { return j != Jitter{} }

// RandAugment applies some operations drawn from torchvision's list of 14, one after the other (Cubuk et al., arXiv
// 1909.13719): identity, shear and translation along x and along y, rotation, brightness, colour, contrast, sharpness,
// posterize, solarize, autocontrast, equalize. What has a sign has either alike.
//
// The strength at magnitude m of 30 is torchvision's: shear 0.3 m/30, translation 150/331 m/30 of the width or height
// in whole pixels, rotation 30 m/30 degrees, brightness, colour, contrast and sharpness a factor of 1 +- 0.9 m/30,
// posterize 8 - 4 m/30 bits, solarize from the value 255 (1 - m/30) on. Positions between pixels are interpolated
// linearly. Images that have not three channels keep their colour.
type RandAugment struct {
	Operations int `json:"operations"` // on each image, 0..8; torchvision's default is 2
	Magnitude  int `json:"magnitude"`  // 0..30; torchvision's default is 9
}

// Enabled reports whether there are operations.
func (r RandAugment) Enabled() bool { return r.Operations > 0 }

// Erase is torchvision's RandomErasing (Zhong et al., arXiv 1708.04896): with a probability, a rectangle with a random
// share of the area and a random ratio of height to width (its logarithm uniform) gets the means of the recipe's
// normalisation, or black without one. Where ten draws do not fit nothing is erased. The zero value erases nothing.
type Erase struct {
	Probability float64 `json:"probability"` // 0..1; torchvision's default is 0.5
	MinArea     float64 `json:"min_area"`    // 0 means 0.02
	MaxArea     float64 `json:"max_area"`    // 0 means 0.33
	MinRatio    float64 `json:"min_ratio"`   // 0 means 0.3
	MaxRatio    float64 `json:"max_ratio"`   // 0 means 3.3
}

// Enabled reports whether anything is erased.
func (e Erase) Enabled() bool { return e != Erase{} }

func (e Erase) withDefaults() Erase {
	if !e.Enabled() {
		return e
	}
	return Erase{e.Probability, cmp.Or(e.MinArea, 0.02), cmp.Or(e.MaxArea, 0.33), cmp.Or(e.MinRatio, 0.3),
		cmp.Or(e.MaxRatio, 3.3)}
}

// Enabled reports whether the augmentation changes anything.
func (a Augment) Enabled() bool { return a != Augment{} }

// Mixing reports whether images of a batch, and their labels, are mixed: each image with the one before it in the
// batch, in one of two ways. MixUp (Zhang et al., arXiv 1710.09412) takes the share lambda of the image and 1 - lambda
// of the other; CutMix (Yun et al., arXiv 1905.04899) takes a rectangle of the area 1 - lambda from the other. Labels
// are mixed by lambda, of CutMix by the area that is left. Lambda is of Beta(alpha, alpha), one for each batch; of two
// ways each batch takes one, either alike. These are torchvision's MixUp and CutMix. The accuracy of the training
// curve is that by the image's own label.
func (a Augment) Mixing() bool { return a.MixUp > 0 || a.CutMix > 0 }

func (a Augment) withDefaults() Augment {
	a.Crop, a.Erase = a.Crop.withDefaults(), a.Erase.withDefaults()
	if a.MixShare == 1 {
		a.MixShare = 0
	}
	return a
}

// ValidFor returns an error wrapping [diversity.ErrInvalid] for colours of images that have none.
func (a Augment) ValidFor(channels int) error {
	if channels == 3 {
		return nil
	}
	for field, value := range map[string]float64{"Saturation": a.Jitter.Saturation, "Hue": a.Jitter.Hue} {
		if value != 0 {
			return diversity.Invalid("Recipe.Augment.Jitter."+field, value, fmt.Sprintf(
				"0, as the images have %d channels: only red, green and blue have colours", channels))
		}
	}
	return nil
}

func (a Augment) validate() error {
	if a.MixShare != 0 && !a.Mixing() {
		return diversity.Invalid("Recipe.Augment.MixShare", a.MixShare, "0, as neither MixUp nor CutMix is set")
	}
	if err := ranges([]bounds{
		{"Recipe.Augment.Shift", a.Shift, 0, 8},
		{"Recipe.Augment.Rotate", a.Rotate, 0, 180},
		{"Recipe.Augment.Scale", a.Scale, 0, 1},
		{"Recipe.Augment.Flip", a.Flip, 0, 1},
		{"Recipe.Augment.Pad", float64(a.Pad), 0, 64},
		{"Recipe.Augment.Rand.Operations", float64(a.Rand.Operations), 0, 8},
		{"Recipe.Augment.Rand.Magnitude", float64(a.Rand.Magnitude), 0, 30},
		{"Recipe.Augment.Jitter.Brightness", a.Jitter.Brightness, 0, 10},
		{"Recipe.Augment.Jitter.Contrast", a.Jitter.Contrast, 0, 10},
		{"Recipe.Augment.Jitter.Saturation", a.Jitter.Saturation, 0, 10},
		{"Recipe.Augment.Jitter.Hue", a.Jitter.Hue, 0, 0.5},
		{"Recipe.Augment.Cutout", float64(a.Cutout), 0, 4096},
		{"Recipe.Augment.MixUp", a.MixUp, 0, 10},
		{"Recipe.Augment.CutMix", a.CutMix, 0, 10},
		{"Recipe.Augment.MixShare", a.MixShare, 0, 1},
	}); err != nil {
		return err
	}
	if a.Rand.Magnitude > 0 && !a.Rand.Enabled() {
		return diversity.Invalid("Recipe.Augment.Rand.Magnitude", a.Rand.Magnitude, "0, as there are no Operations")
	}
	if err := a.Crop.validate(); err != nil {
		return err
	}
	return a.Erase.validate()
}

const highestRatio = 100

func (c Crop) validate() error {
	if !c.Enabled() {
		return nil
	}
	c = c.withDefaults()
	return ranges([]bounds{
		{"Recipe.Augment.Crop.MinArea", c.MinArea, 0.0001, 1},
		{"Recipe.Augment.Crop.MaxArea", c.MaxArea, c.MinArea, 1},
		{"Recipe.Augment.Crop.MinRatio", c.MinRatio, 1.0 / highestRatio, highestRatio},
		{"Recipe.Augment.Crop.MaxRatio", c.MaxRatio, c.MinRatio, highestRatio},
	})
}

func (e Erase) validate() error {
	if !e.Enabled() {
		return nil
	}
	e = e.withDefaults()
	return ranges([]bounds{
		{"Recipe.Augment.Erase.Probability", e.Probability, 0.0001, 1},
		{"Recipe.Augment.Erase.MinArea", e.MinArea, 0.0001, 1},
		{"Recipe.Augment.Erase.MaxArea", e.MaxArea, e.MinArea, 1},
		{"Recipe.Augment.Erase.MinRatio", e.MinRatio, 1.0 / highestRatio, highestRatio},
		{"Recipe.Augment.Erase.MaxRatio", e.MaxRatio, e.MinRatio, highestRatio},
	})
}

// Fields are what the augmentation does; of the parts beyond the affine map those that are there.
func (a Augment) Fields() []display.Field {
	fields := []display.Field{
		{Name: "shift, pixels", Value: a.Shift}, {Name: "rotation, degrees", Value: a.Rotate},
		{Name: "scale, of its logarithm", Value: a.Scale}, {Name: "mirrored, probability", Value: a.Flip},
	}
	for _, p := range a.parts() {
		fields = append(fields, display.Field{Name: p.name, Value: p.words})
	}
	return fields
}

func (a Augment) words() string {
	if !a.Enabled() {
		return "none"
	}
	var words []string
	if a.Shift != 0 || a.Rotate != 0 || a.Scale != 0 || a.Flip != 0 {
		words = append(words,
			fmt.Sprintf("shift %v pixels, rotation %v degrees, scale %v, mirror %v", a.Shift, a.Rotate, a.Scale, a.Flip))
	}
	for _, p := range a.parts() {
		words = append(words, p.name+" "+p.words)
	}
	return strings.Join(words, ", ")
}

type part struct{ name, words string }

// parts are those beyond the affine map that change something.
func (a Augment) parts() (list []part) {
	a = a.withDefaults()
	add := func(has bool, name, format string, values ...any) {
		if has {
			list = append(list, part{name, fmt.Sprintf(format, values...)})
		}
	}
	add(a.Pad > 0, "moved by whole pixels", "up to %d", a.Pad)
	add(a.Crop.Enabled(), "crop", "%v..%v of the area, ratios %.3g..%.3g", a.Crop.MinArea, a.Crop.MaxArea,
		a.Crop.MinRatio, a.Crop.MaxRatio)
	add(a.Rand.Enabled(), "RandAugment", "%d operations of magnitude %d", a.Rand.Operations, a.Rand.Magnitude)
	j := a.Jitter
	add(j.Enabled(), "jitter", "brightness %v, contrast %v, saturation %v, hue %v", j.Brightness, j.Contrast,
		j.Saturation, j.Hue)
	add(a.Erase.Enabled(), "erasing", "probability %v, %v..%v of the area", a.Erase.Probability, a.Erase.MinArea,
		a.Erase.MaxArea)
	add(a.Cutout > 0, "cutout", "%d pixels", a.Cutout)
	add(a.MixUp > 0, "mixup", "alpha %v", a.MixUp)
	add(a.CutMix > 0, "cutmix", "alpha %v", a.CutMix)
	add(a.MixShare > 0, "mixed batches", "share %v", a.MixShare)
	return list
}
