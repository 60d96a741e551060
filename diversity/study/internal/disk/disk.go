// Package disk changes files so that others see them as a whole or not at all: temporary names, syncs, renames and
// locks.
package disk

import (
	"errors"
	"os"

	"tradeoff/diversity/internal/regular"
)

// Disk holds the operations by which files are changed. Tests put failing ones in their place.
type Disk struct {
	MakeDir func(path string) error                       // with its parents; no error if it is there
	Create  func(dir, pattern string) (*os.File, error)   // a new file, as os.CreateTemp
	Open    func(path string, flag int) (*os.File, error) // as os.OpenFile
	Write   func(file *os.File, text []byte) error        // replaces the content
	// moves the modification time to now, by the clock of the file system
	Touch  func(file *os.File) error
	Sync   func(file *os.File) error
	Lock   func(file *os.File, how LockMode) error
	Link   func(from, to string) error // fails if to exists
	Rename func(from, to string) error
	Remove func(path string) error
}

// Real changes the files of this machine.
func Real() *Disk {
	return &Disk{
		MakeDir: func(path string) error { return os.MkdirAll(path, DirMode) },
		Create:  os.CreateTemp,
		Open:    func(path string, flag int) (*os.File, error) { return os.OpenFile(path, flag, FileMode) },
		Write:   overwrite,
		Touch:   touch,
		Sync:    (*os.File).Sync,
		Lock:    lockFile,
		Link:    os.Link,
		Rename:  os.Rename,
		Remove:  os.Remove,
	}
}

// OpenFile opens a file of the store, which is never a link, a pipe or a directory: the error wraps [regular.ErrKind].
func (d *Disk) OpenFile(path string, flag int) (*os.File, error) {
	return regular.OpenNoLink(path, func(more int) (*os.File, error) { return d.Open(path, flag|more) })
}

func overwrite(file *os.File, text []byte) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt(text, 0)
	return err
}

// touch writes the first byte of a file of JSON again, and so never tears its content.
func touch(file *os.File) error {
	_, err := file.WriteAt([]byte("{"), 0)
	return err
}

// LockMode is a kind of lock on a file.
type LockMode int

// The kinds of lock.
const (
	TryExclusive LockMode = iota // fails with ErrLocked if anybody has a lock
	TryShared                    // fails with ErrLocked if somebody has an exclusive lock
	WaitShared
	Unlock
)

// ErrLocked reports that another open file has the lock. Where the file system has no locks the error is
// errors.ErrUnsupported.
var ErrLocked = errors.New("study: locked")
