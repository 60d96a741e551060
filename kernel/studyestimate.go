package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"tradeoff/diversity/study"
)

func estimateCommand() command {
	return command{
		name: "estimate", args: "STUDY [options]", summary: "what the runs that a study lacks will cost",
		text: `
Says how long the runs that are missing will take, before they are computed: a worker measures for some seconds, on one core of this
machine, what an update, the drawing of an image, the features and the probes cost. Nothing is stored. What other programs do meanwhile is
a part of the measure. JSON: {device, runs, startup, timings: {draw, train, features, probe}, bytes}, in seconds of one worker.

With --power the finished runs are the pilot of more: at their noise, which repeats and budgets would tell whether the best ratio of
classes to images is invariant, by simulated studies (some ten seconds).`,
		run: estimateStudy,
	}
}

func estimateStudy(ctx context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	asJSON := f.json()
	workers := f.Int("workers", runtime.GOMAXPROCS(0), "worker processes side by side")
	worker := workerFlag(f.FlagSet)
	power := f.Bool("power", false, "also which repeats and budgets would tell the claims apart, by the finished runs")
	metric := metricFlags(f.FlagSet)
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	if *asJSON && *power {
		return usageError("--power has no JSON")
	}
	if *workers < 1 {
		return usageError("--workers is %d, want at least 1", *workers)
	}
	command, err := workerCommandLine(*worker)
	if err != nil {
		return err
	}
	estimate, err := study.EstimateDir(ctx, dir, study.EstimateOptions{Command: command})
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, estimate)
	}
	if _, err = fmt.Fprint(std.out, estimateText(estimate, *workers)); err != nil || !*power {
		return err
	}
	return writePower(ctx, std, dir, *metric)
}

// estimateText is a table of the parts, and one sentence.
func estimateText(e study.Estimate, workers int) string {
	if e.Runs == 0 {
		return "nothing is left to compute\n"
	}
	table := study.Table{Header: []string{"part", "one worker"}, Rows: [][]string{
		{"drawing images", roughly(e.Timings.Draw)}, {"pre-training", roughly(e.Timings.Train)},
		{"features", roughly(e.Timings.Features)}, {"probes", roughly(e.Timings.Probe)},
		{"start of a worker, compiling", roughly(e.Startup)},
	}}
	end := fmt.Sprintf("%d runs: about %s with %d workers, %s with one, on %s", e.Runs, roughly(e.Seconds(workers)), workers,
		roughly(e.Seconds(1)), e.Device)
	if e.Bytes > 0 {
		end += fmt.Sprintf("; networks of %.1f MB are kept", float64(e.Bytes)/1e6)
	}
	return fmt.Sprintf("%v\n%s\n", table, end)
}

// roughly writes seconds with two digits or so.
func roughly(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d < time.Hour:
		return d.Round(time.Second).String()
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}

// workerCommandLine is the command line of what computes: the program that is named, else this one.
func workerCommandLine(named string) ([]string, error) {
	if named != "" {
		return []string{named}, nil
	}
	own, err := os.Executable()
	return []string{own}, err
}
