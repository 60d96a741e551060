package study

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Errors about claims, to be tested with errors.Is.
var (
	// ErrClaimed reports that another worker is computing a run.
	ErrClaimed = errors.New("study: claimed by another worker")
	// ErrFenced reports that a claim was lost: another worker took the run over, so the outcome was not published.
	ErrFenced = errors.New("study: the claim was lost to another worker")
)

// Claim is the right to compute one run: a locked file claims/<hash>.<token> to which a heartbeat is added until the claim
// ends. The outcome is written into this very file, which is then renamed to where outcomes belong. Who takes a run over
// removes the file first, so that its former holder, should it still live, has nothing to rename: the file system decides.
type Claim struct {
	store *Store
	run   Run
	hash  string
	path  string
	file  *os.File  // of the path, locked
	text  claimText // its content
	after claimText // of the claim that this one took over, if it did

	lost      context.Context // ends when another worker has taken over
	lose      context.CancelFunc
	stopHeart func()
	ended     bool // an outcome was stored, or the claim given back
}

// Claim takes a run for this process. The error wraps ErrClaimed if another has it. A run whose worker died, or has not
// shown for its lease that it is alive, is taken over.
func (st *Store) Claim(run Run) (*Claim, error) { return st.claim(run, true) }

// claim takes a run. Unless takeOver is set, it leaves alone, with errLeft, those that other workers lost.
func (st *Store) claim(run Run, takeOver bool) (*Claim, error) {
	c := &Claim{store: st, run: run, hash: st.hasher.hash(run)}
	err := c.make(takeOver)
	if errors.Is(err, ErrClaimed) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("study: claiming %v: %w", run, err)
	}
	return c, nil
}

// make goes through the steps of a claim: a locked draft, a link under the next token, and the removal of older claims.
func (c *Claim) make(takeOver bool) (err error) {
	draft, err := c.draft()
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, c.store.disk.removeIfThere(draft))
		if err != nil {
			err = errors.Join(err, c.withdraw())
		}
	}()
	if err := c.sign(takeOver); err != nil {
		return err
	}
	if err := c.show(draft); err != nil {
		return err
	}
	if err := c.succeed(); err != nil {
		return err
	}
	c.startHeart()
	return nil
}

// draft creates the file under a temporary name and locks it: it must never be seen unlocked.
func (c *Claim) draft() (path string, err error) {
	file, err := c.store.disk.create(filepath.Join(c.store.dir, claimsDir), tempMark+"*")
	if err != nil {
		return "", err
	}
	c.file = file
	err = c.store.disk.lock(file, tryExclusive)
	if errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return file.Name(), errors.Join(err, file.Chmod(fileMode))
}

// sign looks who has the run and, if it is to be had, writes down who takes it.
func (c *Claim) sign(takeOver bool) error {
	info, err := c.file.Stat()
	if err != nil {
		return err
	}
	c.store.clock.set(info.ModTime())
	token, err := c.incumbent(takeOver)
	if err != nil {
		return err
	}
	started := now()
	c.text.Format = Format
	c.text.Claimant = Claimant{
		Host: hostName(), Process: os.Getpid(), Token: token + 1, Run: c.run,
		Started: started, Heartbeat: started, Lease: c.store.lease.Seconds(),
	}
	c.path = c.store.claimPath(c.hash, token+1)
	return c.write(c.text)
}

// incumbent returns the highest token of the run so far.
func (c *Claim) incumbent(takeOver bool) (token int, err error) {
	all, err := c.store.claims()
	if err != nil {
		return 0, err
	}
	if c.text.LastOutcome, err = c.store.lastOutcome(); err != nil {
		return 0, err
	}
	if files := all[c.hash].files; len(files) > 0 {
		if err := c.challenge(highest(files), takeOver); err != nil {
			return 0, err
		}
	}
	published, err := c.store.outcomeToken(c.hash)
	return max(all[c.hash].top, published), err
}

// challenge looks whether the claim with the highest token may be taken over, and counts the workers lost with the run.
func (c *Claim) challenge(token int, takeOver bool) error {
	before, state, err := c.store.inspect(c.hash, token)
	switch {
	case err != nil:
		return err
	case state == free:
		return nil
	case state == newer:
		return fmt.Errorf("%w: %v: %w", ErrClaimed, c.run, ErrNewer)
	case state == held:
		return fmt.Errorf("%w: %v", ErrClaimed, c.run)
	case !takeOver:
		return &leftError{token}
	}
	c.after = before
	c.text.Deaths = 1
	if before.LastOutcome.Equal(c.text.LastOutcome) {
		c.text.Deaths += before.Deaths
	}
	return nil
}

// leftError reports a run that other workers lost and that this one could take over.
type leftError struct{ token int }

func (e *leftError) Error() string { return fmt.Sprintf("left by a worker under token %d", e.token) }

func (*leftError) Unwrap() error { return ErrClaimed }

func (c *Claim) write(text claimText) error {
	content, err := seal(text)
	if err != nil {
		return err
	}
	return c.store.disk.write(c.file, content)
}

// show gives the file its name, unless another worker has just used the token.
func (c *Claim) show(draft string) error {
	err := c.store.disk.link(draft, c.path)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %v", ErrClaimed, c.run)
	}
	return err
}

// succeed removes all older claims of the run, after which their holders cannot publish. Only a worker that was
// overtaken while it made its claim finds a newer one; it gives way.
func (c *Claim) succeed() error {
	all, err := c.store.claims()
	if err != nil {
		return err
	}
	if all[c.hash].top > c.text.Token {
		return fmt.Errorf("%w: %v", ErrClaimed, c.run)
	}
	for _, token := range all[c.hash].files {
		if token == c.text.Token {
			continue
		}
		if err := c.store.disk.removeIfThere(c.store.claimPath(c.hash, token)); err != nil {
			return err
		}
	}
	return nil
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

// Context returns a context that ends with the parent, or with the cause ErrFenced when the claim is lost. Call stop when
// the run is computed.
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

// beat touches the claim's file. An error is no reason to stop: if others see no heartbeat they take over, and that is noticed.
func (c *Claim) beat(done <-chan struct{}) {
	ticker := time.NewTicker(c.store.lease / beatsPerLease)
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
		if c.store.disk.touch(c.file) == nil {
			_ = c.store.disk.sync(c.file) // has a network file system pass the time on
		}
	}
}

// Release gives the run back without an outcome. The file stays, marked, so that tokens keep rising. It does nothing after
// Publish or Fail.
func (c *Claim) Release() error {
	if c.ended {
		return nil
	}
	c.stopHeart()
	if mine, err := c.mine(); err != nil || !mine {
		return errors.Join(err, c.close())
	}
	released := c.text
	released.Released, released.Deaths = true, 0
	if c.write(released) != nil { // a full disk, say
		return c.withdraw()
	}
	return c.close()
}

// withdraw removes the claim's file.
func (c *Claim) withdraw() error {
	if c.stopHeart != nil {
		c.stopHeart()
	}
	mine, err := c.mine()
	if mine && err == nil {
		err = c.store.disk.removeIfThere(c.path)
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

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
