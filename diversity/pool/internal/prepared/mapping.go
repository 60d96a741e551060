package prepared

import (
	"fmt"
	"io"
	"os"

	"tradeoff/diversity/internal/regular"
)

// mapping gives bytes of a file that does not change.
type mapping interface {
	// read fills dst from an offset; the range lies within the length with which the file was opened.
	read(dst []byte, offset int64) error
	close() error
}

// openMapping opens a regular file of that length. It is mapped where that is possible.
func openMapping(path string, length int64) (mapping, error) {
	file, err := openExact(path, length)
	if err != nil {
		return nil, err
	}
	if m, err := mapFile(file, length); err == nil {
		return m, file.Close() // the mapping stays
	}
	return fileMapping{file}, nil
}

// openExact opens a file of a set, which is no link and has that length.
func openExact(path string, length int64) (*os.File, error) {
	file, err := regular.OpenNoLink(path, func(flag int) (*os.File, error) {
		return os.OpenFile(path, os.O_RDONLY|flag, 0)
	})
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Size() != length {
		err = fmt.Errorf("%w: %s has %d bytes, expected %d", ErrDamaged, path, info.Size(), length)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// fileMapping reads the file each time, where files are not mapped.
type fileMapping struct{ file *os.File }

func (m fileMapping) read(dst []byte, offset int64) error {
	if _, err := m.file.ReadAt(dst, offset); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("%w: %s: %w", ErrDamaged, m.file.Name(), err)
	}
	return nil
}

func (m fileMapping) close() error { return m.file.Close() }
