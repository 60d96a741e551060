package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// The errors of files that are not what they should be.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("larger than a file of its kind can be")
)

// Open opens a regular file for reading, without waiting: the end of a pipe, a device or a folder is an error. With
// more flags, such as [syscall.O_NOFOLLOW], it can be made to refuse more.
func Open(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|flags, 0)
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
func Read(path string, most int64) ([]byte, error) { return read(path, 0, most) }

// ReadOwn reads like [Read] what this program wrote where others write too: it follows no link in the place of the
// file.
func ReadOwn(path string, most int64) ([]byte, error) { return read(path, syscall.O_NOFOLLOW, most) }

func read(path string, flags int, most int64) ([]byte, error) {
	f, err := Open(path, flags)
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
