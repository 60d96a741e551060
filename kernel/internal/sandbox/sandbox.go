// Package sandbox gives the processes of a notebook a temporary directory of their own, by which they are found and ended
// afterwards: a kernel that is killed leaves its cells, its gopls and its files behind.
package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

const (
	prefix   = "diversity-" // of the directories, in the system's temporary directory: a path short enough for sockets
	lockName = ".lock"      // held while the sandbox is in use
	variable = "TMPDIR"     // marks the processes
)

// Box is a temporary directory and the processes that have it as their TMPDIR.
type Box struct {
	Dir  string
	lock *flock.Flock
}

// New makes a sandbox, after clearing those whose owner was killed.
func New() (*Box, error) {
	clearStale(os.TempDir())
	return newIn(os.TempDir())
}

// newIn makes the directory under another name and takes the lock first, so that no other process thinks it stale.
func newIn(parent string) (*Box, error) {
	staging, err := os.MkdirTemp(parent, "."+prefix)
	if err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(staging, lockName))
	if _, err := lock.TryLock(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(staging))
	}
	dir := filepath.Join(parent, filepath.Base(staging)[1:])
	if err := os.Rename(staging, dir); err != nil {
		return nil, errors.Join(err, lock.Close(), os.RemoveAll(staging))
	}
	return &Box{Dir: dir, lock: lock}, nil
}

// Env returns the environment of this process with the sandbox's mark.
func (b *Box) Env() []string { return append(os.Environ(), variable+"="+b.Dir) }

// Close ends what still runs in the sandbox and removes its files.
func (b *Box) Close() error {
	return errors.Join(empty(b.Dir), b.lock.Close())
}

// Clear ends what runs in the sandbox of a process that has ended, and removes its files. One that is in use, or gone, is left alone.
func Clear(dir string) error {
	lock := flock.New(filepath.Join(dir, lockName))
	if _, err := os.Stat(lock.Path()); err != nil {
		return nil //nolint:nilerr // not a sandbox
	}
	defer lock.Close()
	if free, err := lock.TryLock(); err != nil || !free {
		return err
	}
	return empty(dir)
}

// Release gives the sandbox up as the end of this process would, for others to clear.
func (b *Box) Release() error { return b.lock.Close() }

// clearStale empties the sandboxes below parent that no process holds.
func clearStale(parent string) {
	dirs, err := filepath.Glob(filepath.Join(parent, prefix+"*"))
	if err != nil {
		return // only where the temporary directory's name is no pattern
	}
	for _, dir := range dirs {
		_ = Clear(dir) // the next one tries again
	}
}

const (
	grace    = 2 * time.Second // that processes have to end by themselves
	patience = 5 * time.Second // for the system to end killed ones
)

// empty ends the processes of a sandbox, politely first, and removes it.
func empty(dir string) error {
	started := time.Now()
	signal := syscall.SIGTERM
	for {
		running := processes(variable + "=" + dir)
		if len(running) == 0 {
			return os.RemoveAll(dir)
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
