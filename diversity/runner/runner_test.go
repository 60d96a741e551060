package runner

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/processor"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// measured is all of the results that must be reproducible, as text.
func measured(t *testing.T, results *study.Results) string {
	t.Helper()
	var rows []any
	for _, r := range results.Runs {
		rows = append(rows, []any{r.Hash, r.Run, r.Measurements, r.Curve, r.Loss, r.Weights})
	}
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSameStudySameNumbers(t *testing.T) {
	alone := measured(t, mustRun(t, tiny(), InProcess{}))
	if again := measured(t, mustRun(t, tiny(), InProcess{})); again != alone {
		t.Errorf("computed twice, the results differ:\n%s\n%s", alone, again)
	}
	counts := []int{1, 2, 5}
	if testing.Short() {
		counts = []int{2}
		t.Log("only 2 worker processes, because of -short")
	}
	for _, count := range counts {
		workers := study.Processes{Command: []string{os.Args[0]}, Count: count}
		if got := measured(t, mustRun(t, tiny(), workers)); got != alone {
			t.Errorf("%d worker processes give other results:\n%s\n%s", count, got, alone)
		}
	}
}

func TestSameNumbersOnXLA(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short XLA compiles nothing")
	}
	onXLA(t)
	s := tiny()
	s.Sizes, s.Repeats = s.Sizes[:1], 1
	alone := mustRun(t, s, InProcess{})
	if !strings.Contains(alone.Runs[0].Device, "XLA") || !strings.HasSuffix(alone.Runs[0].Device, processor.Name()) {
		t.Errorf("device is %q", alone.Runs[0].Device)
	}
	workers := study.Processes{Command: []string{os.Args[0]}, Count: 1}
	if got, want := measured(t, mustRun(t, s, workers)), measured(t, alone); got != want {
		t.Errorf("a worker process gives other results:\n%s\n%s", got, want)
	}
}

func TestARunDoesNotDependOnThoseBefore(t *testing.T) {
	first, second := tiny().RunAt(tiny().Sizes[0], 0), tiny().RunAt(tiny().Sizes[1], 1)
	used := mustNew(t, tiny())
	mustCompute(t, used, first)
	mustCompute(t, used, tiny().ControlAt(1))
	got, want := mustCompute(t, used, second), mustCompute(t, mustNew(t, tiny()), second)
	if got.Weights != want.Weights || got.Loss != want.Loss {
		t.Errorf("weights %s and loss %v, on a fresh runner %s and %v", got.Weights, got.Loss, want.Weights, want.Loss)
	}
}

func TestResultIsComplete(t *testing.T) {
	r := mustNew(t, tiny())
	result := mustCompute(t, r, tiny().RunAt(tiny().Sizes[0], 0))
	if err := result.Validate(); err != nil {
		t.Error(err)
	}
	if len(result.Measurements) != 4 {
		t.Fatalf("%d measurements, want 2 tasks x 2 probes", len(result.Measurements))
	}
	// 3 episodes of 5 ways x 10 test images; 1 episode of the 47 Malayalam characters x 2.
	for i, want := range []struct{ episodes, tested int }{{3, 150}, {3, 150}, {1, 94}, {1, 94}} {
		if m := result.Measurements[i]; len(m.Episodes) != want.episodes || m.Tested != want.tested {
			t.Errorf("%s, %s: %d episodes with %d test images, want %+v", m.Task, m.Probe, len(m.Episodes), m.Tested, want)
		}
	}
	if len(result.Curve) == 0 || result.Curve[len(result.Curve)-1].Step != 6 || result.Loss <= 0 ||
		len(result.Weights) != 64 {
		t.Errorf("curve %v, loss %v, weights %q", result.Curve, result.Loss, result.Weights)
	}
	if result.Device == "" || result.Versions["go"] == "" || result.Finished.IsZero() {
		t.Errorf("device %q, versions %v, finished %v", result.Device, result.Versions, result.Finished)
	}
	if times := result.Timings; times.Draw <= 0 || times.Train <= 0 || times.Features <= 0 || times.Probe <= 0 {
		t.Errorf("timings %+v", times)
	}
	control := mustCompute(t, r, tiny().ControlAt(0))
	if control.Curve != nil || control.Loss != 0 || control.Timings.Train != 0 || len(control.Measurements) != 4 {
		t.Errorf("a control has curve %v, loss %v, %d measurements", control.Curve, control.Loss, len(control.Measurements))
	}
	if err := control.Validate(); err != nil {
		t.Error(err)
	}
}

// The images, labels and parts that reach a probe are those that the task draws.
func TestProbesSeeWhatTheTaskDraws(t *testing.T) {
	s := tiny()
	r := mustNew(t, s)
	network, err := r.trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for number, task := range s.Tasks {
		episodes, err := task.Draw()
		if err != nil {
			t.Fatal(err)
		}
		features, err := r.tasks[number].features(ctx, network)
		if err != nil {
			t.Fatal(err)
		}
		for e, episode := range episodes {
			images, err := task.Pool.Images(episode.Test.Refs)
			if err != nil {
				t.Fatal(err)
			}
			want, err := network.Features(ctx, images)
			if err != nil {
				t.Fatal(err)
			}
			got := r.tasks[number].set(episode.Test, features, network.Dim())
			for i := range want {
				if diff := got.Features[i] - want[i]; diff > 1e-5 || diff < -1e-5 {
					t.Fatalf("task %d, episode %d: feature %d is %v, want %v", number, e, i, got.Features[i], want[i])
				}
			}
		}
	}
}

