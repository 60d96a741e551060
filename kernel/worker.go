package main

import (
	"context"

	"tradeoff/diversity/runner"
)

func workerCommand() command {
	return command{
		name:    "worker",
		args:    "--study DIR [--run SPEC ...] [--index I --count N] [--lease D] [--checkpoint D] [--replicas R] [--check | --rates | --speed]",
		summary: "compute runs of a study (for study.Processes and clusters)",
		text: `
Computes runs of the study in DIR until all are finished, have failed or are claimed by other workers. Any number of workers may
share a study, on any machines that see the directory. SIGINT, SIGTERM and SIGUSR1 end it within 5 seconds; what is finished stays, and the
run it was computing is free again. Exit codes: 0 nothing left to do, 75 start it again, 78 the study cannot be computed as it is.`,
		run: work,
	}
}

func work(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	run := runner.WorkerFlags(set)
	if err := noArguments(set, args); err != nil {
		return err
	}
	if err := run(ctx, std.in); err != nil {
		return codeError{err, runner.ExitCode(err)}
	}
	return nil
}
