package claims

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tradeoff/diversity/study/internal/sealed"
)

// Publish is step 5: it writes a sealed outcome, which says the key and the token, into the claim's own file, makes it
// last, and moves the file to where outcomes belong. That ends the claim. The error wraps ErrFenced if another worker
// has taken the key over: then nothing was stored.
func (c *Claim) Publish(path string, outcome []byte) error {
	c.stopHeart()
	if len(outcome) > sealed.MaxBytes {
		return fmt.Errorf("study: writing %s: it has %d bytes, at most %d are read", path, len(outcome), sealed.MaxBytes)
	}
	if err := c.fill(outcome); err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	if err := c.move(path); err != nil {
		return err
	}
	err := errors.Join(c.close(), c.dir.disk.SyncDir(filepath.Dir(path)), c.dir.disk.SyncDir(filepath.Dir(c.path)))
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	return nil
}

func (c *Claim) fill(text []byte) error {
	if err := c.dir.disk.Write(c.file, text); err != nil {
		return err
	}
	return c.dir.disk.Sync(c.file)
}

// move renames the claim's file. If its name is gone, or another file's, the claim was lost, unless the file is where
// it should go: a network file system may carry a rename out and then lose the reply.
func (c *Claim) move(path string) error {
	mine, err := c.mine()
	if err == nil && mine {
		err = c.dir.disk.Rename(c.path, path)
		if err == nil {
			return nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			mine, _ = c.mine()
		}
	}
	if mine || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	if moved, err := sameFile(c.file, path); err == nil && moved {
		return nil
	}
	return fmt.Errorf("%w: %v, token %d", ErrFenced, c.about, c.content.Token)
}
