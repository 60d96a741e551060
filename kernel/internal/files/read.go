package files

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// The errors of files that are not what they should be.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("larger than a file of its kind can be")
)

// Open opens a regular file for reading, without waiting: the end of a pipe, a device or a folder is an error.
func Open(path string) (*os.File, error) { return open(path, os.O_RDONLY) }

// OpenOwn opens a file of this program for reading and writing as [ReadOwn] does.
func OpenOwn(path string) (*os.File, error) { return open(path, os.O_RDWR|doNotFollow) }

func open(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, doNotWait|flags, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Read reads a regular file of at most so many bytes, without waiting.
func Read(path string, most int64) ([]byte, error) { return read(path, os.O_RDONLY, most) }

// ReadOwn reads like [Read] what this program wrote where others write too: it follows no link in the place of the
// file.
func ReadOwn(path string, most int64) ([]byte, error) {
	return read(path, os.O_RDONLY|doNotFollow, most)
}

func read(path string, flags int, most int64) ([]byte, error) {
	f, err := open(path, flags)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s: %w: more than %d bytes", path, ErrTooLarge, most)
	}
	if err != nil {
		return nil, err
	}
	return text, nil
}
