package study

import (
	"time"

	"tradeoff/diversity"
)

// The bounds and the default of a lease.
const (
	minLease     = 100 * time.Millisecond
	maxLease     = 24 * time.Hour
	defaultLease = time.Minute
)

// beatsPerLease is how often in a lease a worker shows that it is alive.
const beatsPerLease = 4

// validLease checks a lease of that name; 0 stands for the default.
func validLease(field string, lease time.Duration) error {
	if lease != 0 && (lease < minLease || lease > maxLease) {
		return diversity.Invalid(field, lease, "100ms..24h, or 0 for 1m")
	}
	return nil
}

// SetLease says for how long a claim that this store makes is left alone after its worker last showed that it is alive: a
// machine that hangs for longer loses its runs to others. It is 100 ms to 24 h; 0 means a minute. A worker that dies on
// the same machine is noticed at once, whatever the lease. Call it before the first [Store.Claim].
func (st *Store) SetLease(lease time.Duration) error {
	if err := validLease("lease", lease); err != nil {
		return err
	}
	if lease == 0 {
		lease = defaultLease
	}
	st.lease = lease
	return nil
}
