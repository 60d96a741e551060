package runner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/study"
)

func TestWorkComputesThePlanOrWhatIsAskedFor(t *testing.T) {
	dir := written(t, tiny())
	if err := Work(context.Background(), dir, WorkOptions{Runs: []string{"8x2#1", "3x3#7"}}); err != nil {
		t.Fatal(err)
	}
	if files := results(t, dir); files != 2 {
		t.Errorf("%d results, want the 2 asked for", files)
	}
	if err := Work(context.Background(), dir, WorkOptions{}); err != nil {
		t.Fatal(err)
	}
	if files := results(t, dir); files != 7 {
		t.Errorf("%d results, want the plan's 6 and one besides", files)
	}
}

func results(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "runs", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestNothingLeftNeedsNoDevice(t *testing.T) {
	dir := written(t, tiny())
	if err := Work(context.Background(), dir, WorkOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Setenv(backendVariable, "nonsense")
	if err := Work(context.Background(), dir, WorkOptions{}); err != nil {
		t.Errorf("a finished study: %v", err)
	}
}

func TestErrorsSayWhetherToTryAgain(t *testing.T) {
	good := written(t, tiny())
	damaged := written(t, tiny())
	if err := os.WriteFile(filepath.Join(damaged, "study.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	memory := written(t, inMemory(t))
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		ctx     context.Context
		dir     string
		options WorkOptions
		backend string
		kind    error
		code    int
	}{
		"no directory": {context.Background(), filepath.Join(good, "nowhere"), WorkOptions{}, "go", os.ErrNotExist,
			ExitNever},
		"damaged": {context.Background(), damaged, WorkOptions{}, "go", study.ErrDamaged, ExitNever},
		"memory":  {context.Background(), memory, WorkOptions{}, "go", pool.ErrNotReopenable, ExitNever},
		"unknown run": {context.Background(), good, WorkOptions{Runs: []string{"x"}}, "go", diversity.ErrInvalid,
			ExitNever},
		"bad lease":       {context.Background(), good, WorkOptions{Lease: -1}, "go", diversity.ErrInvalid, ExitNever},
		"unknown backend": {context.Background(), good, WorkOptions{}, "nonsense", study.ErrStop, ExitRetry},
		"interrupted":     {cancelled, good, WorkOptions{}, "go", context.Canceled, ExitRetry},
	} {
		t.Setenv(backendVariable, c.backend)
		err := Work(c.ctx, c.dir, c.options)
		if !errors.Is(err, c.kind) || ExitCode(err) != c.code || errors.Is(err, ErrNever) != (c.code == ExitNever) {
			t.Errorf("%s: error %v with exit code %d, want %v with %d", name, err, ExitCode(err), c.kind, c.code)
		}
	}
	if files := results(t, good); files != 0 {
		t.Errorf("%d results were left", files)
	}
	if failed, _ := os.ReadDir(filepath.Join(good, "failures")); len(failed) != 0 {
		t.Errorf("a device that does not open was recorded as the failure of a run: %v", failed)
	}
}

func TestWorkerProcessReportsItsError(t *testing.T) {
	t.Setenv(backendVariable, "nonsense")
	workers := study.Processes{Command: []string{os.Args[0]}, Count: 1}
	_, err := tiny().Run(context.Background(), study.RunOptions{Root: t.TempDir(), Executor: workers})
	if !errors.Is(err, study.ErrIncomplete) || !strings.Contains(err.Error(), "nonsense") ||
		!strings.Contains(err.Error(), "exit status 75") {
		t.Errorf("error %v, want the worker's own words and its exit status", err)
	}
}
