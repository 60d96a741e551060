// Command experiment runs, writes down or reads a study with the backbone and the probe of this module, in worker
// processes.
package main

import (
	"context"
	"fmt"
	"os"

	"example.org/own/neighbours"
	"example.org/own/small"
	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

func experiment() study.Study {
	letters := pool.Omniglot()
	return study.Study{
		Name:     "own",
		Pool:     letters.Background().Groups("Greek", "Latin"),
		Tasks:    []split.Task{split.FewShot(letters.Evaluation().Groups("Angelic"), 5, 2)},
		Backbone: small.Network{Width: 32},
		Recipe:   recipe.Recipe{Epochs: 100},
		Probes:   []probe.Probe{probe.Ridge{}, neighbours.Probe{}},
		Sizes:    []diversity.Size{{Classes: 4, PerClass: 16}, {Classes: 8, PerClass: 8}, {Classes: 16, PerClass: 4}},
		Repeats:  3,
	}
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command string) error {
	switch command {
	case "save":
		dir, err := experiment().Save("")
		fmt.Println(dir)
		return err
	case "run":
		_, err := experiment().Run(context.Background(), study.RunOptions{Executor: study.Processes{Count: 2}})
		return err
	}
	results, err := experiment().Load(study.RunOptions{})
	if err != nil {
		return err
	}
	fmt.Print(results.Table())
	return nil
}
