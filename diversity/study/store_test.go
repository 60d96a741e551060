package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// finished returns the directory of a study of which everything is computed, and its results.
func finished(t *testing.T) (root, dir string, results *Results) {
	t.Helper()
	root = t.TempDir()
	results = mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	return root, filepath.Join(root, "studies", "small"), results
}

func TestDamagedFilesAreSetAsideAndComputedAgain(t *testing.T) {
	root, dir, want := finished(t)
	path := filepath.Join(dir, layout.Runs, want.Runs[5].Hash+".json")
	for n, damage := range []func([]byte) []byte{
		func(text []byte) []byte { return text[:len(text)/2] },
		func([]byte) []byte { return nil },
		func(text []byte) []byte {
			return []byte(strings.Replace(string(text), `"tested":200`, `"tested":300`, 1))
		},
		func(text []byte) []byte { return append(text, text...) },
	} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, damage(text), disk.FileMode); err != nil {
			t.Fatal(err)
		}
		loaded, err := small().Load(RunOptions{Root: root})
		if err != nil || len(loaded.Damaged) != 1 || !strings.Contains(loaded.Damaged[0], path) || len(loaded.Missing) != 1 {
			t.Fatalf("Load: damaged %v, %d missing, error %v", loaded.Damaged, len(loaded.Missing), err)
		}
		again := mustRun(t, small(), RunOptions{Root: root, Executor: workers(1)})
		if !reflect.DeepEqual(again.Runs, want.Runs) || len(again.Damaged) != 1 {
			t.Errorf("damage %d: results differ after the repair, or the damage is not reported: %v", n, again.Damaged)
		}
		if _, err := os.Stat(fmt.Sprintf("%s.damaged-%d", path, n+1)); err != nil {
			t.Errorf("the damaged file is gone: %v", err)
		}
	}
}

func TestAResultUnderAnotherNameIsDamage(t *testing.T) {
	root, dir, want := finished(t)
	other := filepath.Join(dir, layout.Runs, want.Runs[1].Hash+".json")
	text, err := os.ReadFile(filepath.Join(dir, layout.Runs, want.Runs[2].Hash+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, text, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	loaded, err := small().Load(RunOptions{Root: root})
	if err != nil || len(loaded.Damaged) != 1 || len(loaded.Runs) != 13 {
		t.Errorf("%d runs, damaged %v, error %v", len(loaded.Runs), loaded.Damaged, err)
	}
}

func TestDamagedFailureIsTriedAgain(t *testing.T) {
	root := t.TempDir()
	failing := mustPlan(t, small())[0]
	t.Setenv(failVariable, failing.Spec())
	if _, err := small().Run(context.Background(), RunOptions{Root: root, Executor: inProcess{}}); !errors.Is(err,
		ErrIncomplete) {
		t.Fatal(err)
	}
	t.Setenv(failVariable, "")
	path := filepath.Join(root, "studies", "small", layout.Failures, small().RunHash(failing)+".json")
	if err := os.WriteFile(path, []byte("torn"), disk.FileMode); err != nil {
		t.Fatal(err)
	}
	results := mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	if len(results.Damaged) != 1 {
		t.Errorf("damaged: %v", results.Damaged)
	}
	if _, err := os.Stat(path + ".damaged-1"); err != nil {
		t.Error(err)
	}
}

func TestDamagedStudyFile(t *testing.T) {
	root, dir, _ := finished(t)
	path := filepath.Join(dir, "study.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text[:100], disk.FileMode); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenDir(dir); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("a worker: error %v, want ErrDamaged with the path", err)
	}
	larger := small()
	larger.Repeats = 3
	mustRun(t, larger, RunOptions{Root: root, Executor: inProcess{}})
	if _, err := os.Stat(path + ".damaged-1"); err != nil {
		t.Error(err)
	}
	store, err := OpenDir(dir)
	if err != nil || store.Study().Hash() != larger.Hash() {
		t.Fatalf("the new study.json does not hold the study (%v)", err)
	}
	store.Close()
}

func TestAnotherSpecificationWaits(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Open(small(), dir) // the same: shared
	if err != nil {
		t.Fatal(err)
	}
	larger := small()
	larger.Repeats = 3
	if _, err := Open(larger, dir); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v, want ErrBusy with the directory", err)
	}
	if err := errors.Join(first.Close(), second.Close()); err != nil {
		t.Fatal(err)
	}
	third, err := Open(larger, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenRemovesUnfinishedFiles(t *testing.T) {
	_, dir, _ := finished(t)
	left := filepath.Join(dir, layout.Runs, disk.TempMark+"x.json-123")
	if err := os.WriteFile(left, []byte("{"), disk.FileMode); err != nil {
		t.Fatal(err)
	}
	store, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there (%v)", left, err)
	}
}

func TestErrorsNameThePath(t *testing.T) {
	root := t.TempDir()
	blocked := filepath.Join(root, "studies")
	if err := os.WriteFile(blocked, nil, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	if _, err := small().Run(context.Background(), RunOptions{Root: root, Executor: none{t}}); err == nil ||
		!strings.Contains(err.Error(), blocked) {
		t.Errorf("a file where the directory should be: %v", err)
	}
	_, dir, results := finished(t)
	path := filepath.Join(dir, layout.Runs, results.Runs[0].Hash+".json")
	if err := errors.Join(os.Remove(path), os.Mkdir(path, disk.DirMode)); err != nil {
		t.Fatal(err)
	}
	loaded, err := reader(small(), dir).Load(mustPlan(t, small()))
	if err != nil || len(loaded.Damaged) != 1 || !strings.Contains(loaded.Damaged[0], path) {
		t.Errorf("a directory where the file should be: %v, %v", err, loaded.Damaged)
	}
	if _, err := OpenDir(filepath.Join(root, "nowhere")); !errors.Is(err, os.ErrNotExist) ||
		!strings.Contains(err.Error(), "nowhere") {
		t.Errorf("no directory: %v", err)
	}
}

func TestReadOnlyDirectory(t *testing.T) {
	if os.Getuid() == 0 {
		asNobody(t)
		return
	}
	root, dir, results := finished(t)
	for _, path := range []string{filepath.Join(dir, layout.Runs), filepath.Join(dir, layout.Claims), dir} {
		if err := os.Chmod(path, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(path, disk.DirMode)
	}
	again := mustRun(t, small(), RunOptions{Root: root, Executor: none{t}})
	if !reflect.DeepEqual(again.Runs, results.Runs) {
		t.Error("results differ")
	}
	larger := small()
	larger.Repeats = 3
	got, err := larger.Run(context.Background(), RunOptions{Root: root, Executor: none{t}})
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), dir) || len(got.Runs) != 14 {
		t.Errorf("error %v with %d results, want a permission error with the path, and all 14", err, len(got.Runs))
	}
	if err := os.Chmod(dir, disk.DirMode); err != nil {
		t.Fatal(err)
	}
	got, err = larger.Run(context.Background(), RunOptions{Root: root, Executor: inProcess{}})
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), filepath.Join(dir, layout.Claims)) ||
		len(got.Runs) != 14 {
		t.Errorf("no claims can be made: error %v with %d results", err, len(got.Runs))
	}
	if err := os.Chmod(filepath.Join(dir, layout.Claims), disk.DirMode); err != nil {
		t.Fatal(err)
	}
	got, err = larger.Run(context.Background(), RunOptions{Root: root, Executor: inProcess{}})
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), filepath.Join(dir, layout.Runs)) ||
		len(got.Runs) != 14 {
		t.Errorf("nothing can be published: error %v with %d results", err, len(got.Runs))
	}
	if err := os.Chmod(filepath.Join(dir, layout.Runs), disk.DirMode); err != nil {
		t.Fatal(err)
	}
	if got := mustRun(t, larger, RunOptions{Root: root, Executor: inProcess{}}); len(got.Runs) != 21 {
		t.Errorf("%d runs in the end", len(got.Runs))
	}
}

