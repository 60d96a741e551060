package runner_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
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
