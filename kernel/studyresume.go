package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"tradeoff/diversity/study"
)

func resumeCommand() command {
	return command{
		name: "resume", args: "STUDY [options]", summary: "compute what a study lacks",
		text: `
Computes the runs that are missing, in worker processes on this machine, and shows how far it is. Runs that failed before are tried again;
those that other processes are computing are waited for. What is finished stays: Ctrl-C stops the workers within seconds, and another
resume goes on from there. Exit code 1 if runs could not be computed, 130 after Ctrl-C.`,
		run: resumeStudy,
	}
}

func resumeStudy(ctx context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	workers := f.Int("workers", 0, "worker processes (default one for each core, or for each GPU)")
	worker := workerFlag(f.FlagSet)
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	command, err := workerCommandLine(*worker)
	if err != nil {
		return err
	}
	if *workers < 0 {
		return usageError("--workers is %d, want at least 1, or 0 for the default", *workers)
	}
	processes := study.Processes{Command: command, Count: *workers}
	if err := announceGPUs(ctx); err != nil {
		return err
	}
	screen := newLineProgress(std)
	results, err := study.Resume(ctx, dir, study.RunOptions{Executor: processes, OnProgress: screen.showRuns})
	screen.end()
	if results != nil && len(results.Failures) > 0 {
		fmt.Fprint(std.out, failureTable(results.Failures))
	}
	return err
}

func workerFlag(set *flag.FlagSet) *string {
	return set.String("worker", os.Getenv(study.WorkerVariable),
		"program that computes, one of your own with runner.Main (default what "+study.WorkerVariable+" names, else this one)")
}

func failureTable(failures []study.Failure) study.Table {
	table := study.Table{Header: []string{"failed run", "reason"}}
	for _, f := range failures {
		table.Rows = append(table.Rows, []string{f.Run.String(), strings.ReplaceAll(f.Message, "\n", " ")})
	}
	return table
}
