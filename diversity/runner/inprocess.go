package runner

import (
	"context"
	"time"

	"tradeoff/diversity/study"
)

// InProcess is a study.Executor that computes runs one after another in the calling process: for pools that exist only
// in its memory, for debugging, and where no worker program is at hand. Several processes may share a study.
type InProcess struct {
	Replicas   int           // as that of [WorkOptions]
	Checkpoint time.Duration // as that of [WorkOptions]
	Resident   int64         // as that of [WorkOptions]
}

// Check implements study.Checker: this program has the backbone and the probes.
func (p InProcess) Check(_ context.Context, s study.Study) error { return computable(s) }

// Execute implements study.Executor.
func (p InProcess) Execute(ctx context.Context, job study.Job) error {
	o := WorkOptions{Replicas: p.Replicas, Checkpoint: p.Checkpoint, Resident: p.Resident}
	if err := o.validate(); err != nil {
		return err
	}
	return work(ctx, job.Store, job.Runs, o)
}
