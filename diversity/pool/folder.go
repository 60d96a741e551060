package pool

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"tradeoff/diversity/pool/internal/arrays"
	"tradeoff/diversity/pool/internal/prepared"
)

// Folder opens labelled images as they lie: a folder, a zip or tar archive (also compressed by gzip or bzip2), a table
// of paths and labels, or files that hold many images each. What was recognised, and what was left out, is said by
// [Pool.Found]. The layouts:
//
//	class folders         CLASS/image
//	group/class           GROUP/CLASS/image: groups are superclasses, and class IDs are "group/class"
//	class/images          CLASS/images/image beside box files, as in the train folder of Tiny-ImageNet
//	class/split           CLASS/train/image, CLASS/test/image
//	any depth             every folder that holds images is a class; to be asked for
//	annotations           images/ and val_annotations.txt, as in the val folder of Tiny-ImageNet
//	ImageNet validation   ILSVRC2012_val_*.JPEG with a list of labels, within the folder or in FolderOptions.Labels
//	                      (numbers: meta.mat of the devkit beside that list tells the synsets and the names of classes)
//	table                 a CSV, TSV or JSON-lines table of path, label (group, source, split), and the images
//	name prefix           CLASS_12.jpg, as Oxford-IIIT Pets; to be asked for
//	image list            the images that a list, FolderOptions.Labels, names one a line, and only these; the class is
//	                      behind the name, or its folder, or what it begins with, as in the official parts of DTD,
//	                      Food-101, Oxford-IIIT Pets and FGVC-Aircraft; to be asked for
//	label list            images in the order of their names, and in FolderOptions.Labels a list of their labels in that
//	                      order, also a MATLAB file, as Oxford's flowers; to be asked for
//	WebDataset            tar files of sample.jpg beside sample.cls or sample.json
//	class archives        CLASS.tar of images, as the archive of ImageNet's train images
//
// and on disk, in a folder without other folders or the only one in it, or named by their path:
//
//	IDX                   train-images-idx3-ubyte and train-labels-idx1-ubyte, also .gz, as MNIST, Fashion-MNIST, QMNIST
//	EMNIST                the same, named emnist-*, with rows and columns exchanged; Include chooses one of its divisions
//	CIFAR-10, CIFAR-100   the binary version; coarse labels are superclasses ([Pool.Relabelled] makes classes of them)
//	SVHN                  train_32x32.mat, test_32x32.mat and extra_32x32.mat: the cropped digits
//	NumPy                 an npz file, or npy or npz files of images (uint8) and of labels, as Kuzushiji-49
//	Parquet               with a column of images, as the Hugging Face hub writes it; only in a program that imports
//	                      package parquet below this one
//
// Classes of these are called by their names where the files tell a different one for each, else by their labels
// ([Pool.ClassName] is the name). Their pixels keep their channels unless Gray is set, and are resized as others are.
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
	store, err := folderStore(o)
	if err != nil {
		return Pool{}, err
	}
	in, err := findInput(path, o)
	if err != nil {
		return Pool{}, listingError(err)
	}
	if in.key != "" {
		if set, err := store.Open(in.key); err == nil {
			return openSet(set, aboutOf(set.About()), path, o)
		}
	}
	if in.arrays != nil {
		return prepareArrays(ctx, store, in, o)
	}
	return prepareFolder(ctx, store, in, o)
}

// folderStore is where the images are prepared, if the options are in range.
func folderStore(o FolderOptions) (prepared.Store, error) {
	if err := o.Validate(); err != nil {
		return prepared.Store{}, err
	}
	store, err := prepared.Default()
	if err != nil {
		return prepared.Store{}, fmt.Errorf("pool: %w", err)
	}
	return store, nil
}

// input is what a path names, as far as it is known without reading it.
type input struct {
	path   string
	key    string        // by which it is found again if it is prepared; "": it must be listed first
	arrays *arrays.Files // nil: it is a folder or an archive of image files, or a table
}

func findInput(path string, o FolderOptions) (input, error) {
	files, err := findArrays(path, o)
	if err != nil {
		return input{}, err
	}
	if files != nil {
		key, err := arraysKey(files, o)
		return input{path, key, files}, err
	}
	key, err := archiveKey(path, o)
	return input{path: path, key: key}, err
}

// prepareFolder lists what a path names, and opens it.
func prepareFolder(ctx context.Context, store prepared.Store, in input, o FolderOptions) (_ Pool, err error) {
	f, err := list(ctx, in.path, o)
	if err != nil {
		return Pool{}, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if again, err := archiveKey(in.path, o); err != nil || again != in.key {
		return Pool{}, errors.Join(fmt.Errorf("%w: %s changed while it was listed", ErrFormat, in.path), err)
	}
	key := in.key
	if key == "" {
		key = f.key(o)
	}
	about := aboutSet{spec: folderSpec(in.path, o), Found: f.found()}
	about.Options.Labels = f.images.Labels
	return prepareSet(ctx, store, f.source(key, o), about, in.path, o)
}

// folderSpec is how a folder is written down.
func folderSpec(path string, o FolderOptions) spec {
	o.OnProgress, o.Include, o.Exclude = nil, slices.Clone(o.Include), slices.Clone(o.Exclude)
	return spec{Source: sourceFolder, Dir: absolute(path), Options: &o, Reader: readerVersion}
}

// prepareSet prepares images unless they are, and opens them.
func prepareSet(ctx context.Context, store prepared.Store, from prepared.Source, about aboutSet, path string,
	o FolderOptions,
) (Pool, error) {
	var err error
	if from.About, err = json.Marshal(about); err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	set, err := store.Prepare(ctx, from, prepared.Options{Title: filepath.Base(path), OnProgress: o.OnProgress})
	if err != nil {
		return Pool{}, fmt.Errorf("pool: %w", err)
	}
	return openSet(set, about, path, o)
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
	origin := folderSpec(path, o)
	if origin.Reader = cmp.Or(about.Reader, readerVersion); about.Memory {
		origin = spec{Source: sourceMemory, Name: path}
	}
	return newPool(&source{origin: origin, layer: l, digest: l.digest, found: about.Found}), nil
}

// aboutSet is what a prepared set says of itself.
type aboutSet struct {
	spec
	Found  Found `json:"found,omitzero"`
	Memory bool  `json:"memory,omitempty"` // of a file system of a program, see [FolderFS]
}

// aboutOf reads it. What another program wrote there says nothing.
func aboutOf(text json.RawMessage) aboutSet {
	var about aboutSet
	if err := json.Unmarshal(text, &about); err != nil || about.Source != sourceFolder || about.Options == nil {
		return aboutSet{spec: spec{Options: &FolderOptions{}}}
	}
	return about
}
