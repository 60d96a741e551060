package runner

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// tunings are short probes that train the network.
func tunings() []probe.Probe {
	short := recipe.Recipe{Steps: 4, Batch: 5, Warmup: recipe.None}
	return []probe.Probe{
		probe.FineTune{Recipe: short, Rates: []float64{0.01, 0.1}},
		probe.LinearFineTune{Recipe: short, Rates: []float64{0.01, 0.1}, Strengths: []float64{1, 100}},
	}
}

// Fine-tuning is added to a study whose networks were kept: nothing is pre-trained, the networks stay as they are, and
// the numbers are those of a study that had it from the start.
func TestAddedFineTuningCostsNoPretraining(t *testing.T) {
	root := t.TempDir()
	s := partial()
	before := runIn(t, s, root)
	s.Probes = append(s.Probes, tunings()...)
	after := runIn(t, s, root)
	if got, want := measured(t, after), measured(t, mustRun(t, s, InProcess{})); got != want {
		t.Errorf("with fine-tuning added the results differ:\n%s\n%s", got, want)
	}
	for i, result := range after.Runs {
		early := before.Runs[i]
		if result.Timings.Train != early.Timings.Train || result.Timings.Probe <= early.Timings.Probe {
			t.Errorf("%v: timings %+v, before %+v", result.Run, result.Timings, early.Timings)
		}
		if len(result.Measurements) != 3 || result.Weights != early.Weights {
			t.Fatalf("%v: %d measurements, weights %s, before %s", result.Run, len(result.Measurements), result.Weights,
				early.Weights)
		}
		if saved := mustLoad(t, s, root, result.Run); saved != early.Weights {
			t.Errorf("%v: the kept network is %s now, it was %s", result.Run, saved, early.Weights)
		}
		for _, m := range result.Measurements[1:] {
			if len(m.Candidates) != 2 || len(m.Scores) != 4 || m.Tested != result.Measurements[0].Tested {
				t.Errorf("%v, %s: candidates %v, scores %v", result.Run, m.Probe, m.Candidates, m.Scores)
			}
		}
	}
}

// mustLoad is the hash of a run's kept network.
func mustLoad(t *testing.T, s study.Study, root string, run study.Run) string {
	t.Helper()
	path, err := s.WeightsPath(root, run)
	if err != nil {
		t.Fatal(err)
	}
	network, err := mustNew(t, s).Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return network.Hash()
}

// In worker processes fine-tuning gives what it gives here, for random and for published weights too.
func TestFineTuningInWorkers(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short one worker process is started only for the same study")
	}
	s := partial()
	s.KeepWeights = false
	s.Probes = tunings()
	s.Published, _ = published(t)
	here := mustRun(t, s, InProcess{})
	workers := mustRun(t, s, study.Processes{Command: []string{os.Args[0]}, Count: 2})
	if got, want := measured(t, workers), measured(t, here); got != want {
		t.Errorf("workers give other results:\n%s\n%s", got, want)
	}
	controls := slices.DeleteFunc(slices.Clone(here.Runs), func(r study.Result) bool { return !r.Run.Control })
	if len(controls) != 3 || len(here.Failures) > 0 {
		t.Errorf("%d controls with fine-tuning, want 2 random ones and the published; failures %v", len(controls),
			here.Failures)
	}
}

// Episodes and runs have orders of images of their own, which Seed changes; the same gives the same bits.
func TestFineTuningSeeds(t *testing.T) {
	r := mustNew(t, partial())
	network, err := r.trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	heads := map[string]int{}
	for range 2 {
		for _, run := range []uint64{1, 2} {
			of := probed{network: network, seed: run, features: make([]float32, len(r.tasks[0].rows)*network.Dim())}
			for episode := range 2 {
				for _, own := range []uint64{0, 1} {
					if _, err := r.tasks[0].predict(context.Background(), spy{own, heads}, of, episode); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	if len(heads) != 8 {
		t.Errorf("%d different heads, want eight", len(heads))
	}
	for head, times := range heads {
		if times != 2 {
			t.Errorf("the head %.40s came %d times, want twice", head, times)
		}
	}
}

// spy notes the head that a short training with a seed ends in; its images are the same in all episodes.
type spy struct {
	seed  uint64
	heads map[string]int
}

func (spy) Kind() string                                              { return "spy" }
func (spy) Validate() error                                           { return nil }
func (spy) Predict(_, _, _ probe.Set) (p probe.Prediction, err error) { return p, nil }

func (s spy) PredictOn(ctx context.Context, network probe.Tuner, train, _, test probe.Set) (probe.Prediction, error) {
	for i := range train.Images {
		train.Images[i] = uint8(i * i / 7)
	}
	tuned, err := network.Tune(ctx, probe.Tuning{
		Train: train, Seed: s.seed, Recipe: recipe.Recipe{Steps: 3, Batch: 2, Warmup: recipe.None},
		Head: probe.Head{Weights: make([]float32, 5*train.Dim), Offset: make([]float32, 5)},
	})
	s.heads[fmt.Sprint(tuned.Head)]++
	return probe.Prediction{Labels: make([]int32, test.Len())}, err
}
