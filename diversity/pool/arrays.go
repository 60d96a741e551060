package pool

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/arrays"
	"tradeoff/diversity/pool/internal/layout"
	"tradeoff/diversity/pool/internal/photo"
	"tradeoff/diversity/pool/internal/prepared"
)

// findArrays finds files that hold many images each; nil if a path names something else.
func findArrays(path string, o FolderOptions) (*arrays.Files, error) {
	if slices.Contains(layout.Names(), o.Layout) {
		return nil, nil
	}
	return arrays.Find(path, o.arrays())
}

// arrays is the options as the readers of arrays take them.
func (o FolderOptions) arrays() arrays.Options {
	filter := o.listing()
	return arrays.Options{
		Layout: o.Layout, Split: o.Split, LabelFile: o.Labels, LeavesOut: filter.LeavesOut,
		Columns: arrays.Columns{
			Image: o.Columns.Image, Label: o.Columns.Label, Group: o.Columns.Group, Source: o.Columns.Source,
		},
	}
}

// arraysKey is the hash by which the images of files are found again once they are prepared: by the sizes and times of
// the files, without reading them.
func arraysKey(files *arrays.Files, o FolderOptions) (string, error) {
	decoding := o.decoding()
	decoding.Columns, decoding.Split = o.Columns, o.Split
	out := sha256.New()
	writeKey(out, "arrays 1", "layout", files.Dir, decoding)
	fmt.Fprintf(out, "version %d\nlayout %s\n", arrays.Version, files.Layout)
	for _, path := range files.Inputs() {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(out, "file %q %d %d\n", filepath.Base(path), info.Size(), info.ModTime().UnixNano())
	}
	return sumKey(out.Sum(nil)), nil
}

// prepareArrays reads files that hold many images each, and opens them.
func prepareArrays(ctx context.Context, store prepared.Store, in input, o FolderOptions) (_ Pool, err error) {
	set, err := in.arrays.Open(o.arrays())
	if err != nil {
		return Pool{}, listingError(err)
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	s, err := newArraySource(set, in.path, o)
	if err != nil {
		return Pool{}, err
	}
	if again, err := arraysKey(in.arrays, o); err != nil || again != in.key {
		return Pool{}, errors.Join(fmt.Errorf("%w: %s changed while it was read", ErrFormat, in.path), err)
	}
	about := aboutSet{
		spec: folderSpec(in.path, o), Found: Found{
			Layout: in.arrays.Layout, Split: cmp.Or(in.arrays.Split, set.Split), Notes: set.Notes,
		},
	}
	return prepareSet(ctx, store, s.prepared(in.key), about, in.path, o)
}

// arraySource is a set of images with the options by which they are read. Its images are in the order of their classes.
type arraySource struct {
	set     *arrays.Set
	path    string
	options FolderOptions
	classes []prepared.Class
	inSet   []int // the number in the set of each image
}

func newArraySource(set *arrays.Set, path string, o FolderOptions) (*arraySource, error) {
	s := &arraySource{set: set, path: path, options: o}
	s.options.OnProgress = nil
	if set.Channels == 1 {
		s.options.Gray = true
	}
	if n := set.Channels; !set.Encoded() && n != 1 && n != 3 && (o.Gray || o.Fit == Pad) {
		return nil, diversity.Invalid("FolderOptions.Gray and Fit", fmt.Sprintf("%v, %q", o.Gray, o.Fit),
			fmt.Sprintf("neither Gray nor Pad, which need images of 1 or 3 channels, for the %d of %s", n, path))
	}
	for _, c := range set.Classes {
		s.classes = append(s.classes, prepared.Class{ID: c.ID, Name: c.Name, Group: c.Group})
	}
	for _, class := range set.Labels {
		s.classes[class].Count++
	}
	next := make([]int, len(s.classes))
	for i := range s.classes[1:] {
		next[i+1] = next[i] + s.classes[i].Count
	}
	s.inSet = make([]int, set.Count())
	for i, class := range set.Labels {
		s.inSet[next[class]] = i
		next[class]++
	}
	return s, nil
}

func (s *arraySource) name(image int) string { return s.set.Name(s.inSet[image]) }

// prepared is the source as package prepared takes it.
func (s *arraySource) prepared(key string) prepared.Source {
	from := prepared.Source{Key: key, Classes: s.classes, Name: s.name, Shape: s.shape, NewDecoder: s.newDecoder}
	if s.set.Encoded() {
		encoded := s.encoded()
		from.Order, from.Shape, from.NewDecoder = encoded.order, encoded.shape, encoded.newDecoder
	}
	if s.set.Sources != nil {
		from.Maker = func(image int) string { return s.set.Sources[s.inSet[image]] }
	}
	return from
}

// encoded is the source of images that are files: they are read in the order of the set.
func (s *arraySource) encoded() *encodedSource {
	e := &encodedSource{
		path: s.path, options: s.options, count: len(s.inSet), name: s.name, order: make([]int, len(s.inSet)),
		reader: s.reader,
	}
	for image, i := range s.inSet {
		e.order[i] = image
	}
	seen := make([]bool, len(s.classes))
	for i, class := range s.set.Labels {
		if !seen[class] {
			e.firsts = append(e.firsts, e.order[i])
		}
		seen[class] = true
	}
	return e
}

// reader reads image files; what is wrong with one is its own fault, but for a disk that fails.
func (s *arraySource) reader() (opener, error) {
	read, err := s.set.Reader()
	return func(image int) ([]byte, error) {
		data, err := read(s.inSet[image])
		if errors.Is(err, arrays.ErrFormat) {
			return nil, badImage{err}
		}
		return data, err
	}, err
}

// shape is the size of every image: that of the set, unless the options name one.
func (s *arraySource) shape() (height, width, channels int, err error) {
	height, width, channels = s.set.Height, s.set.Width, s.set.Channels
	if s.options.Height > 0 {
		height, width = s.options.Height, s.options.Width
	}
	if s.options.Gray {
		channels = 1
	}
	return height, width, channels, nil
}

// newDecoder makes what reads pixels, for one goroutine.
func (s *arraySource) newDecoder() (prepared.Decode, error) {
	decoder, err := photo.NewDecoder(s.options.photo())
	if err != nil {
		return nil, err
	}
	buffer := make([]uint8, s.set.Height*s.set.Width*s.set.Channels)
	return func(image int, dst []uint8) ([]string, error) {
		if err := s.set.Pixels(s.inSet[image], buffer); err != nil {
			return nil, err
		}
		p, err := decoder.Reshape(photo.Picture{
			Height: s.set.Height, Width: s.set.Width, Channels: s.set.Channels, Pixels: buffer,
		})
		if err != nil {
			return nil, badImage{err}
		}
		copy(dst, p.Pixels)
		return nil, nil
	}, nil
}
