package study

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/layout"
)

func TestRunComputesEveryRunOnce(t *testing.T) {
	log, root := logTo(t), t.TempDir()
	results := mustRun(t, small(), RunOptions{Root: root, Executor: workers(2)})
	if len(results.Runs) != 14 || len(results.Missing)+len(results.Failures)+len(results.Damaged) != 0 {
		t.Fatalf("%d finished, %+v", len(results.Runs), results)
	}
	counts := logged(t, log)
	for _, run := range mustPlan(t, small()) {
		if counts[small().RunHash(run)] != 1 {
			t.Errorf("%v was begun %d times", run, counts[small().RunHash(run)])
		}
	}
}

func TestResultsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time for several numbers of processes")
	}
	want := mustRun(t, small(), RunOptions{Root: t.TempDir(), Executor: inProcess{}})
	for _, count := range []int{1, 2, 3, 5} {
		got := mustRun(t, small(), RunOptions{Root: t.TempDir(), Executor: workers(count)})
		if !reflect.DeepEqual(got.Runs, want.Runs) || got.Table().String() != want.Table().String() {
			t.Errorf("with %d workers:\n%s\nin this process:\n%s", count, got.Table(), want.Table())
		}
	}
}

func TestNothingMissingStartsNothing(t *testing.T) {
	root := t.TempDir()
	first := mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	second := mustRun(t, small(), RunOptions{Root: root, Executor: none{t}})
	if !reflect.DeepEqual(first.Runs, second.Runs) {
		t.Error("the stored results differ from those just computed")
	}
}

func TestAddingABudgetComputesOnlyTheNewSizes(t *testing.T) {
	root := t.TempDir()
	mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	log := logTo(t)
	larger := small()
	larger.Budgets = append(larger.Budgets, 256)
	larger.Repeats = 3
	mustRun(t, larger, RunOptions{Root: root, Executor: inProcess{}})
	if begun, want := len(logged(t, log)), len(mustPlan(t, larger))-len(mustPlan(t, small())); begun != want {
		t.Errorf("%d runs were computed, %d are new", begun, want)
	}
}

func TestAddingATaskKeepsTheOldMeasurements(t *testing.T) {
	root := t.TempDir()
	s := small()
	before := mustRun(t, s, RunOptions{Root: root, Executor: inProcess{}})
	s.Tasks = append(s.Tasks, smallTask(4))
	loaded, err := s.Load(RunOptions{Root: root})
	if err != nil || len(loaded.Missing) != 14 {
		t.Fatalf("%d runs lack the new task, want all 14 (%v)", len(loaded.Missing), err)
	}
	s.Tasks = s.Tasks[1:]
	mustRun(t, s, RunOptions{Root: root, Executor: inProcess{}})
	after, err := small().Load(RunOptions{Root: root})
	if err != nil || before.Table().String() != after.Table().String() {
		t.Errorf("measurements of the first task were lost (%v)", err)
	}
}

func TestKilledWorkerIsMadeGood(t *testing.T) {
	log, root := logTo(t), t.TempDir()
	t.Setenv(killVariable, "4") // every worker dies in its fourth run: its run is taken over
	results := mustRun(t, small(), RunOptions{Root: root, Executor: workers(1)})
	deaths := -len(results.Runs)
	for _, count := range logged(t, log) {
		deaths += count
	}
	taken := 0
	for _, run := range results.Runs {
		taken += run.Token - 1
	}
	if deaths < 4 || taken != deaths {
		t.Errorf("%d runs were begun in vain and %d taken over, want as many, and at least 4", deaths, taken)
	}
	t.Setenv(killVariable, "")
	whole := mustRun(t, small(), RunOptions{Root: t.TempDir(), Executor: inProcess{}})
	if results.Table().String() != whole.Table().String() {
		t.Error("the table differs from that of a study of which no worker was killed")
	}
}

func TestWorkersThatDieAtOnceAreReported(t *testing.T) {
	root := t.TempDir()
	t.Setenv(killVariable, "1")
	results, err := small().Run(context.Background(), RunOptions{Root: root, Executor: workers(1)})
	if !errors.Is(err, ErrIncomplete) || !strings.Contains(err.Error(), "10 in a row") ||
		!strings.Contains(err.Error(), "killed") {
		t.Fatalf("error %v; want that 10 workers were killed in a row", err)
	}
	if len(results.Failures) != 10 || len(results.Missing) != 4 ||
		!strings.Contains(results.Failures[9].Message, "killed") {
		t.Errorf("%d missing, failures %v; want the 10 runs in which workers died", len(results.Missing), results.Failures)
	}
	t.Setenv(killVariable, "")
	mustRun(t, small(), RunOptions{Root: root, Executor: workers(1)})
}

