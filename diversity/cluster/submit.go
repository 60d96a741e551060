package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// ErrNoSlurm reports that there is no sbatch to submit with.
var ErrNoSlurm = errors.New("cluster: Slurm's program sbatch is not in the PATH")

// ErrRefused reports that the scheduler did not take a job; the error has its own words.
var ErrRefused = errors.New("cluster: the job was refused")

// Submit submits the study in a directory as the job array of [Script] and returns the number of the job. It creates
// the directory of the logs. Errors wrap those of [Slurm.validate], ErrNoSlurm, or ErrRefused with what sbatch wrote.
func Submit(ctx context.Context, dir string, o Slurm) (job string, err error) {
	script, err := Script(dir, o)
	if err != nil {
		return "", err
	}
	program, err := exec.LookPath("sbatch")
	if err != nil {
		return "", fmt.Errorf("%w: submit from a login node of the cluster, or write the script to a file and take it there: %w",
			ErrNoSlurm, err)
	}
	o, _, err = o.complete(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(o.LogDir, 0o777); err != nil {
		return "", fmt.Errorf("cluster: logs: %w", err)
	}
	return sbatch(ctx, program, script)
}

// sbatch passes the script by standard input.
func sbatch(ctx context.Context, program, script string) (job string, err error) {
	var out, message bytes.Buffer
	cmd := exec.CommandContext(ctx, program, "--parsable")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(script), &out, &message
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", fmt.Errorf("cluster: sbatch: %w", ctx.Err())
		}
		return "", fmt.Errorf("%w: %w: %s", ErrRefused, err, strings.TrimSpace(message.String()))
	}
	// JOB, or JOB;CLUSTER where there are several.
	job, _, _ = strings.Cut(strings.TrimSpace(out.String()), ";")
	if job == "" {
		return "", fmt.Errorf("%w: sbatch named no job: %s", ErrRefused, strings.TrimSpace(message.String()))
	}
	return job, nil
}
