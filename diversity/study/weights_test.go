package study

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
)

// keeping is small with kept weights and one size.
func keeping() Study {
	s := small()
	s.KeepWeights = true
	return s
}

// ordered has a worker handle the first order of a study on a disk.
func ordered(t *testing.T, s Study, dir string, d *disk.Disk, handle func(Assignment) error) (err error) {
	t.Helper()
	store, err := open(s, dir, d)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return store.Work(context.Background(), mustPlan(t, s)[:1], func(_ context.Context, order Assignment) (Result, error) {
		if err := handle(order); err != nil {
			return Result{}, errors.Join(ErrStop, err)
		}
		return stubResult(s, order.Run), nil
	})
}

func TestWeightsAreWhereTheStudySays(t *testing.T) {
	root := t.TempDir()
	dir, err := keeping().Dir(root)
	if err != nil {
		t.Fatal(err)
	}
	path, err := keeping().WeightsPath(root, mustPlan(t, keeping())[0])
	if err != nil {
		t.Fatal(err)
	}
	err = ordered(t, keeping(), dir, disk.Real(), func(order Assignment) error {
		if order.Weights != path {
			t.Errorf("the order says %s, the study %s", order.Weights, path)
		}
		return errors.Join(order.SaveWeights([]byte("old")), order.SetWeightsAside(), order.SaveWeights([]byte("new")))
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{path: "new", path + ".damaged-1": "old"} {
		if text, err := os.ReadFile(name); string(text) != want {
			t.Errorf("%s holds %q (%v), want %q", name, text, err, want)
		}
	}
}

func TestStudyThatKeepsNoWeights(t *testing.T) {
	dir := t.TempDir()
	err := ordered(t, small(), dir, disk.Real(), func(order Assignment) error { return order.SaveWeights([]byte("x")) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, layout.Weights)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a directory of weights (%v)", err)
	}
}

func TestWeightsPathRefuses(t *testing.T) {
	for _, change := range []func(*Study){func(s *Study) { s.Name = "../up" }, func(s *Study) { s.Backbone = nil }} {
		s := keeping()
		change(&s)
		if _, err := s.WeightsPath(t.TempDir(), Run{}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("error %v", err)
		}
	}
}

// Whatever operation fails while weights are replaced, and wherever the process dies, a whole file is left.
func TestWeightsAreReplacedAsAWhole(t *testing.T) {
	old, replaced := bytes.Repeat([]byte("old "), 999), bytes.Repeat([]byte("new "), 1001)
	failed := 0
	for _, fault := range []error{syscall.ENOSPC, nil} {
		for at := range 8 {
			path := filepath.Join(t.TempDir(), "weights.safetensors")
			if err := disk.Real().WriteFile(path, old); err != nil {
				t.Fatal(err)
			}
			err := replaceWeights(&faults{t: t, at: at, err: fault, torn: true}, path, replaced)
			text, readErr := os.ReadFile(path)
			if readErr != nil || !bytes.Equal(text, old) && !bytes.Equal(text, replaced) {
				t.Errorf("operation %d, %v: %d bytes are left (%v)", at, fault, len(text), readErr)
			}
			if err == nil && !bytes.Equal(text, replaced) {
				t.Errorf("operation %d, %v: no error, but the old file", at, fault)
			}
			if fault != nil && err != nil && (!errors.Is(err, fault) || !strings.Contains(err.Error(), path)) {
				t.Errorf("operation %d: error %v does not name the path", at, err)
			}
			if err != nil {
				failed++
			}
		}
	}
	if failed < 8 {
		t.Errorf("only %d faults were met", failed)
	}
}

func replaceWeights(f *faults, path string, content []byte) (err error) {
	defer func() {
		if end := recover(); end != nil {
			err = end.(died)
		}
	}()
	return Assignment{Weights: path, disk: f.disk()}.SaveWeights(content)
}

// What a worker that was killed left of an unfinished file goes away; the files themselves stay.
func TestUnfinishedWeightsAreRemoved(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, layout.Weights, disk.TempMark+"x-1")
	err := ordered(t, keeping(), dir, disk.Real(), func(order Assignment) error {
		return errors.Join(order.SaveWeights([]byte("whole")), os.WriteFile(left, []byte("ha"), 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	store, err := Open(keeping(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if found, err := disk.Names(filepath.Join(dir, layout.Weights)); err != nil || len(found) != 1 ||
		filepath.Ext(found[0]) != ".safetensors" {
		t.Errorf("left are %v (%v)", found, err)
	}
}

// A checkpoint is replaced as a whole, can be set aside, and goes when the run is published; a run that fails keeps it.
func TestCheckpointOfARun(t *testing.T) {
	for _, failed := range []bool{false, true} {
		dir := t.TempDir()
		store, err := Open(small(), dir)
		if err != nil {
			t.Fatal(err)
		}
		run := mustPlan(t, small())[0]
		path := store.dir.Checkpoint(small().RunHash(run))
		err = store.Work(context.Background(), []Run{run}, func(_ context.Context, order Assignment) (Result, error) {
			err := errors.Join(order.SaveCheckpoint([]byte("old")), order.SetCheckpointAside(),
				order.SaveCheckpoint([]byte("older")), order.SaveCheckpoint([]byte("new")))
			if text, readErr := os.ReadFile(path); string(text) != "new" || errors.Join(err, readErr) != nil {
				t.Errorf("%q (%v, %v)", text, err, readErr)
			}
			if failed {
				return Result{}, errors.New("diverged")
			}
			return stubResult(small(), run), nil
		})
		if err := errors.Join(err, store.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); os.IsNotExist(err) == failed {
			t.Errorf("failed %v: %v", failed, err)
		}
		if text, err := os.ReadFile(path + ".damaged-1"); string(text) != "old" {
			t.Errorf("set aside: %q (%v)", text, err)
		}
	}
	if err := (Assignment{}).SaveCheckpoint([]byte("x")); err != nil {
		t.Errorf("without a path: %v", err)
	}
}
