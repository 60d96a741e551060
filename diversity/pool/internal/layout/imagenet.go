package layout

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
)

// annotationsFile is the list of labels beside the validation images of Tiny-ImageNet.
const annotationsFile = "val_annotations.txt"

// annotations lists images/ by lines of name, label and box between tabs.
func (c *collection) annotations() error {
	list, images := c.base.file(annotationsFile), c.base.sub("images")
	if list == nil || images == nil {
		return wrong("%s: expected %s and a folder images", c.base.title(), annotationsFile)
	}
	labels := map[string]string{}
	err := c.lines(list, func(number int, line string) error {
		name, rest, found := strings.Cut(line, "\t")
		label, _, _ := strings.Cut(rest, "\t")
		if !found || label == "" {
			return wrong("%s: line %d: %.80q, expected an image and its label between tabs", list.path, number, line)
		}
		if _, is := labels[name]; is {
			return wrong("%s: line %d: %s again", list.path, number, name)
		}
		labels[name] = label
		return nil
	})
	if err != nil {
		return err
	}
	return c.label(images.images(), list, func(f *file) string { return labels[f.name] })
}

// label gives each image the label in a list.
func (c *collection) label(images []*file, list *file, labelOf func(*file) string) error {
	for _, f := range images {
		label := labelOf(f)
		if label == "" {
			return wrong("%s has no label in %s", f.path, list.path)
		}
		c.entries = append(c.entries, entry{file: f, class: label})
	}
	return nil
}

const validationPrefix = "ILSVRC2012_val_"

// isValidation tells a folder of ImageNet's validation images.
func isValidation(f *folder) bool {
	images := f.images()
	return len(images) > 0 && !slices.ContainsFunc(images, func(f *file) bool {
		return !strings.HasPrefix(f.name, validationPrefix)
	})
}

// The lists of labels of ImageNet's validation images.
const (
	groundTruthFile = "ILSVRC2012_validation_ground_truth.txt"
	solutionFile    = "LOC_val_solution.csv"
	caffeFile       = "val.txt"
)

// validation lists ImageNet's validation images.
func (c *collection) validation() error {
	for _, devkit := range [][]string{{"ILSVRC2012_devkit_t12", "data"}, {"devkit", "data"}, {"data"}} {
		if f := c.root.subPath(devkit...); f != nil {
			c.above = append([]*folder{f}, c.above...)
		}
	}
	list, err := c.labelFile()
	if err != nil {
		return err
	}
	labels, err := c.validationLabels(list)
	if err != nil {
		return err
	}
	c.note("labels from %s", list.path)
	return c.label(c.base.images(), list, func(f *file) string {
		return labels[strings.TrimSuffix(f.name, path.Ext(f.name))]
	})
}

// labelFile is the list of labels: the one asked for, or one of the usual names.
func (c *collection) labelFile() (*file, error) {
	if c.options.Labels != "" {
		return c.named(c.options.Labels)
	}
	list := c.find(solutionFile, groundTruthFile, caffeFile)
	if list == nil {
		return nil, wrong("the validation images of ImageNet without their labels: expected %s, %s or %s within the source, "+
			"or FolderOptions.Labels with its path", solutionFile, groundTruthFile, caffeFile)
	}
	return list, nil
}

