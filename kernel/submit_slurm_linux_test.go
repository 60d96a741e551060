package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/runner"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

// clusterStudy has 8 runs a repeat, each of a second or two on the pure-Go backend.
func clusterStudy(repeats int) study.Study {
	letters := pool.Omniglot()
	return study.Study{
		Name:     "letters",
		Pool:     letters.Background().Groups("Greek", "Latin"),
		Tasks:    []split.Task{split.FewShot(letters.Evaluation().Groups("Angelic"), 5, 2)},
		Backbone: backbone.MLP{Hidden: []int{32}},
		Recipe:   recipe.Recipe{Epochs: 100},
		Budgets:  []int{64, 128}, SizesPerBudget: 4, Repeats: repeats,
	}
}

// TestIntegrationSlurm is a study on a real Slurm that loses a worker and its controller, and stops a task.
func TestIntegrationSlurm(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to run a study on a real Slurm: downloads 4 MB of Debian packages and takes minutes")
	}
	t.Setenv("GOMLX_BACKEND", "go")
	// The paths have what scripts stumble over.
	base := filepath.Join(t.TempDir(), "a user's 50% \"home\"")
	program := filepath.Join(base, "kernel")
	putProgram(t, program)
	a := &array{slurm: startSlurm(t), program: program, first: map[string][]byte{}}
	a.save(t, base, 3)
	defer a.watch(t)()

	job := a.submit(t)
	a.restartController(t, job)
	failed := a.killWorker(t, job)
	a.stopTask(t, job, failed)
	a.await(t, job)
	alone := t.TempDir()
	a.complete(t, reference(t, alone, 3))

	// A repeat more, by the task that failed alone.
	a.save(t, base, 4)
	job = a.submit(t, "--array", strconv.Itoa(failed))
	a.await(t, job)
	if states := a.slurm.tasks(t, job); len(states) != 1 || states[failed] != "COMPLETED" {
		t.Errorf("submitted again: task %d alone: have %v", failed, states)
	}
	a.complete(t, reference(t, alone, 4))
	if code, out, errors := submitLine(t, a.dir, "--slurm", "--worker", program); code != 0 ||
		!strings.Contains(out, "nothing is missing") {
		t.Errorf("a complete study: exit code %d: %s%s", code, out, errors)
	}
}

