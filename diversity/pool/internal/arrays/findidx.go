package arrays

import (
	"regexp"
	"slices"
	"strings"
)

// The names of IDX files: train-images-idx3-ubyte.gz, qmnist-train-labels-idx2-int, train-images.idx3-ubyte. The first
// group is what images and labels have in common.
var (
	idxImages = regexp.MustCompile(`(?i)^(.*?)(?:images?|imgs).*idx[34].*$`)
	idxLabels = regexp.MustCompile(`(?i)^(.*?)labels?.*idx[12].*$`)
)

// findIDX finds pairs of IDX files.
func findIDX(d directory, o Options) (*Files, error) {
	if d.only != "" {
		return d.oneIDX(o)
	}
	var all []candidate
	for _, name := range plainFirst(d.files) {
		match := idxImages.FindStringSubmatch(name)
		if match == nil || slices.ContainsFunc(all, func(c candidate) bool { return c.title == title(match[1]) }) {
			continue
		}
		c := candidate{split: splitOf(match[1]), title: title(match[1]), Files: Files{Layout: d.idxLayout(name, o)}}
		c.Images = []string{d.join(name)}
		c.Labels = d.idxLabels(match[1])
		c.Names = d.mapping(match[1])
		all = append(all, c)
	}
	found, err := choose(all, o)
	if found == nil || err != nil {
		return nil, err
	}
	return d.withLabels(found, o)
}

// title is what a pair of files is called.
func title(prefix string) string {
	if prefix = strings.TrimRight(prefix, "-_."); prefix == "" {
		return "images"
	}
	return prefix
}

// plainFirst sorts plain files before compressed ones: of two with the same content the plain one is read.
func plainFirst(names []string) []string {
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int {
		return map[bool]int{true: 1}[strings.HasSuffix(a, ".gz")] - map[bool]int{true: 1}[strings.HasSuffix(b, ".gz")]
	})
	return sorted
}

// oneIDX finds the labels of a file of images that the path names.
func (d directory) oneIDX(o Options) (*Files, error) {
	match := idxImages.FindStringSubmatch(d.only)
	if match == nil && o.Layout == "" {
		return nil, nil
	}
	f := &Files{Layout: d.idxLayout(d.only, o), Images: []string{d.join(d.only)}}
	if match != nil {
		f.Split, f.Labels, f.Names = splitOf(match[1]), d.idxLabels(match[1]), d.mapping(match[1])
	}
	return d.withLabels(f, o)
}

// withLabels uses the labels that the options name, and wants some.
func (d directory) withLabels(f *Files, o Options) (*Files, error) {
	if o.LabelFile != "" {
		var err error
		if f.Labels, err = d.labelFile(o); err != nil {
			return nil, err
		}
	}
	if f.Labels == "" {
		return nil, errNoLabels(f.Images[0], "a file such as train-labels-idx1-ubyte")
	}
	return f, nil
}

// idxLayout tells EMNIST by the names of its files.
func (d directory) idxLayout(name string, o Options) string {
	if o.Layout == "" && strings.HasPrefix(strings.ToLower(name), "emnist-") {
		return EMNIST
	}
	if o.Layout == "" {
		return IDX
	}
	return o.Layout
}

// idxLabels is the file of labels with a prefix, "" if there is none.
func (d directory) idxLabels(prefix string) string {
	for _, name := range plainFirst(d.files) {
		if match := idxLabels.FindStringSubmatch(name); match != nil && match[1] == prefix {
			return d.join(name)
		}
	}
	return ""
}

// mapping is the list of names beside emnist-letters-train-images-idx3-ubyte.gz: emnist-letters-mapping.txt.
func (d directory) mapping(prefix string) []string {
	for _, part := range []string{"-train-", "-test-"} {
		before, _, is := strings.Cut(prefix, part)
		if path := d.join(before + "-mapping.txt"); is && isFile(path) {
			return []string{path}
		}
	}
	return nil
}
