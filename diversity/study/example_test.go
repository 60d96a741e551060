package study_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// greek is a study of Greek and Latin letters, measured on the Angelic alphabet.
func greek() study.Study {
	omniglot := pool.Omniglot()
	return study.Study{
		Name:           "greek",
		Pool:           omniglot.Background().Groups("Greek", "Latin"),
		Tasks:          []split.Task{split.FewShot(omniglot.Evaluation().Groups("Angelic"), 5, 2)},
		Backbone:       backbone.MLP{},
		Budgets:        []int{16, 64},
		SizesPerBudget: 3,
		Repeats:        2,
	}
}

// pretend is an executor that trains nothing: the more classes, the fewer errors. A real one starts worker processes
// (study.Processes) or trains in this process (runner.InProcess).
type pretend struct{}

func (pretend) Execute(ctx context.Context, job study.Job) error {
	s := job.Store.Study()
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order study.Assignment) (study.Result, error) {
		task, ridge := s.Tasks[0], probe.Ridge{}
		scores := []probe.Score{{Wrong: 80 - 2*order.Run.Size.Classes, Tested: 100}}
		return study.Result{Measurements: []study.TaskError{
			study.NewTaskError(study.TaskProbeOf(task, ridge), scores),
		}}, nil
	})
}

// tempRoot keeps examples away from the user's own results.
func tempRoot() string {
	root, err := os.MkdirTemp("", "study")
	if err != nil {
		log.Fatal(err)
	}
	return root
}

