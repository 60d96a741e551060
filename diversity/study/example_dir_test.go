package study_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"tradeoff/diversity/study"
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

func ExampleReadDir() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	s, err := study.ReadDir(dir)
	fmt.Println(s.Name, s.Budgets, s.Hash() == greek().Hash(), err)
	// Output: greek [16 64] true <nil>
}

func ExampleReadResults() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	results, err := study.ReadResults(dir)
	fmt.Println(len(results.Runs), "finished", err)
	// Output: 14 finished <nil>
}

func ExampleResume() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	results, err := study.Resume(context.Background(), dir, study.RunOptions{Executor: pretend{}})
	fmt.Println(len(results.Runs), "finished", err)
	// Output: 14 finished <nil>
}

// The text of a study.json, wherever it comes from, is that of a study.
func ExampleDecode() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	text, err := os.ReadFile(dir + "/study.json")
	if err != nil {
		log.Fatal(err)
	}
	s, err := study.Decode(text)
	fmt.Println(s.Name, err)
	// Output: greek <nil>
}
