package study

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrClaimed reports that another worker is computing a run.
var ErrClaimed = errors.New("study: claimed by another worker")

// Claim is the right to compute one run. It is a lock of the operating system on a file in claims/, which vanishes with
// the process that holds it, however that dies.
type Claim struct {
	store *Store
	run   Run
	hash  string
	lock  *flock.Flock
}

// ErrFenced reports that a claim was lost: another worker took the run over, so the outcome could not be published.
var ErrFenced = errors.New("study: the claim was lost to another worker")

// Claimant says who computes a run.
type Claimant struct {
	Host      string    `json:"host"`
	Process   int       `json:"pid"`
	Token     int       `json:"token"` // counts the claims of the run, from 1: the fencing token
	Run       Run       `json:"run"`
	Started   time.Time `json:"started"`   // UTC
	Heartbeat time.Time `json:"heartbeat"` // when it last showed that it is alive, by the clock of the file system
	Lease     float64   `json:"lease"`     // seconds after the last heartbeat in which nobody takes the run over
}

// holding is the state of the claim on a run.
type holding int

const (
	free    holding = iota // nobody claims it
	held                   // its holder is alive, or was within its lease
	stalled                // its holder lives but has not shown so within its lease
	dead                   // its holder ended without an outcome
)

// holder tells who claims a run.
func (st *Store) holder(hash string) (who Claimant, state holding, err error) {
	path := filepath.Join(st.dir, claimsDir, hash)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Claimant{}, free, nil
	}
	if err != nil || json.Unmarshal(text, &who) != nil || !st.claimed(who.Run) {
		return who, dead, err
	}
	return who, held, nil
}

func newLock(path string) *flock.Flock {
	return flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(fileMode))
}

// Claim takes a run for this process. The error wraps ErrClaimed if another has it.
func (st *Store) Claim(run Run) (*Claim, error) {
	hash := st.hasher.hash(run)
	claim := &Claim{store: st, run: run, hash: hash, lock: newLock(filepath.Join(st.dir, claimsDir, hash))}
	locked, err := claim.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("study: claiming: %w", err)
	}
	if !locked {
		return nil, fmt.Errorf("%w: %v", ErrClaimed, run)
	}
	if err := claim.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("study: claiming: %w", err), claim.lock.Close())
	}
	return claim, nil
}

// claimed reports whether a worker holds a run. The look is a shared lock for a moment, during which nobody can claim it.
func (st *Store) claimed(run Run) bool {
	path := filepath.Join(st.dir, claimsDir, st.hasher.hash(run))
	if _, err := os.Stat(path); err != nil {
		return false
	}
	look := newLock(path)
	free, err := look.TryRLock()
	return errors.Join(err, look.Close()) == nil && !free
}

func (c *Claim) sign() error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	text, err := json.Marshal(Claimant{Host: host, Process: os.Getpid(), Token: 1, Run: c.run, Started: now(), Heartbeat: now()})
	if err != nil {
		return err
	}
	return os.WriteFile(c.lock.Path(), append(text, '\n'), fileMode)
}

// Publish stores the finished run, together with what an earlier result of it holds on other tasks, and releases the claim.
func (c *Claim) Publish(result Result) error {
	result.Format, result.Hash, result.Run = Format, c.hash, c.run
	err := result.Validate()
	if older, missing := c.store.readResult(c.hash); missing == nil {
		result = result.merged(older)
	}
	if err == nil {
		err = writeSealed(c.store.runPath(c.hash), result)
	}
	if err == nil {
		err = removeIfThere(c.store.failurePath(c.hash))
	}
	return errors.Join(err, c.finish(err))
}

// Fail records why the run could not be computed and releases the claim.
func (c *Claim) Fail(cause error, device string) error {
	err := writeSealed(c.store.failurePath(c.hash), Failure{
		Format: Format, Hash: c.hash, Run: c.run, Message: cause.Error(), Device: device, Finished: now(),
	})
	return errors.Join(err, c.finish(err))
}

// finish removes the claim's file if the outcome was stored, then unlocks it. In between, another worker may lock the
// removed file or a new one: as it looks for the outcome after it has the lock, it will not compute the run again.
func (c *Claim) finish(err error) error {
	if err != nil {
		return c.Release()
	}
	return errors.Join(removeIfThere(c.lock.Path()), c.Release())
}

// Release gives the run back without an outcome. It does nothing after Publish or Fail.
func (c *Claim) Release() error { return c.lock.Close() }

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