func TestOtherWorkersTakeOver(t *testing.T) {
	root := t.TempDir()
	store, err := Open(small(), filepath.Join(root, "studies", "small"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	worker := exec.Command(os.Args[0], "worker", "--study", store.Dir())
	worker.Env = append(os.Environ(), killVariable+"=2")
	if err := worker.Run(); err == nil {
		t.Fatal("the worker should have died")
	}
	left := mustPlan(t, small())[1]
	if who, state, err := store.claims.Holder(small().RunHash(left)); err != nil || state != claims.Dead ||
		who.Process != worker.Process.Pid {
		t.Errorf("holder %+v in state %v (%v), want the dead worker", who, state, err)
	}
	results := mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	if len(results.Runs) != 14 || results.Runs[0].Token != 1 || results.Runs[1].Token != 2 {
		t.Errorf("%d runs, tokens %d and %d; want the second run taken over", len(results.Runs), results.Runs[0].Token,
			results.Runs[1].Token)
	}
}

func TestTwoCallsShareTheWork(t *testing.T) {
	log, root := logTo(t), t.TempDir()
	t.Setenv(delayVariable, "10")
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			results, err := small().Run(context.Background(), RunOptions{Root: root, Executor: workers(2)})
			if err != nil || len(results.Runs) != 14 {
				t.Errorf("%d finished, error %v", len(results.Runs), err)
			}
		})
	}
	group.Wait()
	counts := logged(t, log)
	if len(counts) != 14 {
		t.Errorf("%d runs were begun, want 14", len(counts))
	}
	for hash, count := range counts {
		if count != 1 {
			t.Errorf("%s was begun %d times", hash, count)
		}
	}
}

func TestInterruptKeepsWhatIsFinished(t *testing.T) {
	root := t.TempDir()
	t.Setenv(delayVariable, "40")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stop := func(p Progress) {
		if p.Done >= 2 {
			cancel()
		}
	}
	results, err := small().Run(ctx, RunOptions{Root: root, Executor: workers(1), OnProgress: stop})
	if !errors.Is(err, context.Canceled) || len(results.Runs) < 2 || len(results.Missing) == 0 {
		t.Fatalf("%d finished, %d missing, error %v", len(results.Runs), len(results.Missing), err)
	}
	log := logTo(t)
	mustRun(t, small(), RunOptions{Root: root, Executor: workers(1)})
	if begun := len(logged(t, log)); begun != len(results.Missing) {
		t.Errorf("%d runs were computed afterwards, %d were missing", begun, len(results.Missing))
	}
}

