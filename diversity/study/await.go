package study

import (
	"context"
	"time"

	"tradeoff/diversity/study/internal/claims"
)

// await waits until each claim on the runs that are left of which it is not certain that its worker lives has shown a
// heartbeat, which settles that the run is in good hands, or until one of them has come to an end: then it reports that
// there may be something to do.
func (w *worker) await(ctx context.Context) (changed bool, err error) {
	left := w.store.among(w.left)
	before, err := w.store.claims.Uncertain(left)
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
		after, err := w.store.claims.Uncertain(left)
		if err != nil {
			return false, err
		}
		if ended(before, after) {
			return true, nil
		}
	}
	return false, nil
}

// ended reports whether one of the claims is gone, and takes out those that have shown a heartbeat since.
func ended(before, after map[string]claims.Content) bool {
	for hash, earlier := range before {
		later, still := after[hash]
		if !still || later.Token != earlier.Token {
			return true
		}
		if !later.Heartbeat.Equal(earlier.Heartbeat) {
			delete(before, hash)
		}
	}
	return false
}
