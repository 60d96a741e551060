package claims

import (
	"time"

	"tradeoff/diversity"
)

// The bounds and the default of a lease.
const (
	MinLease     = 100 * time.Millisecond
	MaxLease     = 24 * time.Hour
	DefaultLease = time.Minute
)

// BeatsPerLease is how often in a lease a worker shows that it is alive.
const BeatsPerLease = 4

// ValidLease checks a lease of that name; 0 stands for the default.
func ValidLease(field string, lease time.Duration) error {
	if lease != 0 && (lease < MinLease || lease > MaxLease) {
		return diversity.Invalid(field, lease, "100ms..24h, or 0 for 1m")
	}
	return nil
}

// SetLease sets for how long a claim of this process is left alone after it last showed that it is alive: 100 ms to 24
// h; 0 means a minute. Call it before the first [Dir.Claim].
func (d *Dir) SetLease(lease time.Duration) error {
	if err := ValidLease("lease", lease); err != nil {
		return err
	}
	if lease == 0 {
		lease = DefaultLease
	}
	d.lease = lease
	return nil
}
