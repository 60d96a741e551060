package study

import (
	"fmt"
	"strings"
	"time"

	"tradeoff/diversity"
)

// Progress is the state of a call of [Study.Run].
type Progress struct {
	Study   string        // name
	Total   int           // runs asked for
	Done    int           // finished, Cached included
	Cached  int           // that were finished before
	Running int           // being computed
	Failed  int           // that could not be computed
	Elapsed time.Duration // since the call
	Rate    float64       // runs per minute finished in this call; 0 until the first
	// estimated from how long finished runs took; 0 until a trained one has finished, and if nothing is left
	Remaining time.Duration
	Last      *Result   // finished most recently in this call; nil if none
	Notices   []string  // of [Study.Notices], as soon as they are known
	Failures  []Failure // the first few of this call's failures, for display; [Results.Failures] has them all
}

// Left is the number of runs neither finished nor failed.
func (p Progress) Left() int { return p.Total - p.Done - p.Failed }

// String reads "omniglot: 12 of 105 runs (11%), 3 from the store, 2 running, 8.5 runs/min, about 11m left".
func (p Progress) String() string {
	parts := []string{fmt.Sprintf("%s: %d of %d runs (%.0f%%)", diversity.Printable(p.Study), p.Done, p.Total,
		100*p.share())}
	if p.Cached > 0 {
		parts = append(parts, fmt.Sprintf("%d from the store", p.Cached))
	}
	if p.Failed > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", p.Failed))
	}
	if p.Left() <= 0 {
		return strings.Join(append(parts, "done in "+brief(p.Elapsed)), ", ")
	}
	if p.Running > 0 {
		parts = append(parts, fmt.Sprintf("%d running", p.Running))
	}
	if p.Rate > 0 {
		parts = append(parts, fmt.Sprintf("%.3g runs/min", p.Rate))
	}
	if p.Remaining > 0 {
		parts = append(parts, "about "+brief(p.Remaining)+" left")
	}
	return strings.Join(parts, ", ")
}

// share is what part of the runs is done.
func (p Progress) share() float64 {
	if p.Total < 1 {
		return 1
	}
	return float64(p.Done) / float64(p.Total)
}

// brief writes a duration with a precision that suits its length.
func brief(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Hour:
		return d.Round(time.Second).String()
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
