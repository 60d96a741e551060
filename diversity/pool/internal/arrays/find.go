package arrays

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// The names of layouts.
const (
	IDX      = "IDX"
	EMNIST   = "EMNIST" // IDX with rows and columns exchanged
	CIFAR10  = "CIFAR-10"
	CIFAR100 = "CIFAR-100"
	SVHN     = "SVHN"
	NumPy    = "NumPy"
	Parquet  = "Parquet"
)

// Layouts are the names of all layouts.
func Layouts() []string { return []string{IDX, EMNIST, CIFAR10, CIFAR100, SVHN, NumPy, Parquet} }

// Files are the files of a set.
type Files struct {
	Layout string   // one of [Layouts]
	Split  string   // "train", "val" or "test", or "" where there are none
	Dir    string   // where they lie
	Images []string // paths of the files of images, in order
	Labels string   // path of the labels; "" where they are in the same files
	Names  []string // paths of lists of names
	Notes  []string // what was assumed
}

// Inputs are the paths of all files that decide what the set is.
func (f *Files) Inputs() []string {
	all := slices.Clone(f.Images)
	if f.Labels != "" {
		all = append(all, f.Labels)
	}
	return append(all, f.Names...)
}

// Open reads the labels and finds the images.
func (f *Files) Open(o Options) (*Set, error) {
	s, err := f.open(o)
	if s != nil {
		s.Notes = append(slices.Clone(f.Notes), s.Notes...)
	}
	return s, err
}

func (f *Files) open(o Options) (*Set, error) {
	mapping := append(f.Names, "")[0]
	switch f.Layout {
	case IDX:
		return openIDX(f.Images[0], f.Labels, mapping, false, o.maxBytes())
	case EMNIST:
		return openIDX(f.Images[0], f.Labels, mapping, true, o.maxBytes())
	case CIFAR10:
		return openCIFAR(f.Images, cifar10)
	case CIFAR100:
		return openCIFAR(f.Images, cifar100)
	case SVHN:
		return openSVHN(f.Images[0], o.maxBytes())
	case NumPy:
		if strings.HasSuffix(f.Images[0], ".npz") {
			return openNPZ(f.Images[0], f.Labels, o)
		}
		return openNumPy(f.Images[0], f.Labels)
	}
	return openRegistered(f.Layout, f.Images, o)
}

// finder recognises the files of a layout among those of a folder; nil without an error if there are none.
type finder func(d directory, o Options) (*Files, error)

func finders() map[string]finder {
	return map[string]finder{
		IDX: findIDX, EMNIST: findIDX, CIFAR10: findCIFAR, CIFAR100: findCIFAR, SVHN: findSVHN, NumPy: findNumPy,
		Parquet: findParquet,
	}
}

// directory is a folder and the names of what is in it.
type directory struct {
	path           string
	files, folders []string
	only           string // the one file that was asked for, "" if the folder was
}

func (d directory) join(name string) string { return filepath.Join(d.path, name) }

// Find recognises the files of a set of images by their names, in a folder, in the only folder in it, or beside a file
// of images that the path names. It returns nil where there are none: other folders of images are not its business.
func Find(path string, o Options) (*Files, error) {
	if o.Layout == "" && !mayHold(path) {
		return nil, nil
	}
	d, err := readDirectory(path, o)
	if err != nil {
		return nil, err
	}
	for range maxDescent {
		found, err := d.find(o)
		if found != nil || err != nil || d.only != "" {
			return found, err
		}
		next := d.next(o)
		if next == "" {
			break
		}
		if d, err = readDirectory(d.join(next), o); err != nil {
			return nil, err
		}
	}
	if o.Layout != "" {
		return nil, fmt.Errorf("%s: %w", path, wrong("it holds no files of %s", o.Layout))
	}
	return nil, nil
}

// mayHold tells whether a path may name a file of images, or a folder.
func mayHold(path string) bool {
	name := filepath.Base(path)
	return isParquet(name) || strings.HasSuffix(name, ".npz") || strings.HasSuffix(name, ".npy") ||
		idxImages.MatchString(name) || !isFile(path)
}

// maxDescent is how many folders are opened one within the other.
const maxDescent = 4

