//go:build !linux

package study

import (
	"os/exec"
	"syscall"
)

func usableCores() []int { return anyCores() }

// pinThread does nothing: only Linux lets a process choose its core.
func pinThread(int) {}

// isolate has a worker terminated when the context ends.
func isolate(cmd *exec.Cmd) {
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
}
