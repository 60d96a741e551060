package recipe

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// AugmentPart is one way in which an augmentation changes images.
type AugmentPart struct {
	Name    string  // such as "crop"
	Augment Augment // that part alone
}

// Fields are the name and what the part does.
func (p AugmentPart) Fields() []display.Field {
	return []display.Field{{Name: "part", Value: p.Name}, {Name: "augmentation", Value: p.Augment.words()}}
}

// Parts lists what the augmentation does, each part alone, in the order in which they are applied; none for one that
// changes nothing. Of parts that are mixed in, a share of the batches stays with each.
func (a Augment) Parts() (list []AugmentPart) {
	a = a.withDefaults()
	add := func(has bool, name string, part Augment) {
		if has {
			list = append(list, AugmentPart{name, part})
		}
	}
	add(a.Crop.Enabled(), "crop", Augment{Crop: a.Crop})
	add(a.Pad > 0, "moved by whole pixels", Augment{Pad: a.Pad})
	add(a.Shift > 0, "shift", Augment{Shift: a.Shift})
	add(a.Rotate > 0, "rotation", Augment{Rotate: a.Rotate})
	add(a.Scale > 0, "scale", Augment{Scale: a.Scale})
	add(a.Flip > 0, "mirror", Augment{Flip: a.Flip})
	add(a.Rand.Enabled(), "RandAugment", Augment{Rand: a.Rand})
	add(a.Jitter.Enabled(), "jitter", Augment{Jitter: a.Jitter})
	add(a.Erase.Enabled(), "erasing", Augment{Erase: a.Erase})
	add(a.Cutout > 0, "cutout", Augment{Cutout: a.Cutout})
	add(a.MixUp > 0, "mixup", Augment{MixUp: a.MixUp, MixShare: a.MixShare})
	add(a.CutMix > 0, "cutmix", Augment{CutMix: a.CutMix, MixShare: a.MixShare})
	return list
}

// Augmented are images as an augmentation makes them, in rows of equally many images: what pretrain.Augmented computes
// and figure.Augmented shows.
type Augmented struct {
	Height, Width, Channels int     // of every image
	Augment                 Augment // what was done
	ByImage                 bool    // a row is one image, as it is and at several uses; otherwise a part on several images
	Rows                    []AugmentedRow
}

// AugmentedRow is a row of images.
type AugmentedRow struct {
	Name   string
	Images []uint8 // [columns, Height, Width, Channels]
}

// Fields are the name and the number of values.
func (r AugmentedRow) Fields() []display.Field {
	return []display.Field{{Name: "row", Value: r.Name}, {Name: "bytes", Value: len(r.Images)}}
}

// Columns is the number of images of each row; 0 where there are none.
func (a Augmented) Columns() int {
	if size := a.Height * a.Width * a.Channels; size > 0 && len(a.Rows) > 0 {
		return len(a.Rows[0].Images) / size
	}
	return 0
}

// Validate returns an error wrapping diversity.ErrInvalid for rows that are not equally many whole images, 1..40 rows
// of 1..40, of 1, 3 or 4 channels and sides of 1..4096.
func (a Augmented) Validate() error {
	const most, longest = 40, 4096
	if min(a.Height, a.Width) < 1 || max(a.Height, a.Width) > longest ||
		a.Channels != 1 && a.Channels != 3 && a.Channels != 4 {
		return diversity.Invalid("Augmented", fmt.Sprintf("images of %dx%dx%d", a.Height, a.Width, a.Channels),
			fmt.Sprintf("sides of 1..%d and 1, 3 or 4 channels", longest))
	}
	if len(a.Rows) < 1 || len(a.Rows) > most {
		return diversity.Invalid("len(Augmented.Rows)", len(a.Rows), fmt.Sprintf("1..%d", most))
	}
	columns, size := a.Columns(), a.Height*a.Width*a.Channels
	if columns < 1 || columns > most {
		return diversity.Invalid("Augmented.Columns()", columns, fmt.Sprintf("1..%d", most))
	}
	for i, row := range a.Rows {
		if len(row.Images) != columns*size {
			return diversity.Invalid(fmt.Sprintf("len(Augmented.Rows[%d].Images)", i), len(row.Images),
				fmt.Sprintf("%d, %d images as in the first row", columns*size, columns))
		}
	}
	return nil
}

// Words say what was done to the images.
func (a Augmented) Words() string { return a.Augment.words() }

// Fields are the shape and what was done.
func (a Augmented) Fields() []display.Field {
	return []display.Field{
		{Name: "images", Value: fmt.Sprintf("%d rows of %d", len(a.Rows), a.Columns())},
		{Name: "shape", Value: fmt.Sprintf("%dx%dx%d", a.Height, a.Width, a.Channels)},
		{Name: "augmentation", Value: a.Words()},
	}
}
