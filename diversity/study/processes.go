package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/claims"
)

// WorkerVariable is the environment variable that names the program whose command `worker --study DIR` computes runs.
const WorkerVariable = "DIVERSITY_WORKER"

// ErrNoWorker reports that there is no program to compute runs with.
var ErrNoWorker = errors.New("study: no worker program")

// Processes computes runs in worker processes on this machine: COMMAND worker --study DIR, with --run SPEC for each run
// that is not in the plan and --lease and --checkpoint DURATION where they are given. On Linux each has one core to
// itself and ends when this process dies. On a machine with GPUs, see [DevicesVariable], each has a GPU instead. A
// study with a backbone or probe from outside this library needs a program of its own, whose main function is
// runner.Main. A worker that was killed, or asks for it with exit code 75, is started again as long as runs come to an
// outcome.
type Processes struct {
	Command []string      // program and first arguments; empty means the program that DIVERSITY_WORKER names
	Count   int           // processes, 1..4096; 0 means one for each usable core, or for each entry of DIVERSITY_DEVICES
	Grace   time.Duration // that a worker has to stop in before it is killed; 0 means 5 s
	Lease   time.Duration // see [Store.SetLease]; 100 ms to 24 h, 0 means a minute

	// time between the checkpoints of a training, of which at most this is lost with a worker; 1 ms to 24 h, 0 means 2
	// minutes
	Checkpoint time.Duration
}

const (
	maxProcesses = 4096
	defaultGrace = 5 * time.Second
)

// validate returns an error wrapping diversity.ErrInvalid, or ErrNoWorker if there is no program to start.
func (p Processes) validate() error {
	if p.Count < 0 || p.Count > maxProcesses {
		return diversity.Invalid("Processes.Count", p.Count, fmt.Sprintf("1..%d, or 0 for one per core", maxProcesses))
	}
	if p.Grace < 0 {
		return diversity.Invalid("Processes.Grace", p.Grace, "above 0, or 0 for 5s")
	}
	if err := claims.ValidLease("Processes.Lease", p.Lease); err != nil {
		return err
	}
	if p.Checkpoint != 0 && (p.Checkpoint < time.Millisecond || p.Checkpoint > 24*time.Hour) {
		return diversity.Invalid("Processes.Checkpoint", p.Checkpoint, "1ms..24h, or 0 for 2m")
	}
	_, err := p.command()
	return err
}

func (p Processes) withDefaults(processors int) Processes {
	if p.Count == 0 {
		p.Count = processors
	}
	if p.Grace == 0 {
		p.Grace = defaultGrace
	}
	return p
}

func (p Processes) command() ([]string, error) {
	if len(p.Command) > 0 {
		return p.Command, nil
	}
	if program := os.Getenv(WorkerVariable); program != "" {
		return []string{program}, nil
	}
	return nil, fmt.Errorf("%w: %s is not set; it is in notebooks of the Go (diversity) kernel; "+
		"elsewhere set it to the kernel program, or compute in this process with runner.InProcess", ErrNoWorker,
		WorkerVariable)
}

// errGaveUp is wrapped by the error of workers that were started in vain again and again.
var errGaveUp = errors.New("study: workers keep dying")

// exitRetry is the exit code of a worker that is to be started again (EX_TEMPFAIL of sysexits.h).
const exitRetry = 75

// Execute implements [Executor]. A worker that fails ends with an error that has the last lines it wrote to standard
// error; the others go on and take over its runs. When 10 workers in a row die while no run comes to an outcome, the
// runs that they died with are recorded as failed.
func (p Processes) Execute(ctx context.Context, job Job) error {
	if err := p.validate(); err != nil {
		return err
	}
	command, err := p.workerCommand(job)
	if err != nil {
		return err
	}
	usable, err := processors()
	if err != nil {
		return err
	}
	p = p.withDefaults(len(usable))
	deaths := &deathCount{store: job.Store}
	failures := make([]error, min(p.Count, len(job.Runs)))
	var group sync.WaitGroup
	for i := range failures {
		group.Go(func() { failures[i] = p.keepWorker(ctx, command, usable[i%len(usable)], deaths) })
	}
	group.Wait()
	err = distinct(failures)
	if errors.Is(err, errGaveUp) {
		err = errors.Join(err, job.Store.failAbandoned(job.Runs, err))
	}
	return err
}

// keepWorker runs a worker, and another one when it died, until one has nothing left to do or there is no point any
// more.
func (p Processes) keepWorker(ctx context.Context, command []string, on processor, deaths *deathCount) error {
	for {
		before := deaths.outcomes()
		err := p.runWorker(ctx, command, on)
		var exit *exec.ExitError
		if err == nil || !errors.As(err, &exit) {
			return err
		}
		switch exit.ExitCode() {
		case exitRetry:
			if deaths.outcomes().Equal(before) {
				return err
			}
		case -1: // a signal
			if count := deaths.add(); count >= deathsAllowed {
				return fmt.Errorf("%w: %d in a row, and no run came to an outcome meanwhile: %w", errGaveUp, count, err)
			}
		default:
			return err
		}
	}
}

// workerCommand is the whole command line. Runs are named one by one only where the worker cannot find them in the
// plan.
func (p Processes) workerCommand(job Job) ([]string, error) {
	command, err := p.command()
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(job.Store.Dir())
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	command = append(append([]string{}, command...), "worker", "--study", dir)
	if p.Lease != 0 {
		command = append(command, "--lease", p.Lease.String())
	}
	if p.Checkpoint != 0 {
		command = append(command, "--checkpoint", p.Checkpoint.String())
	}
	if !job.Whole {
		for _, run := range job.Runs {
			command = append(command, "--run", run.Spec())
		}
	}
	return command, nil
}

// runWorker starts a worker and waits for it. It keeps its operating system thread: the affinity to a core is inherited
// from the thread that starts a process, and the signal that a worker gets when its parent dies is tied to that thread.
// As the thread is never unlocked it ends with the goroutine.
func (p Processes) runWorker(ctx context.Context, command []string, on processor) error {
	runtime.LockOSThread()
	on.pin()
	stderr := &tail{limit: 4096}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stderr, cmd.Env = stderr, on.environment()
	cmd.WaitDelay = p.Grace
	isolate(cmd)
	err := cmd.Run()
	if err == nil || ctx.Err() != nil {
		return nil //nolint:nilerr // a worker that was stopped did not fail
	}
	err = fmt.Errorf("study: worker %s: %w", strings.Join(command, " "), err)
	if text := stderr.String(); text != "" {
		err = fmt.Errorf("%w\n%s", err, text)
	}
	return err
}

// distinct joins errors, naming equal ones once: what stops one worker often stops all.
func distinct(failures []error) error {
	seen := map[string]bool{}
	var out []error
	for _, err := range failures {
		if err != nil && !seen[err.Error()] {
			seen[err.Error()] = true
			out = append(out, err)
		}
	}
	return errors.Join(out...)
}
