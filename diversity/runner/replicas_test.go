package runner

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// repeated is tiny with three repeats of one size.
func repeated() study.Study {
	s := tiny()
	s.Sizes, s.Repeats = s.Sizes[:1], 3
	return s
}

// likeAlone compares results of runs that were trained together with those of the same runs alone. Every test image is
// 1/94 of an error or less: a rounding that moves one across a border is allowed, no more than two are.
func likeAlone(t *testing.T, got, want []study.Result) {
	t.Helper()
	for i, result := range got {
		alone := want[i]
		if result.Run != alone.Run || result.Hash != alone.Hash || len(result.Measurements) != len(alone.Measurements) ||
			len(result.Curve) != len(alone.Curve) {
			t.Fatalf("run %d is %+v, alone %+v", i, result, alone)
		}
		if math.Abs(result.Loss-alone.Loss) > 1e-4 || len(result.Weights) != 64 {
			t.Errorf("%v: loss %v, alone %v; weights %q", result.Run, result.Loss, alone.Loss, result.Weights)
		}
		for j, m := range result.Measurements {
			if difference := m.Wrong - alone.Measurements[j].Wrong; difference*difference > 4 {
				t.Errorf("%v, %s, %s: %d wrong, alone %d", result.Run, m.Task, m.Probe, m.Wrong, alone.Measurements[j].Wrong)
			}
		}
	}
}

// trainedTogether lists the pre-trained runs by the time that training took, which those of one batch share.
func trainedTogether(results []study.Result) map[float64]int {
	batches := map[float64]int{}
	for _, r := range results {
		if !r.Run.Control {
			batches[r.Timings.Train]++
		}
	}
	return batches
}

func TestReplicasOfAStudy(t *testing.T) {
	alone := mustRun(t, repeated(), InProcess{})
	if batches := trainedTogether(alone.Runs); len(batches) != 3 {
		t.Errorf("without replicas: batches %v", batches)
	}
	cases := map[int][]int{2: {1, 2}, 3: {3}, 8: {3}}
	if testing.Short() {
		cases = map[int][]int{2: {1, 2}}
		t.Log("only 2 replicas, because of -short")
	}
	for replicas, want := range cases {
		together := mustRun(t, repeated(), InProcess{Replicas: replicas})
		likeAlone(t, together.Runs, alone.Runs)
		batches := trainedTogether(together.Runs)
		if len(batches) != len(want) {
			t.Errorf("%d replicas: batches %v, want the sizes %v", replicas, batches, want)
		}
	}
}

func TestReplicasOfSeveralSizes(t *testing.T) {
	together := mustRun(t, tiny(), InProcess{Replicas: 2})
	likeAlone(t, together.Runs, mustRun(t, tiny(), InProcess{}).Runs)
	if batches := trainedTogether(together.Runs); len(batches) != 2 {
		t.Errorf("batches %v, want one for each size", batches)
	}
}

// A run that another worker has is left out of the batch.
func TestReplicasLeaveClaimedRunsAlone(t *testing.T) {
	dir := written(t, repeated())
	store, err := study.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	taken := repeated().RunAt(repeated().Sizes[0], 1)
	claim, err := store.Claim(taken)
	if err != nil {
		t.Fatal(err)
	}
	if err := Work(context.Background(), dir, WorkOptions{Replicas: 3}); err != nil {
		t.Fatal(err)
	}
	plan, err := repeated().Plan()
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Load(plan)
	if err != nil || len(found.Missing) != 1 || found.Missing[0] != taken {
		t.Fatalf("missing are %v (%v)", found.Missing, err)
	}
	if batches := trainedTogether(found.Runs); len(batches) != 1 {
		t.Errorf("batches %v, want one of two runs", batches)
	}
	if err := claim.Release(); err != nil {
		t.Fatal(err)
	}
}

// Of a size that the pool does not have, every run fails for itself.
func TestReplicasThatCannotBeDrawn(t *testing.T) {
	r := mustNew(t, tiny())
	size := diversity.Size{Classes: 1000, PerClass: 2}
	orders := []study.Assignment{{Run: tiny().RunAt(size, 0)}, {Run: tiny().RunAt(size, 1)}}
	_, failures := r.ComputeMany(context.Background(), orders)
	for i, err := range failures {
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("run %d: error %v", i, err)
		}
	}
}

