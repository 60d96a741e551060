package pool

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity/display"
	"tradeoff/diversity/pool/internal/prepared"
)

// inspected is how many images [Inspect] decodes at most.
const inspected = 200

// Inspection is what a folder holds, as far as that is seen without preparing it: how to read it may be chosen by it.
type Inspection struct {
	Found    Found
	Images   int  // in all classes
	Classes  int  // with images
	Groups   int  // superclasses; 0 if there are none
	PerClass Span // images of a class

	// of a sample of images, evenly spread over all
	Decoded int      // whole images of it
	Bad     []string // names of its files that are no whole images, each with the reason
	Height  Span     // pixels
	Width   Span     // pixels
	Aspect  Span     // width / height, in hundredths
	Gray    bool     // red, green and blue are equal in every pixel of every one
}

// Span is how some counts are spread.
type Span struct{ Least, Median, Most int }

// spanOf describes counts, of which there must be one.
func spanOf(counts []int) Span {
	if len(counts) == 0 {
		return Span{}
	}
	sorted := slices.Sorted(slices.Values(counts))
	return Span{sorted[0], sorted[len(sorted)/2], sorted[len(sorted)-1]}
}

// One reports whether all counts are equal.
func (s Span) One() bool { return s.Least == s.Most }

// String is the one count, or the least, median and most.
func (s Span) String() string {
	if s.One() {
		return fmt.Sprint(s.Least)
	}
	return fmt.Sprintf("%d to %d, median %d", s.Least, s.Most, s.Median)
}

// Fields are the three counts.
func (s Span) Fields() []display.Field {
	return []display.Field{{Name: "least", Value: s.Least}, {Name: "median", Value: s.Median}, {Name: "most", Value: s.Most}}
}

// Fields are what a table of an inspection shows.
func (i Inspection) Fields() []display.Field {
	return append(i.Found.Fields(), []display.Field{
		{Name: "images", Value: i.Images}, {Name: "classes", Value: i.Classes}, {Name: "superclasses", Value: i.Groups},
		{Name: "images of a class", Value: i.PerClass.String()},
		{Name: "decoded", Value: i.Decoded}, {Name: "bad files among them", Value: len(i.Bad)},
		{Name: "height, pixels", Value: i.Height.String()}, {Name: "width, pixels", Value: i.Width.String()},
		{Name: "gray", Value: display.YesNo(i.Gray)},
	}...)
}

// Display is the inspection as a table of its fields.
func (i Inspection) Display() display.Document { return display.FactsOf("What the folder holds", i) }

// Inspect lists what [Folder] would open, and decodes up to 200 of its images, in their own size and colours: it takes
// as long for a million images as for a thousand, the listing apart. Of the options it heeds those that choose files
// (Layout, Split, Include, Exclude, Labels, Columns, AllowEmpty) and IgnoreOrientation. A folder without one whole
// image among those is an error that wraps [ErrFormat].
func Inspect(ctx context.Context, path string, o FolderOptions) (i Inspection, err error) {
	if err := o.Validate(); err != nil {
		return Inspection{}, err
	}
	f, err := list(ctx, path, o)
	if err != nil {
		return Inspection{}, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	i = f.inspection()
	return i, i.decode(ctx, f, FolderOptions{IgnoreOrientation: o.IgnoreOrientation, Background: o.Background})
}

// inspection is what the listing tells.
func (l *listing) inspection() Inspection {
	i := Inspection{
		Found:  Found{Layout: l.images.Layout, Split: l.images.Split, Notes: slices.Clone(l.images.Notes)},
		Images: len(l.images.Items), Classes: len(l.classes),
	}
	groups, counts := map[string]bool{}, make([]int, len(l.classes))
	for k, c := range l.classes {
		counts[k] = c.Count
		if c.Group != "" {
			groups[c.Group] = true
		}
	}
	i.Groups, i.PerClass = len(groups), spanOf(counts)
	return i
}

// decode looks at a sample of the images.
func (i *Inspection) decode(ctx context.Context, f *listing, o FolderOptions) error {
	read, err := newImageReader(o)
	if err != nil {
		return err
	}
	i.Gray = true
	var heights, widths, aspects []int
	step := max(1, float64(i.Images)/inspected)
	for at := 0.0; int(at) < i.Images && ctx.Err() == nil; at += step {
		p, err := f.picture(int(at), read)
		if err != nil {
			if !errors.Is(err, prepared.ErrBad) {
				return err
			}
			i.Bad = append(i.Bad, fmt.Sprintf("%s: %v", f.name(int(at)), err))
			continue
		}
		heights, widths = append(heights, p.height), append(widths, p.width)
		aspects = append(aspects, int(math.Round(100*float64(p.width)/float64(p.height))))
		i.Gray = i.Gray && isGray(p.pixels)
	}
	i.Decoded, i.Height, i.Width, i.Aspect = len(heights), spanOf(heights), spanOf(widths), spanOf(aspects)
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if i.Decoded == 0 {
		return fmt.Errorf("%w: %s holds no whole image: %s", ErrFormat, f.path, i.Bad[0])
	}
	return nil
}

// picture decodes image i; its pixels are good until the next call.
func (l *listing) picture(i int, read imageReader) (picture, error) {
	data, err := l.open(i)
	if err != nil {
		return picture{}, err
	}
	return read(data)
}

// isGray reports whether the channels of an image [height, width, 3] are equal.
func isGray(pixels []uint8) bool {
	for i := 0; i+2 < len(pixels); i += 3 {
		if pixels[i] != pixels[i+1] || pixels[i] != pixels[i+2] {
			return false
		}
	}
	return true
}
