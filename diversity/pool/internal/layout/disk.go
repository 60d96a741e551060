package layout

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"tradeoff/diversity/internal/regular"
)

// disk is a folder on disk.
type disk struct {
	dir  string
	root *folder
}

func (d *disk) name() string   { return d.dir }
func (d *disk) tree() *folder  { return d.root }
func (d *disk) onDisk() string { return d.dir }
func (d *disk) close() error   { return nil }

func (d *disk) read(f *file, limit int64) ([]byte, error) {
	if f.reader != nil {
		return f.reader.read(f, limit)
	}
	return readUnchanged(filepath.Join(d.dir, filepath.FromSlash(f.path)), f, limit)
}

// readUnchanged reads a file that must be as it was listed.
func readUnchanged(path string, f *file, limit int64) (data []byte, err error) {
	in, info, err := regular.OpenKnown(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if info.Size() != f.size || !info.ModTime().Equal(f.time) {
		return nil, fmt.Errorf("%s: %w: %d bytes of %v, expected %d of %v", path, ErrChanged, info.Size(), info.ModTime(),
			f.size, f.time)
	}
	if f.size > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", regular.ErrSize, f.size, limit)
	}
	data = make([]byte, f.size)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// sniff reads the first bytes of a file.
func sniff(file *os.File) ([]byte, error) {
	start, err := bufio.NewReaderSize(io.NewSectionReader(file, 0, sniffSize), sniffSize).Peek(sniffSize)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return start, err
}

// IsArchive reports whether a path names an archive that [Detect] reads. A name of nothing is an error.
func IsArchive(name string) (is bool, err error) {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return false, err
	}
	file, err := regular.Open(name)
	if err != nil {
		return false, err
	}
	start, err := sniff(file)
	return archiveKind(start) != "", errors.Join(err, file.Close())
}

// openPath opens what a path names, by its content. Options learn of a table that the path names.
func openPath(ctx context.Context, name string, o *Options) (source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return openDisk(ctx, name, *o)
	}
	file, err := regular.Open(name)
	if err != nil {
		return nil, err
	}
	start, err := sniff(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if kind := archiveKind(start); kind != "" {
		return openArchive(ctx, kind, file, info.Size(), name)
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	if !isTableName(name) {
		return nil, fmt.Errorf("%w: %s is %s, expected a folder, a zip or tar archive, or a table (.csv, .tsv, .jsonl)",
			ErrLayout, name, describe(start))
	}
	o.Layout, o.Labels = Table, filepath.Base(name)
	return openDisk(ctx, filepath.Dir(name), *o)
}

// scanner walks a folder on disk with several goroutines.
type scanner struct {
	ctx     context.Context
	options Options
	dir     string
	real    string // where dir lies when links are followed
	group   *errgroup.Group
	count   atomic.Int64
}

func openDisk(ctx context.Context, dir string, o Options) (*disk, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(full)
	if err != nil {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8 * runtime.GOMAXPROCS(0)) // a disk or a network answers several at once faster
	s := &scanner{ctx: ctx, options: o, dir: full, real: real, group: group}
	root := &folder{path: ".", real: real}
	scanned := s.scan(root, []string{real})
	if err := group.Wait(); err != nil { // it is the first of all
		return nil, err
	}
	if scanned != nil {
		return nil, scanned
	}
	root.sort()
	return &disk{dir: full, root: root}, nil
}

// scan lists a folder and those in it. Above are the folders around it, with links followed, and the folder itself.
func (s *scanner) scan(f *folder, above []string) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	full := filepath.Join(s.dir, filepath.FromSlash(f.path))
	entries, err := os.ReadDir(full)
	if err != nil {
		return err
	}
	if s.count.Add(int64(len(entries))) > maxEntries {
		return fmt.Errorf("%w: %s: more than %d files and folders", ErrLayout, s.dir, maxEntries)
	}
	f.files = make([]*file, 0, len(entries))
	block := make([]file, len(entries)) // one piece of memory
	for i, entry := range entries {
		if err := s.add(f, entry, full, &block[i]); err != nil {
			return err
		}
	}
	for _, inner := range f.folders {
		if isHidden(inner.name) || s.options.leavesOut(inner.path, true) {
			continue // not even looked into
		}
		if err := s.descend(inner, above); err != nil {
			return err
		}
	}
	return nil
}

// descend scans a folder, on another goroutine if one is free.
func (s *scanner) descend(inner *folder, above []string) error {
	if len(above) > maxDepth {
		return fmt.Errorf("%w: %s: more than %d folders within folders", ErrLayout, inner.path, maxDepth)
	}
	if slices.Contains(above, inner.real) || strings.HasPrefix(withSeparator(s.real), withSeparator(inner.real)) {
		return fmt.Errorf("%w: %s is a link in a circle, to the folder %s around it", ErrLayout, inner.path, inner.real)
	}
	above = append(slices.Clip(above), inner.real)
	if s.group.TryGo(func() error { return s.scan(inner, above) }) {
		return nil
	}
	return s.scan(inner, above)
}

func withSeparator(path string) string {
	return strings.TrimSuffix(path, string(filepath.Separator)) + string(filepath.Separator)
}

// add adds what an entry of a folder is.
func (s *scanner) add(f *folder, entry fs.DirEntry, full string, place *file) error {
	name := entry.Name()
	inner := path.Join(f.path, name)
	if entry.IsDir() {
		f.folders = append(f.folders, &folder{name: name, path: inner, real: filepath.Join(f.real, name)})
		return nil
	}
	if isHidden(name) || s.options.leavesOut(inner, entry.Type()&fs.ModeSymlink != 0) {
		*place = file{name: name, path: inner}
		f.files = append(f.files, place) // to be counted
		return nil
	}
	info, err := entry.Info()
	if entry.Type()&fs.ModeSymlink != 0 {
		if info, err = os.Stat(filepath.Join(full, name)); err != nil {
			return fmt.Errorf("%w: %s is a link that leads nowhere: %w", ErrLayout, inner, err)
		}
		var real string
		if real, err = filepath.EvalSymlinks(filepath.Join(full, name)); err == nil && info.IsDir() {
			f.folders = append(f.folders, &folder{name: name, path: inner, real: real})
			return nil
		}
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		f.odd = append(f.odd, inner+" ("+regular.Kind(info.Mode())+")")
		return nil
	}
	*place = file{name: name, path: inner, size: info.Size(), time: info.ModTime()}
	f.files = append(f.files, place)
	return nil
}
