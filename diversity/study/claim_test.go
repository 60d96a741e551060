package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
)

func TestClaims(t *testing.T) {
	store, run := lonely(t)
	claim := mustClaim(t, store, run)
	if _, err := store.Claim(run); !errors.Is(err, ErrClaimed) {
		t.Errorf("a second claim: %v", err)
	}
	if !claimed(t, store, run) {
		t.Error("the claim is not seen")
	}
	if err := errors.Join(claim.Release(), claim.Release()); err != nil {
		t.Fatal(err)
	}
	if claimed(t, store, run) {
		t.Error("the claim is seen after its release")
	}
	claim = mustClaim(t, store, run)
	if err := claim.Publish(Result{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("publishing nothing: %v", err)
	}
	if _, err := store.Result(run); !errors.Is(err, ErrMissing) {
		t.Errorf("after publishing nothing: %v", err)
	}
}

func TestDeadClaimsDoNotCountAsRunning(t *testing.T) {
	store, _ := lonely(t)
	pending := map[string]Run{}
	for i, run := range mustPlan(t, small())[:4] {
		pending[small().RunHash(run)] = run
		if i == 0 {
			abandon(t, store, run)
			continue
		}
		claim := mustClaim(t, store, run)
		if i > 1 {
			defer claim.Release()
			continue
		}
		if err := claim.Release(); err != nil {
			t.Fatal(err)
		}
	}
	if count, err := store.claims.CountHeld(func(hash string) bool { _, is := pending[hash]; return is }); err != nil ||
		count != 2 {
		t.Errorf("%d runs are held (%v), want the 2 of living workers", count, err)
	}
	w := newWatcher(store, mustPlan(t, small()), 0)
	w.poll()
	if got := w.progress().Running; got != 2 {
		t.Errorf("%d running", got)
	}
}

func TestComputationEndsWhenTheClaimIsLost(t *testing.T) {
	store, run := lonely(t)
	if err := store.SetLease(claims.MinLease); err != nil {
		t.Fatal(err)
	}
	plan := mustPlan(t, small())
	other := plan[5]
	var causes []error
	err := store.Work(context.Background(), []Run{run, other},
		func(ctx context.Context, order Assignment) (Result, error) {
			if order.Run == run && len(causes) == 0 {
				if err := os.Remove(store.claims.Path(small().RunHash(run), 1)); err != nil {
					return Result{}, err
				}
				<-ctx.Done()
				causes = append(causes, context.Cause(ctx))
				return Result{}, ctx.Err()
			}
			return stubResult(small(), order.Run), nil
		})
	if err != nil || len(causes) != 1 || !errors.Is(causes[0], ErrFenced) {
		t.Errorf("error %v, causes %v", err, causes)
	}
	if loaded, err := store.Load([]Run{run, other}); err != nil || len(loaded.Runs) != 2 || len(loaded.Failures) != 0 {
		t.Errorf("%+v (%v); want both finished, as the worker went on", loaded, err)
	}
}

// A run that kills its worker does not keep others from being computed, and in the end it counts as failed.
func TestRunThatKillsItsWorkers(t *testing.T) {
	store, poison := lonely(t)
	plan := mustPlan(t, small())
	lives := 0
	deadly := func(ctx context.Context, order Assignment) (Result, error) {
		if order.Run == poison {
			if order.Lost != lives {
				t.Errorf("%d workers were lost, the order says %d", lives, order.Lost)
			}
			panic(died{"poison"})
		}
		return stubResult(small(), order.Run), nil
	}
	for ; lives < 100; lives++ {
		store, err := Open(small(), store.Dir())
		if err != nil {
			t.Fatal(err)
		}
		err = workOrDie(store, plan, deadly)
		store.Close()
		if err == nil {
			break
		}
		if lives == 1 { // the first worker died with the runs before it done, the second did the others first
			loaded, err := store.Load(plan)
			if err != nil || len(loaded.Runs) != len(plan)-1 {
				t.Errorf("after 2 workers %d runs are finished (%v)", len(loaded.Runs), err)
			}
		}
	}
	failure, err := store.Failure(poison)
	if err != nil || !strings.Contains(failure.Message, fmt.Sprint(deathsAllowed, " workers in a row died")) {
		t.Errorf("failure %+v (%v), want one that says that workers died", failure, err)
	}
	if lives != deathsAllowed {
		t.Errorf("%d workers died, want %d", lives, deathsAllowed)
	}
}

// workOrDie is Work in a process that the computation may kill.
func workOrDie(store *Store, runs []Run, compute Compute) (err error) {
	var claims []*os.File
	create := store.disk.Create
	store.disk.Create = func(dir, pattern string) (*os.File, error) {
		file, err := create(dir, pattern)
		claims = append(claims, file)
		return file, err
	}
	defer func() {
		if end := recover(); end != nil {
			err = end.(died)
		}
	}()
	return store.Work(context.Background(), runs, func(ctx context.Context, order Assignment) (result Result, err error) {
		defer func() {
			if end := recover(); end != nil {
				claims[len(claims)-1].Close()
				panic(end)
			}
		}()
		return compute(ctx, order)
	})
}

func TestTry(t *testing.T) {
	store, _ := lonely(t)
	plan := mustPlan(t, small())
	abandon(t, store, plan[0])
	defer mustClaim(t, store, plan[1]).Release()
	for i, want := range []int{0, 0, 1, 0} {
		run, calls := plan[min(i, 2)], 0 // the last one is finished by then
		err := store.Try(context.Background(), run, func(_ context.Context, order Assignment) (Result, error) {
			calls++
			return stubResult(small(), order.Run), nil
		})
		if err != nil || calls != want {
			t.Errorf("try %d: %d calls (%v), want %d", i, calls, err, want)
		}
	}
	failed := errors.New("no device")
	err := store.Try(context.Background(), plan[3], func(context.Context, Assignment) (Result, error) {
		return Result{}, fmt.Errorf("%w: %w", ErrStop, failed)
	})
	if !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
}

func TestOrders(t *testing.T) {
	s := small()
	s.KeepWeights = true
	dir := t.TempDir()
	store, err := Open(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	run := mustPlan(t, s)[1]
	partial := stubResult(s, run)
	partial.Measurements = partial.Measurements[:1]
	if err := mustClaim(t, store, run).Publish(partial); err != nil {
		t.Fatal(err)
	}
	var orders []Assignment
	err = store.Work(context.Background(), []Run{run}, func(_ context.Context, order Assignment) (Result, error) {
		orders = append(orders, order)
		rest := stubResult(s, order.Run)
		rest.Measurements = rest.Measurements[1:]
		return rest, nil
	})
	if err != nil || len(orders) != 1 {
		t.Fatalf("%d orders (%v)", len(orders), err)
	}
	got := orders[0]
	if got.Run != run || got.Earlier == nil || len(got.Earlier.Measurements) != 1 || got.Earlier.Run != run {
		t.Errorf("order %+v", got)
	}
	if want := filepath.Join(dir, "weights", s.RunHash(run)+".safetensors"); got.Weights != want {
		t.Errorf("weights in %s, want %s", got.Weights, want)
	}
	if want := filepath.Join(dir, "checkpoints", s.RunHash(run)+".safetensors"); got.Checkpoint != want {
		t.Errorf("checkpoint in %s, want %s", got.Checkpoint, want)
	}
	if info, err := os.Stat(filepath.Dir(got.Weights)); err != nil || !info.IsDir() {
		t.Errorf("the directory of weights: %v", err)
	}
	if result, err := store.Result(run); err != nil || len(result.Measurements) != 2 {
		t.Errorf("merged: %+v (%v)", result, err)
	}
}

func TestWithoutKeptWeightsThereIsNoDirectory(t *testing.T) {
	store, run := lonely(t)
	err := store.Work(context.Background(), []Run{run}, func(_ context.Context, order Assignment) (Result, error) {
		if order.Weights != "" || order.Earlier != nil {
			t.Errorf("order %+v", order)
		}
		return stubResult(small(), order.Run), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(store.dir.Sub(layout.Weights)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("weights: %v", err)
	}
	keeping := small()
	keeping.KeepWeights = true
	if _, err := Open(keeping, store.Dir()); !errors.Is(err, ErrBusy) {
		t.Errorf("a study that keeps weights, in a directory in use: %v", err)
	}
	if keeping.Hash() != small().Hash() || keeping.RunHash(run) != small().RunHash(run) {
		t.Error("keeping weights changes a hash")
	}
}

// A directory as the version before tokens left it: claims were files named by the hash alone.
func TestClaimsOfTheEarlierVersionAreTidied(t *testing.T) {
	_, dir, results := finished(t)
	old := filepath.Join(dir, layout.Claims, results.Runs[0].Hash)
	filetest.Write(t, old, []byte(`{"host":"h","pid":1}`))
	first, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there (%v)", err)
	}
	filetest.Write(t, old, nil)
	second, err := Open(small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := os.Stat(old); err != nil {
		t.Errorf("it was removed while another process uses the directory (%v)", err)
	}
	if tokens, err := second.claims.Tokens(); err != nil || len(tokens) != 0 {
		t.Errorf("it counts as a claim: %v (%v)", tokens, err)
	}
}

// On a file system without locks a study works, too.
func TestWithoutLocks(t *testing.T) {
	d := disk.Real()
	d.Lock = func(file *os.File, _ disk.LockMode) error {
		return fmt.Errorf("locking %s: %w", file.Name(), errors.ErrUnsupported)
	}
	dir := t.TempDir()
	plan := mustPlan(t, small())
	for _, seed := range []uint64{1, 2} { // another specification replaces the first
		s := small()
		s.Seed = seed
		store, err := open(s, dir, d)
		if err != nil {
			t.Fatal(err)
		}
		claim := mustClaim(t, store, plan[0])
		if _, err := store.Claim(plan[0]); !errors.Is(err, ErrClaimed) {
			t.Errorf("a second claim: %v", err)
		}
		if err := claim.Release(); err != nil {
			t.Error(err)
		}
		if err := store.Work(context.Background(), plan, stubCompute(store)); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		if file, err := layout.Dir(dir).ReadSpec(); err != nil || file.Hash != s.Hash() {
			t.Errorf("study.json is that of %s (%v)", file.Hash, err)
		}
	}
}
