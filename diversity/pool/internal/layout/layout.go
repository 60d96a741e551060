// Package layout lists labelled images as other people keep them: in folders, in archives, by a table. It says which
// layout it found and what it left out, and hands over the bytes of a file; it decodes nothing.
//
// Layouts, recognised by what is there or asked for by name:
//
//	class folders         CLASS/image
//	group/class           GROUP/CLASS/image: groups are superclasses
//	class/images          CLASS/images/image beside box files, as in the train folder of Tiny-ImageNet
//	class/split           CLASS/train/image, CLASS/test/image
//	any depth             every folder that holds images is a class; never guessed, to be asked for
//	annotations           images/ and val_annotations.txt, as in the val folder of Tiny-ImageNet
//	ImageNet validation   ILSVRC2012_val_*.JPEG with a list of labels, see [Options.Labels]
//	table                 images and a CSV, TSV or JSON-lines table of path, label (group, source, split)
//	name prefix           CLASS_12.jpg, as Oxford-IIIT Pets; never guessed, to be asked for
//	image list            the images that a list names, and only these; the class is behind the name, or its folder, or
//	                      what it begins with, as in the official parts of DTD, Food-101, Pets and Aircraft; to be asked
//	                      for
//	label list            images in the order of their names and a list of their labels in that order, also a MATLAB
//	                      file, as Oxford's flowers; never guessed, to be asked for
//	WebDataset            tar files of sample.jpg beside sample.cls or sample.json
//	class archives        CLASS.tar of images, as the archive of ImageNet's train images
//
// Each may lie within folders train, val, test: a listing is one split, train unless another is asked for, and never a
// superclass. Each may lie in a folder, a zip or tar archive, also compressed by gzip or bzip2, or any [fs.FS].
//
// Left out, and counted in a note: hidden names (.x), Thumbs.db, desktop.ini, __MACOSX; files that are no images by
// their extension (texts, tables, annotations); files beside the folders of classes; pipes, sockets and devices. Links
// to files and folders are followed. A link in a circle, a link to nothing, and a class that is another class's folder
// by a link are errors.
package layout

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// ErrLayout is wrapped by errors about what a source holds.
var ErrLayout = errors.New("not a layout of labelled images")

// ErrChanged is wrapped by errors about files that are not as they were listed.
var ErrChanged = errors.New("it changed while it was read")

// The names of layouts, for [Options.Layout] and [Listing.Layout].
const (
	ClassFolders       = "class folders"
	GroupClass         = "group/class"
	ClassImages        = "class/images"
	ClassSplit         = "class/split"
	AnyDepth           = "any depth"
	Annotations        = "annotations"
	ImageNetValidation = "ImageNet validation"
	Table              = "table"
	NamePrefix         = "name prefix"
	LabelList          = "label list"
	ImageList          = "image list"
	WebDataset         = "WebDataset"
	ClassArchives      = "class archives"
)

// Names are the names of all layouts.
func Names() []string {
	return []string{ClassFolders, GroupClass, ClassImages, ClassSplit, AnyDepth, Annotations, ImageNetValidation, Table,
		NamePrefix, LabelList, ImageList, WebDataset, ClassArchives}
}

// Bounds of what is listed and read.
const (
	maxItem    = 256 << 20 // bytes of one image file
	maxText    = 256 << 20 // bytes of a table or list of labels
	maxEntries = 1 << 25   // files and folders of a source
	maxDepth   = 12        // folders within folders
)

// Class is a class of a listing.
type Class struct {
	ID    string // the path of its folder, or its label in a table
	Name  string // its words in a list of synsets, or ""
	Group string // its superclass, or ""
}

// Item is an image file.
type Item struct {
	Class   int       // index of Listing.Classes
	Path    string    // within the source, between slashes
	Size    int64     // bytes
	ModTime time.Time // of a shard, if it is in one; zero where the source knows none
	Source  string    // photographer, session, camera: what a table says, or ""
	file    *file
}

// Listing is what a source holds. Close it when nothing is to be read any more.
type Listing struct {
	Layout  string   // one of [Names]
	Split   string   // the split that was listed, as its folder is called, or ""
	Labels  string   // Options.Labels, from the root on where it lies on disk beside the source
	Notes   []string // what was ignored or assumed
	Classes []Class  // sorted by ID, folder by folder, byte by byte
	Items   []Item   // sorted by class, then by path

	source source
}

// Open reads the bytes of an item, at most 256 MiB. It may be called from several goroutines at once.
func (l *Listing) Open(i int) ([]byte, error) { return l.source.read(l.Items[i].file, maxItem) }

// Close releases the source.
func (l *Listing) Close() error { return l.source.close() }

// Detect lists a folder, an archive or a table on disk. Errors about what is there wrap [ErrLayout] and name the file
// or folder; options out of range wrap diversity.ErrInvalid.
func Detect(ctx context.Context, path string, o Options) (*Listing, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	s, err := openPath(ctx, path, &o)
	if err != nil {
		return nil, err
	}
	return detect(ctx, s, o)
}

// DetectFS lists a file system, such as one in memory or embedded in a program. Its name appears in errors.
func DetectFS(ctx context.Context, fsys fs.FS, name string, o Options) (*Listing, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	s, err := openFS(ctx, fsys, name)
	if err != nil {
		return nil, err
	}
	return detect(ctx, s, o)
}

func detect(ctx context.Context, s source, o Options) (*Listing, error) {
	d := &detection{ctx: ctx, source: s, options: o, root: s.tree()}
	listing, err := d.run()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", s.name(), err), s.close())
	}
	return listing, nil
}
