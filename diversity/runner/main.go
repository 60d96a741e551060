package runner

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"tradeoff/diversity/study"
)

// ErrUsage is wrapped by errors about the command line of a worker.
var ErrUsage = errors.New("wrong usage")

// Main is the main function of a worker program, which computes studies with backbones and probes that packages outside
// this library register. It is all that such a program needs besides importing them:
//
//	package main
//
//	import (
//		"tradeoff/diversity/runner"
//
//		_ "example.org/own/neighbours" // a probe
//		_ "example.org/own/small"      // a backbone and its graph
//	)
//
//	func main() { runner.Main() }
//
// The environment variable DIVERSITY_WORKER, or the Command of study.Processes, names the program to a study; the
// options --worker and --image of `kernel study submit` name it to a cluster. It is called as PROGRAM worker --study
// DIR; PROGRAM worker -h lists the options. SIGINT, SIGTERM and SIGUSR1 end it within 5 seconds: what is finished
// stays, and the run that it was computing is free again. It exits with the codes of [ExitCode].
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

const workerUsage = `usage: %s worker --study DIR [options]

Computes runs of the study in DIR until all are finished, have failed or are claimed by other workers.
Exit codes: 0 nothing left to do, 2 wrong usage, 75 start it again, 78 the study cannot be computed as it is.

options:
`

// command is a worker program without its process.
func command(ctx context.Context, args []string, out, messages io.Writer) (code int) {
	name := filepath.Base(args[0])
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() { fmt.Fprintf(out, workerUsage, name); set.PrintDefaults() }
	work := WorkerFlags(set)
	err := fmt.Errorf("%w: want `%s worker --study DIR`; `%s worker -h` explains it", ErrUsage, name, name)
	if len(args) > 1 && args[1] == "worker" {
		if err = parseAll(set, args[2:]); errors.Is(err, flag.ErrHelp) {
			return ExitDone
		}
		if err == nil {
			err = work(ctx, os.Stdin)
		}
	}
	if err != nil {
		fmt.Fprintf(messages, "%s: %v\n", name, err)
	}
	return ExitCode(err)
}

// parseAll leaves it to the caller to say what is wrong with a command line.
func parseAll(set *flag.FlagSet, args []string) error {
	out, usage := set.Output(), set.Usage
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	err := set.Parse(args)
	set.SetOutput(out)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage()
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUsage, err)
	case set.NArg() > 0:
		return fmt.Errorf("%w: unexpected argument %q", ErrUsage, set.Arg(0))
	}
	return nil
}

// WorkerFlags adds the options of a worker to a flag set and returns the function that does a worker's work once they
// are parsed: for programs that have other commands besides. Standard input has the study that --check is about. Errors
// are those of [Work], or wrap ErrUsage.
func WorkerFlags(set *flag.FlagSet) (work func(ctx context.Context, stdin io.Reader) error) {
	f := workerFlags{out: os.Stdout}
	set.StringVar(&f.dir, "study", "", "directory of the study")
	set.Func("run", "compute only this run; may be repeated", func(spec string) error {
		f.options.Runs = append(f.options.Runs, spec)
		return nil
	})
	set.IntVar(&f.index, "index", 0, "begin with this share of the plan, 0 to count-1: the number in a job array")
	set.IntVar(&f.count, "count", 1, "number of shares")
	set.DurationVar(&f.options.Lease, "lease", 0, "how long a worker that hangs keeps its run, 100ms to 24h (default 1m)")
	set.DurationVar(&f.options.Checkpoint, "checkpoint", 0,
		"time between the checkpoints of a training, 1ms to 24h (default 2m)")
	set.IntVar(&f.options.Replicas, "replicas", 0,
		"runs of one size trained at once, 1 to 256 (default 1 on a CPU, 8 on a GPU)")
	set.Int64Var(&f.options.Resident, "resident", 0,
		"bytes of a pre-training set's images held in memory; larger sets are read batch by batch (default 1 GiB)")
	set.BoolVar(&f.rates, "rates", false,
		"only measure what the runs of the study in JSON on standard input cost, and write that in JSON")
	set.BoolVar(&f.speed, "speed", false,
		"only measure for a minute how fast this program trains backbones, and write that in JSON")
	set.StringVar(&f.trial, "trial", "",
		"only try the device out, and write what it computes or how fast it is in JSON: numbers or speeds")
	set.BoolVar(&f.small, "small", false, "a trial on small networks, which a processor can do")
	set.BoolVar(&f.check, "check", false, "only say whether this program can compute the study in JSON on standard input")
	return f.work
}

