package study

import (
	"errors"
	"sync"
	"time"
)

// toll counts the workers that died since a run last came to an outcome.
type toll struct {
	store *Store

	mutex  sync.Mutex
	last   time.Time // outcome when the last worker died
	deaths int
}

func newToll(st *Store) *toll { return &toll{store: st} }

// outcomes returns when a run last came to an outcome. A directory that cannot be looked at counts as one without: the
// final load of the results reports the error.
func (t *toll) outcomes() time.Time {
	last, err := t.store.lastOutcome()
	if err != nil {
		return time.Time{}
	}
	return last
}

// add counts a death and returns how many there were in a row.
func (t *toll) add() int {
	last := t.outcomes()
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if !last.Equal(t.last) {
		t.last, t.deaths = last, 0
	}
	t.deaths++
	return t.deaths
}

// bury records as failed those of the runs that workers died with.
func (st *Store) bury(runs []Run, cause error) error {
	tokens, err := st.claims()
	if err != nil {
		return err
	}
	for _, run := range runs {
		hash := st.hasher.hash(run)
		if len(tokens[hash].files) == 0 {
			continue
		}
		_, state, err := st.inspect(hash, highest(tokens[hash].files))
		if err == nil && state == dead {
			err = st.fail(run, cause)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fail records a run as failed unless another worker takes it.
func (st *Store) fail(run Run, cause error) error {
	claim, err := st.claim(run, true)
	if err == nil {
		err = claim.Fail(cause, "")
	}
	if errors.Is(err, ErrClaimed) || errors.Is(err, ErrFenced) {
		return nil
	}
	return err
}
