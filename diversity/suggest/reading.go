package suggest

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// Color says whether images are read in colour.
type Color string

// The values of [ReadingOptions].Color.
const (
	AsFound Color = ""     // gray if all images that were looked at are
	Gray    Color = "gray" // one channel of luminance
	RGB     Color = "rgb"  // red, green and blue
)

// ReadingOptions are what the user chooses instead of [Reading]. The zero value leaves all of it to Reading.
type ReadingOptions struct {
	Color Color
	Size  int // pixels of both sides, 8..1024; 0: chosen
}

func (o ReadingOptions) validate() error {
	if o.Color != AsFound && o.Color != Gray && o.Color != RGB {
		return diversity.Invalid("ReadingOptions.Color", fmt.Sprintf("%q", o.Color), `"gray", "rgb", or "" for what is found`)
	}
	if o.Size != 0 && (o.Size < 8 || o.Size > 1024) {
		return diversity.Invalid("ReadingOptions.Size", o.Size, "8..1024, or 0 to have it chosen")
	}
	return nil
}

// Read is how images are to be read, with the reasons.
type Read struct {
	Options   pool.FolderOptions
	Decisions []Decision
}

// Display is the table of the decisions.
func (r Read) Display() display.Document {
	return display.Document{Parts: []display.Part{display.TableOf("How the images are read", r.Decisions)}}
}

// sides below which images of one size are kept as they are, and to which others are brought.
const (
	smallSide = 64
	photoSide = 32
)

// Reading chooses how the images of a folder are read.
//
//   - In gray, if every image that was looked at is gray; else in colour.
//   - In their own size, if all have one of at most 64x64; else in 32x32 pixels, which a study of many trainings can
//     afford on a CPU.
//   - JPEGs are decoded at a fraction of their size where most images are at least twice as large as that.
//   - Images of one proportion are resized as a whole; of several, the middle square is taken after the short side was
//     brought to the size, so that nothing is stretched (as is usual with ImageNet).
//   - Where files are damaged they are left out and listed, instead of an error.
func Reading(i pool.Inspection, o ReadingOptions) (Read, error) {
	if err := o.validate(); err != nil {
		return Read{}, err
	}
	var r Read
	r.color(i, o.Color)
	r.size(i, o.Size)
	if len(i.Bad) > 0 {
		r.Options.OnBad = pool.Skip
		r.Decisions = append(r.Decisions, decide("damaged files", "left out", "%d of %d looked at are no whole images",
			len(i.Bad), len(i.Bad)+i.Decoded))
	}
	return r, nil
}

func (r *Read) color(i pool.Inspection, color Color) {
	why := asked
	if color == AsFound {
		color, why = RGB, fmt.Sprintf("some of the %d images looked at are in colour", i.Decoded)
		if i.Gray {
			color, why = Gray, fmt.Sprintf("all %d images looked at are gray", i.Decoded)
		}
	}
	r.Options.Gray = color == Gray
	r.Decisions = append(r.Decisions, decide("colour", color, "%s", why))
}

func (r *Read) size(i pool.Inspection, size int) {
	one := i.Height.One() && i.Width.One()
	if size == 0 && one && max(i.Height.Most, i.Width.Most) <= smallSide {
		r.Decisions = append(
			r.Decisions,
			decide("size", fmt.Sprintf("%dx%d", i.Height.Most, i.Width.Most), "that of the images"),
		)
		return
	}
	why := asked
	if size == 0 {
		size, why = photoSide, fmt.Sprintf("the images are %s pixels high and %s wide; many trainings on a CPU need less",
			i.Height, i.Width)
	}
	r.Options.Height, r.Options.Width = size, size
	r.Decisions = append(r.Decisions, decide("size", fmt.Sprintf("%dx%d", size, size), "%s", why))
	if min(i.Height.Median, i.Width.Median) >= 2*size {
		r.Options.Scaled = true
		r.Decisions = append(r.Decisions, decide("decoding", "at a fraction of the size",
			"most images are at least twice as large: JPEGs at 1/2, 1/4 or 1/8, some times faster, with slightly other pixels"))
	}
	if i.Aspect.Least == 100 && i.Aspect.Most == 100 {
		return
	}
	r.Options.Fit = pool.Crop
	r.Decisions = append(
		r.Decisions,
		decide("fit", "crop", "width / height is %.2f to %.2f: the middle square, nothing stretched",
			float64(i.Aspect.Least)/100, float64(i.Aspect.Most)/100),
	)
}
