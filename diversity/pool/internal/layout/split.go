package layout

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// splitOf is train, val or test for the names that such folders have, "" for others.
func splitOf(name string) string {
	switch strings.ToLower(name) {
	case "train", "training", "train_set", "training_set":
		return "train"
	case "val", "valid", "validation", "dev", "val_set":
		return "val"
	case "test", "testing", "test_set":
		return "test"
	}
	return ""
}

func allSplits(folders []*folder) bool {
	return !slices.ContainsFunc(folders, func(f *folder) bool { return splitOf(f.name) == "" })
}

// splitFolders are the folders of splits, if that is what they are: all folders, or train and one more, of which
// one holds no images directly (a class may be called train), or is told by other means.
func splitFolders(f *folder) []*folder {
	var splits []*folder
	train := false
	for _, inner := range f.folders {
		if split := splitOf(inner.name); split != "" {
			splits = append(splits, inner)
			train = train || split == "train"
		}
	}
	if len(splits) == 0 || len(splits) < len(f.folders) && (!train || len(splits) == 1) {
		return nil
	}
	if !slices.ContainsFunc(splits, func(s *folder) bool { return s.hasFolders() }) && !hasLabels(splits) {
		return nil
	}
	return splits
}

// hasLabels reports whether images that lie directly in the folders of splits may have labels in a file.
func hasLabels(splits []*folder) bool {
	return slices.ContainsFunc(splits, func(s *folder) bool {
		return isValidation(s) || isWebDataset(s) || slices.ContainsFunc(s.files, func(file *file) bool {
			return isTableName(file.name) || strings.HasSuffix(file.name, ".tar")
		})
	})
}

// pickSplit is the folder of the split that is asked for, or f where there are none.
func (d *detection) pickSplit(f *folder) (*folder, error) {
	splits := splitFolders(f)
	if f.file(annotationsFile) != nil || d.options.Layout == AnyDepth && d.options.Split == "" {
		splits = nil
	}
	if len(splits) == 0 {
		return f, nil // Options.Split is checked where classes or rows are divided
	}
	chosen, err := d.choose(splits)
	if err != nil {
		return nil, err
	}
	d.split = chosen.name
	d.above = append(d.above, f, chosen)
	var parts []string
	for _, s := range splits {
		parts = append(parts, s.name+" "+s.summary())
	}
	d.note("split folders: %s; opened: %s", strings.Join(parts, "; "), chosen.name)
	if len(splits) < len(f.folders) {
		d.note("folders beside the splits left out: %s", few(names(f.folders, func(x *folder) bool { return splitOf(x.name) == "" })))
	}
	return chosen, nil
}

// choose finds the split asked for among folders, first by its very name.
func (d *detection) choose(splits []*folder) (*folder, error) {
	asked := d.options.Split
	if asked == "" {
		asked = "train"
	}
	for _, same := range []func(string) bool{
		func(name string) bool { return name == asked },
		func(name string) bool { return splitOf(name) != "" && splitOf(name) == splitOf(asked) },
	} {
		var found []*folder
		for _, s := range splits {
			if same(s.name) {
				found = append(found, s)
			}
		}
		if len(found) > 1 {
			return nil, d.badSplit(asked, splits)
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return nil, d.badSplit(asked, splits)
}

func (d *detection) badSplit(asked string, splits []*folder) error {
	return diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", asked), "one of the folders "+
		few(names(splits, anyFolder)))
}

func names(folders []*folder, which func(*folder) bool) []string {
	var out []string
	for _, f := range folders {
		if which(f) {
			out = append(out, f.name)
		}
	}
	return out
}

// summary is what a note says of a split.
func (f *folder) summary() string {
	images := 0
	f.walk(func(inner *folder) { images += len(inner.images()) })
	if len(f.folders) == 0 {
		return "(" + count(images, "file") + ")"
	}
	return fmt.Sprintf("(%s, %s)", count(len(f.folders), "folder"), count(images, "file"))
}
