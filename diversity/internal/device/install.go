package device

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	stagingPrefix = ".staging-"            // of directories that are being filled
	lockName      = ".lock"                // held while the cache directory is changed
	lockPoll      = 200 * time.Millisecond // between two attempts to take it
)

// download installs the first of the sources that can be installed and opened; nil if none can. The error is that of
// ctx.
func (s *search) download(ctx context.Context, list []source) (*Device, error) {
	for _, src := range list {
		c, err := s.obtain(ctx, src)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("device: %w", ctx.Err())
		}
		if err != nil {
			s.note(src.way, "%s: %v", src.title(), err)
			continue
		}
		if d := s.openFirst(c); d != nil {
			return d, nil
		}
	}
	return nil, nil
}

// obtain installs a source. If it is installed already, it is the candidate unless it was tried before; another process
// may have installed it just now.
func (s *search) obtain(ctx context.Context, src source) ([]candidate, error) {
	if c, err := s.cached(src); err == nil {
		if s.tried[c.path] {
			return nil, nil
		}
		return []candidate{c}, c.check()
	}
	if err := src.ready(); err != nil {
		return nil, err
	}
	if s.options.Offline {
		return nil, errOffline
	}
	c, err := s.install(ctx, src)
	if err != nil {
		return nil, err
	}
	c.way = src.way
	return []candidate{c}, c.check()
}

// install fills a new directory and publishes it under the lock, unless another process has done so meanwhile.
func (s *search) install(ctx context.Context, src source) (candidate, error) {
	if err := os.MkdirAll(s.cache, 0o755); err != nil {
		return candidate{}, err
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return candidate{}, err
	}
	defer unlock()
	if c, err := s.cached(src); err == nil {
		return c, nil
	}
	s.removeStale()
	staging, err := os.MkdirTemp(s.cache, stagingPrefix)
	if err != nil {
		return candidate{}, err
	}
	defer os.RemoveAll(staging)
	if err := s.fill(ctx, src, staging); err != nil {
		return candidate{}, err
	}
	if err := s.publish(staging, src); err != nil {
		return candidate{}, err
	}
	return s.cached(src)
}

// lock waits for other installing processes. The lock ends with its process.
func (s *search) lock(ctx context.Context) (unlock func(), err error) {
	lock := flock.New(filepath.Join(s.cache, lockName))
	if ok, err := lock.TryLock(); err == nil && !ok {
		s.options.progress("wait for another installation", 0, 0)
	}
	if ok, err := lock.TryLockContext(ctx, lockPoll); err != nil || !ok {
		return nil, fmt.Errorf("lock of %s: %w", s.cache, err)
	}
	return func() { _ = lock.Close() }, nil
}

// removeStale removes what killed installations left behind; the lock guarantees that nobody is filling it.
func (s *search) removeStale() {
	for _, dir := range matching(s.cache, stagingPrefix+"*") {
		_ = os.RemoveAll(dir)
	}
}

// fill downloads the plugin into dir, checks it and writes its record.
func (s *search) fill(ctx context.Context, src source, dir string) error {
	plugin, origin, err := src.fetch(ctx, dir)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(dir, scratchName)); err != nil {
		return err
	}
	if err := checkLibrary(filepath.Join(dir, plugin)); err != nil {
		return err
	}
	r, err := newRecord(dir, plugin)
	if err != nil {
		return err
	}
	r.Name, r.Version, r.Origin = src.name, src.version, origin
	return r.write(dir)
}

// publish gives the filled directory its final name, in place of a damaged one if there is any.
func (s *search) publish(staging string, src source) error {
	if err := os.Chmod(staging, 0o755); err != nil {
		return err
	}
	final := filepath.Join(s.cache, src.dir())
	if err := os.RemoveAll(final); err != nil {
		return err
	}
	if err := os.Rename(staging, final); err != nil {
		return err
	}
	return syncDir(s.cache)
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
