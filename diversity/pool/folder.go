package pool

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"tradeoff/diversity/pool/internal/prepared"
)

// Folder opens labelled images as they lie: a folder, a zip or tar archive (also compressed by gzip or bzip2), or a
// table of paths and labels. What was recognised, and what was left out, is said by [Pool.Found]. The layouts:
//
//	class folders         CLASS/image
//	group/class           GROUP/CLASS/image: groups are superclasses, and class IDs are "group/class"
//	class/images          CLASS/images/image beside box files, as in the train folder of Tiny-ImageNet
//	class/split           CLASS/train/image, CLASS/test/image
//	any depth             every folder that holds images is a class; to be asked for
//	annotations           images/ and val_annotations.txt, as in the val folder of Tiny-ImageNet
//	ImageNet validation   ILSVRC2012_val_*.JPEG with a list of labels, within the folder or in FolderOptions.Labels
//	table                 a CSV, TSV or JSON-lines table of path, label (group, source, split), and the images
//	name prefix           CLASS_12.jpg, as Oxford-IIIT Pets; to be asked for
//	WebDataset            tar files of sample.jpg beside sample.cls or sample.json
//	class archives        CLASS.tar of images, as the archive of ImageNet's train images
//
// Any of them may lie in folders train, val and test. These are splits, never superclasses: a pool is one split, train
// unless FolderOptions.Split says another. Hidden names, Thumbs.db, desktop.ini, __MACOSX, files that are no images by
// their extension and what is no regular file are left out. Classes and images are in the order of their paths.
//
// Images are PNG, JPEG, GIF (the first frame), WebP, BMP or TIFF, told by their content, and shown upright. They are
// decoded and resized in integers: the same pixels on every machine.
//
// The images are decoded once, on all cores, into a file below the cache directory (DIVERSITY_CACHE, else diversity in
// the user's cache directory) which all processes share: opening the folder again lists it and maps that file; an
// archive is not even unpacked. They are decoded anew if the path, size or time of a file (of the archive), the options
// or the version of the reader change. When it is interrupted, by its context or otherwise, the next call goes on from
// there; of several processes one prepares and the others wait. `kernel pool` lists, prepares and removes such files.
//
// Errors about the content wrap [ErrFormat] and name the files (the first 20, and how many) or the classes. A class
// whose images are all one and the same single colour is an error, too: often it is transparent paper read on a
// background of the colour of its ink.
func Folder(ctx context.Context, path string, o FolderOptions) (Pool, error) {
	if err := o.Validate(); err != nil {
		return Pool{}, err
	}
	store, err := prepared.Default()
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	key, err := archiveKey(path, o)
	if err != nil {
		return Pool{}, listingError(err)
	}
	if key != "" {
		if set, err := store.Open(key); err == nil {
			return openSet(set, aboutOf(set.About()), path, o)
		}
	}
	return prepareFolder(ctx, store, path, key, o)
}

// prepareFolder lists what a path names, and opens it. The key is that of an archive, or "".
func prepareFolder(ctx context.Context, store prepared.Store, path, key string, o FolderOptions) (p Pool, err error) {
	f, err := list(ctx, path, o)
	if err != nil {
		return Pool{}, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if again, err := archiveKey(path, o); err != nil || again != key {
		return Pool{}, errors.Join(fmt.Errorf("%w: %s changed while it was listed", ErrFormat, path), err)
	}
	from, err := newFolderSource(f, key, o)
	if err != nil {
		return Pool{}, err
	}
	set, err := store.Prepare(ctx, from.prepared(), prepared.Options{Title: filepath.Base(path), OnProgress: o.OnProgress})
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	return openSet(set, from.aboutSet, path, o)
}

// openSet makes a pool of a set of what a path names.
func openSet(set *prepared.Set, about aboutSet, path string, o FolderOptions) (Pool, error) {
	l, err := newPreparedLayer(set, o)
	if err != nil {
		return Pool{}, fmt.Errorf("%w: %s: %w", ErrFormat, path, err)
	}
	if about.Options != nil {
		o.Labels = about.Options.Labels
	}
	o.OnProgress, o.Include, o.Exclude = nil, slices.Clone(o.Include), slices.Clone(o.Exclude)
	origin := spec{
		Source: sourceFolder, Dir: absolute(path), Options: &o, Reader: cmp.Or(about.Reader, readerVersion),
	}
	return newPool(&source{origin: origin, layer: l, digest: l.digest, found: about.Found}), nil
}

// aboutSet is what a prepared set says of itself.
type aboutSet struct {
	spec
	Found Found `json:"found,omitzero"`
}

// aboutOf reads it. What another program wrote there says nothing.
func aboutOf(text json.RawMessage) aboutSet {
	var about aboutSet
	if err := json.Unmarshal(text, &about); err != nil || about.Source != sourceFolder || about.Options == nil {
		return aboutSet{spec: spec{Options: &FolderOptions{}}}
	}
	return about
}

// folderSource is a listing with the options by which its images are read.
type folderSource struct {
	*listing
	options  FolderOptions
	setKey   string
	aboutSet aboutSet
	about    []byte // the same as text

	height, width int    // of every image, once they are known
	first         string // the image that decided about them; "" if the options did
}

// newFolderSource makes a source with the key of an archive, or of the listing if that is "".
func newFolderSource(f *listing, key string, o FolderOptions) (*folderSource, error) {
	s := &folderSource{listing: f, options: o, setKey: key}
	s.options.OnProgress, s.options.Labels = nil, f.images.Labels
	if key == "" {
		s.setKey = f.key(o)
	}
	s.aboutSet = aboutSet{
		spec:  spec{Source: sourceFolder, Dir: absolute(f.path), Options: &s.options, Reader: readerVersion},
		Found: Found{Layout: f.images.Layout, Split: f.images.Split, Notes: f.images.Notes},
	}
	var err error
	s.about, err = json.Marshal(s.aboutSet)
	return s, err
}

// prepared is the source as package prepared takes it.
func (s *folderSource) prepared() prepared.Source {
	return prepared.Source{
		Key: s.setKey, About: s.about, Classes: s.classes, Shape: s.shape,
		Name: s.name,
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
		if i == len(s.images.Items) {
			return 0, 0, 0, fmt.Errorf("%w: %s holds no whole image: %s: %w", ErrFormat, s.path, s.name(0), err)
		}
		data, failed := s.open(i)
		if failed == nil {
			var p picture
			if p, failed = read(data); failed == nil {
				s.height, s.width, s.first = p.height, p.width, s.name(i)
			}
		}
		if failed != nil && !errors.Is(failed, prepared.ErrBad) {
			return 0, 0, 0, failed
		}
		if i == 0 {
			err = failed
		}
	}
	return s.height, s.width, s.options.channels(), s.checkSizes(read)
}

// checkSizes compares the first images of all classes, so that photographs of many sizes are refused before all of
// them are decoded.
func (s *folderSource) checkSizes(read imageReader) error {
	if s.options.Height != 0 || s.options.OnBad != Fail {
		return nil
	}
	last := -1
	for i, item := range s.images.Items {
		if item.Class == last {
			continue
		}
		last = item.Class
		data, err := s.open(i)
		if err != nil {
			return err
		}
		if p, err := read(data); err == nil && (p.height != s.height || p.width != s.width) {
			return fmt.Errorf("%w: %s: %w", ErrFormat, s.name(i), errSize(p, s.height, s.width, s.first))
		}
	}
	return nil
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
