package export_test

import (
	"bytes"
	"fmt"
	"log"
	"os"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/export"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// finished is a study with two runs, as study.Study.Load returns it.
func finished() *study.Results {
	omniglot := pool.Omniglot()
	s := study.Study{
		Name: "greek", Pool: omniglot.Background().Groups("Greek", "Latin"),
		Tasks:    []split.Task{split.FewShot(omniglot.Evaluation().Groups("Angelic"), 5, 2)},
		Backbone: backbone.MLP{}, Sizes: []diversity.Size{{Classes: 4, PerClass: 4}}, Repeats: 1,
	}
	plan, err := s.Plan()
	if err != nil {
		log.Fatal(err)
	}
	results := &study.Results{Study: s}
	for _, run := range plan {
		m := study.NewTaskError(study.TaskProbeOf(s.Tasks[0], probe.Ridge{}),
			[]probe.Score{{Wrong: 40 - 4*run.Size.Classes, Tested: 100}})
		results.Runs = append(results.Runs, study.Result{Hash: s.RunHash(run), Run: run, Measurements: []study.TaskError{m}})
	}
	return results
}

// A table for R, pandas or a spreadsheet, and back.
func ExampleCSV() {
	var file bytes.Buffer
	if err := export.CSV(&file, finished()); err != nil {
		log.Fatal(err)
	}
	rows, err := export.ReadCSV(&file)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range rows {
		fmt.Println(r.Classes, r.PerClass, r.Control, r.Task, r.Probe, r.Wrong, r.Tested, r.Error)
	}
	// Output:
	// 0 0 true 5-way 2-shot ridge 40 100 0.4
	// 4 4 false 5-way 2-shot ridge 24 100 0.24
}

func ExampleParquet() {
	file, err := os.CreateTemp("", "*.parquet")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(file.Name())
	if err := export.Parquet(file, finished()); err != nil {
		log.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		log.Fatal(err)
	}
	rows, err := export.ReadParquet(file, info.Size())
	fmt.Println(len(rows), "rows", err)
	// Output: 2 rows <nil>
}

// Only the content of a file counts, not the study that it came from.
func ExamplePoints() {
	rows := export.Rows(finished())
	points, err := export.Points(rows, study.Metric{}) // the only task and probe
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range points {
		fmt.Println(m.Size, m.Error)
	}
	controls, err := export.ControlPoints(rows, study.Metric{})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range controls {
		fmt.Println("random weights", m.Error)
	}
	// Output:
	// K=4 n=4 0.24
	// random weights 0.4
}

func ExampleReadCSV() {
	_, err := export.ReadCSV(bytes.NewBufferString("classes,per_class,error\n4,4,0.2\n"))
	fmt.Println(err)
	// Output: export: not a table of results: it lacks the columns study, study_hash, run, total, ratio, repeat, seed, control, task, task_hash, probe, probe_hash, wrong, tested, loss, train_seconds, probe_seconds, device, finished, token
}

func ExampleReadParquet() {
	text := []byte("no such file")
	_, err := export.ReadParquet(bytes.NewReader(text), int64(len(text)))
	fmt.Println(err)
	// Output: export: not a table of results: it does not end as a whole Parquet file does
}

// The rows of the study itself, without a file.
func ExampleRows() {
	for _, r := range export.Rows(finished()) {
		fmt.Println(r.Classes, r.PerClass, r.Control, r.Wrong, r.Tested)
	}
	// Output:
	// 0 0 true 40 100
	// 4 4 false 24 100
}

func ExampleControlPoints() {
	points, err := export.ControlPoints(export.Rows(finished()), study.Metric{})
	for _, p := range points {
		fmt.Println(p.Error, p.Tested, err)
	}
	// Output: 0.4 100 <nil>
}
