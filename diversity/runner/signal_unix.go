//go:build unix

package runner

import "syscall"

// timeIsUp is the signal with which Slurm announces the end of a task's time.
const timeIsUp = syscall.SIGUSR1
