package maintain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

// finishedGreek computes the study in a new root and returns its directory.
func finishedGreek() (root, dir string) {
	root = tempRoot()
	if _, err := greek().Run(context.Background(), study.RunOptions{Root: root, Executor: pretend{}}); err != nil {
		log.Fatal(err)
	}
	dir, err := greek().Dir(root)
	if err != nil {
		log.Fatal(err)
	}
	return root, dir
}

// missOne takes the result of the last run away.
func missOne(dir string) {
	plan, err := greek().Plan()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "runs", greek().RunHash(plan[len(plan)-1])+".json")); err != nil {
		log.Fatal(err)
	}
}

func ExampleReadStatus() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	missOne(dir)
	status, err := maintain.ReadStatus(dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(status, status.Complete())
	fmt.Print(status.Table())
	// Output:
	// greek: 14 runs: 13 done, 1 waiting false
	// run                state    reason
	// K=16 n=4 repeat 1  waiting  nobody has begun it
}

// Whoever gets the archive needs none of the images.
func ExampleReadArchive() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	missOne(dir)
	path := filepath.Join(root, "greek.zip")
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(maintain.Pack(dir, file), file.Close())
	}
	if err != nil {
		log.Fatal(err)
	}
	results, err := maintain.ReadArchive(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(results.Runs), "runs on", results.Tasks(), "and missing:", results.Missing)
	// Output: 13 runs on [5-way 2-shot] and missing: [K=16 n=4 repeat 1]
}

func ExampleStates() {
	fmt.Println(maintain.States())
	// Output: [done running stalled abandoned failed damaged newer partial waiting]
}

func ExampleList() {
	root, _ := finishedGreek()
	defer os.RemoveAll(root)
	studies, err := maintain.List(root)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range studies {
		fmt.Println(s.Name, s.Results, "results", s.Failures, "failures", s.Problem)
	}
	// Output: greek 14 results 0 failures
}

func ExampleCheck() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	if err := os.WriteFile(filepath.Join(dir, "runs", "notes.txt"), nil, 0o600); err != nil {
		log.Fatal(err)
	}
	report, err := maintain.Check(dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report, report.OK())
	for _, f := range slices.Concat(report.Problems, report.Leftovers, report.Unused, report.Foreign) {
		fmt.Println(f.Path, f.Reason)
	}
	// Output:
	// greek: 17 files, 14 of 14 results intact, problems: 0 true
	// runs/notes.txt not a file of the store
}

func ExamplePrune() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	if err := os.WriteFile(filepath.Join(dir, "runs", ".tmp-1"), []byte("half a res"), 0o600); err != nil {
		log.Fatal(err)
	}
	pruned, err := maintain.Prune(dir, maintain.PruneOptions{DryRun: true})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range pruned.Removed {
		fmt.Println(f.Path, f.Reason)
	}
	fmt.Println(pruned.Bytes, "bytes")
	// Output:
	// runs/.tmp-1 left behind by a writer that was killed
	// 10 bytes
}

// One file to commit beside a notebook: who has it computes nothing.
func ExamplePack() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	var file bytes.Buffer
	if err := maintain.Pack(dir, &file); err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(root, "greek.zip")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		log.Fatal(err)
	}
	elsewhere := tempRoot()
	defer os.RemoveAll(elsewhere)
	s := greek()
	fmt.Println(maintain.Unpack(path, maintain.UnpackOptions{Root: elsewhere, Study: &s}))
	results, err := greek().Load(study.RunOptions{Root: elsewhere})
	fmt.Println(len(results.Runs), "finished", err)
	// Output:
	// greek: 14 added, 0 damaged ones replaced, 0 kept <nil>
	// 14 finished <nil>
}

func ExampleUnpack() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	path := filepath.Join(root, "greek.zip")
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	if err := maintain.Pack(dir, file); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
	missOne(dir)
	fmt.Println(maintain.Unpack(path, maintain.UnpackOptions{Root: root}))
	// Output: greek: 1 added, 0 damaged ones replaced, 13 kept <nil>
}
