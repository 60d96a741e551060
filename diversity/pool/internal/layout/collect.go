package layout

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tradeoff/diversity"
)

// entry is an image with its label.
type entry struct {
	file                 *file
	class, group, source string
}

// collection gathers the images of a layout.
type collection struct {
	*detection
	base      *folder // what is listed
	entries   []entry
	groups    map[string]string  // of classes, also of empty ones
	folders   map[string]*folder // of classes in folders
	words     map[string]string  // names of classes told by the layout itself
	noImages  []string           // files beside images that are none by their names
	usesSplit bool               // Options.Split has been followed
}

// collect gathers what a layout holds.
func (c *collection) collect(layout string) error {
	c.groups, c.folders, c.words = map[string]string{}, map[string]*folder{}, map[string]string{}
	c.usesSplit = c.split != ""
	readers := map[string]func() error{
		ClassFolders: c.classFolders, GroupClass: c.groupClass, ClassImages: c.classImages, ClassSplit: c.classSplit,
		AnyDepth: c.anyDepth, Annotations: c.annotations, ImageNetValidation: c.validation, Table: c.table,
		NamePrefix: c.namePrefix, LabelList: c.labelList, ImageList: c.imageList, WebDataset: c.webDataset,
		ClassArchives: c.classArchives,
	}
	if err := readers[layout](); err != nil {
		return err
	}
	if c.options.Split != "" && !c.usesSplit {
		return diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", c.options.Split),
			"empty: there are no folders train, val, test and no column of splits")
	}
	return nil
}

// addFolder adds a class that is a folder.
func (c *collection) addFolder(id, group string, f *folder) error {
	if f.hasFolders() {
		return wrong("%s: a folder in the class %s, expected images only, or FolderOptions.Layout = %q", f.folders[0].path, id,
			AnyDepth)
	}
	c.folders[id], c.groups[id] = f, group
	for _, file := range f.files {
		if isNoImage(file.name) {
			c.noImages = append(c.noImages, file.path)
			continue
		}
		c.entries = append(c.entries, entry{file: file, class: id, group: group})
	}
	return nil
}

func (c *collection) classFolders() error {
	for _, f := range c.base.folders {
		if err := c.addFolder(f.name, "", f); err != nil {
			return err
		}
	}
	return nil
}

func (c *collection) groupClass() error {
	for _, group := range c.base.folders {
		if group.hasImages() {
			return wrong("%s: files (%s) in a group, expected folders of classes", group.path, group.images()[0].name)
		}
		if !group.hasFolders() && !c.options.AllowEmpty {
			return wrong("group %s is empty: expected folders of classes, or FolderOptions.AllowEmpty", group.path)
		}
		for _, f := range group.folders {
			if err := c.addFolder(group.name+"/"+f.name, group.name, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// classImages lists CLASS/images.
func (c *collection) classImages() error {
	for _, class := range c.base.folders {
		inner := class
		if class.hasFolders() {
			inner = class.folders[0]
			c.noImages = append(c.noImages, paths(class.files)...)
		}
		if len(class.folders) > 1 || class.hasFolders() && class.hasImages() {
			return wrong("%s: expected one folder of images in each class, found %s", class.path,
				few(append(names(class.folders, anyFolder), paths(class.images())...)))
		}
		if err := c.addFolder(class.name, "", inner); err != nil {
			return err
		}
	}
	return nil
}

// classSplit lists CLASS/train.
func (c *collection) classSplit() error {
	c.usesSplit = true
	for _, class := range c.base.folders {
		if !class.hasFolders() {
			if err := c.addFolder(class.name, "", class); err != nil {
				return err
			}
			continue
		}
		chosen, err := c.choose(class.folders)
		if err != nil {
			return fmt.Errorf("class %s: %w", class.path, err)
		}
		c.split = chosen.name
		if err := c.addFolder(class.name, "", chosen); err != nil {
			return err
		}
	}
	c.note("folders of splits within each class, opened: %s", c.split)
	return nil
}

// anyDepth lists every folder that holds images.
func (c *collection) anyDepth() error {
	var failed error
	c.base.walk(func(f *folder) {
		if !f.hasImages() || f == c.base {
			return
		}
		id := strings.TrimPrefix(strings.TrimPrefix(f.path, c.base.path), "/")
		group := path.Dir(id)
		if group == "." {
			group = ""
		}
		if err := c.addFolder(id, group, &folder{name: f.name, path: f.path, real: f.real, files: f.files}); err != nil {
			failed = err
		}
	})
	return failed
}

// namePrefix lists CLASS_12.jpg.
func (c *collection) namePrefix() error {
	f := c.base
	if inner := f.sub("images"); inner != nil && !f.hasImages() {
		f = inner
	}
	for _, file := range f.files {
		if isNoImage(file.name) {
			c.noImages = append(c.noImages, file.path)
			continue
		}
		class := prefixOf(file.name)
		if class == "" {
			return wrong("%s: expected a name such as cat_12.jpg, which begins with the class and ends with a number", file.path)
		}
		c.entries = append(c.entries, entry{file: file, class: class})
	}
	return nil
}

func paths(files []*file) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.path)
	}
	return out
}

// listing orders what was gathered, and checks it.
func (c *collection) listing(layout string) (*Listing, error) {
	if err := c.checkFolders(); err != nil {
		return nil, err
	}
	ids := c.classIDs()
	if err := checkNames(ids); err != nil {
		return nil, err
	}
	l := &Listing{
		Layout: layout, Split: c.split, Labels: cmp.Or(c.outside, c.options.Labels), source: c.source,
	}
	index := make(map[string]int, len(ids))
	words, err := c.readWords()
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		index[id] = i
		l.Classes = append(l.Classes, Class{ID: id, Name: cmp.Or(c.words[id], words[path.Base(id)]), Group: c.groups[id]})
	}
	if err := c.fill(l, index); err != nil {
		return nil, err
	}
	c.noteRest()
	l.Notes = c.notes
	return l, nil
}

