package study

import (
	"errors"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity/study/internal/filetest"
)

// storedIn makes the directory of a study in which nothing is computed.
func storedIn(t *testing.T, s Study, dir string) {
	t.Helper()
	store, err := Open(s, dir)
	if err == nil {
		err = store.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A pool whose files are gone is named.
func TestReadDirWithoutItsPool(t *testing.T) {
	dir := t.TempDir()
	s := small()
	s.Pool = tiny("gone", 40)
	storedIn(t, s, dir)
	if read, err := ReadDir(dir); err != nil || read.Hash() != s.Hash() {
		t.Fatalf("with its pool: %v", err)
	}
	filetest.Remove(t, filepath.Join(poolDir, "gone-images.idx"))
	unregisterPool("gone")
	if _, err := ReadDir(dir); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "gone-images.idx") {
		t.Errorf("error %v, want one with the file", err)
	}
}

func TestReadResultsIsLoad(t *testing.T) {
	root := t.TempDir()
	mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	want, err := small().Load(RunOptions{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadResults(filepath.Join(root, "studies", "small"))
	if err != nil || len(got.Runs) != 14 || !reflect.DeepEqual(got.Runs, want.Runs) {
		t.Errorf("%v:\n%+v", err, got)
	}
}

func TestResumeWorksWhereverTheDirectoryIs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "copied-here")
	storedIn(t, small(), dir)
	results, err := Resume(t.Context(), dir, RunOptions{Executor: inProcess{}})
	if err != nil || len(results.Runs) != 14 {
		t.Fatalf("%v: %+v", err, results)
	}
	again, err := Resume(t.Context(), dir, RunOptions{Executor: none{t}})
	if err != nil || !reflect.DeepEqual(again.Runs, results.Runs) {
		t.Errorf("a second time: %v", err)
	}
}
