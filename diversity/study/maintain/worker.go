package maintain

import (
	"encoding/json"
	"fmt"
	"time"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
)

// Worker is a process that computes a run.
type Worker struct {
	Host      string    `json:"host"`
	Process   int       `json:"pid"`
	Token     int       `json:"token"` // counts the claims of the run, from 1
	Run       study.Run `json:"run"`
	Started   time.Time `json:"started"`   // UTC
	Heartbeat time.Time `json:"heartbeat"` // when it last showed that it is alive, by the clock of the file system
	Lease     float64   `json:"lease"`     // seconds after the last heartbeat in which nobody takes the run over
}

// workerOf reads what a claim says of its worker. A claim that is torn says nothing.
func workerOf(c claims.Claimant) Worker {
	var run study.Run
	if json.Unmarshal(c.About, &run) != nil {
		run = study.Run{}
	}
	return Worker{c.Host, c.Process, c.Token, run, c.Started, c.Heartbeat, c.Lease}
}

// name reads "host:123".
func (w Worker) name() string {
	if w.Host == "" {
		return "unknown worker"
	}
	return fmt.Sprintf("%s:%d", w.Host, w.Process)
}

// since reads "host:123 since 2026-07-01T12:00:00Z".
func (w Worker) since() string { return w.name() + " since " + w.Started.Format(time.RFC3339) }

// patience is how long a living worker takes at most to its next heartbeat, with some room.
func (w Worker) patience() time.Duration {
	return time.Duration(w.Lease*float64(time.Second))/claims.BeatsPerLease + 2*pollInterval
}