func TestWorkerThatIgnoresTheInterruptIsKilled(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	stubborn := Processes{Command: []string{"/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"}, Count: 1,
		Grace: 100 * time.Millisecond}
	if _, err := small().Run(ctx, RunOptions{Root: t.TempDir(), Executor: stubborn}); !errors.Is(err,
		context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestFailedRunIsReportedKeptAndRetried(t *testing.T) {
	root := t.TempDir()
	failing := mustPlan(t, small())[2]
	t.Setenv(failVariable, failing.Spec())
	results, err := small().Run(context.Background(), RunOptions{Root: root, Executor: workers(2)})
	if !errors.Is(err, ErrIncomplete) || !strings.Contains(err.Error(), failing.String()+": training diverged at step 7") {
		t.Fatalf("error %v, want the run and its reason", err)
	}
	if len(results.Runs) != 13 || len(results.Failures) != 1 || results.Failures[0].Run != failing ||
		results.Failures[0].Device != "stub" {
		t.Fatalf("%d finished, failures %+v", len(results.Runs), results.Failures)
	}
	loaded, err := small().Load(RunOptions{Root: root})
	if err != nil || len(loaded.Failures) != 1 {
		t.Errorf("Load has failures %v, error %v", loaded.Failures, err)
	}
	t.Setenv(failVariable, "")
	log := logTo(t)
	mustRun(t, small(), RunOptions{Root: root, Executor: workers(2)})
	if counts := logged(t, log); len(counts) != 1 {
		t.Errorf("%d runs were computed, only the failed one was missing", len(counts))
	}
	if left, _ := os.ReadDir(filepath.Join(root, "studies", "small", layout.Failures)); len(left) != 0 {
		t.Errorf("the failure is still recorded: %v", left)
	}
}

func TestWorkerErrorCarriesItsStandardError(t *testing.T) {
	t.Setenv(exitVariable, "no device here")
	_, err := small().Run(context.Background(), RunOptions{Root: t.TempDir(), Executor: workers(2)})
	if !errors.Is(err, ErrIncomplete) || strings.Count(err.Error(), "no device here") != 1 ||
		!strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("error %v, want the worker's message once, with its exit status", err)
	}
}

func TestProgress(t *testing.T) {
	root := t.TempDir()
	s := small()
	s.Repeats = 1
	mustRun(t, s, RunOptions{Root: root, Executor: inProcess{}})
	t.Setenv(delayVariable, "120")
	failing := mustPlan(t, small())[13]
	t.Setenv(failVariable, failing.Spec())
	var reports []Progress
	_, err := small().Run(context.Background(),
		RunOptions{Root: root, Executor: workers(1), OnProgress: func(p Progress) { reports = append(reports, p) }})
	if !errors.Is(err, ErrIncomplete) {
		t.Fatal(err)
	}
	running := false
	for _, p := range reports {
		if p.Study != "small" || p.Total != 14 || p.Cached != 7 || p.Done < 7 || p.Left() < 0 {
			t.Errorf("%+v", p)
		}
		running = running || p.Running == 1
	}
	last := reports[len(reports)-1]
	if !running || last.Done != 13 || last.Failed != 1 || last.Left() != 0 || last.Rate <= 0 || last.Last == nil ||
		last.Remaining != 0 {
		t.Errorf("running was seen: %v, last report %+v", running, last)
	}
}

func TestRunOne(t *testing.T) {
	log, root := logTo(t), t.TempDir()
	for _, size := range []diversity.Size{{Classes: 4, PerClass: 4}, {Classes: 3, PerClass: 5}} {
		result, err := small().RunOne(context.Background(), size, 1, RunOptions{Root: root, Executor: workers(2)})
		if err != nil || result.Run != small().RunAt(size, 1) {
			t.Errorf("%v: run %+v, error %v", size, result.Run, err)
		}
	}
	if counts := logged(t, log); len(counts) != 2 {
		t.Errorf("%d runs were computed, want the 2 asked for", len(counts))
	}
	if _, err := small().RunOne(context.Background(), diversity.Size{Classes: 4, PerClass: 4}, 1,
		RunOptions{Root: root, Executor: none{t}}); err != nil {
		t.Errorf("a stored run: %v", err)
	}
	for _, wrong := range []struct {
		size   diversity.Size
		repeat int
	}{{diversity.Size{Classes: 4, PerClass: 21}, 0}, {diversity.Size{Classes: 0, PerClass: 2}, 0},
		{diversity.Size{Classes: 4, PerClass: 4}, -1}} {
		if _, err := small().RunOne(context.Background(), wrong.size, wrong.repeat,
			RunOptions{Root: root, Executor: none{t}}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: error %v, want ErrInvalid", wrong, err)
		}
	}
}

func TestProcessesValidate(t *testing.T) {
	t.Setenv(WorkerVariable, "")
	if err := (Processes{}).validate(); !errors.Is(err, ErrNoWorker) || !strings.Contains(err.Error(), WorkerVariable) {
		t.Errorf("no program: %v", err)
	}
	if _, err := small().Run(context.Background(), RunOptions{Root: t.TempDir()}); !errors.Is(err, ErrNoWorker) {
		t.Errorf("Run without a program: %v", err)
	}
	t.Setenv(WorkerVariable, "/bin/kernel")
	if err := (Processes{}).validate(); err != nil {
		t.Errorf("program from the environment: %v", err)
	}
	for _, wrong := range []Processes{{Count: -1}, {Count: maxProcesses + 1}, {Grace: -1}, {Lease: -1}, {Lease: 1}} {
		if err := wrong.validate(); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	missing := Processes{Command: []string{"/nonexistent/kernel"}}
	if _, err := small().Run(context.Background(), RunOptions{Root: t.TempDir(), Executor: missing}); err == nil ||
		!strings.Contains(err.Error(), "/nonexistent/kernel") {
		t.Errorf("program that is not there: %v", err)
	}
}
