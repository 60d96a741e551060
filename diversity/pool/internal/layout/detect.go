package layout

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// detection finds out what a source holds.
type detection struct {
	ctx     context.Context
	source  source
	options Options
	root    *folder
	notes   []string
	split   string    // name of the split's folder
	outside string    // path of the file of Options.Labels, if it is not within the source
	above   []*folder // the folders around what is listed, where lists of labels and words may lie
}

func (d *detection) note(format string, args ...any) {
	const longest = 600 // letters: names may have thousands
	d.notes = append(d.notes, fmt.Sprintf("%.*s", longest, fmt.Sprintf(format, args...)))
}

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrLayout}, args...)...)
}

func (d *detection) run() (*Listing, error) {
	d.noteIgnored()
	d.above = []*folder{d.root}
	base := d.unwrap(d.root)
	base, err := d.pickSplit(base)
	if err != nil {
		return nil, err
	}
	layout := d.options.Layout
	if layout == "" {
		if err := d.packedArrays(base); err != nil {
			return nil, err
		}
		if base, layout, err = d.recognise(base); err != nil {
			return nil, err
		}
	}
	c := &collection{detection: d, base: base}
	if err := c.collect(layout); err != nil {
		return nil, err
	}
	return c.listing(layout)
}

// noteIgnored removes what is never listed and says so.
func (d *detection) noteIgnored() {
	hidden, leftOut := d.root.prune(d.options)
	if hidden > 0 {
		d.note("%s ignored: hidden names, Thumbs.db, desktop.ini, __MACOSX", count(hidden, "name"))
	}
	if leftOut > 0 {
		d.note("%s left out by Include and Exclude", count(leftOut, "name"))
	}
	var odd []string
	d.root.walk(func(f *folder) { odd = append(odd, f.odd...) })
	if len(odd) > 0 {
		d.note("%s ignored that are no regular files: %s", count(len(odd), "name"), few(odd))
	}
}

// unwrap goes to where the images of an archive or a well-known collection are.
func (d *detection) unwrap(f *folder) *folder {
	if inner := f.subPath("ILSVRC", "Data", "CLS-LOC"); inner != nil {
		d.note("ILSVRC/Data/CLS-LOC of ImageNet opened")
		d.above = append(d.above, inner)
		return inner
	}
	_, isArchive := d.source.(*disk)
	for !isArchive && len(f.folders) == 1 && len(f.files) == 0 && f.folders[0].hasFolders() {
		f = f.folders[0]
		d.above = append(d.above, f)
		d.note("folder %s of the archive opened", f.path)
	}
	return f
}

// read reads a list or a table, of the source or beside it.
func (d *detection) read(f *file) ([]byte, error) {
	if f.disk != "" {
		return regular.Read(f.disk, maxText)
	}
	return d.source.read(f, maxText)
}

func anyFolder(*folder) bool { return true }

func (f *folder) hasFolders() bool { return len(f.folders) > 0 }

// images are the files of a folder that may be images.
func (f *folder) images() []*file {
	var out []*file
	for _, file := range f.files {
		if !isNoImage(file.name) {
			out = append(out, file)
		}
	}
	return out
}

func (f *folder) hasImages() bool {
	return slices.ContainsFunc(f.files, func(file *file) bool { return !isNoImage(file.name) })
}

// pictureFolders are names of folders within a class, or around all classes, that say no more than that images are
// there.
func isPictureFolder(name string) bool {
	return slices.Contains([]string{"images", "image", "imgs", "img", "jpg", "jpeg", "png", "photos", "jpegimages",
		"pictures"}, strings.ToLower(name))
}

// recognise finds the layout of a split, or of everything where there are no splits, and the folder it begins in.
func (d *detection) recognise(f *folder) (*folder, string, error) {
	switch {
	case d.isClassArchives(f):
		return f, ClassArchives, nil
	case isWebDataset(f) || d.hasShards(f):
		return f, WebDataset, nil
	case f.file(annotationsFile) != nil && f.sub("images") != nil:
		return f, Annotations, nil
	case !f.hasFolders() && isValidation(f):
		return f, ImageNetValidation, nil
	case d.findTable(f) != nil:
		return f, Table, nil
	case f.hasFolders() && allSplits(f.folders) && !slices.ContainsFunc(f.folders, (*folder).hasFolders):
		return nil, "", wrong("the folders %s hold files and no folders of classes, and there is no table of labels: expected "+
			"either, or FolderOptions.Layout = %q if these are classes", few(names(f.folders, anyFolder)), ClassFolders)
	}
	if inner := onlyPictures(f); inner != nil {
		d.noteBeside(f, inner)
		return d.recognise(inner)
	}
	if !f.hasFolders() {
		return nil, "", d.nothing(f)
	}
	layout, err := folderLayout(f)
	return f, layout, err
}

