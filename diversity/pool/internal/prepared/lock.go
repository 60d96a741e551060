package prepared

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"

	"tradeoff/diversity/internal/regular"
)

// lockPoll is how often a process that waits for another one looks whether that has ended.
const lockPoll = 50 * time.Millisecond

// lockFile makes a lock of a path at which there is a regular file or nothing.
func lockFile(path string, flag int) (*flock.Flock, error) {
	info, err := os.Lstat(path)
	if err == nil {
		err = regular.Check(path, info)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return flock.New(path, flock.SetFlag(flag), flock.SetPermissions(0o644)), nil
}

// lockWriters waits until no other process prepares the set. While it waits it calls waiting now and then.
func (s Store) lockWriters(ctx context.Context, key string, waiting func()) (*flock.Flock, error) {
	lock, err := lockFile(s.writers(key), os.O_CREATE|os.O_RDWR)
	if err != nil {
		return nil, err
	}
	for {
		taken, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("locking %s: %w", lock.Path(), err)
		}
		if taken {
			return lock, nil
		}
		waiting()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

// lockReaders notes that this process has the set open, and when. On a disk that cannot be written to or has no locks
// there is none: nobody removes anything there.
func (s Store) lockReaders(key string) *flock.Flock {
	path := s.readers(key)
	for _, flag := range []int{os.O_CREATE | os.O_RDONLY, os.O_RDONLY} {
		lock, err := lockFile(path, flag)
		if err != nil {
			return nil
		}
		if taken, err := lock.TryRLock(); err == nil && taken {
			now := time.Now()
			_ = os.Chtimes(path, now, now) // a disk that cannot be written to keeps its times
			return lock
		}
		_ = lock.Close()
	}
	return nil
}
