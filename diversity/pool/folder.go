package pool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/photo"
	"tradeoff/diversity/pool/internal/prepared"
)

// FolderOptions says how [Folder] reads images. The zero value keeps three channels and the images' own size, and takes
// no file that is not a whole image.
type FolderOptions struct {
	Gray bool `json:"gray,omitempty"` // one channel of luminance instead of red, green and blue
	// pixels, 1..16384: resize every image; 0: all images must have one size
	Height     int    `json:"height,omitempty"`
	Width      int    `json:"width,omitempty"`      // set with Height
	Fit        Fit    `json:"fit,omitempty"`        // how an image of other proportions is resized
	Background string `json:"background,omitempty"` // of transparent images and of Pad: "black", "#rrggbb"; "" is white

	IgnoreOrientation bool `json:"ignore_orientation,omitempty"` // leave photographs as the camera held them
	// decode JPEGs at 1/2, 1/4 or 1/8 where that suffices: some times faster, with slightly other pixels
	Scaled bool `json:"scaled,omitempty"`

	OnBad      OnBad `json:"on_bad,omitempty"`      // what is done with files that are no whole images
	AllowEmpty bool  `json:"allow_empty,omitempty"` // leave classes without an image out, instead of an error

	// called now and then while the images are prepared, by one goroutine at a time; nil: not reported
	OnProgress func(Progress) `json:"-"`
}

// Fit is how an image is resized to other proportions.
type Fit string

// The ways to resize.
const (
	Stretch Fit = ""     // each side by itself
	Crop    Fit = "crop" // by the side that needs more, then the middle: the convention of ImageNet
	Pad     Fit = "pad"  // by the side that needs less, on the background
)

// OnBad is what [Folder] does with files that are no whole images.
type OnBad string

// The choices.
const (
	Fail OnBad = ""     // an error that names them
	Skip OnBad = "skip" // leave them out; [Pool.BadFiles] lists them
)

// Progress is the state of the preparation of images.
type Progress = prepared.Progress

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o FolderOptions) Validate() error {
	if o.Height < 0 || o.Height > maxSide || (o.Height == 0) != (o.Width == 0) {
		return diversity.Invalid("FolderOptions.Height", o.Height,
			fmt.Sprintf("1..%d, set together with Width, or both 0", maxSide))
	}
	if o.Width < 0 || o.Width > maxSide {
		return diversity.Invalid("FolderOptions.Width", o.Width,
			fmt.Sprintf("1..%d, set together with Height, or both 0", maxSide))
	}
	if o.Fit != Stretch && o.Fit != Crop && o.Fit != Pad {
		return diversity.Invalid("FolderOptions.Fit", fmt.Sprintf("%q", o.Fit), `Stretch (""), Crop ("crop") or Pad ("pad")`)
	}
	if o.Fit != Stretch && o.Height == 0 {
		return diversity.Invalid("FolderOptions.Fit", fmt.Sprintf("%q", o.Fit), "none without Height and Width")
	}
	if o.OnBad != Fail && o.OnBad != Skip {
		return diversity.Invalid("FolderOptions.OnBad", fmt.Sprintf("%q", o.OnBad), `Fail ("") or Skip ("skip")`)
	}
	if (photo.Options{Background: o.Background}).Validate() != nil {
		return diversity.Invalid("FolderOptions.Background", fmt.Sprintf("%q", o.Background),
			`"white" (or ""), "black" or "#rrggbb"`)
	}
	if o.Height*o.Width > photo.MaxPixels {
		return diversity.Invalid("FolderOptions.Height", o.Height, fmt.Sprintf("at most %d pixels", photo.MaxPixels))
	}
	return nil
}

func (o FolderOptions) channels() int {
	if o.Gray {
		return 1
	}
	return 3
}

// decoding is the options that decide about the pixels: sets that differ in others are prepared once.
func (o FolderOptions) decoding() FolderOptions {
	o.OnBad, o.AllowEmpty, o.OnProgress = Fail, false, nil
	return o
}

