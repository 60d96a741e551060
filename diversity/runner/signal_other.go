//go:build !unix

package runner

import "os"

// timeIsUp stands for the signal with which Slurm announces the end of a task's time: there is no Slurm here.
var timeIsUp = os.Interrupt
