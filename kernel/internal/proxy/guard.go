package proxy

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"tradeoff/kernel/internal/cell/sandbox"
)

// guard is a process that outlives this one when it is killed, to end what it leaves and to remove its files.
type guard struct {
	in io.WriteCloser
}

// startGuard starts the program with arguments that make it call Guard.
func startGuard(command []string) (*guard, error) {
	if len(command) == 0 {
		return &guard{}, nil
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // out of reach of what is sent to our group
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = cmd.Wait() }()
	return &guard{in}, nil
}

// watch names one more sandbox. If the guard is gone, the next kernel clears what is left.
func (g *guard) watch(dir string) {
	if g.in != nil {
		_, _ = io.WriteString(g.in, dir+"\n")
	}
}

// Guard reads names of sandboxes until the input ends with the process that writes them; then it clears those that are
// left. It does not end by signals, as that process does.
func Guard(in io.Reader) error {
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	var dirs []string
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		dirs = append(dirs, lines.Text())
	}
	failures := []error{lines.Err()}
	for _, dir := range dirs {
		failures = append(failures, sandbox.Clear(dir))
	}
	return errors.Join(failures...)
}
