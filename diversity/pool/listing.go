package pool

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/pool/internal/prepared"
)

// listing is what a folder of images holds, by names, sizes and times.
type listing struct {
	dir     string
	classes []prepared.Class // Count is the number of its files
	files   []listedFile     // of class 0, then of class 1, ...
}

// listedFile is a file of a listing.
type listedFile struct {
	name     string // from the folder on, with slashes
	size     int64
	modified time.Time
}

// path is where file i lies.
func (f *listing) path(i int) string {
	return filepath.Join(f.dir, filepath.FromSlash(f.files[i].name))
}

// maxFileSize bounds the memory for one image file.
const maxFileSize = 1 << 30

// open reads file i, which must be as it was listed.
func (f *listing) open(i int) ([]byte, error) {
	path, listed := f.path(i), f.files[i]
	file, err := regular.Open(path)
	if err != nil {
		return nil, fmt.Errorf("pool: image folder: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("pool: image folder: %w", err)
	}
	if info.Size() != listed.size || !info.ModTime().Equal(listed.modified) {
		return nil, fmt.Errorf("%w: %s: it changed while it was read: %d bytes of %v, expected %d of %v", ErrFormat, path,
			info.Size(), info.ModTime(), listed.size, listed.modified)
	}
	if listed.size > maxFileSize {
		return nil, badImage{fmt.Errorf("it has %d bytes, expected at most %d", listed.size, maxFileSize)}
	}
	data := make([]byte, listed.size)
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, fmt.Errorf("pool: image folder: %s: %w", path, err)
	}
	return data, nil
}

// key is the hash by which the images of a listing are found again once they are prepared.
func (f *listing) key(o FolderOptions) string {
	out := sha256.New()
	options, err := json.Marshal(o.decoding())
	if err != nil { // it holds texts and numbers
		panic(err)
	}
	dir := absolute(f.dir)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	fmt.Fprintf(out, "folder 1\nreader %d\noptions %s\ndir %q\n", readerVersion, options, dir)
	next := 0
	var line []byte
	for _, c := range f.classes {
		fmt.Fprintf(out, "class %q %q %d\n", c.ID, c.Group, c.Count)
		line = line[:0]
		for _, file := range f.files[next : next+c.Count] {
			line = binary.LittleEndian.AppendUint32(line, uint32(len(file.name)))
			line = append(line, file.name...)
			line = binary.LittleEndian.AppendUint64(line, uint64(file.size))
			line = binary.LittleEndian.AppendUint64(line, uint64(file.modified.UnixNano()))
		}
		out.Write(line)
		next += c.Count
	}
	return hex.EncodeToString(out.Sum(nil)[:16])
}

// folder is a directory with what is in it.
type folder struct {
	name    string
	folders []string
	files   []listedFile // names within the directory
}

// listFolder lists the classes of a folder and their files.
func listFolder(dir string, allowEmpty bool) (*listing, error) {
	top, err := listDir(dir, "")
	if err != nil {
		return nil, err
	}
	inner, err := listDirs(dir, top.folders)
	if err != nil {
		return nil, err
	}
	grouped, err := hasGroups(dir, inner)
	if err != nil {
		return nil, err
	}
	leaves := inner
	if grouped {
		if leaves, err = listDirs(dir, namesBelow(inner)); err != nil {
			return nil, err
		}
	}
	return newListing(dir, leaves, grouped, allowEmpty)
}

// hasGroups tells whether the folders hold classes; all must, or none.
func hasGroups(dir string, inner []folder) (bool, error) {
	depth := ""
	for _, f := range inner {
		kind := "classes (folders of images)"
		if len(f.folders) > 0 {
			kind = "groups (folders of classes)"
		}
		if len(f.folders) > 0 && len(f.files) > 0 {
			return false, fmt.Errorf("%w: %s holds both folders and files (%s): expected one or the other", ErrFormat,
				filepath.Join(dir, f.name), f.files[0].name)
		}
		if depth != "" && depth != kind {
			return false, fmt.Errorf("%w: %s: expected %s as in the folders before it", ErrFormat, filepath.Join(dir, f.name),
				depth)
		}
		depth = kind
	}
	return strings.HasPrefix(depth, "groups"), nil
}

func namesBelow(groups []folder) []string {
	var names []string
	for _, g := range groups {
		for _, name := range g.folders {
			names = append(names, g.name+"/"+name)
		}
	}
	return names
}

// newListing makes a listing of the folders of the classes.
func newListing(dir string, leaves []folder, grouped, allowEmpty bool) (*listing, error) {
	l := &listing{dir: dir}
	for _, leaf := range leaves {
		path := filepath.Join(dir, filepath.FromSlash(leaf.name))
		if len(leaf.folders) > 0 {
			return nil, fmt.Errorf("%w: %s: expected images only, no folder, in a class", ErrFormat,
				filepath.Join(path, leaf.folders[0]))
		}
		if len(leaf.files) == 0 {
			if allowEmpty {
				continue
			}
			return nil, fmt.Errorf("%w: class %s (%s) is empty: expected at least one image; FolderOptions.AllowEmpty leaves it out",
				ErrFormat, leaf.name, path)
		}
		c := prepared.Class{ID: leaf.name, Count: len(leaf.files)}
		if grouped {
			c.Group, _, _ = strings.Cut(leaf.name, "/")
		}
		l.classes = append(l.classes, c)
		for _, file := range leaf.files {
			file.name = leaf.name + "/" + file.name
			l.files = append(l.files, file)
		}
	}
	if len(l.classes) == 0 {
		return nil, fmt.Errorf("%w: %s: no class, expected a folder of images for each class", ErrFormat, dir)
	}
	return l, nil
}

// listDirs lists folders, several at a time, as a disk or a network answers them faster.
func listDirs(dir string, names []string) ([]folder, error) {
	list, errs := make([]folder, len(names)), make([]error, len(names))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(8*runtime.GOMAXPROCS(0), len(names)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				list[i], errs[i] = listDir(dir, names[i])
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// listDir lists what is in a folder, sorted by name byte by byte, without hidden names.
func listDir(dir, name string) (folder, error) {
	f := folder{name: name}
	dir = filepath.Join(dir, filepath.FromSlash(name))
	entries, err := os.ReadDir(dir) // in the order of their names
	if err != nil {
		return folder{}, fmt.Errorf("pool: image folder: %w", err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		info, err := infoOf(dir, entry)
		if err != nil {
			return folder{}, fmt.Errorf("pool: image folder: %w", err)
		}
		if info.IsDir() {
			f.folders = append(f.folders, entry.Name())
			continue
		}
		if !info.Mode().IsRegular() {
			return folder{}, fmt.Errorf("%w: %w", ErrFormat, regular.Check(filepath.Join(dir, entry.Name()), info))
		}
		f.files = append(f.files, listedFile{entry.Name(), info.Size(), info.ModTime()})
	}
	slices.Sort(f.folders)
	return f, nil
}

// infoOf describes an entry; a link is followed.
func infoOf(dir string, entry fs.DirEntry) (fs.FileInfo, error) {
	if entry.Type()&fs.ModeSymlink != 0 {
		return os.Stat(filepath.Join(dir, entry.Name()))
	}
	return entry.Info()
}
