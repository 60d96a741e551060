package setup

import (
	"os/exec"
	"syscall"
	"time"
)

// alone keeps an interrupt from the terminal from a command, whose failure would be taken for a fault of its own, and
// has the end of its context end all that it started.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
}
