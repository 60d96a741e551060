package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"tradeoff/diversity/runner"
	"tradeoff/diversity/study"
)

func workerCommand() command {
	return command{
		name: "worker", args: "--study DIR [--run SPEC ...] [--index I --count N] [--lease D] [--replicas R]", summary: "compute runs of a study (for study.Processes and clusters)",
		text: `
Computes runs of the study in DIR until all are finished, have failed or are claimed by other workers. Any number of workers may
share a study, on any machines that see the directory. SIGINT, SIGTERM and SIGUSR1 end it within 5 seconds; what is finished stays, and the
run it was computing is free again. Exit codes: 0 nothing left to do, 75 start it again, 78 the study cannot be computed as it is.`,
		run: work,
	}
}

func work(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	dir := set.String("study", "", "directory of the study")
	var runs []string
	set.Func("run", "compute only this run; may be repeated", func(spec string) error {
		runs = append(runs, spec)
		return nil
	})
	index := set.Int("index", 0, "begin with this share of the plan, 0 to count-1: the number in a job array")
	count := set.Int("count", 1, "number of shares")
	lease := set.Duration("lease", 0, "how long a worker that hangs keeps its run, 100ms to 24h (default 1m)")
	replicas := set.Int("replicas", 0, "runs of one size that are trained at once, 1 to 64 (default 1 on a CPU, 8 on a GPU)")
	if err := noArguments(set, args); err != nil {
		return err
	}
	if *dir == "" {
		return usageError("--study is missing")
	}
	if *count < 1 || *index < 0 || *index >= *count {
		return usageError("--index %d --count %d: want 0 <= index < count", *index, *count)
	}
	if len(runs) > 0 && *count > 1 {
		return usageError("--run and --count exclude each other")
	}
	if *count > 1 {
		var err error
		if runs, err = rotated(*dir, *index, *count); err != nil {
			return codeError{err, runner.ExitCode(err)}
		}
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGUSR1) // with which Slurm announces that the time is up
	defer stop()
	defer exitSoon(ctx, stopGrace, os.Exit)()
	if err := runner.Work(ctx, *dir, runner.WorkOptions{Runs: runs, Lease: *lease, Replicas: *replicas}); err != nil {
		return codeError{err, runner.ExitCode(err)}
	}
	return nil
}

// stopGrace is how long a worker that was told to stop may take, as it cannot interrupt a compilation, say.
const stopGrace = 4 * time.Second

// exitSoon ends the process if it still goes on so long after the context has ended. Its claim then counts as a dead
// worker's, which is taken over at once; nothing else is left half done. The returned function calls it off.
func exitSoon(ctx context.Context, grace time.Duration, exit func(code int)) (callOff func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-done:
		case <-time.After(grace):
			exit(runner.ExitRetry)
		}
	})
	return func() { stop(); close(done) }
}

// rotated is the whole plan, each worker of an array beginning elsewhere: they seldom meet, and none leaves work undone.
func rotated(dir string, index, count int) ([]string, error) {
	store, err := study.OpenDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", runner.ErrNever, err)
	}
	plan, err := store.Study().Plan()
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	specs := make([]string, len(plan))
	for i, run := range plan {
		specs[i] = run.Spec()
	}
	start := len(specs) * index / count
	return slices.Concat(specs[start:], specs[:start]), nil
}
