package layout

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// folder is a folder of a source with all that is in it.
type folder struct {
	name, path string // path is within the source, "." for its root
	// where it lies when links are followed: the same for two names of one folder; "" where there are no links
	real    string
	folders []*folder
	files   []*file
	odd     []string // pipes, devices and the like, as "a named pipe: name"
}

// file is a regular file of a source.
type file struct {
	name, path string
	size       int64
	time       time.Time
	at         int64       // where its bytes begin, or its number, as the source likes
	reader     *tarArchive // the archive in which it is, if it is in one of several
	disk       string      // where it is, if it is not in the source
}

// source is where files are read from.
type source interface {
	name() string // as the user gave it, for errors
	tree() *folder
	read(f *file, limit int64) ([]byte, error)
	// onDisk is the path of a name within the source, "" if the source is no folder on disk
	onDisk() string
	close() error
}

func (f *folder) sub(name string) *folder {
	for _, inner := range f.folders {
		if inner.name == name {
			return inner
		}
	}
	return nil
}

func (f *folder) file(name string) *file {
	for _, inner := range f.files {
		if inner.name == name {
			return inner
		}
	}
	return nil
}

// subPath follows several names.
func (f *folder) subPath(names ...string) *folder {
	for _, name := range names {
		if f = f.sub(name); f == nil {
			return nil
		}
	}
	return f
}

// walk visits a folder and those in it, in order.
func (f *folder) walk(visit func(*folder)) {
	visit(f)
	for _, inner := range f.folders {
		inner.walk(visit)
	}
}

// sort orders all names byte by byte.
func (f *folder) sort() {
	f.walk(func(f *folder) {
		slices.SortFunc(f.folders, func(a, b *folder) int { return cmp.Compare(a.name, b.name) })
		slices.SortFunc(f.files, func(a, b *file) int { return cmp.Compare(a.name, b.name) })
	})
}

// isHidden tells names that systems and editors leave behind.
func isHidden(name string) bool {
	switch strings.ToLower(name) {
	case "thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "@eadir":
		return true
	}
	return strings.HasPrefix(name, ".")
}

// isNoImage tells files that are no images by their extension: texts, tables, annotations.
func isNoImage(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".md", ".rst", ".mat", ".html", ".htm", ".pdf",
		".yaml", ".yml", ".ini", ".db", ".log", ".py", ".sh", ".npy", ".npz", ".cls", ".names", ".lock", ".sha256", ".md5":
		return true
	}
	return isTextName(name)
}

// isTextName tells files that go with a collection of images.
func isTextName(name string) bool {
	return slices.Contains([]string{"license", "licence", "readme", "copying", "labels", "md5sums", "sha256sums"},
		strings.ToLower(name))
}

// grower builds a tree from the names of an archive.
type grower struct {
	root    *folder
	folders map[string]*folder
	names   map[string]string // clean names of files, and how the archive spells them
	count   int
}

func newGrower() *grower {
	root := &folder{path: "."}
	return &grower{root: root, folders: map[string]*folder{".": root}, names: map[string]string{}}
}

// cleanName is a name of an archive without "./" and a slash at its end. Names that lead out of it are refused.
func cleanName(name string) (string, error) {
	clean := strings.TrimSuffix(name, "/")
	for strings.HasPrefix(clean, "./") {
		clean = strings.TrimPrefix(clean, "./")
	}
	if clean == "" || clean == "." {
		return ".", nil
	}
	if !fs.ValidPath(clean) || strings.IndexByte(clean, 0) >= 0 || len(clean) > 4096 {
		return "", fmt.Errorf("%w: an entry named %.200q, expected names within the archive, without .. and //", ErrLayout,
			name)
	}
	return clean, nil
}

// folder is the folder of a clean name, with those around it.
func (g *grower) folder(clean string) (*folder, error) {
	if f := g.folders[clean]; f != nil {
		return f, nil
	}
	if _, is := g.names[clean]; is {
		return nil, fmt.Errorf("%w: %q is a file and a folder", ErrLayout, clean)
	}
	if strings.Count(clean, "/") >= maxDepth {
		return nil, fmt.Errorf("%w: %.200q: more than %d folders within folders", ErrLayout, clean, maxDepth)
	}
	if g.count++; g.count > maxEntries {
		return nil, fmt.Errorf("%w: more than %d entries", ErrLayout, maxEntries)
	}
	parent, err := g.folder(path.Dir(clean))
	if err != nil {
		return nil, err
	}
	f := &folder{name: path.Base(clean), path: clean}
	parent.folders = append(parent.folders, f)
	g.folders[clean] = f
	return f, nil
}

// add adds a file.
func (g *grower) add(name string, f *file) error {
	clean, err := cleanName(name)
	if err != nil {
		return err
	}
	if before, is := g.names[clean]; is {
		return fmt.Errorf("%w: two entries %.200q and %.200q, expected one of each name", ErrLayout, before, name)
	}
	if g.folders[clean] != nil {
		return fmt.Errorf("%w: %.200q is a file and a folder", ErrLayout, name)
	}
	if g.count++; g.count > maxEntries {
		return fmt.Errorf("%w: more than %d entries", ErrLayout, maxEntries)
	}
	parent, err := g.folder(path.Dir(clean))
	if err != nil {
		return err
	}
	f.name, f.path = path.Base(clean), clean
	parent.files = append(parent.files, f)
	g.names[clean] = name
	return nil
}

// addFolder adds an entry of the archive that is a folder itself.
func (g *grower) addFolder(name string) error {
	clean, err := cleanName(name)
	if err == nil {
		_, err = g.folder(clean)
	}
	return err
}

// prune removes what is hidden and what the patterns leave out, and returns how many names each took.
func (f *folder) prune(o Options) (hidden, leftOut int) {
	keep := func(name, path string, isFolder bool) bool {
		switch {
		case isHidden(name):
			hidden++
		case o.leavesOut(path, isFolder):
			leftOut++
		default:
			return true
		}
		return false
	}
	f.walk(func(f *folder) {
		f.folders = slices.DeleteFunc(f.folders, func(inner *folder) bool { return !keep(inner.name, inner.path, true) })
		f.files = slices.DeleteFunc(f.files, func(inner *file) bool {
			return !keep(inner.name, inner.path, false)
		})
	})
	return hidden, leftOut
}
