package study_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"log"
	"os"

	"encoding/json"
	"errors"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
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

// A study.json that was edited by hand is taken as it is, with the results that both studies have.
func ExampleAccept() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	text, err := os.ReadFile(dir + "/study.json")
	if err != nil {
		log.Fatal(err)
	}
	edited := strings.Replace(string(text), `"repeats":2`, `"repeats":3`, 1)
	if err := os.WriteFile(dir+"/study.json", []byte(edited), 0o600); err != nil {
		log.Fatal(err)
	}
	_, err = study.ReadDir(dir)
	fmt.Println(errors.Is(err, study.ErrDamaged))
	s, err := study.Accept(dir)
	fmt.Println(s.Repeats, err)
	results, err := study.ReadResults(dir)
	fmt.Println(len(results.Runs), "finished,", len(results.Missing), "missing", err)
	// Output:
	// true
	// 3 <nil>
	// 14 finished, 7 missing <nil>
}

// The text of runs/<hash>.json is that of a result, if it is whole and of that run.
func ExampleDecodeResult() {
	root, dir := finishedGreek()
	defer os.RemoveAll(root)
	plan, err := greek().Plan()
	if err != nil {
		log.Fatal(err)
	}
	hash := greek().RunHash(plan[0])
	text, err := os.ReadFile(dir + "/runs/" + hash + ".json")
	if err != nil {
		log.Fatal(err)
	}
	result, err := study.DecodeResult(text, hash)
	fmt.Println(result.Run, result.Measurements[0].Wrong, err)
	_, err = study.DecodeResult(text[:len(text)-9], hash)
	fmt.Println(errors.Is(err, study.ErrDamaged))
	// Output:
	// random weights, repeat 0 80 <nil>
	// true
}

func ExampleDecodeFailure() {
	_, err := study.DecodeFailure([]byte("{}"), greek().RunHash(study.Run{}))
	fmt.Println(errors.Is(err, study.ErrDamaged))
	// Output: true
}

// A probe has the hash of its JSON form.
func ExampleProbeHash() {
	fmt.Println(study.ProbeHash(probe.NearestMean{}) == fmt.Sprintf("%x", sha256.Sum256([]byte(`{"kind":"nearest-mean"}`))))
	// Output: true
}

func ExampleTaskProbeOf() {
	o := study.TaskProbeOf(greek().Tasks[0], probe.NearestMean{})
	fmt.Println(o.Task, o.Probe, o.ProbeHash == study.ProbeHash(probe.NearestMean{}))
	// Output: 5-way 2-shot nearest-mean true
}

// theirs is a study that was written by a program with one package more than this one.
func theirs() (s study.Study) {
	text, err := json.Marshal(greek())
	if err != nil {
		log.Fatal(err)
	}
	text = bytes.Replace(text, []byte(`"kind":"mlp"`), []byte(`"kind":"theirs"`), 1)
	if err := json.Unmarshal(text, &s); err != nil {
		log.Fatal(err)
	}
	return s
}

// What this program lacks can be looked at, and not computed here.
func ExampleStudy_Known() {
	fmt.Println(greek().Known(), errors.Is(theirs().Known(), diversity.ErrUnknownKind))
	// Output: <nil> true
}

// Whether a worker program has a study's packages is asked where they are not those of this library.
func ExampleCheckWorker() {
	program := []string{"/nowhere/own-worker"}
	fmt.Println(study.CheckWorker(context.Background(), program, greek()))
	fmt.Println(errors.Is(study.CheckWorker(context.Background(), program, theirs()), study.ErrWorker))
	// Output:
	// <nil>
	// true
}
