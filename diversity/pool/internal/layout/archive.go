package layout

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// sniffSize are the bytes at the beginning that tell kinds of files apart.
const sniffSize = 512

// The kinds of archive that are read.
const (
	zipArchiveKind = "zip"
	tarKind        = "tar"
	gzipKind       = "gzip"
	bzip2Kind      = "bzip2"
)

// archiveKind tells archives by their first bytes, "" for anything else.
func archiveKind(start []byte) string {
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")):
		return zipArchiveKind
	case bytes.HasPrefix(start, []byte("\x1f\x8b")):
		return gzipKind
	case bytes.HasPrefix(start, []byte("BZh")):
		return bzip2Kind
	case isTar(start):
		return tarKind
	}
	return ""
}

// describe says what a file is that is none of those that are read.
func describe(start []byte) string {
	for _, kind := range []struct{ magic, name string }{
		{"Rar!", "a RAR archive"}, {"7z\xbc\xaf", "a 7-Zip archive"}, {"\xfd7zXZ", "compressed by xz"},
		{"\x28\xb5\x2f\xfd", "compressed by Zstandard"}, {"PAR1", "a Parquet file"}, {"\x93NUMPY", "a NumPy array"},
		{"\x89PNG", "one PNG image"}, {"\xff\xd8\xff", "one JPEG image"}, {"GIF8", "one GIF image"},
		{"version https://git-lfs", "a Git LFS pointer"}, {"<!DOCTYPE", "an HTML page"}, {"<html", "an HTML page"},
		{"\x89HDF", "an HDF5 file"}, {"MATLAB", "a MATLAB file"}, {"%PDF", "a PDF document"},
	} {
		if bytes.HasPrefix(start, []byte(kind.magic)) {
			return kind.name
		}
	}
	if len(start) == 0 {
		return "an empty file"
	}
	return "a file of another kind"
}

// openArchive opens an archive, of which it then is the owner.
func openArchive(ctx context.Context, kind string, in *os.File, size int64, name string) (source, error) {
	var s source
	var err error
	switch kind {
	case zipArchiveKind:
		s, err = openZip(in, size, name, in)
	case tarKind:
		s, err = openTar(ctx, in, size, name, in)
	default:
		s, err = openCompressed(ctx, kind, in, name)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), in.Close())
	}
	return s, nil
}

// zipped is a zip archive.
type zipped struct {
	title  string
	root   *folder
	files  []*zip.File
	closer io.Closer
}

func (z *zipped) name() string   { return z.title }
func (z *zipped) tree() *folder  { return z.root }
func (z *zipped) onDisk() string { return "" }
func (z *zipped) close() error   { return z.closer.Close() }

func (z *zipped) read(f *file, limit int64) (data []byte, err error) {
	in, err := z.files[f.at].Open()
	if err != nil {
		return nil, wrong("%s: %w", f.path, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if data, err = readBounded(in, f, limit); err != nil && !errors.Is(err, ErrLayout) {
		return nil, wrong("%w", err)
	}
	return data, err
}

func openZip(at io.ReaderAt, size int64, name string, closer io.Closer) (*zipped, error) {
	in, err := zip.NewReader(at, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%w: a zip archive that cannot be read: %w", ErrLayout, err)
	}
	g := newGrower()
	for i, entry := range in.File {
		if err := addZipEntry(g, entry, i); err != nil {
			return nil, err
		}
	}
	g.root.sort()
	return &zipped{name, g.root, in.File, closer}, nil
}

// addZipEntry adds an entry. Its name may have backslashes, as some programs write them.
func addZipEntry(g *grower, entry *zip.File, i int) error {
	name := strings.ReplaceAll(entry.Name, `\`, "/")
	if strings.HasSuffix(name, "/") {
		return g.addFolder(name)
	}
	switch mode := entry.Mode(); {
	case entry.Flags&1 != 0:
		return fmt.Errorf("%w: entry %.200q is encrypted", ErrLayout, entry.Name)
	case entry.Method != zip.Store && entry.Method != zip.Deflate:
		return fmt.Errorf("%w: entry %.200q is compressed by method %d, expected 0 or 8 (Deflate), as ordinary zip files have",
			ErrLayout, entry.Name, entry.Method)
	case !mode.IsRegular():
		return fmt.Errorf("%w: entry %.200q is no regular file (%v)", ErrLayout, entry.Name, mode)
	case entry.UncompressedSize64 > 1<<62:
		return fmt.Errorf("%w: entry %.200q claims %d bytes", ErrLayout, entry.Name, entry.UncompressedSize64)
	}
	return g.add(name, &file{size: int64(entry.UncompressedSize64), time: entry.Modified, at: int64(i)})
}

// maxUnpacked are the bytes to which a compressed tar archive may unpack.
const maxUnpacked = 1 << 38

// openCompressed unpacks a compressed tar archive into a nameless file first, since nothing in it can be found
// otherwise.
func openCompressed(ctx context.Context, kind string, in *os.File, name string) (source, error) {
	var plain io.Reader = bzip2.NewReader(bufio.NewReaderSize(in, 1<<16))
	if kind == gzipKind {
		unzipped, err := gzip.NewReader(bufio.NewReaderSize(in, 1<<16))
		if err != nil {
			return nil, fmt.Errorf("%w: gzip: %w", ErrLayout, err)
		}
		plain = unzipped
	}
	plainStart := bufio.NewReaderSize(plain, 1<<16)
	if start, err := plainStart.Peek(sniffSize); !isTar(start) {
		return nil, errors.Join(fmt.Errorf("%w: what it holds, compressed by %s, is no tar archive", ErrLayout, kind), err)
	}
	spool, err := os.CreateTemp("", "unpacked-*.tar")
	if err != nil {
		return nil, err
	}
	owned := &spooled{File: spool}
	size, err := io.Copy(spool, &stoppable{ctx, io.LimitReader(plainStart, maxUnpacked+1)})
	if err == nil && size > maxUnpacked {
		err = fmt.Errorf("%w: it unpacks to more than %d bytes", ErrLayout, int64(maxUnpacked))
	}
	if err == nil {
		var s source
		if s, err = openTar(ctx, spool, size, name, owned); err == nil {
			return s, in.Close()
		}
	}
	return nil, errors.Join(err, owned.Close())
}

// spooled is a file that ends with its use.
type spooled struct{ *os.File }

// Close removes the file.
func (s *spooled) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }

// stoppable reads until a context ends.
type stoppable struct {
	ctx context.Context
	in  io.Reader
}

// Read implements io.Reader.
func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}