func TestPretrainingBeatsRandomWeights(t *testing.T) {
	s := inMemory(t)
	s.Recipe = recipe.Recipe{Epochs: 15, Batch: 16}
	s.Probes = []probe.Probe{probe.NearestMean{}}
	s.Sizes = []diversity.Size{{Classes: 12, PerClass: 14}}
	s.Repeats = 3
	results := mustRun(t, s, InProcess{})
	trained, _ := results.MeanError(results.Metrics()[0], s.Sizes[0])
	control, _ := results.ControlMean(results.Metrics()[0])
	if trained.Error.Value >= control.Error.Value {
		t.Errorf("error %v after pre-training, %v with random weights", trained.Error, control.Error)
	}
}

// The probes that papers report run in worker processes, and every setting that they chose from is in the result and
// comes back from disk.
func TestProbesOfPapersInAWorker(t *testing.T) {
	s := tiny()
	s.Repeats = 1
	if testing.Short() {
		s.Sizes = s.Sizes[:1]
		t.Log("one size and the control, because of -short")
	}
	s.Probes = []probe.Probe{probe.Logistic{Strengths: []float64{10, 0.1, 1e-3}}, probe.KNN{Neighbours: []int{1, 5}},
		probe.Ridge{}, probe.NearestMean{}}
	root := t.TempDir()
	results, err := s.Run(context.Background(),
		study.RunOptions{Root: root, Executor: study.Processes{Command: []string{os.Args[0]}, Count: 1}})
	if err != nil || len(results.Runs) != 1+len(s.Sizes) {
		t.Fatalf("%d runs, %v", len(results.Runs), err)
	}
	if got, want := measured(t, results), measured(t, mustRun(t, s, InProcess{})); got != want {
		t.Errorf("workers and this process differ:\n%s\n%s", got, want)
	}
	for _, run := range results.Runs {
		for _, m := range run.Measurements {
			settings := map[string]int{"logistic": 3, "knn": 2, "ridge": len(probe.Ridge{}.Sweep()), "nearest-mean": 0}[m.Probe]
			if len(m.Candidates) != settings {
				t.Fatalf("%s: %d candidates, want %d", m.Probe, len(m.Candidates), settings)
			}
			chosen := 0
			for _, c := range m.Candidates {
				chosen += c.Chosen
				if c.Of == 0 {
					t.Errorf("%s: candidate %+v was tried on nothing", m.Probe, c)
				}
			}
			if settings > 0 && chosen != len(m.Episodes) {
				t.Errorf("%s: %d choices in %d episodes", m.Probe, chosen, len(m.Episodes))
			}
		}
	}
}

func TestDivergedRunIsAFailure(t *testing.T) {
	s := inMemory(t)
	s.Recipe = recipe.Recipe{Steps: 200, Batch: 8, Optimizer: recipe.SGD, LearningRate: 100, Momentum: 0.999,
		WeightDecay: 1, Warmup: recipe.None}
	s.Repeats = 1
	results, err := s.Run(context.Background(), study.RunOptions{Root: t.TempDir(), Executor: InProcess{}})
	if !errors.Is(err, study.ErrIncomplete) || !strings.Contains(err.Error(), "diverged") {
		t.Fatalf("error %v, want one that says training diverged", err)
	}
	if len(results.Failures) != 2 || len(results.Runs) != 1 {
		t.Errorf("%d failed, %d finished; want both sizes, and the control", len(results.Failures), len(results.Runs))
	}
	for _, failure := range results.Failures {
		if last := len(failure.Curve) - 1; last < 0 || failure.Curve[last].Step >= 200 {
			t.Errorf("%v: its curve until then is %v", failure.Run, failure.Curve)
		}
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := mustNew(t, tiny()).Run(ctx, tiny().RunAt(tiny().Sizes[0], 0)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestNewRefuses(t *testing.T) {
	s := tiny()
	s.Backbone = nil
	if _, err := New(context.Background(), s); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no backbone: %v", err)
	}
	r := mustNew(t, tiny())
	if _, err := r.Run(context.Background(), tiny().RunAt(diversity.Size{Classes: 1000, PerClass: 2}, 0)); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("more classes than the pool has: %v", err)
	}
}

// A pre-training set that is not held in memory gives the same numbers.
func TestSetsThatAreNotHeld(t *testing.T) {
	s := tiny()
	s.Repeats = 1
	want := measured(t, mustRun(t, s, InProcess{}))
	results := mustRun(t, s, InProcess{Resident: 1, Replicas: 2})
	if got := measured(t, results); got != want {
		t.Errorf("other numbers:\n%s\n%s", got, want)
	}
	for _, run := range results.Runs {
		if wait := run.Timings.Wait; run.Run.Control != (wait == 0) || wait > run.Timings.Train {
			t.Errorf("run %s waited for %v s of %v", run.Run.Spec(), wait, run.Timings.Train)
		}
	}
}
