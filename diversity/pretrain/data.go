package pretrain

import (
	"fmt"

	"tradeoff/diversity"
)

// Data is a labelled image set.
type Data struct {
	Images                  []uint8 // [M, Height, Width, Channels], at least one image; nil with a Source
	Source                  *Source // reads the images when they are needed, of sets too large for memory; may be nil
	Height, Width, Channels int     // must be those of the trainer
	Labels                  []int32 // [M], each in 0..Classes-1
	Classes                 int     // K, at least 1
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field which contradicts the others.
func (d Data) Validate() error {
	if err := validShape("Data", d.Height, d.Width, d.Channels); err != nil {
		return err
	}
	if len(d.Labels) == 0 {
		return diversity.Invalid("len(Data.Labels)", 0, "at least 1 image")
	}
	if err := d.validImages(); err != nil {
		return err
	}
	if d.Classes < 1 || d.Classes > maxClasses {
		return diversity.Invalid("Data.Classes", d.Classes, fmt.Sprintf("1..%d", maxClasses))
	}
	for i, label := range d.Labels {
		if label < 0 || int(label) >= d.Classes {
			return diversity.Invalid(fmt.Sprintf("Data.Labels[%d]", i), label, fmt.Sprintf("0..%d", d.Classes-1))
		}
	}
	return nil
}

func (d Data) validImages() error {
	if d.Source != nil && len(d.Images) > 0 {
		return diversity.Invalid("Data.Images", fmt.Sprintf("%d bytes", len(d.Images)), "none beside Data.Source")
	}
	if d.Source != nil {
		return d.Source.validate()
	}
	if size := d.Height * d.Width * d.Channels; len(d.Images) != len(d.Labels)*size {
		return diversity.Invalid("len(Data.Images)", len(d.Images), fmt.Sprintf("%d = %d labels * %d * %d * %d",
			len(d.Labels)*size, len(d.Labels), d.Height, d.Width, d.Channels))
	}
	return nil
}

const (
	maxSide     = 4096
	maxChannels = 64
	maxClasses  = 1 << 20
)

func validShape(owner string, height, width, channels int) error {
	for _, c := range []struct {
		field      string
		value, top int
	}{{"Height", height, maxSide}, {"Width", width, maxSide}, {"Channels", channels, maxChannels}} {
		if c.value < 1 || c.value > c.top {
			return diversity.Invalid(owner+"."+c.field, c.value, fmt.Sprintf("1..%d", c.top))
		}
	}
	return nil
}
