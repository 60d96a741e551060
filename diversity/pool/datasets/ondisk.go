package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// placed is how a collection lies on disk, as its archive unpacks.
type placed struct {
	dirs    []string          // where it may begin, the first being the folder itself
	needs   []string          // files and folders without which it is another
	lists   map[string]string // the list of images of each official part, by its name; nil: none
	files   map[string]string // the file of each official part, by its name; nil: none
	listed  string            // the file that lists the official parts, needed where one is asked for; "": none
	usual   string            // the part of an empty name
	options pool.FolderOptions
}

func cifarOnDisk(dir string, needs ...string) placed {
	return placed{dirs: []string{".", dir}, needs: needs}
}

// onDisk are the collections that [OnDisk] opens.
func onDisk() map[string]placed {
	list := pool.FolderOptions{Layout: "image list"}
	return map[string]placed{
		"aircraft": {dirs: []string{".", "data", "fgvc-aircraft-2013b/data"}, needs: []string{"images"}, usual: "train",
			lists: map[string]string{"train": "images_variant_train.txt", "val": "images_variant_val.txt",
				"trainval": "images_variant_trainval.txt", "test": "images_variant_test.txt"}, options: list},
		"caltech-101": {dirs: []string{".", "101_ObjectCategories", "caltech-101/101_ObjectCategories",
			"caltech101/101_ObjectCategories"}, needs: []string{"accordion", "yin_yang"},
			options: pool.FolderOptions{Layout: "class folders", Exclude: []string{"BACKGROUND_Google"}}},
		"cifar-10":  cifarOnDisk("cifar-10-batches-bin", "data_batch_1.bin", "test_batch.bin", "batches.meta.txt"),
		"cifar-100": cifarOnDisk("cifar-100-binary", "train.bin", "test.bin", "fine_label_names.txt"),
		"dtd": {dirs: []string{".", "dtd", "dtd/dtd"}, needs: []string{"images"}, usual: "train",
			lists:   map[string]string{"train": "labels/train1.txt", "val": "labels/val1.txt", "test": "labels/test1.txt"},
			options: list},
		"eurosat": {dirs: []string{".", "2750", "EuroSAT/2750", "EuroSAT_RGB", "eurosat/2750"},
			needs: []string{"AnnualCrop", "SeaLake"}, options: pool.FolderOptions{Layout: "class folders"}},
		"flowers-102": {dirs: []string{".", "flowers-102"}, needs: []string{"jpg", "imagelabels.mat"}, listed: "setid.mat",
			options: pool.FolderOptions{Layout: "label list", Labels: "imagelabels.mat"}},
		"food-101": {dirs: []string{".", "food-101"}, needs: []string{"images"}, usual: "train",
			lists: map[string]string{"train": "meta/train.txt", "test": "meta/test.txt"}, options: list},
		"oxford-pets": {dirs: []string{".", "oxford-iiit-pet"}, needs: []string{"images"}, usual: "trainval",
			lists:   map[string]string{"trainval": "annotations/trainval.txt", "test": "annotations/test.txt"},
			options: list},
		"svhn": {dirs: []string{".", "SVHN", "svhn"}, options: pool.FolderOptions{Layout: "SVHN"}, usual: "train",
			files: map[string]string{"train": "train_32x32.mat", "test": "test_32x32.mat", "extra": "extra_32x32.mat"}},
	}
}

// OnDiskNames are the names that [OnDisk] knows, sorted.
func OnDiskNames() []string { return slices.Sorted(maps.Keys(onDisk())) }

// OnDisk opens a collection of the literature that is on disk as its official archives unpack, and downloads nothing:
// OnDisk(ctx, "dtd", "/data/dtd", pool.FolderOptions{Split: "test", Height: 64, Width: 64}). The folder may be the
// collection's own or the one above. Split is an official part: train, val, trainval and test of FGVC-Aircraft (classes
// are variants); train, val and test of DTD (its first division); train and test of CIFAR-10 and CIFAR-100, both in
// their binary version, and of Food-101; trainval and test of Oxford-IIIT Pets; train, test and extra of SVHN (cropped
// digits); "" is the first of these. Oxford's flowers have train, val and test, for which setid.mat must lie beside the
// labels, and are opened whole without. Caltech-101 and EuroSAT are opened whole. What else the options say goes for
// the images.
//
// Errors wrap diversity.ErrInvalid, and name the file that is missing, or are those of pool.Folder.
func OnDisk(ctx context.Context, name, dir string, o pool.FolderOptions) (pool.Pool, error) {
	c, known := onDisk()[name]
	if !known {
		return pool.Pool{}, diversity.Invalid("name", fmt.Sprintf("%q", name), strings.Join(OnDiskNames(), ", "))
	}
	needs, err := c.of(name, &o)
	if err != nil {
		return pool.Pool{}, err
	}
	base, err := c.find(name, dir, needs)
	if err != nil {
		return pool.Pool{}, err
	}
	p, err := pool.Folder(ctx, base, Reading{Options: c.options}.merged(o))
	if err != nil {
		return pool.Pool{}, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// of is what is needed for the part that is asked for, which the options name as pool.Folder takes it from then on.
func (c *placed) of(name string, o *pool.FolderOptions) ([]string, error) {
	needs := slices.Clone(c.needs)
	parts := c.lists
	if parts == nil {
		parts = c.files
	}
	if parts == nil {
		if c.listed != "" && o.Split != "" {
			needs = append(needs, c.listed)
		}
		return needs, nil
	}
	part := cmp.Or(o.Split, c.usual)
	file, is := parts[part]
	if !is {
		return nil, diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", part),
			strings.Join(slices.Sorted(maps.Keys(parts)), ", ")+" of "+name)
	}
	if o.Split = part; c.lists != nil {
		o.Split, c.options.Labels = "", file
	}
	return append(needs, file), nil
}

// find is the first of the folders that has all that is needed. The error names what the nearest of them lacks.
func (c placed) find(name, dir string, needs []string) (string, error) {
	var fewest []string
	where := dir
	for _, sub := range c.dirs {
		base := filepath.Join(dir, filepath.FromSlash(sub))
		missing, err := lacking(base, needs)
		if err != nil {
			return "", err
		}
		if len(missing) == 0 {
			return base, nil
		}
		if fewest == nil || len(missing) < len(fewest) {
			fewest, where = missing, base
		}
	}
	return "", diversity.Invalid("dir", fmt.Sprintf("%q", dir), fmt.Sprintf("the folder of %s: %s is missing in %s", name,
		strings.Join(fewest, ", "), where))
}

// lacking lists what a folder does not have.
func lacking(base string, needs []string) (missing []string, err error) {
	for _, need := range needs {
		switch _, err := os.Stat(filepath.Join(base, filepath.FromSlash(need))); {
		case err == nil:
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, need)
		default:
			return nil, fmt.Errorf("datasets: %w", err)
		}
	}
	return missing, nil
}
