package claims

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"tradeoff/diversity/study/internal/sealed"
)

// Errors about claims, to be tested with errors.Is.
var (
	// ErrClaimed reports that another worker has the key.
	ErrClaimed = errors.New("study: claimed by another worker")
	// ErrFenced reports that a claim was lost: another worker took the key over, so the outcome was not published.
	ErrFenced = errors.New("study: the claim was lost to another worker")
)

// Claim is the right to publish the outcome of a key: a locked file to which a heartbeat is added until the claim ends.
// The outcome is written into this very file, which is then renamed to where outcomes belong. Who takes a key over
// removes the file first, so that its former holder, should it still live, has nothing to rename: the file system
// decides.
type Claim struct {
	dir     *Dir
	key     string
	about   any
	path    string
	file    *os.File // of the path, locked
	content Content  // of the file
	before  Claimant // whose claim this one took over, if it did

	lost      context.Context // ends when another worker has taken over
	lose      context.CancelFunc
	stopHeart func()
	ended     bool // an outcome was stored, or the claim given back
}

// Token counts the claims of the key, from 1.
func (c *Claim) Token() int { return c.content.Token }

// Lost is the number of workers in a row that were lost with the key, and the last of them.
func (c *Claim) Lost() (count int, last Claimant) { return c.content.Deaths, c.before }

func (c *Claim) write(content Content) error {
	text, err := sealed.Seal(content)
	if err != nil {
		return err
	}
	return c.dir.disk.Write(c.file, text)
}

// mine reports whether the claim's name still is that of its file.
func (c *Claim) mine() (bool, error) { return sameFile(c.file, c.path) }

func sameFile(file *os.File, path string) (bool, error) {
	there, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	own, err := file.Stat()
	return err == nil && os.SameFile(there, own), err
}

// Context returns a context that ends with the parent, or with the cause ErrFenced when the claim is lost. Call stop
// when the work is done.
func (c *Claim) Context(parent context.Context) (guarded context.Context, stop func()) {
	guarded, cancel := context.WithCancelCause(parent)
	stopWatching := context.AfterFunc(c.lost, func() { cancel(ErrFenced) })
	return guarded, func() { stopWatching(); cancel(nil) }
}

// startHeart begins to show that this process is alive and to notice that the claim was lost.
func (c *Claim) startHeart() {
	c.lost, c.lose = context.WithCancel(context.Background())
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() { c.beat(done) })
	c.stopHeart = sync.OnceFunc(func() { close(done); group.Wait() })
}

// beat touches the claim's file. An error is no reason to stop: if others see no heartbeat they take over, and that is
// noticed.
func (c *Claim) beat(done <-chan struct{}) {
	ticker := time.NewTicker(c.dir.lease / BeatsPerLease)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
		}
		if mine, err := c.mine(); err == nil && !mine {
			c.lose()
			return
		}
		if c.dir.disk.Touch(c.file) == nil {
			_ = c.dir.disk.Sync(c.file) // has a network file system pass the time on
		}
	}
}

// Release gives the key back without an outcome. The file stays, marked, so that tokens keep rising. It does nothing
// after Publish.
func (c *Claim) Release() error {
	if c.ended {
		return nil
	}
	c.stopHeart()
	if mine, err := c.mine(); err != nil || !mine {
		return errors.Join(err, c.close())
	}
	released := c.content
	released.Released, released.Deaths = true, 0
	if c.write(released) != nil { // a full disk, for example
		return c.Withdraw()
	}
	return c.close()
}

// Withdraw ends the claim and removes its file, as nothing was begun under it.
func (c *Claim) Withdraw() error {
	if c.stopHeart != nil {
		c.stopHeart()
	}
	mine, err := c.mine()
	if mine && err == nil {
		err = c.dir.disk.RemoveIfThere(c.path)
	}
	return errors.Join(err, c.close())
}

// close ends the claim: the lock goes with the file.
func (c *Claim) close() error {
	c.ended = true
	if c.lose != nil {
		c.lose()
	}
	return c.file.Close()
}
