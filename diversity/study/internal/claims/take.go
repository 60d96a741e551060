package claims

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/sealed"
)

// Claim takes a key for this process: steps 1 to 3. About says what the key stands for, in the claim's file as JSON and
// in errors. The error wraps ErrClaimed if another process has the key. A key whose worker died, or has not shown for
// its lease that it is alive, is taken over if takeOver is set; otherwise the error is a [LostError].
func (d *Dir) Claim(key string, about any, takeOver bool) (*Claim, error) {
	c := &Claim{dir: d, key: key, about: about}
	err := c.make(takeOver)
	if errors.Is(err, ErrClaimed) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("study: claiming %v: %w", about, err)
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
		err = errors.Join(err, c.dir.disk.RemoveIfThere(draft))
		if err != nil {
			err = errors.Join(err, c.Withdraw())
		}
	}()
	if err := c.sign(takeOver); err != nil {
		return err
	}
	if err := c.show(draft); err != nil {
		return err
	}
	if err := c.removeOlder(); err != nil {
		return err
	}
	c.startHeart()
	return nil
}

// draft creates the file under a temporary name and locks it: it must never be seen unlocked.
func (c *Claim) draft() (path string, err error) {
	file, err := c.dir.disk.Create(c.dir.path, disk.TempMark+"*")
	if err != nil {
		return "", err
	}
	c.file = file
	err = c.dir.disk.Lock(file, disk.TryExclusive)
	if errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return file.Name(), errors.Join(err, file.Chmod(disk.FileMode))
}

// sign looks who has the key and, if it is to be had, writes down who takes it.
func (c *Claim) sign(takeOver bool) error {
	info, err := c.file.Stat()
	if err != nil {
		return err
	}
	c.dir.clock.set(info.ModTime())
	token, err := c.lastToken(takeOver)
	if err != nil {
		return err
	}
	about, err := json.Marshal(c.about)
	if err != nil {
		return err
	}
	started := time.Now().UTC().Truncate(time.Millisecond)
	c.content.Format = sealed.Format
	c.content.Claimant = Claimant{
		Host: hostName(), Process: os.Getpid(), Token: token + 1, About: about,
		Started: started, Heartbeat: started, Lease: c.dir.lease.Seconds(),
	}
	c.path = c.dir.Path(c.key, token+1)
	return c.write(c.content)
}

// lastToken returns the highest token of the key so far, unless another process has the key.
func (c *Claim) lastToken(takeOver bool) (token int, err error) {
	all, err := c.dir.Tokens()
	if err != nil {
		return 0, err
	}
	if c.content.LastOutcome, err = c.dir.LastOutcome(); err != nil {
		return 0, err
	}
	if latest, have := all[c.key].Latest(); have {
		if err := c.challenge(latest, takeOver); err != nil {
			return 0, err
		}
	}
	published, err := c.dir.outcomeToken(c.key)
	return max(all[c.key].top, published), err
}

// challenge looks whether the claim with the highest token may be taken over, and counts the workers lost with the key.
func (c *Claim) challenge(token int, takeOver bool) error {
	before, state, err := c.dir.Inspect(c.key, token)
	switch {
	case err != nil:
		return err
	case state == Free:
		return nil
	case state == Newer:
		return fmt.Errorf("%w: %v: %w", ErrClaimed, c.about, sealed.ErrNewer)
	case state == Held:
		return fmt.Errorf("%w: %v", ErrClaimed, c.about)
	case !takeOver:
		return &LostError{token}
	}
	c.before = before.Claimant
	c.content.Deaths = 1
	if before.LastOutcome.Equal(c.content.LastOutcome) {
		c.content.Deaths += before.Deaths
	}
	return nil
}

// LostError reports a key that other workers lost and that this one could take over. It wraps ErrClaimed.
type LostError struct{ Token int }

func (e *LostError) Error() string { return fmt.Sprintf("lost by a worker under token %d", e.Token) }

func (*LostError) Unwrap() error { return ErrClaimed }

// show gives the file its name, unless another worker has just used the token.
func (c *Claim) show(draft string) error {
	err := c.dir.disk.Link(draft, c.path)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %v", ErrClaimed, c.about)
	}
	return err
}

// removeOlder removes all older claims of the key, after which their holders cannot publish. Only a worker that was
// overtaken while it made its claim finds a newer one; it gives way.
func (c *Claim) removeOlder() error {
	all, err := c.dir.Tokens()
	if err != nil {
		return err
	}
	if all[c.key].top > c.content.Token {
		return fmt.Errorf("%w: %v", ErrClaimed, c.about)
	}
	for _, token := range all[c.key].Files {
		if token == c.content.Token {
			continue
		}
		if err := c.dir.disk.RemoveIfThere(c.dir.Path(c.key, token)); err != nil {
			return err
		}
	}
	return nil
}
