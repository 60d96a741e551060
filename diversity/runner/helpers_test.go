package runner

import (
	"context"
	"fmt"
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

const backendVariable = "GOMLX_BACKEND"

// The test binary is its own worker program: BINARY worker --study DIR. Most tests compute in pure Go: the networks are
// tiny, and nothing has to be compiled or installed. One operation at a time, as GoMLX v0.28.3 has a data race
// otherwise.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		Main()
	}
	os.Setenv(backendVariable, "go:ops_sequential")
	os.Exit(m.Run())
}

// onXLA has a test compute with an installed plugin, or skips it.
func onXLA(t *testing.T) {
	t.Helper()
	t.Setenv(backendVariable, "")
	os.Unsetenv(backendVariable)
	found, err := device.Find(context.Background(), device.Options{Offline: true})
	if err != nil || found.Kind == device.Go {
		t.Skipf("no XLA plugin is installed: %v %v", found.Reasons, err)
	}
}

// tiny is a study of 2 sizes x 2 repeats and 2 controls that takes a moment in pure Go.
func tiny() study.Study {
	task := split.FewShot(pool.Omniglot().Evaluation().Groups("Angelic"), 5, 2)
	task.Episodes = 3
	full := split.Full(pool.Omniglot().Evaluation().Groups("Malayalam"), 3, 2, 2)
	return study.Study{
		Name:     "tiny",
		Pool:     pool.Omniglot().Background().Groups("Greek"),
		Tasks:    []split.Task{task, full},
		Backbone: backbone.MLP{Hidden: []int{12}},
		Recipe:   recipe.Recipe{Steps: 6, Batch: 8, Warmup: recipe.None},
		Probes:   []probe.Probe{probe.Ridge{}, probe.NearestMean{}},
		Sizes:    []diversity.Size{{Classes: 4, PerClass: 4}, {Classes: 8, PerClass: 2}},
		Repeats:  2,
	}
}

// inMemory is tiny with pools that exist in this process alone: classes are noisy copies of random pictures.
func inMemory(t *testing.T) study.Study {
	t.Helper()
	s := tiny()
	s.Pool = pictures(t, "seen", 1)
	s.Tasks = []split.Task{split.FewShot(pictures(t, "new", 2), 5, 2)}
	return s
}

func pictures(t *testing.T, name string, seed uint64) pool.Pool {
	t.Helper()
	const classes, perClass, side = 12, 14, 6
	random := diversity.Stream(seed, "test")
	content := pool.Content{Name: name, Height: side, Width: side}
	for class := range classes {
		content.ClassNames = append(content.ClassNames, fmt.Sprint(name, class))
		picture := make([]int, side*side)
		for i := range picture {
			picture[i] = random.IntN(256)
		}
		for range perClass {
			content.Labels = append(content.Labels, class)
			for _, value := range picture {
				noisy := value + int(60*random.NormFloat64())
				content.Images = append(content.Images, uint8(min(max(noisy, 0), 255)))
			}
		}
	}
	p, err := pool.New(content)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustRun(t *testing.T, s study.Study, executor study.Executor) *study.Results {
	t.Helper()
	results, err := s.Run(context.Background(), study.RunOptions{Root: t.TempDir(), Executor: executor})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func mustNew(t *testing.T, s study.Study) *Runner {
	t.Helper()
	r, err := New(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func mustCompute(t *testing.T, r *Runner, run study.Run) study.Result {
	t.Helper()
	result, err := r.Run(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// written is a new directory with a study in it of which nothing is computed.
func written(t *testing.T, s study.Study) (dir string) {
	t.Helper()
	dir = t.TempDir()
	store, err := study.Open(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}
