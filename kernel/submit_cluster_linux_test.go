package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slurm is a real Slurm of one node in a temporary directory: unprivileged, on ports of its own. It ends with the test.
type slurm struct {
	dir, root  string // of configuration and logs; of the programs
	controller *daemon
}

// startSlurm installs and starts it, and has this process and those that it starts use it. Skips with the reason where
// Slurm cannot be had.
func startSlurm(t *testing.T) *slurm {
	t.Helper()
	dir := t.TempDir()
	install := exec.Command(filepath.Join("..", ".ci", "slurm", "install"), dir)
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("Slurm cannot be installed here: %v: %s", err, out)
	}
	s := &slurm{dir: dir, root: filepath.Join(dir, "root", "usr")}
	plugins, err := filepath.Glob(filepath.Join(s.root, "lib", "*", "slurm-wlm"))
	if err != nil || len(plugins) != 1 {
		t.Fatalf("plugins of Slurm: %v, %v", plugins, err)
	}
	s.configure(t, plugins[0])
	s.reap(t)
	t.Setenv("LD_LIBRARY_PATH", filepath.Dir(plugins[0])+":"+plugins[0])
	t.Setenv("PATH", filepath.Join(s.root, "bin")+":"+os.Getenv("PATH"))
	t.Setenv("SLURM_CONF", filepath.Join(dir, "slurm.conf"))
	s.startController(t)
	s.start(t, "slurmd", "-d", filepath.Join(s.root, "sbin", "slurmstepd-wlm"))
	eventually(t, "the node of Slurm is idle", time.Minute, func() bool {
		out, err := exec.Command("sinfo", "--noheader", "--format=%T").Output()
		return err == nil && strings.TrimSpace(string(out)) == "idle"
	})
	return s
}

// configure writes slurm.conf. The node claims eight cores whatever it has.
func (s *slurm) configure(t *testing.T, plugins string) {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	text, err := os.ReadFile(filepath.Join("..", ".ci", "slurm", "slurm.conf"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"HOST": host, "USER": me.Username, "PLUGINS": plugins, "DIR": s.dir, "PORT1": freePort(t), "PORT2": freePort(t),
	} {
		text = bytes.ReplaceAll(text, []byte("@"+name+"@"), []byte(value))
	}
	for _, name := range []string{"state", "spool"} {
		if err := os.Mkdir(filepath.Join(s.dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, "slurm.conf"), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// daemon is a process that dies with this one.
type daemon struct {
	process *os.Process
	done    chan struct{}
}

func (d *daemon) kill() {
	_ = d.process.Kill()
	<-d.done
}

// start runs a daemon of Slurm in the foreground. The thread that starts a process must live as long as the signal for
// its parent's death is to come; a goroutine that ends locked takes it along.
func (s *slurm) start(t *testing.T, name string, args ...string) *daemon {
	t.Helper()
	cmd := exec.Command(filepath.Join(s.root, "sbin", name+"-wlm"), append([]string{"-D"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started, done := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		started <- cmd.Start()
		_ = cmd.Wait()
		close(done)
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	return &daemon{cmd.Process, done}
}

func (s *slurm) startController(t *testing.T) {
	t.Helper()
	s.controller = s.start(t, "slurmctld")
	eventually(t, "the controller answers", time.Minute,
		func() bool { return exec.Command("scontrol", "ping").Run() == nil && s.answers() })
}

func (s *slurm) answers() bool {
	out, err := exec.Command("scontrol", "ping").Output()
	return err == nil && bytes.Contains(out, []byte("UP"))
}

// reap starts the process that ends whatever uses this Slurm when this process ends, in whatever way.
func (s *slurm) reap(t *testing.T) {
	t.Helper()
	reaper := exec.Command(filepath.Join("..", ".ci", "slurm", "reap"), filepath.Join(s.dir, "slurm.conf"))
	reaper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is not for it
	reaper.Stderr = os.Stderr
	input, err := reaper.StdinPipe()
	if err == nil {
		err = reaper.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.explain(t)
		_ = input.Close()
		if err := reaper.Wait(); err != nil {
			t.Errorf("processes of Slurm are left: %v", err)
		}
	})
}

// explain shows the logs of a test that failed.
func (s *slurm) explain(t *testing.T) {
	if !t.Failed() {
		return
	}
	for _, name := range []string{"slurmctld.log", "slurmd.log"} {
		text, _ := os.ReadFile(filepath.Join(s.dir, name))
		t.Logf("%s:\n%s", name, text[max(0, len(text)-6000):])
	}
}

// processesWith lists the processes, other than this one, whose environment has the entry.
func processesWith(entry string) []int {
	paths, _ := filepath.Glob("/proc/[0-9]*/environ")
	var out []int
	for _, path := range paths {
		text, err := os.ReadFile(path)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && pid != os.Getpid() && bytes.Contains(append([]byte{0}, text...), []byte("\x00"+entry+"\x00")) {
			out = append(out, pid)
		}
	}
	return out
}

// tasks is the state of each task of an array that Slurm remembers, by index.
func (s *slurm) tasks(t *testing.T, job string) map[int]string {
	t.Helper()
	states := map[int]string{}
	out, err := exec.Command("squeue", "--noheader", "--array", "--states=all", "--job="+job, "--format=%K %T").Output()
	if err != nil {
		return states // the controller is away
	}
	for line := range strings.Lines(string(out)) {
		var index int
		var state string
		if _, err := fmt.Sscan(line, &index, &state); err == nil {
			states[index] = state
		}
	}
	return states
}

// settled reports whether no task of a job waits or runs any more. Tasks that were put back wait for two minutes if one
// lets them.
func (s *slurm) settled(t *testing.T, job string) bool {
	t.Helper()
	states := s.tasks(t, job)
	for index, state := range states {
		switch state {
		case "PENDING":
			_ = exec.Command("scontrol", "update", fmt.Sprintf("JobId=%s_%d", job, index), "StartTime=now").Run()
			return false
		case "RUNNING", "COMPLETING", "CONFIGURING", "REQUEUED":
			return false
		}
	}
	return len(states) > 0
}

// restarts is how often a task was put back into the queue.
func (s *slurm) restarts(job string, index int) int {
	out, _ := exec.Command("scontrol", "show", "job", fmt.Sprintf("%s_%d", job, index)).Output()
	_, rest, _ := strings.Cut(string(out), "Restarts=")
	var count int
	_, _ = fmt.Sscan(rest, &count)
	return count
}
