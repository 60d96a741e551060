package study

import "time"

// Progress is the state of a call of [Study.Run].
type Progress struct {
	Study     string        // name
	Total     int           // runs asked for
	Done      int           // finished, Cached included
	Cached    int           // that were finished before
	Running   int           // being computed
	Failed    int           // that could not be computed
	Elapsed   time.Duration // since the call
	Rate      float64       // runs per minute finished in this call; 0 until the first
	Remaining time.Duration // estimated from the updates done and to do; 0 if not known or nothing is left
	Last      *Result       // finished most recently in this call; nil if none
	Failures  []Failure     // the first few of this call's failures, for display; [Results.Failures] has them all
}

// Left is the number of runs neither finished nor failed.
func (p Progress) Left() int { return p.Total - p.Done - p.Failed }
