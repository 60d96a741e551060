package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity/study/internal/filetest"
)

func TestEachWorkerHasACoreToItself(t *testing.T) {
	cores := usableCores()
	dir := t.TempDir()
	script := fmt.Sprintf("grep Cpus_allowed_list /proc/self/status > %s/$$", dir)
	workers := Processes{Command: []string{"/bin/sh", "-c", script}}
	if _, err := small().Run(context.Background(), RunOptions{Root: t.TempDir(), Executor: workers}); !errors.Is(err,
		ErrIncomplete) {
		t.Fatal(err)
	}
	var got, want []string
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Fields(string(text))[1])
	}
	for _, core := range cores[:min(len(cores), 14)] {
		want = append(want, fmt.Sprint(core))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("workers ran on cores %v, want one on each of %v", got, want)
	}
}

// A process that runs a study is killed; its workers must not go on without it.
func TestWorkersEndWithTheirParent(t *testing.T) {
	root := t.TempDir()
	parent := exec.Command(os.Args[0], "parent", root)
	parent.Env = append(os.Environ(), delayVariable+"=60000", poolVariable+"="+poolDir)
	parent.Stderr = os.Stderr
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	store := reader(small(), filepath.Join(root, "studies", "small"))
	filetest.Eventually(t, "a worker claims a run", func() bool { return heldRuns(t, store) > 0 })
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := parent.Wait(); err == nil {
		t.Error("the parent ended by itself")
	}
	filetest.Eventually(t, "no worker holds a run", func() bool { return heldRuns(t, store) == 0 })
}

func heldRuns(t *testing.T, store *Store) int {
	t.Helper()
	held := 0
	for _, run := range mustPlan(t, small()) {
		if claimed(t, store, run) {
			held++
		}
	}
	return held
}
