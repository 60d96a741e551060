package study

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
)

func TestKilledAtRandom(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time to kill 20 processes")
	}
	killLoop(t, 20, 12)
}

// 200 workers and parents are killed at random moments. The study ends as if nothing had happened.
func TestIntegrationKilledAtRandom200Times(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to kill 200 processes, which takes about half a minute")
	}
	killLoop(t, 200, 60)
}

// killLoop kills until so many kills hit a process, in one study after another if need be.
func killLoop(t *testing.T, kills, repeats int) {
	s := small()
	s.Repeats = repeats
	t.Setenv(delayVariable, "0")
	want := mustRun(t, s, RunOptions{Root: t.TempDir(), Executor: inProcess{}})
	t.Setenv(delayVariable, "15")
	killer := &killer{random: diversity.Stream(1, "kill"), log: logTo(t), repeats: repeats, left: kills}
	for studies := 0; killer.left > 0; studies++ {
		root := t.TempDir()
		killer.torment(t, root)
		got, err := s.Load(RunOptions{Root: root})
		if err != nil || len(got.Missing)+len(got.Failures)+len(got.Damaged) != 0 {
			t.Fatalf("%d runs missing, damaged %v, failures %v (%v)", len(got.Missing), got.Damaged, got.Failures, err)
		}
		sameOutcome(t, got, want)
	}
	begun := 0
	for line, count := range logged(t, killer.log) {
		if strings.HasPrefix(line, again) {
			t.Errorf("%s was computed although its result was published", strings.TrimPrefix(line, again))
		}
		begun += count
	}
	t.Logf("%d kills: %d of workers, %d of parents; %d runs were begun, %d of them in vain",
		kills, killer.workers, killer.parents, begun, begun-killer.finished)
}

// sameOutcome compares tables and measurements, byte for byte.
func sameOutcome(t *testing.T, got, want *Results) {
	t.Helper()
	if got.Table().String() != want.Table().String() {
		t.Errorf("the table is\n%s\nwant\n%s", got.Table(), want.Table())
	}
	for i, run := range want.Runs {
		if got.Runs[i].Run != run.Run || !reflect.DeepEqual(got.Runs[i].Measurements, run.Measurements) {
			t.Errorf("%v: %+v, want %+v", run.Run, got.Runs[i], run)
		}
	}
}

type killer struct {
	random   *rand.Rand
	log      string
	repeats  int
	left     int // kills to come
	workers  int // killed
	parents  int // killed
	finished int // runs
}

// torment has a study computed to its end while it kills the processes at work.
func (k *killer) torment(t *testing.T, root string) {
	t.Helper()
	dir := filepath.Join(root, "studies", "small")
	parent := k.start(t, root)
	for {
		select {
		case err := <-parent.ended:
			var exit *exec.ExitError
			if err == nil {
				k.finished += 7 * k.repeats
				return
			}
			if !errors.As(err, &exit) || exit.ExitCode() != -1 {
				t.Fatalf("the parent ended with %v: %s", err, parent.stderr)
			}
			parent = k.start(t, root)
		case <-time.After(time.Duration(k.random.IntN(150)) * time.Millisecond):
			k.kill(parent.process, dir)
		}
	}
}

type parentProcess struct {
	process *os.Process
	ended   chan error
	stderr  *tail
}

func (k *killer) start(t *testing.T, root string) parentProcess {
	t.Helper()
	parent := exec.Command(os.Args[0], "parent", root)
	parent.Env = append(os.Environ(), poolVariable+"="+poolDir, loopVariable+"="+strconv.Itoa(k.repeats))
	out := &tail{limit: 4096}
	parent.Stderr = out
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- parent.Wait() }()
	return parentProcess{parent.Process, ended, out}
}

