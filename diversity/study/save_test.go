package study

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity"
)

func TestSaveComputesNothing(t *testing.T) {
	root := t.TempDir()
	dir, err := small().Save(root)
	if err != nil || dir != filepath.Join(root, "studies", "small") {
		t.Fatalf("%s: %v", dir, err)
	}
	results, err := ReadResults(dir)
	if err != nil || len(results.Missing) != 14 || len(results.Runs) != 0 {
		t.Errorf("%+v: %v", results, err)
	}
	mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	if _, err := small().Save(root); err != nil {
		t.Error(err)
	}
	if results, err := ReadResults(dir); err != nil || len(results.Runs) != 14 {
		t.Errorf("saved again: %+v: %v", results, err)
	}
}

func TestSaveSaysWhyNot(t *testing.T) {
	if _, err := (Study{Name: "a/b"}).Save(t.TempDir()); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a bad name: %v", err)
	}
	if _, err := (Study{Name: "empty"}).Save(t.TempDir()); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no study: %v", err)
	}
	root := t.TempDir()
	dir, err := small().Save(root)
	if err != nil {
		t.Fatal(err)
	}
	user, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()
	other := small()
	other.Repeats = 3
	if _, err := other.Save(root); !errors.Is(err, ErrBusy) {
		t.Errorf("another study in use: %v", err)
	}
}

func TestRetryForgetsFailures(t *testing.T) {
	root := t.TempDir()
	plan := mustPlan(t, small())
	t.Setenv(failVariable, plan[3].Spec())
	if _, err := small().Run(t.Context(), RunOptions{Root: root, Executor: inProcess{}}); !errors.Is(err, ErrIncomplete) {
		t.Fatal(err)
	}
	t.Setenv(failVariable, "")
	dir, err := small().Save(root)
	if err != nil {
		t.Fatal(err)
	}
	if count, err := Retry(dir); err != nil || count != 1 {
		t.Errorf("%d failures, %v", count, err)
	}
	if results, err := ReadResults(dir); err != nil || len(results.Missing) != 1 || len(results.Runs) != 13 {
		t.Errorf("%+v: %v", results, err)
	}
	if count, err := Retry(dir); err != nil || count != 0 {
		t.Errorf("again: %d failures, %v", count, err)
	}
	if _, err := Retry(filepath.Join(root, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no study: %v", err)
	}
}
