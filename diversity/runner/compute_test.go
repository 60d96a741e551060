package runner

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// partial is tiny before its second task and its second probe were added; it keeps the networks.
func partial() study.Study {
	s := tiny()
	s.KeepWeights = true
	s.Tasks, s.Probes = s.Tasks[:1], s.Probes[:1]
	return s
}

// whole is partial with all of tiny's tasks and probes.
func whole() study.Study {
	s := tiny()
	s.KeepWeights = true
	return s
}

func runIn(t *testing.T, s study.Study, root string) *study.Results {
	t.Helper()
	results, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{}})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// Adding a task and a probe trains nothing, and gives what the study would have given with them from the start.
func TestAddedTaskCostsOnlyItsProbes(t *testing.T) {
	root := t.TempDir()
	before := runIn(t, partial(), root)
	after := runIn(t, whole(), root)
	if got, want := measured(t, after), measured(t, mustRun(t, tiny(), InProcess{})); got != want {
		t.Errorf("with a task added the results differ:\n%s\n%s", got, want)
	}
	for i, result := range after.Runs {
		early := before.Runs[i].Timings
		if late := result.Timings; late.Draw != early.Draw || late.Train != early.Train || late.Probe <= early.Probe ||
			late.Features <= early.Features {
			t.Errorf("%v: timings %+v, before %+v: want no drawing, no training, more features and probes", result.Run, late,
				early)
		}
	}
}

// Another probe on the same task is measured on the kept network too, in worker processes.
func TestAddedProbeInAWorker(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short one worker process is started only for the same study")
	}
	root := t.TempDir()
	s := partial()
	before := runIn(t, s, root)
	s.Probes = tiny().Probes
	after, err := s.Run(context.Background(),
		study.RunOptions{Root: root, Executor: study.Processes{Command: []string{os.Args[0]}, Count: 2}})
	if err != nil {
		t.Fatal(err)
	}
	for i, result := range after.Runs {
		if len(result.Measurements) != 2 || result.Timings.Train != before.Runs[i].Timings.Train {
			t.Errorf("%v: %d measurements, timings %+v, before %+v", result.Run, len(result.Measurements), result.Timings,
				before.Runs[i].Timings)
		}
	}
}

// Confusions that are asked for later are measured on the kept networks, in worker processes too, to what they would
// have been from the start. They are those of the predictions that were counted, and change no other number.
func TestConfusionsCostOnlyProbes(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short only a task and a probe are added to what is there")
	}
	root := t.TempDir()
	s := whole()
	before := runIn(t, s, root)
	s.Confusions = true
	after, err := s.Run(context.Background(),
		study.RunOptions{Root: root, Executor: study.Processes{Command: []string{os.Args[0]}, Count: 2}})
	if err != nil {
		t.Fatal(err)
	}
	s.KeepWeights = false
	if got, want := measured(t, after), measured(t, mustRun(t, s, InProcess{})); got != want {
		t.Errorf("with confusions added the results differ:\n%s\n%s", got, want)
	}
	for i, result := range after.Runs {
		if result.Timings.Train != before.Runs[i].Timings.Train {
			t.Errorf("%v was trained again", result.Run)
		}
		for j, m := range result.Measurements {
			was := before.Runs[i].Measurements[j]
			if was.Confusion != nil || m.Wrong != was.Wrong || m.Wrong == 0 || !slices.Equal(m.Episodes, was.Episodes) {
				t.Errorf("%v: %+v, before %+v", result.Run, m, was)
			}
			rows := map[int]int{}
			for _, c := range m.Confusion {
				rows[c.True] += c.Count
			}
			for class, images := range rows {
				if images%s.Tasks[j/2].Test != 0 {
					t.Errorf("%v, %s: %d test images of class %d, in episodes of %d", result.Run, m.Task, images, class,
						s.Tasks[j/2].Test)
				}
			}
		}
	}
}

// Networks that are trained together are probed like others.
func TestConfusionsOfReplicas(t *testing.T) {
	s := repeated()
	s.Confusions = true
	results := mustRun(t, s, InProcess{Replicas: 3})
	if batches := trainedTogether(results.Runs); len(batches) != 1 {
		t.Errorf("batches %v", batches)
	}
	c, err := results.Confusion(study.ConfusionOptions{Task: s.Tasks[1].Name, Probe: results.Probes()[0],
		Size: s.Sizes[0]})
	if err != nil || c.Validate() != nil {
		t.Fatal(err, c.Validate())
	}
	mean, _ := results.MeanError(study.Metric{Task: s.Tasks[1].Name, Probe: results.Probes()[0]}, s.Sizes[0])
	if len(c.Errors) != 3 || len(c.Classes) != s.Tasks[1].Pool.Classes() || math.Abs(c.Error()-mean.Error.Value) > 1e-12 {
		t.Errorf("%d runs, %d classes, error %v, want %v", len(c.Errors), len(c.Classes), c.Error(), mean.Error.Value)
	}
	for class := range c.Classes {
		if c.Images(class) != 3*s.Tasks[1].Test {
			t.Errorf("%d images of class %d", c.Images(class), class)
		}
	}
}