// kill kills the parent, or more often one of its workers.
func (k *killer) kill(parent *os.Process, dir string) {
	if k.left == 0 {
		return
	}
	if k.random.IntN(5) == 0 {
		if parent.Kill() == nil {
			k.left, k.parents = k.left-1, k.parents+1
		}
		return
	}
	if workers := workersOf(dir); len(workers) > 0 {
		if syscall.Kill(workers[k.random.IntN(len(workers))], syscall.SIGKILL) == nil {
			k.left, k.workers = k.left-1, k.workers+1
		}
	}
}

// workersOf lists the worker processes of a study's directory.
func workersOf(dir string) (processes []int) {
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		process, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process))
		if strings.HasPrefix(string(command), os.Args[0]+"\x00worker\x00--study\x00"+dir+"\x00") {
			processes = append(processes, process)
		}
	}
	return processes
}

// A worker is stopped for longer than its lease, as by a debugger or a machine that hangs, and wakes up after another
// worker has taken over.
func TestStoppedWorkerCannotPublish(t *testing.T) {
	root, log := t.TempDir(), logTo(t)
	store, err := Open(small(), filepath.Join(root, "studies", "small"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	run := mustPlan(t, small())[0]
	hash := small().RunHash(run)
	stopped := exec.Command(os.Args[0], "worker", "--study", store.Dir(), "--run", run.Spec(), "--lease", "200ms")
	stopped.Env = append(os.Environ(), delayVariable+"=300", deafVariable+"=1")
	stopped.Stderr = os.Stderr
	if err := stopped.Start(); err != nil {
		t.Fatal(err)
	}
	filetest.Eventually(t, "the worker begins its run", func() bool { return len(logged(t, log)) == 1 })
	if err := stopped.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	filetest.Eventually(t, "the lease ends", func() bool {
		_, state, err := store.claims.Holder(hash)
		return err == nil && state == claims.Stalled
	})
	filetest.Eventually(t, "the run is taken over", func() bool {
		err := store.Work(context.Background(), []Run{run}, stubCompute(store))
		needed, failed := store.needed(run)
		return errors.Join(err, failed) == nil && !needed
	})
	before, err := os.ReadFile(store.dir.Run(hash))
	if err != nil {
		t.Fatal(err)
	}
	if err := stopped.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := stopped.Wait(); err != nil {
		t.Errorf("the stopped worker ended with %v, want it to find nothing left to do", err)
	}
	after, err := os.ReadFile(store.dir.Run(hash))
	if err != nil || string(after) != string(before) {
		t.Errorf("the stopped worker changed the result (%v):\n%s\nwas\n%s", err, after, before)
	}
	result, err := store.Result(run)
	if err != nil || result.Token != 2 {
		t.Errorf("token %d (%v), want that of the worker that took over", result.Token, err)
	}
	if left, err := disk.Names(store.dir.Sub(layout.Claims)); err != nil || len(left) != 0 {
		t.Errorf("claims are left: %v (%v)", left, err)
	}
}

func TestSixteenProcessesOnOneStore(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time for 16 processes")
	}
	s := small()
	s.Repeats = 8
	store, err := Open(s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	log := logTo(t)
	var workers []*exec.Cmd
	for range 16 {
		worker := exec.Command(os.Args[0], "worker", "--study", store.Dir())
		worker.Stderr = os.Stderr
		if err := worker.Start(); err != nil {
			t.Fatal(err)
		}
		workers = append(workers, worker)
	}
	for _, worker := range workers {
		if err := worker.Wait(); err != nil {
			t.Error(err)
		}
	}
	plan := mustPlan(t, s)
	loaded, err := store.Load(plan)
	if err != nil || len(loaded.Runs) != len(plan) {
		t.Errorf("%d of %d runs are finished (%v)", len(loaded.Runs), len(plan), err)
	}
	begun := logged(t, log)
	for _, run := range plan {
		if count := begun[s.RunHash(run)]; count != 1 {
			t.Errorf("%v was computed %d times", run, count)
		}
	}
}
