// Package regular opens and reads files that somebody else may have put in place: only regular files, never waiting for
// anybody, and no more of them than is expected. A directory, a pipe or a device under the name of a file is an error,
// not a hang.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrKind is wrapped by errors about something that is no regular file.
var ErrKind = errors.New("not a regular file")

// ErrSize is wrapped by errors about files that are larger than what is read.
var ErrSize = errors.New("file too large")

// Open opens a regular file; a link to one will do. Errors wrap [ErrKind] for anything else.
func Open(path string) (*os.File, error) {
	return open(path, os.Stat, func() (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|dontWait, 0) })
}

// OpenNoLink opens a file as its caller does, with the further flags that it is given, if it is a regular file and no
// link.
func OpenNoLink(path string, opener func(flag int) (*os.File, error)) (*os.File, error) {
	return open(path, os.Lstat, func() (*os.File, error) { return opener(dontWait | dontFollow) })
}

// open looks before it opens, as opening a device may have effects, and afterwards, as the file may be another by then.
func open(path string, look func(string) (fs.FileInfo, error), opener func() (*os.File, error)) (*os.File, error) {
	info, err := look(path)
	if err == nil {
		err = Check(path, info)
	} else if link, failed := os.Lstat(path); failed == nil && !errors.Is(err, fs.ErrNotExist) {
		err = errors.Join(Check(path, link), err) // a link in a circle
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // that may be to be created
		return nil, err
	}
	file, _, err := opened(path, opener)
	return file, err
}

// OpenKnown opens what a listing has found to be a regular file, and tells what it is now. It does not look before it
// opens: a system call less for each of a million files.
func OpenKnown(path string) (*os.File, fs.FileInfo, error) {
	return opened(path, func() (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|dontWait, 0) })
}

// opened opens and looks.
func opened(path string, opener func() (*os.File, error)) (*os.File, fs.FileInfo, error) {
	file, err := opener()
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil {
		err = Check(path, info)
	}
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, info, nil
}

// Check returns an error wrapping [ErrKind] that says what a path is if it is no regular file.
func Check(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%s: %w but %s", path, ErrKind, Kind(info.Mode()))
}

// Kind names what is no regular file.
func Kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a regular file"
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "of an unknown kind"
}

// Read reads a regular file, or a link to one, of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	text, err := ReadAll(file, limit)
	return text, errors.Join(err, file.Close())
}

// ReadAll reads the rest of a file of at most limit bytes.
func ReadAll(file *os.File, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		return nil, fmt.Errorf("%s: %w: more than %d bytes", file.Name(), ErrSize, limit)
	}
	return text, err
}
