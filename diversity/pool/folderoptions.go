package pool

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/arrays"
	"tradeoff/diversity/pool/internal/layout"
	"tradeoff/diversity/pool/internal/photo"
	"tradeoff/diversity/pool/internal/prepared"
)

// FolderOptions says how [Folder] reads images. The zero value keeps three channels and the images' own size, and takes
// no file that is not a whole image; it recognises the layout, and takes the split train where there are splits.
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

	// "class folders", "group/class", "class/images", "class/split", "any depth", "annotations", "ImageNet validation",
	// "table", "name prefix", "label list", "image list", "WebDataset", "class archives", "IDX", "EMNIST", "CIFAR-10",
	// "CIFAR-100", "SVHN", "NumPy" or "Parquet", as [Folder] describes them; "": what is recognised
	Layout string `json:"layout,omitempty"`
	// "train", "val" or "test", also by the other names of such folders (training; valid, validation, dev; testing), or
	// what the column of splits of a table holds; "": train where there are splits
	Split string `json:"split,omitempty"`
	// Patterns of package path, with ** for any number of folders. One without a slash is matched with the last name of
	// a path, one with a slash with the whole path within the folder or archive. A folder that Exclude matches is left
	// out with all that is in it; if there is an Include, files that it does not match are left out.
	Include []string `json:"include,omitempty"`
	Exclude []string `json:"exclude,omitempty"`
	// a table, a list of labels, or the labels of IDX and npy files: a path within the folder or archive, or on disk; "":
	// what is found within
	Labels  string  `json:"labels,omitempty"`
	Columns Columns `json:"columns,omitzero"` // of the table, the npz file or the Parquet files

	// called now and then while the images are prepared, by one goroutine at a time; nil: not reported
	OnProgress func(Progress) `json:"-"`
}

// Columns are the names of a table's columns. Empty ones are looked for by their usual names.
type Columns struct {
	// usually path, file, file_name, filename, image, image_path, filepath, image_id, id
	Path   string `json:"path,omitempty"`
	Label  string `json:"label,omitempty"`  // usually label, class, category, target, class_name, species, breed
	Group  string `json:"group,omitempty"`  // usually group, superclass, supercategory, family
	Source string `json:"source,omitempty"` // usually source, photographer, session, camera, user, location
	Split  string `json:"split,omitempty"`  // usually split, subset, set, partition
	// of npz and Parquet files, where the others but Label are never looked for: usually image, img, images, x, data
	Image string `json:"image,omitempty"`
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
	if slices.Contains(arrays.Layouts(), o.Layout) {
		o.Layout = "" // of the layouts of folders
	}
	if o.Layout != "" && !slices.Contains(layout.Names(), o.Layout) {
		return diversity.Invalid("FolderOptions.Layout", fmt.Sprintf("%q", o.Layout),
			strings.Join(append(layout.Names(), arrays.Layouts()...), ", ")+", or empty to recognise it")
	}
	return o.listing().Validate()
}

// listing is the options that decide what is listed.
func (o FolderOptions) listing() layout.Options {
	return layout.Options{
		Layout: o.Layout, Split: o.Split, Include: o.Include, Exclude: o.Exclude, AllowEmpty: o.AllowEmpty, Labels: o.Labels,
		Columns: layout.Columns{
			Path: o.Columns.Path, Label: o.Columns.Label, Group: o.Columns.Group, Source: o.Columns.Source,
			Split: o.Columns.Split,
		},
	}
}

func (o FolderOptions) channels() int {
	if o.Gray {
		return 1
	}
	return 3
}

// decoding is the options that decide about the pixels: sets that differ in others are prepared once.
func (o FolderOptions) decoding() FolderOptions {
	return FolderOptions{
		Gray: o.Gray, Height: o.Height, Width: o.Width, Fit: o.Fit, Background: o.Background,
		IgnoreOrientation: o.IgnoreOrientation, Scaled: o.Scaled,
	}
}