func TestPublishingIntoALostDirectory(t *testing.T) {
	dir := t.TempDir()
	store, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	run := mustPlan(t, small())[0]
	claim, err := store.Claim(run)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, layout.Runs)); err != nil {
		t.Fatal(err)
	}
	path := store.dir.Run(small().RunHash(run))
	if err := claim.Publish(stubResult(small(), run)); !errors.Is(err, os.ErrNotExist) ||
		!strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one with %s", err, path)
	}
}

func TestWorkerThatCannotGoOnLeavesItsRunFree(t *testing.T) {
	store, err := Open(small(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	plan := mustPlan(t, small())
	calls := 0
	err = store.Work(context.Background(), plan, func(context.Context, Assignment) (Result, error) {
		calls++
		return Result{}, fmt.Errorf("%w: no device", ErrStop)
	})
	if !errors.Is(err, ErrStop) || calls != 1 {
		t.Errorf("%d calls, error %v", calls, err)
	}
	loaded, err := store.Load(plan)
	if err != nil || len(loaded.Missing) != len(plan) {
		t.Errorf("%d of %d runs are missing (%v)", len(loaded.Missing), len(plan), err)
	}
}

func TestHome(t *testing.T) {
	for _, c := range []struct{ home, data, want string }{
		{"/results", "/data", "/results"},
		{"", "/data", "/data/diversity"},
	} {
		t.Setenv(HomeVariable, c.home)
		t.Setenv("XDG_DATA_HOME", c.data)
		if got, err := Home(); got != c.want || err != nil {
			t.Errorf("Home() = %q (%v), want %q", got, err, c.want)
		}
	}
	t.Setenv(HomeVariable, "/results")
	if dir, err := small().Dir(""); dir != "/results/studies/small" || err != nil {
		t.Errorf("Dir: %q (%v)", dir, err)
	}
	if _, err := (Study{Name: "a/b"}).Dir("/results"); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("Dir of a bad name: %v", err)
	}
}

// testdata/format1 was written by the first version. Every later one must read it.
func TestFormat1StaysReadable(t *testing.T) {
	var result Result
	if err := sealed.Read(filepath.Join("testdata", "format1", "run.json"), &result, &result.Format); err != nil {
		t.Fatal(err)
	}
	if err := result.Validate(); err != nil {
		t.Error(err)
	}
	if result.Run.Spec() != "4x4#1" || result.Measurements[0].Wrong != 146 || result.Curve[0].Loss != 2 {
		t.Errorf("read as %+v", result)
	}
	var failure Failure
	if err := sealed.Read(filepath.Join("testdata", "format1", "failure.json"), &failure, &failure.Format); err != nil {
		t.Fatal(err)
	}
	if failure.Error() != "K=4 n=4 repeat 1: training diverged" {
		t.Errorf("read as %v", failure)
	}
	store, err := OpenDir(copyStudy(t, filepath.Join("testdata", "format1", "study.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if got := store.Study().Hash(); got != storedStudy || len(store.Study().Sizes) == 0 {
		t.Errorf("the study's hash is %s, want %s; sizes %v", got, storedStudy, store.Study().Sizes)
	}
}

func copyStudy(t *testing.T, path string) (dir string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.WriteFile(layout.Dir(dir).Spec(), text, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	return dir
}
