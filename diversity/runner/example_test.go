package runner_test

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/gomlx/gomlx/core/graph"

	"os/exec"
	"path/filepath"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/runner"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// greek pre-trains a tiny network on Greek letters, for a few updates.
func greek() study.Study {
	omniglot := pool.Omniglot()
	return study.Study{
		Name:     "greek",
		Pool:     omniglot.Background().Groups("Greek"),
		Tasks:    []split.Task{split.FewShot(omniglot.Evaluation().Groups("Angelic"), 5, 2)},
		Backbone: backbone.MLP{Hidden: []int{12}},
		Recipe:   recipe.Recipe{Steps: 6, Batch: 8, Warmup: recipe.None},
		Sizes:    []diversity.Size{{Classes: 4, PerClass: 4}},
		Repeats:  1,
	}
}

func tempDir() string {
	dir, err := os.MkdirTemp("", "runner")
	if err != nil {
		log.Fatal(err)
	}
	return dir
}

func ExampleInProcess() {
	root := tempDir()
	defer os.RemoveAll(root)
	results, err := greek().Run(context.Background(), study.RunOptions{Root: root, Executor: runner.InProcess{}})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range results.Runs {
		fmt.Println(result.Run)
	}
	// Output:
	// random weights, repeat 0
	// K=4 n=4 repeat 0
}

func ExampleNew() {
	ctx := context.Background()
	r, err := runner.New(ctx, greek())
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	result, err := r.Run(ctx, greek().RunAt(diversity.Size{Classes: 4, PerClass: 4}, 0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d updates, tested on %d images\n", result.Curve[len(result.Curve)-1].Step, result.Measurements[0].Tested)
	// Output: 6 updates, tested on 500 images
}

func ExampleWork() {
	dir := tempDir()
	defer os.RemoveAll(dir)
	store, err := study.Open(greek(), dir) // writes study.json
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	if err := runner.Work(context.Background(), dir, runner.WorkOptions{}); err != nil {
		log.Fatal(err)
	}
	plan, err := greek().Plan()
	if err != nil {
		log.Fatal(err)
	}
	results, err := store.Load(plan)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d finished, %d missing\n", len(results.Runs), len(results.Missing))
	// Output: 2 finished, 0 missing
}

func ExampleExitCode() {
	err := runner.Work(context.Background(), "/nowhere", runner.WorkOptions{})
	fmt.Println(runner.ExitCode(err), runner.ExitCode(nil))
	// Output: 78 0
}

// A study that keeps its networks: what it is measured on can be extended, and the networks can be used elsewhere.
func ExampleRunner_Load() {
	ctx := context.Background()
	root := tempDir()
	defer os.RemoveAll(root)
	s := greek()
	s.KeepWeights = true
	if _, err := s.Run(ctx, study.RunOptions{Root: root, Executor: runner.InProcess{}}); err != nil {
		log.Fatal(err)
	}
	r, err := runner.New(ctx, s)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	path, err := s.WeightsPath(root, s.RunAt(s.Sizes[0], 0))
	if err != nil {
		log.Fatal(err)
	}
	network, err := r.Load(path)
	if err != nil {
		log.Fatal(err)
	}
	images, err := s.Pool.Images([]pool.Ref{{Class: 0, Sample: 0}, {Class: 1, Sample: 0}})
	if err != nil {
		log.Fatal(err)
	}
	features, err := network.Features(ctx, images)
	fmt.Println(len(features)/network.Dim(), "images,", network.Dim(), "features each", err)
	// Output: 2 images, 12 features each <nil>
}

func ExampleRunner_Compute() {
	ctx := context.Background()
	r, err := runner.New(ctx, greek())
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	first, err := r.Compute(ctx, study.Assignment{Run: greek().ControlAt(0)}) // what study.Store.Work asks for
	fmt.Println(first.Run, len(first.Measurements), err)
	// Output: random weights, repeat 0 1 <nil>
}

// A study of a network that the cell defines. Change the version whenever the function changes.
func Example_function() {
	root := tempDir()
	defer os.RemoveAll(root)
	s := greek()
	s.Backbone = pretrain.Func{Name: "residual", Version: "1",
		Graph: func(b *pretrain.Builder, images *graph.Node) *graph.Node {
			x := b.NormReLU(b.Dense(images, 12))
			return graph.Add(x, b.NormReLU(b.Dense(x, 12)))
		}}
	results, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: runner.InProcess{}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(results.Runs), "runs")
	// Output: 2 runs
}

// The two repeats of a size are trained in one program, as on a GPU; each is claimed and published for itself.
func ExampleInProcess_replicas() {
	root := tempDir()
	defer os.RemoveAll(root)
	s := greek()
	s.Repeats = 2
	results, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: runner.InProcess{Replicas: 2}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(results.Runs), "runs")
	// Output: 4 runs
}

