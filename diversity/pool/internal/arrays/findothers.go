package arrays

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// findCIFAR finds the files of the binary version of CIFAR-10 (data_batch_1.bin ... data_batch_5.bin, test_batch.bin,
// batches.meta.txt) or CIFAR-100 (train.bin, test.bin, fine_label_names.txt, coarse_label_names.txt).
func findCIFAR(d directory, o Options) (*Files, error) {
	if d.only != "" {
		return nil, nil
	}
	var all []candidate
	has := func(name string) bool { return slices.Contains(d.files, name) }
	add := func(split, layout string, kind cifarKind, files ...string) {
		if !has(files[0]) || o.Layout != "" && o.Layout != layout {
			return
		}
		c := candidate{split: split, title: split, Files: Files{Layout: layout}}
		for _, name := range files {
			c.Images = append(c.Images, d.join(name))
		}
		for _, name := range []string{kind.names, kind.groups} {
			if has(name) {
				c.Names = append(c.Names, d.join(name))
			}
		}
		all = append(all, c)
	}
	add("train", CIFAR100, cifar100, "train.bin")
	add("test", CIFAR100, cifar100, "test.bin")
	add("train", CIFAR10, cifar10, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
		"data_batch_5.bin")
	add("test", CIFAR10, cifar10, "test_batch.bin")
	if len(all) == 0 && (has("data_batch_1") || has("meta") && has("train") && has("test")) {
		return nil, wrong("it holds the Python version of CIFAR, which only Python reads: expected the binary version " +
			"(data_batch_1.bin or train.bin)")
	}
	return choose(all, o)
}

// findSVHN finds train_32x32.mat, test_32x32.mat and extra_32x32.mat, each a split.
func findSVHN(d directory, o Options) (*Files, error) {
	if d.only != "" {
		return nil, nil
	}
	var all []candidate
	for _, split := range []string{"train", "test", "extra"} {
		if name := split + "_32x32.mat"; slices.Contains(d.files, name) {
			all = append(all, candidate{split: split, title: split, Files: Files{Layout: SVHN, Images: []string{d.join(name)}}})
		}
	}
	return choose(all, o)
}

// findNumPy finds an npz file, or npy files of images and labels.
func findNumPy(d directory, o Options) (*Files, error) {
	names := d.files
	if strings.HasSuffix(d.only, ".npz") {
		return &Files{Layout: NumPy, Split: splitOf(d.only), Images: []string{d.join(d.only)}}, nil
	}
	if d.only != "" && !strings.HasSuffix(d.only, ".npy") {
		return nil, nil
	}
	arrays, packed := withSuffix(names, ".npy"), withSuffix(names, ".npz")
	switch {
	case len(arrays) == 0 && len(packed) == 0:
		return nil, nil
	case len(arrays) == 0 && d.pairsNPZ(packed):
		return d.findNPZPair(packed, o)
	case len(arrays) == 0 && len(packed) == 1:
		return &Files{Layout: NumPy, Images: []string{d.join(packed[0] + ".npz")}}, nil
	case len(arrays) == 0:
		return nil, diversity.Invalid("FolderOptions.Include", "all", "a pattern that matches one of "+
			strings.Join(packed, ".npz, ")+".npz, or the path of one")
	}
	return d.findNpy(arrays, o)
}

// The names of npz files of one array each, as Kuzushiji-49 has them: k49-train-imgs.npz, k49-train-labels.npz.
var (
	npzImageFile = regexp.MustCompile(`(?i)^(.*?)(?:images?|imgs)$`)
	npzLabelFile = regexp.MustCompile(`(?i)^(.*?)labels?$`)
)

// pairsNPZ tells whether npz files are pairs of images and labels.
func (d directory) pairsNPZ(packed []string) bool {
	return slices.ContainsFunc(packed, npzImageFile.MatchString) && slices.ContainsFunc(packed, npzLabelFile.MatchString)
}

func (d directory) findNPZPair(packed []string, o Options) (*Files, error) {
	var all []candidate
	for _, images := range packed {
		match := npzImageFile.FindStringSubmatch(images)
		if match == nil {
			continue
		}
		c := candidate{split: splitOf(match[1]), title: title(match[1]), Files: Files{Layout: NumPy}}
		c.Images = []string{d.join(images + ".npz")}
		for _, labels := range packed {
			if other := npzLabelFile.FindStringSubmatch(labels); other != nil && other[1] == match[1] {
				c.Labels = d.join(labels + ".npz")
			}
		}
		if c.Labels == "" {
			return nil, errNoLabels(c.Images[0], match[1]+"labels.npz")
		}
		all = append(all, c)
	}
	return choose(all, o)
}

// findNpy pairs npy files by their names.
func (d directory) findNpy(arrays []string, o Options) (*Files, error) {
	if d.only != "" && o.Columns.Image == "" {
		o.Columns.Image = strings.TrimSuffix(d.only, ".npy")
		if o.Split == "" {
			o.Split = splitOf(d.only)
		}
		if o.Split == "" {
			o.Split = splitInside(d.only)
		}
	}
	if o.LabelFile != "" {
		labels, err := d.labelFile(o)
		if err != nil {
			return nil, err
		}
		arrays, o.Columns.Label = append(arrays, labels), labels
	}
	images, labels := findArrays(arrays, o)
	if images == "" {
		return nil, diversity.Invalid("FolderOptions.Columns and Split", fmt.Sprintf("image %q, label %q, split %q",
			o.Columns.Image, o.Columns.Label, o.Split), "two of the arrays "+strings.Join(arrays, ", ")+
			", one of images and one of their labels")
	}
	f := &Files{Layout: NumPy, Split: splitOf(images), Images: []string{d.join(images + ".npy")}, Labels: labels}
	if labels != o.Columns.Label || o.LabelFile == "" {
		f.Labels = d.join(labels + ".npy")
	}
	return f, nil
}

// splitInside is the split in a name such as Xtrain.npy.
func splitInside(name string) string {
	for _, split := range []string{"train", "val", "test"} {
		if strings.Contains(strings.ToLower(name), split) {
			return split
		}
	}
	return ""
}

func withSuffix(names []string, suffix string) []string {
	var out []string
	for _, name := range names {
		if stem, is := strings.CutSuffix(name, suffix); is {
			out = append(out, stem)
		}
	}
	return out
}

func isParquet(name string) bool { return strings.HasSuffix(name, ".parquet") }

// findParquet finds the files of a split: train-00000-of-00002.parquet and its like, or all files in a folder of that
// name; where no name tells a split, they are all of them.
func findParquet(d directory, o Options) (*Files, error) {
	if isParquet(d.only) {
		return &Files{Layout: Parquet, Split: splitOf(d.only), Images: []string{d.join(d.only)}}, nil
	}
	if d.only != "" {
		return nil, nil
	}
	bySplit, folder := map[string]*candidate{}, splitOf(filepath.Base(d.path))
	var order []string
	for _, name := range d.files {
		if !isParquet(name) {
			continue
		}
		split := splitOf(name)
		if split == "" {
			split = folder
		}
		if bySplit[split] == nil {
			bySplit[split] = &candidate{split: split, title: split, Files: Files{Layout: Parquet}}
			order = append(order, split)
		}
		bySplit[split].Images = append(bySplit[split].Images, d.join(name))
	}
	var all []candidate
	for _, split := range order {
		all = append(all, *bySplit[split])
	}
	return choose(all, o)
}
