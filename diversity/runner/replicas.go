package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

const maxReplicas = 256

func validReplicas(replicas int) error {
	if replicas < 0 || replicas > maxReplicas {
		return diversity.Invalid("WorkOptions.Replicas", replicas,
			fmt.Sprintf("1..%d, or 0 for what suits the device", maxReplicas))
	}
	return nil
}

// ComputeMany computes runs of one size like [Runner.Compute], their networks all at once where they have to be
// trained: see pretrain's Trainer.TrainMany, which says how far results may differ from those of Compute. Each
// assignment has its own result and error, by number. Where training all at once fails, for want of memory say, each
// run is computed by itself.
func (r *Runner) ComputeMany(ctx context.Context, assignments []study.Assignment) (results []study.Result,
	failures []error) {
	results, failures = make([]study.Result, len(assignments)), make([]error, len(assignments))
	networks := r.trainMany(ctx, assignments, results)
	for i, assignment := range assignments {
		switch outcome := networks[i]; {
		case outcome == nil:
			results[i], failures[i] = r.Compute(ctx, assignment)
		case outcome.Err != nil:
			failures[i] = outcome.Err
		default:
			results[i], failures[i] = r.conclude(ctx, outcome.Network, assignment, results[i])
		}
	}
	return results, failures
}

// trainMany trains the networks of those assignments that need it together; nil for an assignment that is to be
// computed by itself.
func (r *Runner) trainMany(ctx context.Context, assignments []study.Assignment,
	results []study.Result) map[int]*pretrain.Outcome {
	started := time.Now()
	var together []int
	var sets []pretrain.Data
	var seeds []uint64
	o := pretrain.TrainManyOptions{Every: r.checkpoint}
	for i, assignment := range assignments {
		if assignment.Run.Control || assignment.Run.Size != assignments[0].Run.Size || assignment.Earlier != nil &&
			assignment.Weights != "" {
			continue
		}
		if data, err := r.draw(assignment.Run); err == nil && data.Source == nil {
			together, sets, seeds = append(together, i), append(sets, data), append(seeds, assignment.Run.Seed)
		}
	}
	if len(together) < 2 {
		return nil
	}
	if err := keepMany(ctx, &o, together, assignments); err != nil {
		return nil
	}
	drawn := since(&started) / float64(len(together))
	outcomes, err := r.trainer.TrainMany(ctx, sets, seeds, o)
	if err != nil {
		return nil
	}
	trained := since(&started) / float64(len(together))
	networks := map[int]*pretrain.Outcome{}
	for n, i := range together {
		results[i] = study.Result{Run: assignments[i].Run, Device: r.device, Versions: r.versions}
		results[i].Timings.Draw, results[i].Timings.Train = drawn, trained
		if from := o.From[n]; from != nil {
			results[i].Timings.Train += from.Seconds()
		}
		learnt(&results[i], outcomes[n].Curve)
		networks[i] = &outcomes[n]
	}
	return networks
}

// keepMany has the networks of some assignments continue from the runs' checkpoints, and keep new ones there. Whoever
// takes one of the runs over continues it, together with others or alone.
func keepMany(ctx context.Context, o *pretrain.TrainManyOptions, together []int, assignments []study.Assignment) error {
	savers := make([]func(*pretrain.Checkpoint) error, len(together))
	o.From = make([]*pretrain.Checkpoint, len(together))
	for n, i := range together {
		if assignments[i].Checkpoint == "" {
			savers[n] = func(*pretrain.Checkpoint) error { return nil }
			continue
		}
		savers[n] = saver(ctx, assignments[i])
		var err error
		if o.From[n], err = earlierCheckpoint(assignments[i]); err != nil {
			return err
		}
	}
	o.Save = func(number int, c *pretrain.Checkpoint) error { return savers[number](c) }
	return nil
}

// crew computes the runs that a worker claims, several of one size at a time.
type crew struct {
	store    *study.Store
	runner   *Runner
	runs     []study.Run // of the worker
	replicas int
	failed   error // of a claim besides the first: the worker cannot go on
}

// batch is what a crew computes at once.
type batch struct {
	assignments []study.Assignment
	results     []study.Result
	failures    []error
	done        bool
}

// compute implements study.Compute. While the assignment's run is claimed it claims further runs of its size, each
// within the computation of the one before, until there are enough; then it computes all, and each is published as its
// claim ends.
func (c *crew) compute(ctx context.Context, assignment study.Assignment) (study.Result, error) {
	if c.failed != nil {
		return study.Result{}, fmt.Errorf("%w: %w", study.ErrStop, c.failed)
	}
	// lost: it must not take others with it if it kills its worker again
	if c.replicas < 2 || assignment.Run.Control || assignment.Lost > 0 {
		return c.runner.Compute(ctx, assignment)
	}
	return c.join(ctx, &batch{}, assignment, c.likes(assignment.Run))
}

// likes lists the other runs of the same size.
func (c *crew) likes(run study.Run) []study.Run {
	return slices.DeleteFunc(slices.Clone(c.runs), func(other study.Run) bool {
		return other == run || other.Control || other.Size != run.Size
	})
}

// join adds an assignment to the batch and completes the batch with some of the candidates.
func (c *crew) join(ctx context.Context, b *batch, assignment study.Assignment, candidates []study.Run) (study.Result,
	error) {
	number := len(b.assignments)
	b.assignments = append(b.assignments, assignment)
	for i, candidate := range candidates {
		if b.done || len(b.assignments) == c.replicas {
			break
		}
		err := c.store.Try(ctx, candidate, func(ctx context.Context, assignment study.Assignment) (study.Result, error) {
			return c.join(ctx, b, assignment, candidates[i+1:])
		})
		if err != nil {
			c.failed = errors.Join(c.failed, err)
		}
	}
	if !b.done {
		b.results, b.failures = c.runner.ComputeMany(ctx, b.assignments)
		b.done = true
	}
	if cut := b.failures[number]; ctx.Err() == nil &&
		(errors.Is(cut, context.Canceled) || errors.Is(cut, context.DeadlineExceeded)) {
		return c.runner.Compute(ctx, assignment) // another run's claim was lost, and with it the batch
	}
	return b.results[number], b.failures[number]
}
