package runner

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// coloured is a pool of random colour images.
func coloured(t *testing.T, name string, side int, seed uint64) pool.Pool {
	t.Helper()
	const classes, perClass = 4, 4
	random := diversity.Stream(seed, "test")
	content := pool.Content{Name: name, Height: side, Width: side, Channels: 3}
	for class := range classes {
		content.ClassNames = append(content.ClassNames, fmt.Sprint(name, class))
		for range perClass {
			content.Labels = append(content.Labels, class)
			for range side * side * 3 {
				content.Images = append(content.Images, uint8(random.IntN(128)+32*class))
			}
		}
	}
	p, err := pool.New(content)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// residualStudy is one run and one control of a network on images of a side, which keeps its weights.
func residualStudy(t *testing.T, b backbone.Backbone, side int) study.Study {
	task := split.FewShot(coloured(t, "new", side, 2), 2, 1)
	task.Test, task.Episodes = 2, 2
	return study.Study{
		Name: "residual", Pool: coloured(t, "seen", side, 1), Tasks: []split.Task{task}, Backbone: b,
		Recipe: recipe.Recipe{Steps: 2, Batch: 4, Warmup: recipe.None}, Probes: []probe.Probe{probe.Ridge{}},
		Sizes: []diversity.Size{{Classes: 4, PerClass: 2}}, Repeats: 1, KeepWeights: true,
	}
}

// trainsResNet runs a study end to end: training, features for the probe, the saved network, which is read back.
func trainsResNet(t *testing.T, b backbone.ResNet, side int) {
	t.Helper()
	root := t.TempDir()
	s := residualStudy(t, b, side)
	results, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{}})
	if err != nil {
		t.Fatal(err)
	}
	if len(results.Runs) != 2 || len(results.Missing)+len(results.Failures) != 0 {
		t.Fatalf("%d runs, %d missing, failures %v", len(results.Runs), len(results.Missing), results.Failures)
	}
	files := saved(t, root)
	if len(files) != 2 {
		t.Fatalf("%d saved networks, want that of the run and the control's", len(files))
	}
	first := fmt.Sprintf("conv1.weight [%d 3 3 3]", b.WithDefaults().Width)
	for _, file := range files {
		list, metadata, err := safetensors.ReadFile(file)
		if err != nil || metadata["images"] != fmt.Sprintf("%dx%dx3", side, side) ||
			!strings.Contains(metadata["backbone"], `"kind":"resnet"`) {
			t.Fatalf("%s: %v, %v", file, metadata, err)
		}
		if blocks := len(b.Blocks()) * b.Blocks()[0]; len(list) != 5+10*blocks+5*2 {
			t.Errorf("%d tensors: stem, %d blocks and 2 shortcuts have %d", len(list), blocks, 5+10*blocks+5*2)
		}
		if got := fmt.Sprint(list[0].Name, " ", list[0].Shape); got != first {
			t.Errorf("the first tensor is %s, want %s", got, first)
		}
	}
	again, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{}})
	if err != nil || measured(t, again) != measured(t, results) {
		t.Errorf("read again, the results differ: %v", err)
	}
}

// saved are the files of networks below a directory.
func saved(t *testing.T, root string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".safetensors") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestStudyOfAResNet computes a small one on the pure-Go backend.
func TestStudyOfAResNet(t *testing.T) { trainsResNet(t, backbone.ResNet{Depth: 8, Width: 2}, 8) }

func TestIntegrationStudyOfAResNetOnXLA(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		onXLA(t)
		trainsResNet(t, backbone.ResNet{}, 32)
	})
}

// TestIntegrationWorkersTrainResNets: worker processes know the networks, and give the numbers of this process.
func TestIntegrationWorkersTrainResNets(t *testing.T) { testkit.Integration(t, workersTrainResNets) }

func workersTrainResNets(t *testing.T) {
	t.Helper()
	s := tiny()
	s.Backbone = backbone.ResNet{Depth: 8, Width: 2}
	s.Tasks, s.Sizes, s.Repeats = s.Tasks[:1], s.Sizes[:1], 1
	s.Recipe = recipe.Recipe{Steps: 2, Batch: 4, Warmup: recipe.None}
	s.Tasks[0].Episodes, s.Tasks[0].Test = 1, 2
	workers := study.Processes{Command: []string{os.Args[0]}, Count: 2}
	if got, want := measured(t, mustRun(t, s, workers)), measured(t, mustRun(t, s, InProcess{})); got != want {
		t.Errorf("worker processes give other results:\n%s\n%s", got, want)
	}
}
