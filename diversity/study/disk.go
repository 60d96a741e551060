package study

import (
	"errors"
	"os"

	"tradeoff/diversity/internal/regular"
)

// disk holds the operations by which a store changes files. Tests put failing ones in their place.
type disk struct {
	mkdir  func(path string) error                       // with its parents; no error if it is there
	create func(dir, pattern string) (*os.File, error)   // a new file, as os.CreateTemp
	open   func(path string, flag int) (*os.File, error) // as os.OpenFile
	write  func(file *os.File, text []byte) error        // replaces the content
	touch  func(file *os.File) error                     // moves the modification time to now, by the clock of the file system
	sync   func(file *os.File) error
	lock   func(file *os.File, how lockMode) error
	link   func(from, to string) error // fails if to exists
	rename func(from, to string) error
	remove func(path string) error
}

func realDisk() disk {
	return disk{
		mkdir:  func(path string) error { return os.MkdirAll(path, dirMode) },
		create: os.CreateTemp,
		open:   func(path string, flag int) (*os.File, error) { return os.OpenFile(path, flag, fileMode) },
		write:  overwrite,
		touch:  touch,
		sync:   (*os.File).Sync,
		lock:   lockFile,
		link:   os.Link,
		rename: os.Rename,
		remove: os.Remove,
	}
}

// openFile opens a file of the store, which is never a link, a pipe or a directory: the error wraps [regular.ErrKind].
func (d disk) openFile(path string, flag int) (*os.File, error) {
	return regular.OpenNoLink(path, func(more int) (*os.File, error) { return d.open(path, flag|more) })
}

func overwrite(file *os.File, text []byte) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt(text, 0)
	return err
}

// touch writes the first byte of a sealed file again, and so never tears its content.
func touch(file *os.File) error {
	_, err := file.WriteAt([]byte(sealHead[:1]), 0)
	return err
}

// lockMode is a kind of lock on a file.
type lockMode int

const (
	tryExclusive lockMode = iota // fails with errLocked if anybody has a lock
	tryShared                    // fails with errLocked if somebody has an exclusive lock
	waitShared
	unlock
)

// errLocked reports that another open file has the lock. Where the file system has no locks the error is errors.ErrUnsupported.
var errLocked = errors.New("study: locked")