// workerFlags are the options of a worker's command line.
type workerFlags struct {
	dir                 string
	index, count        int
	check, rates, speed bool
	trial               string
	small               bool
	options             WorkOptions
	out                 io.Writer
}

func (f *workerFlags) validate() error {
	switch {
	case f.check, f.rates, f.speed:
		return nil
	case f.trial != "" && f.trial != trialNumbers && f.trial != trialSpeeds:
		return fmt.Errorf("%w: --trial is %q, want %s or %s", ErrUsage, f.trial, trialNumbers, trialSpeeds)
	case f.trial != "":
		return nil
	case f.small:
		return fmt.Errorf("%w: --small belongs to --trial", ErrUsage)
	case f.dir == "":
		return fmt.Errorf("%w: --study is missing", ErrUsage)
	case f.count < 1 || f.index < 0 || f.index >= f.count:
		return fmt.Errorf("%w: --index %d --count %d: want 0 <= index < count", ErrUsage, f.index, f.count)
	case len(f.options.Runs) > 0 && f.count > 1:
		return fmt.Errorf("%w: --run and --count exclude each other", ErrUsage)
	}
	return nil
}

func (f *workerFlags) work(ctx context.Context, stdin io.Reader) error {
	if err := f.validate(); err != nil {
		return err
	}
	if f.check {
		_, err := readStudy(stdin)
		return err
	}
	if f.rates {
		return writeRates(ctx, stdin, f.out)
	}
	if f.speed {
		speeds, err := MeasureSpeeds(ctx, 0)
		if err != nil {
			return err
		}
		return json.NewEncoder(f.out).Encode(speeds)
	}
	if f.trial != "" {
		return f.tryDevice(ctx)
	}
	if f.count > 1 {
		var err error
		if f.options.Runs, err = rotated(f.dir, f.index, f.count); err != nil {
			return err
		}
	}
	ctx, stop := signal.NotifyContext(ctx, timeIsUp)
	defer stop()
	defer exitSoon(ctx, stopGrace, os.Exit)()
	return Work(ctx, f.dir, f.options)
}

// maxCheckBytes bounds what is read of a study.
const maxCheckBytes = 64 << 20

// readStudy reads a study that this program can compute.
func readStudy(stdin io.Reader) (s study.Study, err error) {
	text, err := io.ReadAll(io.LimitReader(stdin, maxCheckBytes))
	if err != nil {
		return s, fmt.Errorf("standard input: %w", err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("%w: the study on standard input: %w", ErrNever, err)
	}
	return s, never(computable(s))
}

// writeRates measures what the runs of a study cost.
func writeRates(ctx context.Context, stdin io.Reader, out io.Writer) error {
	s, err := readStudy(stdin)
	if err != nil {
		return err
	}
	rates, err := MeasureRates(ctx, s)
	if err != nil {
		return never(err)
	}
	return json.NewEncoder(out).Encode(rates)
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
			exit(ExitRetry)
		}
	})
	return func() { stop(); close(done) }
}

// rotated is the whole plan, each worker of an array beginning elsewhere: they seldom meet, and none leaves work
// undone.
func rotated(dir string, index, count int) ([]string, error) {
	s, err := study.ReadDir(dir)
	if err != nil {
		return nil, never(err)
	}
	plan, err := s.Plan()
	if err != nil {
		return nil, never(err)
	}
	specs := make([]string, len(plan))
	for i, run := range plan {
		specs[i] = run.Spec()
	}
	start := len(specs) * index / count
	return slices.Concat(specs[start:], specs[:start]), nil
}