// Folder opens a folder of images, dir/class/image or dir/group/class/image (groups are superclasses), in sorted order.
// Images are PNG, JPEG, GIF (the first frame), WebP, BMP or TIFF, told by their content, and shown upright. They are
// decoded and resized in integers: the same pixels on every machine. Names that begin with a dot and files directly in
// dir are ignored. Class IDs are "class" or "group/class".
//
// The images are decoded once, on all cores, into a file below the cache directory (DIVERSITY_CACHE, else diversity in
// the user's cache directory) which all processes share: opening the folder again lists it and maps that file. They are
// decoded anew if the path, size or time of a file, the options or the version of the reader change. When it is
// interrupted, by its context or otherwise, the next call goes on from there; of several processes one prepares and the
// others wait. `kernel pool` lists, prepares and removes such files.
//
// Errors about the content wrap [ErrFormat] and name the files (the first 20, and how many) or the classes. A class
// whose images are all one and the same single colour is an error, too: often it is transparent paper read on a
// background of the colour of its ink.
func Folder(ctx context.Context, dir string, o FolderOptions) (Pool, error) {
	if err := o.Validate(); err != nil {
		return Pool{}, err
	}
	f, err := listFolder(dir, o.AllowEmpty)
	if err != nil {
		return Pool{}, err
	}
	store, err := prepared.Default()
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	from, err := newFolderSource(f, o)
	if err != nil {
		return Pool{}, err
	}
	set, err := store.Prepare(ctx, from.prepared(), prepared.Options{Title: filepath.Base(dir), OnProgress: o.OnProgress})
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	l, err := newPreparedLayer(set, o)
	if err != nil {
		return Pool{}, fmt.Errorf("%w: %s: %w", ErrFormat, dir, err)
	}
	return newPool(&source{origin: from.origin, layer: l, digest: l.digest}), nil
}

// folderSource is a listing with the options by which its images are read.
type folderSource struct {
	*listing
	options FolderOptions
	origin  spec
	about   []byte

	height, width int    // of every image, once they are known
	first         string // the image that decided about them; "" if the options did
}

func newFolderSource(f *listing, o FolderOptions) (*folderSource, error) {
	s := &folderSource{listing: f, options: o}
	s.options.OnProgress = nil
	s.origin = spec{Source: sourceFolder, Dir: absolute(f.dir), Options: &s.options, Reader: readerVersion}
	var err error
	s.about, err = json.Marshal(s.origin)
	return s, err
}

// prepared is the source as package prepared takes it.
func (s *folderSource) prepared() prepared.Source {
	return prepared.Source{
		Key: s.key(s.options), About: s.about, Classes: s.classes, Shape: s.shape,
		Name: func(i int) string { return s.files[i].name },
		NewDecoder: func() (prepared.Decode, error) {
			read, err := newImageReader(s.options)
			return func(i int, dst []uint8) error { return s.decode(i, dst, read) }, err
		},
	}
}

// shape is the size of every image: that of the first whole one, unless the options name one.
func (s *folderSource) shape() (height, width, channels int, err error) {
	s.height, s.width, s.first = s.options.Height, s.options.Width, ""
	read, err := newImageReader(s.options)
	if err != nil {
		return 0, 0, 0, err
	}
	for i := 0; s.height == 0; i++ {
		if i == len(s.files) {
			return 0, 0, 0, fmt.Errorf("%w: %s holds no whole image: %s: %w", ErrFormat, s.dir, s.path(0), err)
		}
		data, failed := s.open(i)
		if failed == nil {
			var p picture
			if p, failed = read(data); failed == nil {
				s.height, s.width, s.first = p.height, p.width, s.files[i].name
			}
		}
		if failed != nil && !errors.Is(failed, prepared.ErrBad) {
			return 0, 0, 0, failed
		}
		if i == 0 {
			err = failed
		}
	}
	return s.height, s.width, s.options.channels(), nil
}

// decode reads image i into dst.
func (s *folderSource) decode(i int, dst []uint8, read imageReader) error {
	data, err := s.open(i)
	if err != nil {
		return err
	}
	p, err := read(data)
	if err != nil {
		return err
	}
	if p.height != s.height || p.width != s.width {
		return badImage{errSize(p, s.height, s.width, s.first)}
	}
	copy(dst, p.pixels)
	return nil
}

// badImage is what is wrong with a file that is no whole image.
type badImage struct{ reason error }

// Error is the reason.
func (b badImage) Error() string { return b.reason.Error() }

// Unwrap makes it an error that is recorded.
func (b badImage) Unwrap() []error { return []error{prepared.ErrBad, b.reason} }
