package study

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// Publish stores the finished run, together with what an earlier result of it holds on other tasks, and ends the claim.
// The error wraps ErrFenced if another worker has taken the run over: then nothing is stored.
func (c *Claim) Publish(result Result) error {
	result.Format, result.Hash, result.Run, result.Token = Format, c.hash, c.run, c.text.Token
	if err := result.Validate(); err != nil {
		return errors.Join(err, c.Release())
	}
	if older, err := c.store.readResult(c.hash); err == nil {
		result = result.merged(older)
	}
	err := c.put(c.store.runPath(c.hash), result)
	if err == nil {
		err = c.store.disk.removeIfThere(c.store.failurePath(c.hash))
	}
	return errors.Join(err, c.Release())
}

// Fail records why the run could not be computed and ends the claim. The error wraps ErrFenced as that of Publish does.
func (c *Claim) Fail(cause error, device string) error {
	err := c.put(c.store.failurePath(c.hash), Failure{
		Format: Format, Hash: c.hash, Run: c.run, Message: cause.Error(), Device: device, Finished: now(), Token: c.text.Token,
	})
	return errors.Join(err, c.Release())
}

// put writes an outcome into the claim's own file, makes it last, and moves the file to where outcomes belong.
func (c *Claim) put(path string, outcome any) error {
	c.stopHeart()
	text, err := seal(outcome)
	if err == nil && len(text) > maxFileBytes {
		err = fmt.Errorf("it has %d bytes, at most %d are read", len(text), maxFileBytes)
	}
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	if err := c.store.disk.write(c.file, text); err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	if err := c.store.disk.sync(c.file); err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	if err := c.move(path); err != nil {
		return err
	}
	err = errors.Join(c.close(), c.store.disk.syncDir(filepath.Dir(path)), c.store.disk.syncDir(filepath.Dir(c.path)))
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	return nil
}

// move renames the claim's file. If its name is gone, or another file's, the claim was lost, unless the file is where it
// should go: a network file system may carry a rename out and then lose the reply.
func (c *Claim) move(path string) error {
	mine, err := c.mine()
	if err == nil && mine {
		err = c.store.disk.rename(c.path, path)
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
	return fmt.Errorf("%w: %v, token %d", ErrFenced, c.run, c.text.Token)
}