func TestDivergedReplicasAreFailures(t *testing.T) {
	s := repeated()
	s.Recipe.LearningRate, s.Recipe.Momentum, s.Recipe.WeightDecay, s.Recipe.Steps = 100, 0.999, 1, 300
	results, err := s.Run(context.Background(), study.RunOptions{Root: t.TempDir(), Executor: InProcess{Replicas: 3}})
	if !errors.Is(err, study.ErrIncomplete) || len(results.Failures) != 3 || !strings.Contains(err.Error(), "diverged") {
		t.Errorf("%d failures, error %v", len(results.Failures), err)
	}
}

// Kept networks are not trained again, in a batch as alone.
func TestReplicasOfKeptNetworks(t *testing.T) {
	s := repeated()
	s.KeepWeights = true
	root, all := t.TempDir(), s.Tasks
	s.Tasks = all[:1]
	before, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{Replicas: 3}})
	if err != nil {
		t.Fatal(err)
	}
	s.Tasks = all
	after, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{Replicas: 3}})
	if err != nil {
		t.Fatal(err)
	}
	for i, result := range after.Runs {
		if len(result.Measurements) != 4 || result.Timings.Train != before.Runs[i].Timings.Train ||
			result.Weights != before.Runs[i].Weights {
			t.Errorf("%v: %d measurements, trained again: %v", result.Run, len(result.Measurements),
				result.Timings.Train != before.Runs[i].Timings.Train)
		}
	}
}

// Where a batch ends because the claim on another of its runs was lost, a run is computed by itself.
func TestBatchThatWasCutOff(t *testing.T) {
	c := &crew{runner: mustNew(t, tiny()), replicas: 2}
	order := study.Assignment{Run: tiny().RunAt(tiny().Sizes[0], 0)}
	b := &batch{results: make([]study.Result, 1), failures: []error{context.Canceled}, done: true}
	result, err := c.join(context.Background(), b, order, nil)
	if err != nil || len(result.Measurements) != 4 {
		t.Errorf("%d measurements, error %v", len(result.Measurements), err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	b = &batch{results: make([]study.Result, 1), failures: []error{context.Canceled}, done: true}
	if _, err := c.join(cancelled, b, order, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

// A file that cannot be written ends the worker with its path, and no run counts as failed.
func TestReplicasThatCannotBeKept(t *testing.T) {
	s := repeated()
	s.KeepWeights = true
	dir := written(t, s)
	store, err := study.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	weights := filepath.Join(dir, "weights")
	if err := errors.Join(os.Remove(weights), os.WriteFile(weights, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	plan, err := s.Plan()
	if err != nil {
		t.Fatal(err)
	}
	err = work(context.Background(), store, plan[1:], WorkOptions{Replicas: 3})
	if !errors.Is(err, study.ErrStop) || !strings.Contains(err.Error(), weights) {
		t.Errorf("error %v", err)
	}
	if found, err := store.Load(plan); err != nil || len(found.Runs)+len(found.Failures) != 0 {
		t.Errorf("finished %v, failed %v (%v)", found.Runs, found.Failures, err)
	}
}

func TestResidentOutOfRange(t *testing.T) {
	err := Work(context.Background(), written(t, tiny()), WorkOptions{Resident: -1})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "WorkOptions.Resident = -1") {
		t.Errorf("error %v", err)
	}
}

func TestReplicasOutOfRange(t *testing.T) {
	dir := written(t, tiny())
	for _, replicas := range []int{-1, 257} {
		if err := Work(context.Background(), dir, WorkOptions{Replicas: replicas}); !errors.Is(err, diversity.ErrInvalid) ||
			ExitCode(err) != ExitNever {
			t.Errorf("Work with %d replicas: %v", replicas, err)
		}
		_, err := tiny().Run(context.Background(),
			study.RunOptions{Root: t.TempDir(), Executor: InProcess{Replicas: replicas}})
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("InProcess with %d replicas: %v", replicas, err)
		}
	}
}
