package sandbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// start runs a shell command in the sandbox and waits until it printed a line.
func start(t *testing.T, box *Box, script string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sh", "-c", script)
	cmd.Env = box.Env()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func TestCloseEndsProcesses(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes are found by their environment on Linux only")
	}
	box, err := newIn(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	polite := start(t, box, "echo; exec sleep 60")
	stubborn := start(t, box, `trap "" TERM; echo; while :; do sleep 0.1; done`)
	done := make(chan struct{})
	go func() { _ = polite.Wait(); _ = stubborn.Wait(); close(done) }()
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	<-done
	if _, err := os.Stat(box.Dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", box.Dir, err)
	}
}

func TestClearStale(t *testing.T) {
	parent := t.TempDir()
	used, err := newIn(parent)
	if err != nil {
		t.Fatal(err)
	}
	abandoned, err := newIn(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := abandoned.lock.Close(); err != nil { // what the end of a process does
		t.Fatal(err)
	}
	foreign := filepath.Join(parent, prefix+"of-somebody-else")
	if err := os.Mkdir(foreign, 0o700); err != nil {
		t.Fatal(err)
	}
	clearStale(parent, time.Now().Add(time.Minute))
	for dir, want := range map[string]bool{used.Dir: true, abandoned.Dir: false, foreign: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: exists %v, want %v", filepath.Base(dir), err == nil, want)
		}
	}
	if err := used.Close(); err != nil {
		t.Error(err)
	}
}

func TestClearSparesWhatIsInUse(t *testing.T) {
	parent := t.TempDir()
	box, err := newIn(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := Clear(box.Dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(box.Dir); err != nil {
		t.Error(err)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Clear(box.Dir); err != nil {
		t.Errorf("one that is gone: %v", err)
	}
}

// TestListing reads this system's own ps, as it is done on those without /proc.
func TestListing(t *testing.T) {
	if _, err := exec.LookPath("ps"); err != nil {
		t.Skip("there is no ps here")
	}
	box, err := newIn(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cmd := start(t, box, "echo; exec sleep 60")
	out, err := exec.Command("ps", listing...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if found := withSetting(string(out), variable+"="+box.Dir); len(found) != 1 || found[0] != cmd.Process.Pid {
		t.Errorf("found %v, want %d", found, cmd.Process.Pid)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
}
