package layout

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// tarArchive is an uncompressed tar archive, whose files are found by where they begin.
type tarArchive struct {
	title  string
	root   *folder
	at     io.ReaderAt
	closer io.Closer
}

func (t *tarArchive) name() string   { return t.title }
func (t *tarArchive) tree() *folder  { return t.root }
func (t *tarArchive) onDisk() string { return "" }
func (t *tarArchive) close() error   { return t.closer.Close() }

func (t *tarArchive) read(f *file, limit int64) ([]byte, error) {
	return readBounded(io.NewSectionReader(t.at, f.at, f.size), f, limit)
}

// isTar tells a tar archive by the checksum of its first header, which the oldest have too.
func isTar(start []byte) bool {
	if len(start) < 512 || start[0] == 0 {
		return false
	}
	if bytes.Equal(start[257:262], []byte("ustar")) {
		return true
	}
	_, err := tar.NewReader(bytes.NewReader(append(start[:512:512], make([]byte, 1024)...))).Next()
	return err == nil
}

// openTar reads the headers of all entries.
func openTar(ctx context.Context, at io.ReaderAt, size int64, name string, closer io.Closer) (*tarArchive, error) {
	t := &tarArchive{title: name, at: at, closer: closer}
	section := io.NewSectionReader(at, 0, size)
	in, g := tar.NewReader(section), newGrower()
	end := int64(0) // of the last entry
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		header, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return nil, fmt.Errorf("%w: a tar archive that cannot be read: %w", ErrLayout, err)
		}
		place, err := section.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		if err := t.add(g, header, place, size); err != nil {
			return nil, err
		}
		if end = place; header.Typeflag == tar.TypeReg {
			end = place + (header.Size+tarBlock-1)/tarBlock*tarBlock
		}
	}
	if err := checkEnd(at, end, size); err != nil {
		return nil, err
	}
	g.root.sort()
	t.root = g.root
	return t, nil
}

const tarBlock = 512

// checkEnd looks for the empty blocks behind the last entry: without them the archive was cut off, and what comes
// behind them is not read by anybody.
func checkEnd(at io.ReaderAt, end, size int64) error {
	if end+tarBlock > size {
		return wrong("the tar archive is cut off: it has no end mark at byte %d", end)
	}
	rest := make([]byte, min(size-end, 128*tarBlock))
	if _, err := at.ReadAt(rest, end); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if more := bytes.IndexFunc(rest, func(r rune) bool { return r != 0 }); more >= 0 {
		return wrong("the tar archive has more behind its end, at byte %d: several archives one behind the other are read as "+
			"one only after they were unpacked (tar -i)", end+int64(more))
	}
	return nil
}

func (t *tarArchive) add(g *grower, header *tar.Header, place, size int64) error {
	switch header.Typeflag {
	case tar.TypeDir:
		return g.addFolder(header.Name)
	case tar.TypeXGlobalHeader:
		return nil
	case tar.TypeReg, tar.TypeRegA: //nolint:staticcheck // archives of old have it
	case tar.TypeLink, tar.TypeSymlink:
		return fmt.Errorf("%w: entry %.200q is a link to %.200q: unpack the archive, or pack it with links followed (tar -h)",
			ErrLayout, header.Name, header.Linkname)
	case tar.TypeFifo, tar.TypeChar, tar.TypeBlock:
		g.root.odd = append(g.root.odd, header.Name+" (a named pipe or a device)")
		return nil
	default:
		return fmt.Errorf("%w: entry %.200q is of kind %q, expected files and folders", ErrLayout, header.Name,
			header.Typeflag)
	}
	if isSparse(header) {
		return fmt.Errorf("%w: entry %.200q is a sparse file, which is not read: pack the archive without -S", ErrLayout,
			header.Name)
	}
	if header.Size < 0 || header.Size > size-place {
		return fmt.Errorf("%w: entry %.200q has %d bytes, the archive only %d more", ErrLayout, header.Name, header.Size,
			size-place)
	}
	f := &file{size: header.Size, time: header.ModTime, at: place, reader: t}
	return g.add(strings.TrimPrefix(header.Name, "./"), f)
}

func isSparse(header *tar.Header) bool {
	for key := range header.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}
