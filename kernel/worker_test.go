package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/runner"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// hopeless writes a study whose first pre-training takes hours.
func hopeless(t *testing.T) (dir string) {
	t.Helper()
	s := study.Study{
		Name:     "hopeless",
		Pool:     pool.Omniglot().Background().Groups("Greek"),
		Tasks:    []split.Task{split.FewShot(pool.Omniglot().Evaluation().Groups("Angelic"), 5, 2)},
		Backbone: backbone.MLP{Hidden: []int{8}},
		Recipe:   recipe.Recipe{Steps: 10_000_000, Batch: 8},
		Sizes:    []diversity.Size{{Classes: 4, PerClass: 4}},
	}
	dir = t.TempDir()
	store, err := study.Open(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A worker gets the signal with which Slurm announces the end of the time: it gives its run back and wants to be
// started again.
func TestWorkerStopsOnUSR1(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	dir := hopeless(t)
	signalled := make(chan bool)
	go func() {
		defer close(signalled)
		for range 3000 {
			if claims, _ := filepath.Glob(filepath.Join(dir, "claims", "*.1")); len(claims) > 0 {
				signalled <- syscall.Kill(os.Getpid(), syscall.SIGUSR1) == nil
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	code, _, message := call(t, "", "worker", "--study", dir, "--run", "4x4#0", "--lease", "30s")
	if code != runner.ExitRetry || !<-signalled {
		t.Errorf("exit code %d: %s; want %d after the signal", code, message, runner.ExitRetry)
	}
	claims, err := filepath.Glob(filepath.Join(dir, "claims", "*"))
	if err != nil || len(claims) != 1 {
		t.Fatalf("claims %v (%v)", claims, err)
	}
	text, err := os.ReadFile(claims[0])
	if err != nil || !strings.Contains(string(text), `"released":true`) || !strings.Contains(string(text), `"lease":30`) {
		t.Errorf("%v: the claim was not given back: %s", err, text)
	}
	if results, _ := filepath.Glob(filepath.Join(dir, "runs", "*")); len(results) > 0 {
		t.Errorf("results %v of a run that was interrupted", results)
	}
}

func TestWorkerChecksItsLease(t *testing.T) {
	code, _, message := call(t, "", "worker", "--study", hopeless(t), "--lease", "1ms")
	if code != runner.ExitNever || !strings.Contains(message, "lease = 1ms") {
		t.Errorf("exit code %d: %s", code, message)
	}
}
