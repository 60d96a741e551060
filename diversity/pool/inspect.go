package pool

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity/display"
	"tradeoff/diversity/pool/internal/arrays"
	"tradeoff/diversity/pool/internal/prepared"
)

// inspected is how many images [Inspect] decodes at most.
const inspected = 200

// Inspection is what a folder or files of many images hold, as far as that is seen without preparing them. How to read
// them may be chosen by it.
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
	return []display.Field{
		{Name: "least", Value: s.Least},
		{Name: "median", Value: s.Median},
		{Name: "most", Value: s.Most},
	}
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
	seen, err := openInspected(ctx, path, o)
	if err != nil {
		return Inspection{}, err
	}
	defer func() { err = errors.Join(err, seen.close()) }()
	i = seen.counts()
	return i, i.decode(ctx, path, seen)
}

// inspectedSource is what there is to look at.
type inspectedSource struct {
	found   Found
	classes []prepared.Class
	images  int
	name    func(image int) string
	look    func(image int) (p picture, gray bool, err error) // the pixels are good until the next call
	close   func() error
}

func openInspected(ctx context.Context, path string, o FolderOptions) (inspectedSource, error) {
	files, err := findArrays(path, o)
	if err != nil {
		return inspectedSource{}, listingError(err)
	}
	decoding := FolderOptions{IgnoreOrientation: o.IgnoreOrientation, Background: o.Background}
	if files != nil {
		return inspectArrays(files, path, o, decoding)
	}
	f, err := list(ctx, path, o)
	if err != nil {
		return inspectedSource{}, err
	}
	look, err := lookAtFiles(f.open, decoding)
	return inspectedSource{f.found(), f.classes, len(f.images.Items), f.name, look, f.close}, err
}

// lookAtFiles makes a look of images that are files.
func lookAtFiles(open opener, o FolderOptions) (func(image int) (picture, bool, error), error) {
	read, err := newImageReader(o)
	return func(image int) (picture, bool, error) {
		p, err := look(image, open, read)
		return p, isGray(p.pixels), err
	}, err
}

func inspectArrays(files *arrays.Files, path string, o, decoding FolderOptions) (inspectedSource, error) {
	set, err := files.Open(o.arrays())
	if err != nil {
		return inspectedSource{}, listingError(err)
	}
	s, err := newArraySource(set, path, decoding)
	if err != nil {
		return inspectedSource{}, errors.Join(err, set.Close())
	}
	seen := inspectedSource{
		Found{
			Layout: files.Layout,
			Split:  files.Split,
			Notes:  set.Notes,
		},
		s.classes,
		set.Count(),
		s.name,
		s.lookAtPixels(),
		set.Close,
	}
	if set.Encoded() {
		open, err := s.reader()
		if err != nil {
			return inspectedSource{}, errors.Join(err, set.Close())
		}
		seen.look, err = lookAtFiles(open, decoding)
		return seen, err
	}
	return seen, nil
}

// lookAtPixels looks at images that are no files.
func (s *arraySource) lookAtPixels() func(image int) (picture, bool, error) {
	p := picture{
		height: s.set.Height, width: s.set.Width, pixels: make([]uint8, s.set.Height*s.set.Width*s.set.Channels),
	}
	return func(image int) (picture, bool, error) {
		err := s.set.Pixels(s.inSet[image], p.pixels)
		return p, s.set.Channels == 1 || s.set.Channels == 3 && isGray(p.pixels), err
	}
}

// counts is what is known without looking at images.
func (s inspectedSource) counts() Inspection {
	i := Inspection{Found: s.found, Images: s.images, Classes: len(s.classes)}
	groups, counts := map[string]bool{}, make([]int, len(s.classes))
	for k, c := range s.classes {
		counts[k] = c.Count
		if c.Group != "" {
			groups[c.Group] = true
		}
	}
	i.Groups, i.PerClass = len(groups), spanOf(counts)
	return i
}

// decode looks at a sample of the images.
func (i *Inspection) decode(ctx context.Context, path string, s inspectedSource) error {
	i.Gray = true
	var heights, widths, aspects []int
	step := max(1, float64(i.Images)/inspected)
	for at := 0.0; int(at) < i.Images && ctx.Err() == nil; at += step {
		p, gray, err := s.look(int(at))
		if err != nil {
			if !errors.Is(err, prepared.ErrBad) {
				return err
			}
			i.Bad = append(i.Bad, fmt.Sprintf("%s: %v", s.name(int(at)), err))
			continue
		}
		heights, widths = append(heights, p.height), append(widths, p.width)
		aspects = append(aspects, int(math.Round(100*float64(p.width)/float64(p.height))))
		i.Gray = i.Gray && gray
	}
	i.Decoded, i.Height, i.Width, i.Aspect = len(heights), spanOf(heights), spanOf(widths), spanOf(aspects)
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if i.Decoded == 0 {
		return fmt.Errorf("%w: %s holds no whole image: %s", ErrFormat, path, i.Bad[0])
	}
	return nil
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
