package layout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"tradeoff/diversity/internal/regular"
)

// fileSystem is a file system of the caller's.
type fileSystem struct {
	fsys  fs.FS
	title string
	root  *folder
}

func (s *fileSystem) name() string   { return s.title }
func (s *fileSystem) tree() *folder  { return s.root }
func (s *fileSystem) onDisk() string { return "" }
func (s *fileSystem) close() error   { return nil }

func (s *fileSystem) read(f *file, limit int64) (data []byte, err error) {
	in, err := s.fsys.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err == nil {
		err = regular.Check(f.path, info)
	}
	if err != nil {
		return nil, err
	}
	return readBounded(in, f, limit)
}

// readBounded reads a file of a known size that may be another by now.
func readBounded(in io.Reader, f *file, limit int64) ([]byte, error) {
	if f.size > limit {
		return nil, fmt.Errorf("%s: %w: %d bytes, at most %d are read", f.path, regular.ErrSize, f.size, limit)
	}
	data, err := io.ReadAll(io.LimitReader(in, f.size+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	if int64(len(data)) != f.size {
		return nil, fmt.Errorf("%w: %s has not the %d bytes it was listed with", ErrLayout, f.path, f.size)
	}
	return data, nil
}

func openFS(ctx context.Context, fsys fs.FS, name string) (*fileSystem, error) {
	g := newGrower()
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || path == "." {
			return err
		}
		if entry.IsDir() {
			if isHidden(entry.Name()) {
				return fs.SkipDir
			}
			return g.addFolder(path)
		}
		return addEntry(fsys, g, path, entry)
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	g.root.sort()
	return &fileSystem{fsys, name, g.root}, nil
}

// addEntry adds what is no folder. Links are followed to files only, as a file system cannot say where they lead.
func addEntry(fsys fs.FS, g *grower, path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = fs.Stat(fsys, path)
	}
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%w: %s is a link to a folder, which is followed in a folder on disk only", ErrLayout, path)
	}
	if !info.Mode().IsRegular() {
		g.root.odd = append(g.root.odd, path+" ("+regular.Kind(info.Mode())+")")
		return nil
	}
	return g.add(path, &file{size: info.Size(), time: info.ModTime()})
}
