package study

import (
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// usableCores lists the numbers of the cores that this process may use, at least one, no more than its share of CPU
// time.
func usableCores() []int {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return anyCores()
	}
	var cores []int
	for core := range len(set) * 64 {
		if set.IsSet(core) && len(cores) < runtime.GOMAXPROCS(0) {
			cores = append(cores, core)
		}
	}
	return cores
}

// pinThread ties the calling thread, and processes it starts, to a core. It is only for speed: without the permission
// work goes on unpinned.
func pinThread(core int) {
	var set unix.CPUSet
	set.Set(core)
	_ = unix.SchedSetaffinity(0, &set)
}

// isolate gives a worker a process group of its own, so that a terminal's interrupt reaches it only through its parent;
// it is terminated when the context ends or the parent dies.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}