// onlyPictures is the folder images/ that holds all folders of classes, as in DTD, Food-101 and CUB-200.
func onlyPictures(f *folder) *folder {
	for _, inner := range f.folders {
		if isPictureFolder(inner.name) && inner.hasFolders() && !inner.hasImages() &&
			!slices.ContainsFunc(f.folders, func(other *folder) bool { return other != inner && holdsImages(other) }) {
			return inner
		}
	}
	return nil
}

// holdsImages reports whether there may be an image anywhere in a folder.
func holdsImages(f *folder) bool {
	return f.hasImages() || slices.ContainsFunc(f.folders, holdsImages)
}

func (d *detection) noteBeside(f, chosen *folder) {
	var others []string
	for _, inner := range f.folders {
		if inner != chosen {
			others = append(others, inner.name)
		}
	}
	d.above = append(d.above, chosen)
	if len(others) > 0 {
		d.note("folder %s opened; folders beside it left out: %s", chosen.path, few(others))
	}
}

// nothing says what there is where no layout was found.
func (d *detection) nothing(f *folder) error {
	images := f.images()
	if arrays := firstArrays(f); arrays != nil {
		return unpackFirst(f, arrays)
	}
	if len(images) == 0 {
		return wrong("%s holds no image and no folder, expected a folder of images for each class", f.title())
	}
	return wrong("%s holds %s (%s ...) and neither folders nor a table that say their classes: expected a folder of images "+
		"for each class, or a table with columns of paths and labels (FolderOptions.Labels, FolderOptions.Columns), "+
		"or FolderOptions.Layout = %q for names such as cat_12.jpg", f.title(), count(len(images), "file"), images[0].name, NamePrefix)
}

func (f *folder) title() string {
	if f.path == "." {
		return "it"
	}
	return "folder " + f.path
}

// folderLayout tells layouts of folders by their depth.
func folderLayout(f *folder) (string, error) {
	var flat, deep *folder
	for _, inner := range f.folders {
		switch images := inner.hasImages(); {
		case images && inner.hasFolders():
			return "", wrong("%s holds both folders (%s) and files (%s): expected one or the other, or FolderOptions.Layout = %q, "+
				"or an Exclude", inner.path, inner.folders[0].name, inner.images()[0].name, AnyDepth)
		case images:
			flat = inner
		case inner.hasFolders():
			deep = inner
		}
	}
	switch {
	case deep == nil:
		return ClassFolders, nil
	case flat != nil:
		return "", wrong("%s holds images and %s holds folders: expected classes (folders of images) or groups (folders of "+
			"classes) in all, or FolderOptions.Layout = %q, or an Exclude", flat.path, deep.path, AnyDepth)
	case allInner(f, holdsPictureFolder):
		return ClassImages, nil
	case allInner(f, func(inner *folder) bool { return allSplits(inner.folders) }):
		return ClassSplit, nil
	}
	return GroupClass, nil
}

func holdsPictureFolder(f *folder) bool {
	return len(f.folders) == 1 && isPictureFolder(f.folders[0].name)
}

// allInner asks about every folder that is not empty.
func allInner(f *folder, is func(*folder) bool) bool {
	for _, inner := range f.folders {
		if inner.hasFolders() && !is(inner) {
			return false
		}
	}
	return true
}

// count is "1 file" or "2 files".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ok := strings.CutSuffix(what, "ss"); ok {
		return fmt.Sprintf("%d %ssses", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// few are the first names of a list.
func few(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", quoted(names[:most]), len(names)-most)
	}
	return quoted(names)
}

// quoted sets names apart that would be misread otherwise.
func quoted(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name
		if q := fmt.Sprintf("%q", name); q != `"`+name+`"` || strings.ContainsAny(name, ",; ") {
			out[i] = q
		}
	}
	return strings.Join(out, ", ")
}
