//go:build unix && !solaris && !aix

package disk

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile locks an open file with flock. The lock vanishes with the process, however that dies.
func lockFile(file *os.File, how LockMode) error {
	flags := map[LockMode]int{
		TryExclusive: syscall.LOCK_EX | syscall.LOCK_NB, TryShared: syscall.LOCK_SH | syscall.LOCK_NB,
		WaitShared: syscall.LOCK_SH, Unlock: syscall.LOCK_UN,
	}
	err := syscall.EINTR
	for errors.Is(err, syscall.EINTR) {
		failed := syscall.Flock(int(file.Fd()), flags[how])
		if failed == nil {
			return nil
		}
		if !errors.As(failed, &err) {
			return failed
		}
	}
	return lockError(file.Name(), err)
}

// lockError distinguishes a lock that is taken from a file system without locks and from other failures.
func lockError(path string, err syscall.Errno) error {
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return ErrLocked
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
		return fmt.Errorf("locking %s: %w", path, errors.ErrUnsupported)
	}
	return fmt.Errorf("locking %s: %w", path, err)
}