func ExampleStudy_Run() {
	root := tempRoot()
	defer os.RemoveAll(root)
	results, err := greek().Run(context.Background(), study.RunOptions{Root: root, Executor: pretend{}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(results.Table())
	// Output:
	// greek
	// N               K   n   x = K/n  runs  5-way 2-shot, ridge, error % [95%]
	// 16              2   8   0.25     2     76.0
	// 16              4   4   1        2     72.0
	// 16              8   2   4        2     64.0
	// 64              4   16  0.25     2     72.0
	// 64              8   8   1        2     64.0
	// 64              16  4   4        2     48.0
	// random weights                   2     80.0
}

func ExampleStudy_Load() {
	root := tempRoot()
	defer os.RemoveAll(root)
	results, err := greek().Load(study.RunOptions{Root: root})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d finished, %d missing\n", len(results.Runs), len(results.Missing))
	// Output: 0 finished, 14 missing
}

func ExampleStudy_RunOne() {
	root := tempRoot()
	defer os.RemoveAll(root)
	size := diversity.Size{Classes: 4, PerClass: 12}
	result, err := greek().RunOne(context.Background(), size, 0, study.RunOptions{Root: root, Executor: pretend{}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v: error %.2f\n", result.Run, result.Measurements[0].Error)
	// Output: K=4 n=12 repeat 0: error 0.72
}

func ExampleStudy_Plan() {
	plan, err := greek().Plan()
	if err != nil {
		log.Fatal(err)
	}
	for _, run := range plan[:5] {
		fmt.Println(run)
	}
	// Output:
	// random weights, repeat 0
	// K=2 n=8 repeat 0
	// K=4 n=4 repeat 0
	// K=8 n=2 repeat 0
	// K=4 n=16 repeat 0
}

func ExampleStudy_Validate() {
	s := greek()
	s.Budgets = []int{1021}
	fmt.Println(s.Validate() != nil, "- a prime number of images has no sizes that this pool can supply")
	// Output: true - a prime number of images has no sizes that this pool can supply
}

func ExampleStudy_Hash() {
	renamed, reseeded := greek(), greek()
	renamed.Name = "other"
	reseeded.Seed = 7
	fmt.Println(renamed.Hash() == greek().Hash(), reseeded.Hash() == greek().Hash())
	// Output: true false
}

func ExampleStudy_RunHash() {
	larger := greek()
	larger.Budgets = append(larger.Budgets, 256)
	run := greek().RunAt(diversity.Size{Classes: 4, PerClass: 4}, 0)
	fmt.Println(larger.RunHash(run) == greek().RunHash(run))
	// Output: true
}

func ExampleStudy_ParseRun() {
	run, err := greek().ParseRun("4x16#1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(run)
	// Output: K=4 n=16 repeat 1
}

func ExampleStudy_Dir() {
	dir, err := greek().Dir("/results")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dir)
	// Output: /results/studies/greek
}

func ExampleOpen() {
	root := tempRoot()
	defer os.RemoveAll(root)
	dir, err := greek().Dir(root)
	if err != nil {
		log.Fatal(err)
	}
	store, err := study.Open(greek(), dir)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	claim, err := store.Claim(greek().ControlAt(0))
	if err != nil {
		log.Fatal(err)
	}
	defer claim.Release()
	_, err = store.Claim(greek().ControlAt(0))
	fmt.Println(err)
	// Output: study: claimed by another worker: random weights, repeat 0
}

func ExampleStore_Try() {
	root := tempRoot()
	defer os.RemoveAll(root)
	store, err := study.Open(greek(), root)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	claim, err := store.Claim(greek().ControlAt(0))
	if err != nil {
		log.Fatal(err)
	}
	defer claim.Release()
	for repeat := range 2 {
		err := store.Try(context.Background(), greek().ControlAt(repeat),
			func(_ context.Context, order study.Assignment) (study.Result, error) {
				fmt.Println("computing", order.Run)
				return study.Result{}, study.ErrStop
			})
		fmt.Println(err)
	}
	// Output:
	// <nil>
	// computing random weights, repeat 1
	// study: worker cannot go on
}

func ExampleStore_SetLease() {
	root := tempRoot()
	defer os.RemoveAll(root)
	store, err := study.Open(greek(), root)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	fmt.Println(store.SetLease(2 * time.Second))
	fmt.Println(store.SetLease(-time.Second))
	// Output:
	// <nil>
	// lease = -1s: invalid value, allowed: 100ms..24h, or 0 for 1m
}

func ExampleClaim_Context() {
	root := tempRoot()
	defer os.RemoveAll(root)
	store, err := study.Open(greek(), root)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	claim, err := store.Claim(greek().ControlAt(0))
	if err != nil {
		log.Fatal(err)
	}
	defer claim.Release()
	ctx, stop := claim.Context(context.Background())
	defer stop()
	fmt.Println(ctx.Err(), "- as long as no other worker takes the run over")
	// Output: <nil> - as long as no other worker takes the run over
}

func ExampleResults_Points() {
	root := tempRoot()
	defer os.RemoveAll(root)
	results, err := greek().Run(context.Background(), study.RunOptions{Root: root, Executor: pretend{}})
	if err != nil {
		log.Fatal(err)
	}
	points, err := results.Points(study.Metric{}) // the only task and probe
	if err != nil {
		log.Fatal(err)
	}
	for _, point := range points[:2] {
		fmt.Println(point.Size, point.Task, point.Probe, point.Error)
	}
	// Output:
	// K=2 n=8 5-way 2-shot ridge 0.76
	// K=4 n=4 5-way 2-shot ridge 0.72
}

// The repeats of this example agree exactly, so that there are no intervals.
func ExampleResults_Means() {
	root := tempRoot()
	defer os.RemoveAll(root)
	results, err := greek().Run(context.Background(), study.RunOptions{Root: root, Executor: pretend{}})
	if err != nil {
		log.Fatal(err)
	}
	means, err := results.Means(study.Metric{Task: "5-way 2-shot", Probe: "ridge"})
	if err != nil {
		log.Fatal(err)
	}
	for _, mean := range means[:2] {
		fmt.Println(mean.Size, "error %:", mean)
	}
	control, _ := results.ControlMean(study.Metric{})
	fmt.Println("random weights, error %:", control)
	// Output:
	// K=2 n=8 error %: 76.0
	// K=4 n=4 error %: 72.0
	// random weights, error %: 80.0
}

func ExampleOpenDir() {
	root := tempRoot()
	defer os.RemoveAll(root)
	dir, err := greek().Dir(root)
	if err != nil {
		log.Fatal(err)
	}
	store, err := study.Open(greek(), dir) // writes study.json
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	worker, err := study.OpenDir(dir) // in another process, perhaps on another machine
	if err != nil {
		log.Fatal(err)
	}
	defer worker.Close()
	fmt.Println(worker.Study().Name, worker.Study().Hash() == greek().Hash())
	// Output: greek true
}

func ExampleProcesses_Check() {
	workers := study.Processes{Command: []string{"./kernel"}, Count: -1}
	fmt.Println(workers.Check(context.Background(), greek()))
	// Output: Processes.Count = -1: invalid value, allowed: 1..4096, or 0 for one per core
}

func ExampleNewTaskError() {
	task := greek().Tasks[0]
	m := study.NewTaskError(study.TaskProbeOf(task, probe.Ridge{}), []probe.Score{
		{Wrong: 10, Tested: 50}, {Wrong: 20, Tested: 50},
	})
	fmt.Println(m.Wrong, "of", m.Tested, m.Error)
	// Output: 30 of 100 0.3
}

func ExampleHome() {
	os.Setenv(study.HomeVariable, "/results")
	defer os.Unsetenv(study.HomeVariable)
	fmt.Println(study.Home())
	// Output: /results <nil>
}

func ExampleStudy_WeightsPath() {
	s := greek()
	s.KeepWeights = true
	path, err := s.WeightsPath("results", s.ControlAt(0))
	fmt.Println(filepath.Dir(path), filepath.Ext(path), err)
	// Output: results/studies/greek/weights .safetensors <nil>
}

// What was taken for what, by an executor that trains nothing; those that train record it if the study asks for it.
func ExampleResults_Confusion() {
	s := greek()
	s.Confusions = true
	task, ridge := s.Tasks[0], probe.Ridge{}
	m := study.NewTaskError(study.TaskProbeOf(task, ridge), []probe.Score{{Wrong: 2, Tested: 10}})
	taken := study.Tally{}
	for image := range 10 {
		taken.Add(image%2, max(image%2, image%3-1)) // classes 0 and 1; two images of class 0 are taken for class 1
	}
	m.Confusion = taken.Cells()
	fmt.Println(m.Confusion)

	results := study.Results{Study: s,
		Runs: []study.Result{{Run: s.RunAt(diversity.Size{Classes: 8, PerClass: 8}, 0), Measurements: []study.TaskError{m}}}}
	c, err := results.Confusion(study.ConfusionOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Classes, c.Counts, c.Error())
	// Output:
	// [{0 0 3} {0 1 2} {1 1 5}]
	// [Angelic/character01 Angelic/character02] [[3 2] [0 5]] 0.2
}

func ExampleRates_Estimate() {
	s := study.Study{Recipe: recipe.Recipe{Steps: 100}}
	rates := study.Rates{Opening: 1, Features: 0.5, Probe: 0.1,
		Training: []study.TrainingRate{{Classes: 64, Compile: 3, Update: 0.02, Image: 0.001}}}
	e := rates.Estimate(s, []study.Run{s.ControlAt(0), s.RunAt(diversity.Size{Classes: 20, PerClass: 10}, 0)})
	fmt.Printf("%d runs, %.1f s of one worker\n", e.Runs, e.Seconds(1))
	// Output: 2 runs, 7.4 s of one worker
}

func ExampleEstimateDir() {
	// A worker is a program with runner.Main; this one gives its answer by heart.
	worker := []string{"printf", `{"training": [{"classes": 64, "compile": 3, "update": 0.02, "image": 0.001}]}`}
	root, err := os.MkdirTemp("", "study")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(root)
	dir, err := greek().Save(root)
	if err != nil {
		log.Fatal(err)
	}
	e, err := study.EstimateDir(context.Background(), dir, study.EstimateOptions{Command: worker})
	fmt.Println(e.Runs, "runs,", e.Startup, "s until a worker has begun", err)
	// Output: 14 runs, 3 s until a worker has begun <nil>
}

func ExampleMeasureSpeeds() {
	worker := []string{"printf", `{"peak": 1e11, "backbones": [{"backbone": "MLP, 28x28x1", "train": 12345}]}`}
	speeds, err := study.MeasureSpeeds(context.Background(), worker)
	fmt.Println(speeds.Backbones[0].Backbone, speeds.Backbones[0].Train, "images a second", err)
	// Output: MLP, 28x28x1 12345 images a second <nil>
}

// The protocol of a benchmark: its task and its probe.
func ExampleProtocol_Task() {
	p := study.MiniImageNet(1)
	task, err := p.Task(pool.Omniglot().Evaluation())
	if err != nil {
		log.Fatal(err)
	}
	s := greek()
	s.Tasks, s.Probes = []split.Task{task}, []probe.Probe{p.Probe}
	fmt.Println(task.Name, "on", task.Episodes, "episodes by", p.Probe.Kind())
	fmt.Println(p.Side, "pixels;", p.Notes)
	// Output:
	// mini-ImageNet, 5-way 1-shot on 600 episodes by nearest-mean
	// 84 pixels; features are standardised on the shots before means are taken
}

// A protocol says how a paper judges networks; its task takes as many images of each class as it says.
func ExampleVTAB1k() {
	p := study.VTAB1k()
	fmt.Println(p.Name, p.Side, p.Probe.Kind(), p.Train, p.Validation)
	task, err := p.Task(pool.Omniglot().Evaluation()) // of each of 659 classes at least one
	fmt.Println(task.Ways, task.Shots, task.Validation, err)
	// Output:
	// VTAB-1k 224 finetune 800 200
	// 0 1 1 <nil>
}

func ExampleCLIPLinear() {
	p := study.CLIPLinear()
	fmt.Println(p.Name, p.Side, p.Probe.Kind())
	// Output: CLIP linear probe 224 logistic
}

func ExampleDINOv2KNN() {
	p := study.DINOv2KNN()
	fmt.Println(p.Name, p.Side, p.Probe.Kind())
	// Output: DINOv2 k-NN 224 knn
}

func ExampleDINOv2Linear() {
	p := study.DINOv2Linear()
	fmt.Println(p.Name, p.Side, p.Probe.Kind())
	// Output: DINOv2 linear 224 linear-sgd
}

func ExampleMiniImageNet() {
	p := study.MiniImageNet(5)
	task, err := p.Task(pool.Omniglot().Evaluation().Groups("Angelic"))
	fmt.Println(p.Name, p.Side, p.Probe.Kind())
	fmt.Println(task.Ways, task.Shots, task.Episodes, err)
	// Output:
	// mini-ImageNet, 5-way 5-shot 84 nearest-mean
	// 5 5 600 <nil>
}

func ExampleTieredImageNet() {
	p := study.TieredImageNet(1)
	fmt.Println(p.Name, p.Ways, p.Shots, p.Test, p.Episodes)
	// Output: tiered-ImageNet, 5-way 1-shot 5 1 5 600
}

func ExampleProtocols() {
	for _, p := range study.Protocols() {
		fmt.Println(p.Name)
	}
	// Output:
	// VTAB-1k
	// CLIP linear probe
	// DINOv2 k-NN
	// DINOv2 linear
	// mini-ImageNet, 5-way 5-shot
	// mini-ImageNet, 5-way 1-shot
	// tiered-ImageNet, 5-way 5-shot
	// tiered-ImageNet, 5-way 1-shot
}

// A study whose images are elsewhere: its specification and its runs are enough for tables and figures.
func ExampleWithoutImages() {
	root, err := os.MkdirTemp("", "studies-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(root)
	dir, err := greek().Save(root)
	if err != nil {
		log.Fatal(err)
	}
	spec, err := os.ReadFile(filepath.Join(dir, "study.json"))
	if err != nil {
		log.Fatal(err)
	}
	results, err := study.WithoutImages(spec, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(results.Study.Name, errors.Is(results.Study.Pool.Validate(), pool.ErrAbsent),
		results.Hash() == greek().Hash())
	// Output: greek true true
}
