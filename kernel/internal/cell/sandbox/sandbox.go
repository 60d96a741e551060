// Package sandbox gives the processes of a notebook a temporary directory of their own, by which they are found and
// ended afterwards: a kernel that is killed leaves its cells, its gopls and its files behind.
package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	prefix   = "diversity-" // of the directories, in the system's temporary directory: a path short enough for sockets
	variable = "TMPDIR"     // marks the processes
)

// Box is a temporary directory and the processes that have it as their TMPDIR.
type Box struct {
	Dir  string
	made os.FileInfo // the directory as it was made
	lock *os.File
}

// New makes a sandbox, after clearing those whose owner was killed.
func New() (*Box, error) {
	clearStale(os.TempDir(), time.Now().Add(clearTime))
	return newIn(os.TempDir())
}

// newIn makes the directory under another name and takes the lock first, so that no other process thinks it stale.
func newIn(parent string) (*Box, error) {
	staging, err := os.MkdirTemp(parent, "."+prefix)
	if err != nil {
		return nil, err
	}
	lock, err := take(staging)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(staging))
	}
	dir := filepath.Join(parent, filepath.Base(staging)[1:])
	made, err := os.Lstat(staging)
	if err == nil {
		err = os.Rename(staging, dir)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close(), os.RemoveAll(staging))
	}
	return &Box{Dir: dir, made: made, lock: lock}, nil
}

// Env returns the environment of this process with the sandbox's mark.
func (b *Box) Env() []string { return append(os.Environ(), variable+"="+b.Dir) }

// Close ends what still runs in the sandbox and removes its files. Another directory that has come into its place
// stays.
func (b *Box) Close() error {
	err := end(b.Dir)
	if info, gone := os.Lstat(b.Dir); err == nil && gone == nil && os.SameFile(info, b.made) {
		err = os.RemoveAll(b.Dir)
	}
	return errors.Join(err, b.lock.Close())
}

// Clear ends what runs in the sandbox of a process that has ended, and removes its files. One that is in use, or gone,
// is left alone, and so is a directory that is no sandbox of this user.
func Clear(dir string) error {
	lock, err := retake(dir)
	if errors.Is(err, errForeign) || errors.Is(err, syscall.EWOULDBLOCK) {
		return nil
	}
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := end(dir); err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// Release gives the sandbox up as the end of this process would, for others to clear.
func (b *Box) Release() error { return b.lock.Close() }

// The limits of looking for sandboxes that were left: the next process goes on with it.
const (
	clearTime = 3 * time.Second // after which no other one is cleared
	nameBatch = 1000            // names that are read at a time
)

// clearStale empties the sandboxes below parent that no process holds, also those that were left before they got their
// name.
func clearStale(parent string, until time.Time) {
	list, err := os.OpenFile(parent, os.O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		return // then no sandbox can be made either
	}
	defer list.Close()
	for {
		names, err := list.Readdirnames(nameBatch)
		for _, name := range names {
			if time.Now().After(until) {
				return
			}
			if strings.HasPrefix(strings.TrimPrefix(name, "."), prefix) {
				_ = Clear(filepath.Join(parent, name)) // the next one tries again
			}
		}
		if err != nil {
			return
		}
	}
}

const (
	grace    = 2 * time.Second // that processes have to end by themselves
	patience = 5 * time.Second // for the system to end killed ones
)

// end ends the processes of a sandbox, politely first.
func end(dir string) error {
	started := time.Now()
	signal := syscall.SIGTERM
	for {
		running := processes(variable + "=" + dir)
		if len(running) == 0 {
			return nil
		}
		if waited := time.Since(started); waited > grace+patience {
			return fmt.Errorf("processes %v cannot be ended; their files are in %s", running, dir)
		} else if waited > grace {
			signal = syscall.SIGKILL
		}
		for _, pid := range running {
			_ = syscall.Kill(pid, signal) // it may just have ended
		}
		time.Sleep(20 * time.Millisecond)
	}
}