// A file that is torn, altered or another network's is kept under another name, and the run is trained again.
func TestDamagedWeightsAreTrainedAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short no network is trained a second time")
	}
	clean := measured(t, mustRun(t, tiny(), InProcess{}))
	root := t.TempDir()
	before := runIn(t, partial(), root)
	path := func(i int) string { return weightsOf(t, root, before.Runs[i].Run) }
	for i, spoil := range []func(text []byte) []byte{
		func(text []byte) []byte { return text[:len(text)-1] },
		func(text []byte) []byte { text[len(text)-2] ^= 4; return text },
		func([]byte) []byte { return nil },
		func([]byte) []byte { return read(t, path(4)) },
	} {
		if err := os.WriteFile(path(i), spoil(read(t, path(i))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(path(5)); err != nil {
		t.Fatal(err)
	}
	after := runIn(t, whole(), root)
	if got := measured(t, after); got != clean {
		t.Errorf("the results differ:\n%s\n%s", got, clean)
	}
	r := mustNew(t, whole())
	for i, result := range after.Runs {
		if again := result.Timings.Train != before.Runs[i].Timings.Train; again != (i != 4) && !result.Run.Control {
			t.Errorf("%v: trained again: %v", result.Run, again)
		}
		_, err := os.Stat(path(i) + ".damaged-1")
		if aside := err == nil; aside != (i < 4) {
			t.Errorf("run %d: set aside: %v", i, aside)
		}
		network, err := r.Load(path(i))
		if err != nil || network.Hash() != result.Weights {
			t.Errorf("run %d: its file has another network: %v", i, err)
		}
	}
}

func weightsOf(t *testing.T, root string, run study.Run) string {
	t.Helper()
	path, err := partial().WeightsPath(root, run)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWeightsThatCannotBeWrittenStopTheWorker(t *testing.T) {
	dir := written(t, partial())
	if err := os.RemoveAll(filepath.Join(dir, "weights")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "weights"), []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	store := mustNew(t, partial())
	run := partial().ControlAt(0)
	result, err := store.Compute(context.Background(),
		study.Assignment{Run: run, Earlier: &study.Result{}, Weights: filepath.Join(dir, "weights", "x")})
	if !errors.Is(err, study.ErrStop) || !strings.Contains(err.Error(), filepath.Join(dir, "weights", "x")) ||
		len(result.Measurements) > 0 {
		t.Errorf("error %v with %d measurements", err, len(result.Measurements))
	}
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	if _, err := mustNew(t, partial()).Load(filepath.Join(t.TempDir(), "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// inGo is tiny with a Go function that builds the same network.
func inGo() study.Study {
	s := tiny()
	s.Backbone = pretrain.Func{Name: "mine", Version: "1",
		Graph: func(b *pretrain.Builder, images *graph.Node) *graph.Node {
			return b.NormReLU(b.Dense(images, 12))
		}}
	return s
}

func TestFuncInProcess(t *testing.T) {
	want, got := mustRun(t, tiny(), InProcess{}), mustRun(t, inGo(), InProcess{})
	for i, result := range got.Runs {
		other := want.Runs[i]
		if result.Weights != other.Weights || result.Loss != other.Loss ||
			result.Measurements[0].Error != other.Measurements[0].Error {
			t.Errorf("%v: loss %v and weights %s, want %v and %s", result.Run, result.Loss, result.Weights, other.Loss,
				other.Weights)
		}
		if result.Hash == other.Hash {
			t.Errorf("%v: the function's results have the hash of the MLP's", result.Run)
		}
	}
	newer := inGo()
	newer.Backbone = pretrain.Func{Name: "mine", Version: "2", Graph: inGo().Backbone.(pretrain.Func).Graph}
	if newer.Hash() == inGo().Hash() || newer.RunHash(study.Run{}) == inGo().RunHash(study.Run{}) {
		t.Error("another version has the same hash")
	}
}

func TestFuncInAWorkerProcess(t *testing.T) {
	workers := study.Processes{Command: []string{os.Args[0]}, Count: 1}
	_, err := inGo().Run(context.Background(), study.RunOptions{Root: t.TempDir(), Executor: workers})
	for _, part := range []string{`"mine" version "1"`, "runner.InProcess"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v, want one with %q", err, part)
		}
	}
	if err := Work(context.Background(), written(t, inGo()), WorkOptions{}); !errors.Is(err, backbone.ErrNotReopenable) ||
		ExitCode(err) != ExitNever {
		t.Errorf("Work: error %v", err)
	}
}

func TestFuncThatPanicsFailsTheStudy(t *testing.T) {
	s := inGo()
	s.Backbone = pretrain.Func{Name: "mine", Graph: func(*pretrain.Builder, *graph.Node) *graph.Node { panic("no idea") }}
	_, err := s.Run(context.Background(), study.RunOptions{Root: t.TempDir(), Executor: InProcess{}})
	if !errors.Is(err, pretrain.ErrFunc) || !strings.Contains(err.Error(), "no idea") {
		t.Errorf("error %v", err)
	}
}
