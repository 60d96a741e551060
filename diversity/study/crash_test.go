package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
)

// scene prepares a directory with all that a worker may meet: a run that was never begun, a damaged result, a run that
// fails, a run that lacks a task, and one whose worker died. Each call of again copies it.
func scene(t *testing.T) (again func() (dir string), runs []Run) {
	t.Helper()
	dir := filetest.QuickDir(t)
	store, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	runs = mustPlan(t, small())[:5]
	t.Setenv(failVariable, runs[2].Spec())
	if err := store.Work(context.Background(), runs[1:2], stubCompute(store)); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(store.dir.Run(small().RunHash(runs[1])), 100); err != nil {
		t.Fatal(err)
	}
	partial := stubResult(small(), runs[3])
	partial.Measurements = partial.Measurements[:1]
	claim := mustClaim(t, store, runs[3])
	if err := claim.Publish(partial); err != nil {
		t.Fatal(err)
	}
	abandon(t, store, runs[4])
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return func() string {
		copied := filetest.QuickDir(t)
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		return copied
	}, runs
}

func mustClaim(t *testing.T, store *Store, run Run) *Claim {
	t.Helper()
	claim, err := store.Claim(run)
	if err != nil {
		t.Fatal(err)
	}
	return claim
}

// life is that of a worker from its start to its end, or death.
func life(f *faults, dir string, runs []Run, computed func(Run)) (err error) {
	defer func() {
		if end := recover(); end != nil {
			err = end.(died)
		}
	}()
	store, err := open(small(), dir, f.disk())
	if err != nil {
		return err
	}
	compute := stubCompute(store)
	err = store.Work(context.Background(), runs, func(ctx context.Context, order Assignment) (Result, error) {
		computed(order.Run)
		return compute(ctx, order)
	})
	return errors.Join(err, store.Close())
}

// recovered has another worker finish, and checks that the outcome is that of an undisturbed study and that no run that
// is finished is computed again.
func recovered(t *testing.T, what, dir string, runs []Run) {
	t.Helper()
	published := map[Run]bool{}
	for _, run := range runs {
		_, err := reader(small(), dir).Result(run)
		published[run] = err == nil
	}
	repair := &faults{t: t, at: -1}
	err := life(repair, dir, runs, func(run Run) {
		if published[run] {
			t.Errorf("%s: %v was computed although its result was published", what, run)
		}
	})
	if err != nil {
		t.Fatalf("%s: the next worker: %v", what, err)
	}
	got, err := reader(small(), dir).Load(runs)
	if err != nil || len(got.Runs) != 4 || len(got.Failures) != 1 || len(got.Damaged) != 0 {
		t.Fatalf("%s: %d finished, failures %v, damaged %v (%v)", what, len(got.Runs), got.Failures, got.Damaged, err)
	}
	want := &Results{Study: small()}
	for _, run := range got.Runs {
		result := stubResult(small(), run.Run)
		result.Run = run.Run
		want.Runs = append(want.Runs, result)
	}
	sameOutcome(t, got, want)
	if left, err := disk.Names(filepath.Join(dir, layout.Claims)); err != nil || len(left) != 0 {
		t.Errorf("%s: claims are left: %v (%v)", what, left, err)
	}
}

// steps is the number of operations in the life of an undisturbed worker.
func steps(t *testing.T, dir string, runs []Run) int {
	t.Helper()
	f := &faults{t: t, at: -1}
	if err := life(f, dir, runs, func(Run) {}); err != nil {
		t.Fatal(err)
	}
	return f.count
}

// A worker dies before each of its operations on files, or in the middle of a write, with or without the machine.
func TestEveryCrashPoint(t *testing.T) {
	again, runs := scene(t)
	count := steps(t, again(), runs)
	t.Logf("%d crash points", count)
	variants := []struct{ torn, power bool }{{false, true}, {true, false}, {false, false}}
	if testing.Short() {
		variants = variants[:2]
		t.Log("with -short only deaths that take the machine or the half of a write along")
	}
	for at := range count {
		writes := true
		for _, variant := range variants {
			if variant.torn && !writes {
				continue // nothing to tear
			}
			dir := again()
			f := &faults{t: t, at: at, torn: variant.torn}
			finished := map[Run]bool{}
			var current *Run
			err := life(f, dir, runs, func(run Run) {
				if current != nil {
					finished[*current] = true // Publish or Fail had returned
				}
				current = &run
			})
			var end died
			if !errors.As(err, &end) {
				t.Fatalf("operation %d: the worker survived: %v", at, err)
			}
			writes = strings.HasPrefix(end.operation, "write ")
			if variant.power {
				f.losePower()
			}
			f.closeFiles()
			for run := range finished {
				if needed, err := reader(small(), dir).needed(run); err != nil || needed {
					t.Errorf("%v: the outcome of %v was stored, and is lost (%v)", err, run, end)
				}
			}
			recovered(t, end.Error(), dir, runs)
		}
	}
}

// Every operation fails once, or the disk stays full from then on: the error is reported with its path, nothing is
// lost, and a later worker goes on.
func TestEveryOperationFails(t *testing.T) {
	again, runs := scene(t)
	count := steps(t, again(), runs)
	variants := []faults{{err: syscall.ENOSPC, torn: true, stays: true}, {err: syscall.EACCES}}
	if testing.Short() {
		variants = variants[:1]
		t.Log("with -short only a disk that stays full")
	}
	for at := range count {
		for _, variant := range variants {
			dir := again()
			f := variant
			f.t, f.at = t, at
			err := life(&f, dir, runs, func(Run) {})
			if err == nil {
				if left, _ := reader(small(), dir).Load(runs); len(left.Missing) > 0 {
					t.Errorf("operation %d: %v was not reported, and %d runs are missing", at, f.err, len(left.Missing))
				}
			} else if !errors.Is(err, f.err) || !strings.Contains(err.Error(), dir) {
				t.Errorf("operation %d: error %v, want %v with the path", at, err, f.err)
			}
			if _, err := reader(small(), dir).readResult(small().RunHash(runs[3])); err != nil {
				t.Errorf("operation %d: the old result of %v is lost: %v", at, runs[3], err)
			}
			recovered(t, fmt.Sprint(err), dir, runs)
			f.closeFiles()
		}
	}
}

// The same with real processes, which kill themselves.
func TestEveryCrashPointOfAProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short workers die within this process only")
	}
	again, runs := scene(t)
	side := filetest.QuickDir(t)
	for at := range steps(t, again(), runs) {
		dir := again()
		process := exec.Command(os.Args[0], "crash", dir, strconv.Itoa(at), side)
		process.Env = append(os.Environ(), poolVariable+"="+poolDir)
		out, err := process.CombinedOutput()
		if err == nil || process.ProcessState.ExitCode() != -1 {
			t.Fatalf("operation %d: the process ended with %v: %s", at, err, out)
		}
		recovered(t, fmt.Sprintf("operation %d", at), dir, runs)
	}
}

// stubCrash is a worker that kills itself before one of its operations.
func stubCrash(dir, at, side string) int {
	poolDir = os.Getenv(poolVariable)
	number, err := strconv.Atoi(at)
	plan, failed := small().Plan()
	if err := errors.Join(err, failed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	f := &faults{at: number, side: side, end: func(died) { syscall.Kill(os.Getpid(), syscall.SIGKILL) }}
	if err := life(f, dir, plan[:5], func(Run) {}); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return 1
}
