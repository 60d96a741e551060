package pretrain

import (
	"cmp"
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/augment"
	"tradeoff/diversity/recipe"
)

// AugmentedOptions say what [Augmented] computes. The zero value changes the first 8 images of the set by each part of
// the augmentation.
type AugmentedOptions struct {
	Images  int    // of the set, its first ones, 1..40; 0 means 8, or as many as there are
	ByImage bool   // a row for each image: as it is, then as all parts together make it at several uses
	Uses    int    // with ByImage: of each image, 1..39; 0 means 7
	Seed    uint64 // of what is drawn, as that of [Trainer.Train]
}

func (o AugmentedOptions) validate() error {
	const most = 40
	if o.Images < 0 || o.Images > most {
		return diversity.Invalid("AugmentedOptions.Images", o.Images, fmt.Sprintf("1..%d, or 0 for 8", most))
	}
	if o.Uses < 0 || o.Uses >= most {
		return diversity.Invalid("AugmentedOptions.Uses", o.Uses, fmt.Sprintf("1..%d, or 0 for 7", most-1))
	}
	if o.Uses > 0 && !o.ByImage {
		return diversity.Invalid("AugmentedOptions.Uses", o.Uses, "0 without ByImage: there each image is used once")
	}
	return nil
}

// Augmented is what a recipe's augmentation does to images, for figure.Augmented: a row for each part alone between one
// of the images as they are and one of all parts together, or a row for each image. The images make one batch, in which
// mixup and cutmix mix each with the one before it. They are what training would see, but for a rounding of a value
// here and there: pure Go computes them, without a device, to the same pixels everywhere, in some seconds for the
// defaults and images of 64x64.
//
// Errors: [diversity.ErrInvalid] for bad options or data, for a recipe that does not fit the images or erases to the
// mean of a pool that is not filled in, and where the augmentation changes nothing.
func Augmented(r recipe.Recipe, data Data, o AugmentedOptions) (recipe.Augmented, error) {
	if !r.Augment.Erase.Enabled() && r.Augment.Cutout == 0 { // nothing else here depends on it
		r.Normalize = recipe.Normalization{}
	}
	if err := o.check(r, data); err != nil {
		return recipe.Augmented{}, err
	}
	out := recipe.Augmented{Height: data.Height, Width: data.Width, Channels: data.Channels,
		Augment: r.WithDefaults().Augment, ByImage: o.ByImage}
	size := data.Height * data.Width * data.Channels
	images := data.Images[:min(cmp.Or(o.Images, 8), len(data.Labels))*size]
	var err error
	if o.ByImage {
		out.Rows, err = imageRows(r, data, images, o)
	} else {
		out.Rows, err = partRows(r, data, images, o.Seed)
	}
	return out, err
}

func (o AugmentedOptions) check(r recipe.Recipe, data Data) error {
	if err := o.validate(); err != nil {
		return err
	}
	if err := data.Validate(); err != nil {
		return err
	}
	if data.Source != nil {
		return diversity.Invalid("Data.Source", data.Source.Name, "nothing: images are given as Data.Images here")
	}
	whole := Options{Recipe: r, Height: data.Height, Width: data.Width, Channels: data.Channels}
	if err := whole.validate(); err != nil {
		return err
	}
	if !r.Augment.Enabled() {
		return diversity.Invalid("Recipe.Augment", "nothing", "an augmentation that changes images")
	}
	return nil
}

// usesOf are uses of a batch under an augmentation.
func usesOf(r recipe.Recipe, a recipe.Augment, data Data, images []uint8, uses int, seed uint64) ([][]uint8, error) {
	r.Augment = a
	batches, err := augment.New(r, data.Height, data.Width, data.Channels).Uses(images, uses, seed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return batches, nil
}

// partRows have a part on all images.
func partRows(r recipe.Recipe, data Data, images []uint8, seed uint64) ([]recipe.AugmentedRow, error) {
	rows := []recipe.AugmentedRow{{Name: "as they are", Images: slices.Clone(images)}}
	parts := r.Augment.Parts()
	if len(parts) > 1 {
		parts = append(parts, recipe.AugmentPart{Name: "all together", Augment: r.Augment})
	}
	for _, part := range parts {
		batches, err := usesOf(r, part.Augment, data, images, 1, seed)
		if err != nil {
			return nil, err
		}
		rows = append(rows, recipe.AugmentedRow{Name: part.Name, Images: batches[0]})
	}
	return rows, nil
}

// imageRows have an image at all uses.
func imageRows(r recipe.Recipe, data Data, images []uint8, o AugmentedOptions) ([]recipe.AugmentedRow, error) {
	batches, err := usesOf(r, r.Augment, data, images, cmp.Or(o.Uses, 7), o.Seed)
	if err != nil {
		return nil, err
	}
	size := data.Height * data.Width * data.Channels
	var rows []recipe.AugmentedRow
	for i := range len(images) / size {
		row := recipe.AugmentedRow{Name: fmt.Sprintf("image %d, class %d", i+1, data.Labels[i]+1)}
		for _, batch := range slices.Concat([][]uint8{images}, batches) {
			row.Images = append(row.Images, batch[i*size:(i+1)*size]...)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
