package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// ErrNever is wrapped by errors of [Work] which trying again cannot mend: no study in the directory, or a bad one.
var ErrNever = errors.New("runner: trying again will not help")

// Exit codes of a worker process, see [ExitCode].
const (
	ExitDone  = 0  // nothing is left to do that this worker could
	ExitUsage = 2  // a wrong command line
	ExitRetry = 75 // stopped or hindered: start it again (EX_TEMPFAIL of sysexits.h)
	ExitNever = 78 // the study cannot be computed as it is (EX_CONFIG of sysexits.h)
)

// WorkOptions says what a worker does. The zero value computes the whole plan.
type WorkOptions struct {
	Runs  []string      // study.Run.Spec of the runs to compute, in this order; empty means the study's plan
	Lease time.Duration // see study.Store.SetLease; 100 ms to 24 h, 0 means a minute

	// Checkpoint is the time between the checkpoints of a training, of which at most this is lost if the process is
	// killed: whoever takes the run over continues it. 1 ms to 24 h, 0 means 2 minutes. Networks that are trained at once
	// have one each: those of a worker that was stopped are continued together, to the same bits; those of one that was
	// killed each alone, to weights that differ by rounding.
	Checkpoint time.Duration

	// Replicas is the number of runs of one size that are trained at once, 1..256, each claimed and published for
	// itself; 0 means 1 on a CPU and 8 on a GPU, see pretrain's Trainer.Replicas. Results depend on it by rounding only.
	Replicas int

	// Resident is how many bytes of images of a pre-training set are held in memory; those of a larger set are read batch
	// by batch while the device computes, with the same results. 1 or more, 0 means 1 GiB.
	Resident int64
}

const residentBytes = 1 << 30

// Work is a worker process: it computes runs of the study in a directory until every one is finished, has failed or is
// claimed by another worker, and opens the device only if there is something to do. Runs that fail are recorded in the
// store, which is no error. Errors wrap ErrNever where that is so; [ExitCode] turns them into an exit code.
func Work(ctx context.Context, dir string, o WorkOptions) (err error) {
	store, err := study.OpenDir(dir)
	if err != nil {
		return never(err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.SetLease(o.Lease); err != nil {
		return never(err)
	}
	if err := o.validate(); err != nil {
		return never(err)
	}
	if err := computable(store.Study()); err != nil {
		return never(err)
	}
	runs, err := o.runs(store.Study())
	if err != nil {
		return never(err)
	}
	return work(ctx, store, runs, o)
}

// validate checks what is no other operation's.
func (o WorkOptions) validate() error {
	if o.Checkpoint != 0 && (o.Checkpoint < time.Millisecond || o.Checkpoint > 24*time.Hour) {
		return diversity.Invalid("WorkOptions.Checkpoint", o.Checkpoint, "1ms..24h, or 0 for 2m")
	}
	if o.Resident < 0 {
		return diversity.Invalid("WorkOptions.Resident", o.Resident, "at least 1 byte, or 0 for 1 GiB")
	}
	return validReplicas(o.Replicas)
}

func (o WorkOptions) runs(s study.Study) ([]study.Run, error) {
	if len(o.Runs) == 0 {
		return s.Plan()
	}
	var runs []study.Run
	for _, spec := range o.Runs {
		run, err := s.ParseRun(spec)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// work computes runs with a runner that is made for the first of them.
func work(ctx context.Context, store *study.Store, runs []study.Run, o WorkOptions) (err error) {
	c := &crew{store: store, runs: runs, replicas: o.Replicas}
	defer func() {
		if c.runner != nil {
			err = errors.Join(err, c.runner.Close())
		}
	}()
	err = store.Work(ctx, runs, func(ctx context.Context, assignment study.Assignment) (study.Result, error) {
		if c.runner == nil {
			opened, err := New(ctx, store.Study())
			if err != nil {
				return study.Result{}, fmt.Errorf("%w: %w", study.ErrStop, err)
			}
			c.runner, opened.checkpoint, opened.resident = opened, o.Checkpoint, o.Resident
			if c.replicas == 0 {
				c.replicas = opened.trainer.Replicas()
			}
		}
		return c.compute(ctx, assignment)
	})
	return errors.Join(err, c.failed)
}

// never marks errors about what the study is, in contrast to those about the state of the machine.
func never(err error) error {
	for _, kind := range []error{
		diversity.ErrInvalid, diversity.ErrUnknownKind, fs.ErrNotExist, study.ErrDamaged, study.ErrFormat, split.ErrOverlap,
		pool.ErrFormat, pool.ErrContent, pool.ErrNotReopenable, backbone.ErrNotReopenable,
	} {
		if errors.Is(err, kind) {
			return fmt.Errorf("%w: %w", ErrNever, err)
		}
	}
	return err
}

// ExitCode is the exit code of a worker process whose [Work] returned err.
func ExitCode(err error) int {
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, ErrUsage):
		return ExitUsage
	case errors.Is(err, ErrNever):
		return ExitNever
	}
	return ExitRetry
}
