package datasets

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ErrArchive is wrapped by errors about an archive that is not unpacked: a name that leads out of it, a link, an entry
// twice, or more than was to be expected.
var ErrArchive = errors.New("datasets: unsafe or damaged archive")

// Bounds of what an archive may unpack to.
const (
	maxGrowth  = 50 // times its own size, and
	maxExtra   = 1 << 30
	maxEntries = 1 << 24
)

// unpacker writes the entries of an archive below a folder, which it cannot leave.
type unpacker struct {
	ctx     context.Context
	root    *os.Root
	bytes   int64 // that may still be written
	entries int
	made    map[string]bool // folders
}

// unpack unpacks an archive into a folder, then the archives within.
func unpack(ctx context.Context, archive, dir string, inner []string) (err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	info, err := os.Stat(archive)
	if err != nil {
		return err
	}
	u := newUnpacker(ctx, root, info.Size())
	if err := u.archive(archive, "."); err != nil {
		return err
	}
	for _, name := range inner {
		if err := u.archive(filepath.Join(dir, filepath.FromSlash(name)), path.Dir(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := root.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

func newUnpacker(ctx context.Context, root *os.Root, size int64) *unpacker {
	return &unpacker{ctx, root, size*maxGrowth + maxExtra, maxEntries, map[string]bool{".": true}}
}

// keep copies a file that is no archive: the download stays until the whole folder is there.
func keep(ctx context.Context, from, dir, name string) (err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	return newUnpacker(ctx, root, 0).file(".", name, in)
}

// archive unpacks a file by its content into a folder below the root.
func (u *unpacker) archive(name, into string) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(file, 1<<16)
	start, _ := in.Peek(4) // what is shorter is no archive, which is told below
	switch {
	case strings.HasPrefix(string(start), "PK"):
		return u.zip(file, info.Size(), into)
	case strings.HasPrefix(string(start), "\x1f\x8b"):
		packed, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrArchive, err)
		}
		return u.tar(packed, into)
	}
	return u.tar(in, into)
}

func (u *unpacker) zip(at io.ReaderAt, size int64, into string) error {
	in, err := zip.NewReader(at, size)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchive, err)
	}
	for _, entry := range in.File {
		if strings.HasSuffix(entry.Name, "/") {
			if err := u.folder(into, entry.Name); err != nil {
				return err
			}
			continue
		}
		if !entry.Mode().IsRegular() {
			return fmt.Errorf("%w: entry %.200q is no regular file", ErrArchive, entry.Name)
		}
		content, err := entry.Open()
		if err != nil {
			return fmt.Errorf("%w: entry %.200q: %w", ErrArchive, entry.Name, err)
		}
		if err := errors.Join(u.file(into, entry.Name, content), content.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) tar(in io.Reader, into string) error {
	entries := tar.NewReader(in)
	for {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrArchive, err)
		}
		switch header.Typeflag {
		case tar.TypeXGlobalHeader:
		case tar.TypeDir:
			err = u.folder(into, header.Name)
		case tar.TypeReg:
			err = u.file(into, header.Name, entries)
		default:
			err = fmt.Errorf("%w: entry %.200q is no regular file", ErrArchive, header.Name)
		}
		if err != nil {
			return err
		}
	}
}

// place is the path of an entry below the root.
func (u *unpacker) place(into, name string) (string, error) {
	if err := u.ctx.Err(); err != nil {
		return "", err
	}
	if u.entries--; u.entries < 0 {
		return "", fmt.Errorf("%w: more than %d entries", ErrArchive, maxEntries)
	}
	clean := strings.TrimSuffix(strings.TrimPrefix(name, "./"), "/")
	if clean == "" {
		clean = "."
	}
	if !fs.ValidPath(clean) || strings.ContainsAny(clean, "\\\x00") || clean == markName {
		return "", fmt.Errorf("%w: entry %.200q", ErrArchive, name)
	}
	return path.Join(into, clean), nil
}

func (u *unpacker) folder(into, name string) error {
	clean, err := u.place(into, name)
	if err != nil || u.made[clean] {
		return err
	}
	u.made[clean] = true
	return u.root.MkdirAll(clean, 0o755)
}

// file writes an entry; another of its name is an error.
func (u *unpacker) file(into, name string, content io.Reader) error {
	clean, err := u.place(into, name)
	if err != nil {
		return err
	}
	if dir := path.Dir(clean); !u.made[dir] {
		u.made[dir] = true
		if err := u.root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	out, err := u.root.OpenFile(clean, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("%w: entry %.200q: %w", ErrArchive, name, err)
	}
	n, err := io.Copy(out, io.LimitReader(content, u.bytes+1))
	if u.bytes -= n; u.bytes < 0 {
		err = fmt.Errorf("%w: it unpacks to more than %d times its size", ErrArchive, maxGrowth)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("entry %.200q: %w", name, err)
	}
	return nil
}