// fill adds the images, sorted.
func (c *collection) fill(l *Listing, index map[string]int) error {
	counts := make([]int, len(l.Classes))
	l.Items = make([]Item, len(c.entries))
	for i, e := range c.entries {
		class := index[e.class]
		counts[class]++
		l.Items[i] = Item{class, e.file.path, e.file.size, e.file.time, e.source, e.file}
	}
	slices.SortFunc(l.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Path, b.Path))
	})
	if len(counts) == 0 {
		return wrong("no image: expected a folder of images for each class, or a table")
	}
	var empty []string
	for i, n := range counts {
		if n == 0 {
			empty = append(empty, l.Classes[i].ID)
		}
	}
	switch {
	case len(empty) == 0:
	case !c.options.AllowEmpty:
		return wrong("class %q is empty: expected at least one image, or FolderOptions.AllowEmpty", empty[0])
	default:
		c.note("%s without an image left out: %s", count(len(empty), "class"), few(empty))
	}
	return nil
}

func (c *collection) classIDs() []string {
	seen := make(map[string]bool, len(c.groups))
	for id := range c.groups {
		seen[id] = true
	}
	for _, e := range c.entries {
		seen[e.class] = true
	}
	ids := make([]string, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, byFolders)
	return ids
}

// byFolders compares IDs folder by folder: a/z goes before a-b/y.
func byFolders(a, b string) int {
	return strings.Compare(strings.ReplaceAll(a, "/", "\x00"), strings.ReplaceAll(b, "/", "\x00"))
}

// checkFolders refuses two classes that are one folder by a link.
func (c *collection) checkFolders() error {
	ids := make([]string, 0, len(c.folders))
	for id := range c.folders {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	first := map[string]string{}
	for _, id := range ids {
		real := c.folders[id].real
		if real == "" {
			continue
		}
		if before, is := first[real]; is {
			return wrong("classes %s and %s are the same folder %s by a link", before, id, real)
		}
		first[real] = id
	}
	return nil
}

// checkNames refuses two classes whose names look the same, composed and decomposed.
func checkNames(ids []string) error {
	first := make(map[string]string, len(ids))
	for _, id := range ids {
		composed := norm.NFC.String(id)
		if before, is := first[composed]; is {
			return wrong("classes %+q and %+q look the same, as Unicode composes and decomposes letters: rename one", before, id)
		}
		first[composed] = id
	}
	return nil
}

// noteRest says which files were left out.
func (c *collection) noteRest() {
	if len(c.noImages) > 0 {
		c.note("%s ignored that are no images by their names: %s", count(len(c.noImages), "file"), few(c.noImages))
	}
	if len(c.folders) > 0 && len(c.base.files) > 0 && c.folders[c.base.path] == nil {
		c.note("%s beside the folders ignored: %s", count(len(c.base.files), "file"), few(paths(c.base.files)))
	}
}