// validationLabels reads a list of labels by name of the image without its extension.
func (c *collection) validationLabels(list *file) (map[string]string, error) {
	labels := map[string]string{}
	if strings.HasSuffix(list.name, ".csv") {
		return labels, c.rows(list, []string{"ImageId", "PredictionString"}, func(_ int, cells []string) error {
			label, _, _ := strings.Cut(strings.TrimSpace(cells[1]), " ")
			labels[cells[0]] = label
			return nil
		})
	}
	bare, synsets := 0, map[string]string{}
	err := c.lines(list, func(_ int, line string) error {
		name, label, found := strings.Cut(line, " ")
		if !found {
			bare++
			name, label = fmt.Sprintf("%s%08d", validationPrefix, bare), line
		}
		if _, err := strconv.Atoi(label); err != nil && !strings.HasPrefix(label, "n") {
			return wrong("%s: %.80q, expected a number or a synset", list.path, line)
		}
		labels[strings.TrimSuffix(path.Base(name), path.Ext(name))] = label
		return nil
	})
	switch {
	case err != nil:
	case bare > 0:
		synsets, err = c.synsetsOfNumbers(list)
		if err == nil && bare != len(c.base.images()) && len(c.options.Include)+len(c.options.Exclude) == 0 {
			err = wrong("%s has %d labels, there are %d images", list.path, bare, len(c.base.images()))
		}
	default:
		synsets, err = c.synsetsInOrder()
	}
	for name, label := range labels {
		if synset, is := synsets[label]; is {
			labels[name] = synset
		}
	}
	return labels, err
}

// metaFile is the table of synsets in the devkit.
const metaFile = "meta.mat"

// synsetsOfNumbers are the synsets by ILSVRC2012_ID, by the devkit's table, which lies beside the list of labels or
// around the images. It names the classes, too.
func (c *collection) synsetsOfNumbers(list *file) (map[string]string, error) {
	meta := c.find(metaFile)
	if meta == nil && list.disk != "" {
		if beside, err := outsideFile(filepath.Join(filepath.Dir(list.disk), metaFile)); err == nil {
			meta = beside
		}
	}
	if meta == nil {
		c.note("labels are the numbers of %s, ILSVRC2012_ID 1..1000, not synsets: they cannot be compared with those of train; "+
			"%s of the devkit, beside that list, tells the synsets, or FolderOptions.Labels takes a list of synsets such as %s",
			list.path, metaFile, solutionFile)
		return nil, nil
	}
	text, err := c.read(meta)
	if err != nil {
		return nil, err
	}
	if !isMatlab(text) {
		return nil, wrong("%s is no MATLAB file of version 5", meta.path)
	}
	records, err := matlabRecords(text, "ILSVRC2012_ID", "WNID", "words")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", meta.path, err)
	}
	synsets := map[string]string{}
	for _, record := range records {
		number, synset := record[0], record[1]
		if _, is := synsets[number]; is || synset == "" {
			return nil, wrong("%s: ILSVRC2012_ID %s is of %q, expected one synset for each number", meta.path, number, synset)
		}
		synsets[number], c.words[synset] = synset, record[2]
	}
	c.note("synsets and names of classes from %s", meta.path)
	return synsets, nil
}

// synsetsInOrder are the synsets of ImageNet by their rank from 0, if there is a list of them.
func (c *collection) synsetsInOrder() (map[string]string, error) {
	list := c.find("synsets.txt", "LOC_synset_mapping.txt", "synset_words.txt")
	if list == nil {
		return nil, nil
	}
	synsets := map[string]string{}
	return synsets, c.lines(list, func(_ int, line string) error {
		id, _, _ := strings.Cut(line, " ")
		synsets[strconv.Itoa(len(synsets))] = id
		return nil
	})
}

// named is a file that an option names: within the source, or beside it on disk.
func (c *collection) named(name string) (*file, error) {
	clean, err := cleanName(strings.ReplaceAll(name, `\`, "/"))
	if err == nil {
		if f := c.root.subPath(splitPath(path.Dir(clean))...); f != nil && f.file(path.Base(clean)) != nil {
			return f.file(path.Base(clean)), nil
		}
	}
	outside, err := outsideFile(name)
	if err != nil {
		return nil, diversity.Invalid("FolderOptions.Labels", name, fmt.Sprintf("a file within the source or on disk (%v)", err))
	}
	c.outside = outside.disk
	return outside, nil
}

func splitPath(dir string) []string {
	if dir == "." {
		return nil
	}
	return strings.Split(dir, "/")
}