func readDirectory(path string, o Options) (directory, error) {
	d := directory{path: path}
	info, err := os.Stat(path)
	if err != nil {
		return d, err
	}
	if !info.IsDir() {
		d.path, d.only = filepath.Split(path)
		d.path = filepath.Clean(d.path)
	}
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return d, err
	}
	for _, entry := range entries {
		name := entry.Name()
		switch isFolder := entry.IsDir(); {
		case strings.HasPrefix(name, ".") || name == "__MACOSX" || o.LeavesOut != nil && name != d.only && o.LeavesOut(name):
		case isFolder || entry.Type()&fs.ModeSymlink != 0 && isDir(d.join(name)):
			d.folders = append(d.folders, name)
		default:
			d.files = append(d.files, name)
		}
	}
	return d, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// find tries the layout asked for, or all. In a folder with other folders nothing is guessed: they may be classes.
func (d directory) find(o Options) (*Files, error) {
	if o.Layout == "" && d.only == "" && len(d.folders) > 0 {
		return nil, nil
	}
	for _, layout := range []string{IDX, CIFAR10, SVHN, NumPy, Parquet} {
		find := finders()[layout]
		if o.Layout != "" {
			find = finders()[o.Layout]
		}
		found, err := find(d, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.path, err)
		}
		if found != nil {
			found.Dir = d.path
			return found, nil
		}
	}
	return nil, nil
}

// next is the folder in which the files may lie: the only one, or data, or that of the split as the hub has it.
func (d directory) next(o Options) string {
	if len(d.folders) == 1 {
		return d.folders[0]
	}
	asked := o.Split
	if asked == "" {
		asked = "train"
	}
	for _, name := range []string{"data", asked} {
		if slices.Contains(d.folders, name) && (o.Layout != "" || d.holdsParquet(name)) {
			return name
		}
	}
	return ""
}

// holdsParquet tells whether a folder begins with a Parquet file.
func (d directory) holdsParquet(name string) bool {
	folder, err := os.Open(d.join(name))
	if err != nil {
		return false
	}
	defer folder.Close()
	first, err := folder.Readdirnames(few)
	return err == nil && slices.ContainsFunc(first, isParquet)
}

// few is how many names are looked at, or shown.
const few = 5

// splitOf is the split that a name tells, or "".
func splitOf(name string) string {
	for _, word := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' }) {
		switch word {
		case "train", "training":
			return "train"
		case "val", "valid", "validation", "dev":
			return "val"
		case "test", "testing", "t":
			if word != "t" || strings.Contains(name, "t10k") {
				return "test"
			}
		}
	}
	return ""
}

// candidate is a set of files that may be the one asked for.
type candidate struct {
	split string
	title string // what it is called
	Files
}

// choose takes the candidate of the split asked for.
func choose(all []candidate, o Options) (*Files, error) {
	asked, splits := o.Split, []string{}
	for _, c := range all {
		if c.split != "" && !slices.Contains(splits, c.split) {
			splits = append(splits, c.split)
		}
	}
	if asked == "" && len(splits) > 0 {
		asked = "train"
	}
	var found []candidate
	var titles []string
	for _, c := range all {
		if c.split == asked || c.split == splitOf(asked) {
			found = append(found, c)
			titles = append(titles, c.title)
		}
	}
	switch {
	case len(all) == 0:
		return nil, nil
	case len(found) == 0 && len(splits) == 0:
		return nil, diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", asked), "empty: no name of a file tells a split")
	case len(found) == 0:
		return nil, diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", asked), "one of "+strings.Join(splits, ", "))
	case len(found) > 1:
		return nil, diversity.Invalid("FolderOptions.Include", "all", fmt.Sprintf("a pattern that matches one of %s",
			strings.Join(titles, ", ")))
	}
	chosen := found[0].Files
	chosen.Split = found[0].split
	if len(splits) > 1 {
		chosen.Notes = append(chosen.Notes, fmt.Sprintf("splits: %s; opened: %s", strings.Join(splits, ", "), chosen.Split))
	}
	return &chosen, nil
}

// labelFile is the path of Options.LabelFile, in a folder or elsewhere.
func (d directory) labelFile(o Options) (string, error) {
	places := []string{d.join(o.LabelFile), o.LabelFile}
	if filepath.IsAbs(o.LabelFile) {
		places = places[1:]
	}
	for _, path := range places {
		if isFile(path) {
			return path, nil
		}
	}
	_, err := os.Stat(places[len(places)-1])
	if err == nil {
		err = wrong("no regular file")
	}
	return "", fmt.Errorf("FolderOptions.Labels: %w", err)
}

// errNoLabels is the error about images whose labels are missing.
func errNoLabels(images, expected string) error {
	return errors.Join(wrong("%s without its labels: expected %s beside it, or FolderOptions.Labels with their path", images,
		expected))
}