func ExampleRunner_ComputeMany() {
	ctx := context.Background()
	s := greek()
	r, err := runner.New(ctx, s)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	orders := []study.Assignment{{Run: s.RunAt(s.Sizes[0], 0)}, {Run: s.RunAt(s.Sizes[0], 1)}}
	results, failures := r.ComputeMany(ctx, orders)
	for i, result := range results {
		fmt.Println(result.Run, len(result.Measurements), failures[i])
	}
	// Output:
	// K=4 n=4 repeat 0 1 <nil>
	// K=4 n=4 repeat 1 1 <nil>
}

func ExampleWorkerDevices() {
	os.Setenv("CUDA_VISIBLE_DEVICES", "-1") // as on a machine without GPUs
	gpus, err := runner.WorkerDevices(context.Background(), runner.DeviceOptions{})
	fmt.Println(len(gpus), err)
	// Output: 0 <nil>
}

// What a worker program does once its packages are imported; runner.Main is this, with the process around it.
func ExampleWorkerFlags() {
	dir := tempDir()
	defer os.RemoveAll(dir)
	store, err := study.Open(greek(), dir)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	set := flag.NewFlagSet("worker", flag.ContinueOnError)
	work := runner.WorkerFlags(set)
	if err := set.Parse([]string{"--study", dir, "--run", "4x4#0"}); err != nil {
		log.Fatal(err)
	}
	if err := work(context.Background(), os.Stdin); err != nil {
		log.Fatal(err)
	}
	results, err := study.ReadResults(dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(results.Runs), "run finished")
	// Output: 1 run finished
}

// A worker program has only runner.Main in its main function; this one is the program of the tests, which calls it too.
func ExampleMain() {
	dir, err := greek().Save(tempDir())
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(filepath.Dir(filepath.Dir(dir)))
	if out, err := exec.Command(os.Args[0], "worker", "--study", dir).CombinedOutput(); err != nil {
		log.Fatalf("%v: %s", err, out)
	}
	results, err := study.ReadResults(dir)
	fmt.Println(len(results.Runs), "finished,", len(results.Missing), "missing", err)
	// Output: 2 finished, 0 missing <nil>
}

// The tests compute in pure Go, which GOMLX_BACKEND asks for; without it the best plugin that is installed is found.
func ExampleFindDevice() {
	found, err := runner.FindDevice(context.Background(), runner.DeviceOptions{})
	fmt.Println(found.Kind, err)
	// Output: pure Go <nil>
}

func ExampleSlowDevice() {
	found, err := runner.FindDevice(context.Background(), runner.DeviceOptions{})
	if err != nil {
		log.Fatal(err)
	}
	if runner.SlowDevice(found) {
		fmt.Println("pre-training takes several times as long as with XLA")
	}
	// Output: pre-training takes several times as long as with XLA
}

func ExampleMeasureRates() {
	rates, err := runner.MeasureRates(context.Background(), greek())
	if err != nil {
		log.Fatal(err)
	}
	plan, err := greek().Plan()
	if err != nil {
		log.Fatal(err)
	}
	e := rates.Estimate(greek(), plan)
	fmt.Println(e.Runs, "runs in less than a minute:", e.Seconds(1) < 60)
	// Output: 2 runs in less than a minute: true
}

func Example_estimate() {
	worker := study.EstimateOptions{Root: tempDir(), Command: []string{os.Args[0]}} // a program with runner.Main
	defer os.RemoveAll(worker.Root)
	e, err := greek().Estimate(context.Background(), worker)
	fmt.Println(e.Runs, "runs in less than a minute:", e.Seconds(2) < 60, err)
	dir, err := greek().Save(worker.Root)
	if err != nil {
		log.Fatal(err)
	}
	e, err = study.EstimateDir(context.Background(), dir, worker)
	fmt.Println(e.Runs, err)
	// Output:
	// 2 runs in less than a minute: true <nil>
	// 2 <nil>
}

func ExampleMeasureSpeeds() {
	speeds, err := runner.MeasureSpeeds(context.Background(), time.Second)
	if err != nil {
		log.Fatal(err)
	}
	mlp := speeds.Backbones[0]
	fmt.Printf("%s: more than 10 images a second: %v\n", mlp.Backbone, mlp.Train > 10)
	// Output: MLP, 28x28x1: more than 10 images a second: true
}

func ExamplePresentDevice() {
	err := runner.PresentDevice(context.Background(), "tpu", runner.DeviceOptions{})
	fmt.Println(err)
	// Output: kind = "tpu": invalid value, allowed: "cuda" or "cpu"
}
