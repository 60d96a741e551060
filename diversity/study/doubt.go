package study

import (
	"context"
	"time"
)

// doubts are claims of which it is not certain that their workers live, by hash, as they were when they were last seen.
type doubts map[string]claimText

// doubts finds those among the claims on the runs.
func (st *Store) doubts(runs []Run) (doubts, error) {
	all, err := st.claims()
	if err != nil {
		return nil, err
	}
	found := doubts{}
	for _, run := range runs {
		hash := st.hasher.hash(run)
		if len(all[hash].files) == 0 {
			continue
		}
		text, state, err := st.inspect(hash, highest(all[hash].files))
		if err != nil {
			return nil, err
		}
		if state == held && !text.alive {
			found[hash] = text
		}
	}
	return found, nil
}

// await waits until each doubtful claim on the runs that are left has shown a heartbeat, which settles that they are in good
// hands, or until one of them has come to an end: then it reports that there may be something to do.
func (w *worker) await(ctx context.Context) (changed bool, err error) {
	before, err := w.store.doubts(w.left)
	if err != nil || len(before) == 0 {
		return false, err
	}
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for len(before) > 0 {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return false, ctx.Err()
		}
		after, err := w.store.doubts(w.left)
		if err != nil {
			return false, err
		}
		for hash, earlier := range before {
			later, still := after[hash]
			if !still || later.Token != earlier.Token {
				return true, nil
			}
			if !later.Heartbeat.Equal(earlier.Heartbeat) {
				delete(before, hash)
			}
		}
	}
	return false, nil
}