// reference is the same study computed by one process, without a cluster.
func reference(t *testing.T, root string, repeats int) *study.Results {
	t.Helper()
	results, err := clusterStudy(repeats).Run(context.Background(),
		study.RunOptions{Root: root, Executor: runner.InProcess{}})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// array is the study on Slurm.
type array struct {
	slurm   *slurm
	program string
	dir     string // of the study
	mu      sync.Mutex
	first   map[string][]byte // each result as it was first seen
}

func (a *array) save(t *testing.T, root string, repeats int) {
	t.Helper()
	dir, err := clusterStudy(repeats).Save(root)
	if err != nil {
		t.Fatal(err)
	}
	a.dir = dir
}

func (a *array) submit(t *testing.T, more ...string) (job string) {
	t.Helper()
	args := []string{a.dir, "--slurm", "--worker", a.program, "--tasks", "8", "--partition", "test", "--time", "10",
		"--mem", "100M", "--cpus", "1",
		"--extra", "#SBATCH --comment=\"a test\"", "--extra", "export OMP_NUM_THREADS=1"}
	code, out, errors := submitLine(t, append(args, more...)...)
	match := regexp.MustCompile(`^job (\d+) computes letters: `).FindStringSubmatch(out)
	if code != 0 || match == nil {
		t.Fatalf("exit code %d: %s%s", code, out, errors)
	}
	t.Logf("%s", out)
	return match[1]
}

// watch notices when a result changes after it was published, until the returned function is called.
func (a *array) watch(t *testing.T) (stop func()) {
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for {
			a.look(t)
			select {
			case <-done:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	return func() { close(done); group.Wait() }
}

func (a *array) look(t *testing.T) {
	a.mu.Lock()
	defer a.mu.Unlock()
	paths, _ := filepath.Glob(filepath.Join(a.dir, "runs", "*.json"))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if before, seen := a.first[path]; seen && !bytes.Equal(before, text) {
			t.Errorf("%s was published twice:\n%s\n%s", path, before, text)
		}
		a.first[path] = text
	}
}

// worker is a task's process that computes a run.
type worker struct{ pid, index int }

// workers lists those that hold a run.
func (a *array) workers(t *testing.T) []worker {
	t.Helper()
	status, err := maintain.ReadStatus(a.dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []worker
	for _, r := range status.Runs {
		if r.State != maintain.Running || r.Worker == nil {
			continue
		}
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", r.Worker.Process))
		words := strings.Split(string(text), "\x00")
		at := slices.Index(words, "--index")
		if err != nil || at < 0 {
			continue // it has ended
		}
		index, err := strconv.Atoi(words[at+1])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, worker{r.Worker.Process, index})
	}
	return out
}

// restartController kills it while workers compute, as soon as it has saved that they do: one that is restarted before
// takes its own tasks for duplicates, drains the node and holds them until an administrator comes.
func (a *array) restartController(t *testing.T, job string) {
	t.Helper()
	submitted := time.Now()
	eventually(t, "workers compute", time.Minute, func() bool { return len(a.workers(t)) > 0 })
	computing := time.Now()
	eventually(t, "the controller has saved its state", time.Minute, func() bool {
		saved, err := os.Stat(filepath.Join(a.slurm.dir, "state", "job_state"))
		return err == nil && saved.ModTime().After(computing)
	})
	before := processesWith("SLURM_ARRAY_JOB_ID=" + job)
	a.slurm.controller.kill()
	t.Logf("controller killed %.1f s after the submission, with %d processes of tasks", time.Since(submitted).Seconds(),
		len(before))
	a.slurm.startController(t)
	eventually(t, "no task waits", time.Minute, func() bool {
		begun := 0
		for _, state := range a.slurm.tasks(t, job) {
			if state == "RUNNING" || state == "COMPLETED" {
				begun++
			}
		}
		return begun == 8
	})
	gone := 0
	for _, pid := range before {
		if syscall.Kill(pid, 0) != nil {
			gone++
		}
	}
	var restarts []int
	for index := range 8 {
		restarts = append(restarts, a.slurm.restarts(job, index))
	}
	t.Logf("controller is back: %d of these processes are gone, restarts of the tasks: %v", gone, restarts)
}

// killWorker kills a worker that computes a run, and returns the number of its task, which fails.
func (a *array) killWorker(t *testing.T, job string) (index int) {
	t.Helper()
	index = -1
	eventually(t, "a task whose worker was killed fails", time.Minute, func() bool {
		for _, w := range a.workers(t) {
			if index < 0 || w.index == index {
				index = w.index
				_ = syscall.Kill(w.pid, syscall.SIGKILL)
			}
		}
		return index >= 0 && a.slurm.tasks(t, job)[index] == "FAILED"
	})
	t.Logf("task %d: worker killed, state FAILED", index)
	return index
}

// stopTask signals another task as Slurm does before the time limit: its worker gives its run back, the task waits
// again.
func (a *array) stopTask(t *testing.T, job string, other int) {
	t.Helper()
	var chosen worker
	eventually(t, "another worker computes", time.Minute, func() bool {
		for _, w := range a.workers(t) {
			if w.index != other {
				chosen = w
				return true
			}
		}
		return false
	})
	task := fmt.Sprintf("%s_%d", job, chosen.index)
	before := a.slurm.restarts(job, chosen.index)
	signalled := time.Now()
	if out, err := exec.Command("scancel", "--batch", "--signal=USR1", task).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	eventually(t, "the worker ends", time.Minute, func() bool { return syscall.Kill(chosen.pid, 0) != nil })
	t.Logf("task %d: worker ended %.2f s after USR1", chosen.index, time.Since(signalled).Seconds())
	if slices.Contains(a.workers(t), chosen) {
		t.Errorf("worker %d still holds a run", chosen.pid)
	}
	eventually(t, "the task is back in the queue", time.Minute,
		func() bool { return a.slurm.restarts(job, chosen.index) == before+1 })
	if state := a.slurm.tasks(t, job)[other]; state != "FAILED" {
		t.Errorf("task %d, whose worker was killed, is %s", other, state)
	}
}

// await waits for the end of the job.
func (a *array) await(t *testing.T, job string) {
	t.Helper()
	eventually(t, "the job ends", 5*time.Minute, func() bool { return a.slurm.settled(t, job) })
	t.Logf("job %s: %v", job, a.slurm.tasks(t, job))
}

// complete checks that the study is what the reference is, each result stored once.
func (a *array) complete(t *testing.T, want *study.Results) {
	t.Helper()
	a.look(t)
	got, err := study.ReadResults(a.dir)
	if err != nil {
		t.Fatal(err)
	}
	if have, expected := got.Table().String(), want.Table().String(); have != expected {
		t.Errorf("the table is\n%s\nwant\n%s", have, expected)
	}
	if len(got.Missing)+len(got.Failures)+len(got.Damaged) > 0 || len(got.Runs) != len(want.Runs) {
		t.Fatalf("%d runs, %d missing, %v, %v", len(got.Runs), len(got.Missing), got.Failures, got.Damaged)
	}
	for i := range got.Runs {
		if have, expected := lastingPart(t, got.Runs[i]), lastingPart(t, want.Runs[i]); have != expected {
			t.Errorf("%v is\n%s\nwant\n%s", got.Runs[i].Run, have, expected)
		}
	}
	report, err := maintain.Check(a.dir)
	if err != nil || !report.OK() || report.Results != len(want.Runs) {
		t.Errorf("%v %v %v", report, report.Problems, err)
	}
	t.Logf("%v; tokens above 1: %d\n%s", report, countRetaken(got), got.Table())
}

// countRetaken is the number of results whose run was claimed more than once.
func countRetaken(r *study.Results) (count int) {
	for _, result := range r.Runs {
		if result.Token > 1 {
			count++
		}
	}
	return count
}

// lastingPart is what of a result does not depend on when and by whom it was computed.
func lastingPart(t *testing.T, r study.Result) string {
	t.Helper()
	r.Token, r.Timings, r.Finished = 0, study.Timings{}, time.Time{}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
