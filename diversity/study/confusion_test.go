package study

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// confusing is small with confusions recorded.
func confusing() Study {
	s := small()
	s.Confusions = true
	return s
}

// mistaken adds to a result, for every measurement, cells that fit it: all mistakes take class 0 for class 1.
func mistaken(r Result) Result {
	for i, m := range r.Measurements {
		tally := Tally{}
		for image := range m.Tested {
			if image < m.Wrong {
				tally.Add(0, 1)
			} else {
				tally.Add(image%2, image%2)
			}
		}
		r.Measurements[i].Confusion = tally.Cells()
	}
	return r
}

// recording is an executor that records confusions, as those do which compute.
type recording struct{}

func (recording) Execute(ctx context.Context, job Job) error {
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order Assignment) (Result, error) {
		return mistaken(stubResult(job.Store.Study(), order.Run)), nil
	})
}

func TestCellsAreWrittenAndRead(t *testing.T) {
	tally := Tally{}
	for _, pair := range [][2]int{{3, 1}, {0, 0}, {3, 0}, {3, 1}} {
		tally.Add(pair[0], pair[1])
	}
	text, err := json.Marshal(tally.Cells())
	if err != nil || string(text) != "[[0,0,1],[3,0,1],[3,1,2]]" {
		t.Errorf("%s (%v)", text, err)
	}
	var read []Cell
	if err := json.Unmarshal(text, &read); err != nil || !reflect.DeepEqual(read, tally.Cells()) {
		t.Errorf("read as %v (%v)", read, err)
	}
	for _, bad := range []string{`[[1,2]]`, `[[1,2,3,4]]`, `[{}]`, `[[1,2,"3"]]`} {
		if err := json.Unmarshal([]byte(bad), &read); err == nil {
			t.Errorf("%s was read as %v", bad, read)
		}
	}
}

func TestCellsThatDoNotFit(t *testing.T) {
	fresh := func() Result {
		r := mistaken(stubResult(small(), Run{}))
		r.Run = small().ControlAt(0)
		return r
	}
	if err := fresh().Validate(); err != nil {
		t.Fatal(err)
	}
	for says, change := range map[string]func(c []Cell) []Cell{
		"Measurements[0].Confusion[1]": func(c []Cell) []Cell { c[1] = c[0]; return c },
		"Measurements[0].Confusion[0]": func(c []Cell) []Cell { c[0].Predicted = -1; return c },
		"Measurements[0].Confusion[2]": func(c []Cell) []Cell { c[2].Count = 0; return c },
		"Measurements[0].Confusion = ": func(c []Cell) []Cell { return c[:1] },
		"as Wrong and Tested":          func([]Cell) []Cell { return []Cell{} },
	} {
		r := fresh()
		r.Measurements[0].Confusion = change(r.Measurements[0].Confusion)
		if err := r.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// Without the option nothing about a study or its files is as much as spelt differently.
func TestConfusionsAreNoPartOfHashesAndOffByDefault(t *testing.T) {
	run := mustPlan(t, small())[0]
	if confusing().Hash() != small().Hash() || confusing().RunHash(run) != small().RunHash(run) {
		t.Error("recording confusions changes a hash")
	}
	study, err := json.Marshal(small())
	result, err2 := json.Marshal(stubResult(small(), run))
	if errors.Join(err, err2) != nil || strings.Contains(string(study)+string(result), "onfusion") {
		t.Errorf("%s\n%s", study, result)
	}
	var read Study
	text, err := json.Marshal(confusing())
	if err != nil || json.Unmarshal(text, &read) != nil || !read.Confusions {
		t.Errorf("the option is lost (%v)", err)
	}
}

// Runs that were finished without are computed again, and their results read with what was recorded.
func TestConfusionsOfAStudy(t *testing.T) {
	root := t.TempDir()
	if _, err := small().Run(context.Background(), RunOptions{Root: root, Executor: inProcess{}}); err != nil {
		t.Fatal(err)
	}
	missing, err := confusing().Load(RunOptions{Root: root})
	if err != nil || len(missing.Runs) != 0 || len(missing.Missing) != 14 {
		t.Fatalf("%d runs count as finished (%v)", len(missing.Runs), err)
	}
	results, err := confusing().Run(context.Background(), RunOptions{Root: root, Executor: recording{}})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := small().Run(context.Background(), RunOptions{Root: root, Executor: none{t}})
	if err != nil || !reflect.DeepEqual(plain.Runs, results.Runs) {
		t.Errorf("without the option, the results differ (%v)", err)
	}
}

func TestTooManyTestImagesForConfusions(t *testing.T) {
	s := confusing()
	s.Tasks[0].Episodes = mostConfused / (s.Tasks[0].Ways * s.Tasks[0].Test)
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	s.Tasks[0].Episodes++
	if err := s.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "Study.Confusions") {
		t.Errorf("error %v", err)
	}
	s.Confusions = false
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
}

// The results of handmade, with cells: of 100 images of each run, all are of class 3 or 1 of the task's pool.
func confused() *Results {
	r := handmade()
	for i := range r.Runs {
		m := &r.Runs[i].Measurements[0]
		m.Confusion = []Cell{{1, 1, 40}, {1, 3, m.Wrong}, {3, 3, m.Tested - m.Wrong - 40}}
		if m.Tested-m.Wrong < 40 {
			m.Confusion = []Cell{{1, 1, m.Tested - m.Wrong}, {1, 3, m.Wrong}}
		}
	}
	return r
}

func TestConfusionSumsRuns(t *testing.T) {
	r := confused()
	size := diversity.Size{Classes: 4, PerClass: 4}
	c, err := r.Confusion(ConfusionOptions{Probe: "ridge", Size: size})
	if err != nil || c.Validate() != nil {
		t.Fatal(err, c.Validate())
	}
	p := r.Study.Tasks[0].Pool
	if want := []string{p.ClassID(1), p.ClassID(3)}; !reflect.DeepEqual(c.Classes, want) {
		t.Errorf("classes %v, want %v", c.Classes, want)
	}
	// Runs with 20 and with 30 wrong of 100 each.
	if want := [][]int{{80, 50}, {0, 70}}; !reflect.DeepEqual(c.Counts, want) ||
		!reflect.DeepEqual(c.Errors, []float64{0.2, 0.3}) || c.Error() != 0.25 {
		t.Errorf("%+v", c)
	}
	if c.Probe != "ridge" || c.Task != r.Tasks()[0] || c.Size != size || c.Episodes != 1 ||
		c.Drawn.Hash() != r.Study.Tasks[0].Hash() {
		t.Errorf("%+v", c)
	}
	for o, images := range map[ConfusionOptions]int{{Probe: "ridge"}: 300, {Probe: "ridge", Control: true}: 100} {
		if c, err := r.Confusion(o); err != nil || c.Total() != images || c.Control != o.Control {
			t.Errorf("%+v: %d images, want %d (%v)", o, c.Total(), images, err)
		}
	}
}

func TestConfusionRefuses(t *testing.T) {
	for says, c := range map[string]struct {
		o    ConfusionOptions
		kind error
	}{
		`ConfusionOptions.Task = "other": invalid value, allowed: one of 5-way 2-shot`: {
			ConfusionOptions{Task: "other"}, diversity.ErrInvalid,
		},
		`ConfusionOptions.Probe = "other": invalid value, allowed: one of ridge, nearest-mean`: {
			ConfusionOptions{Probe: "other"}, diversity.ErrInvalid,
		},
		`ConfusionOptions.Probe = "": invalid value, allowed: one of ridge, nearest-mean`: {
			ConfusionOptions{}, diversity.ErrInvalid,
		},
		"ConfusionOptions.Size": {
			ConfusionOptions{Control: true, Size: diversity.Size{Classes: 4, PerClass: 4}}, diversity.ErrInvalid,
		},
		"set Study.Confusions": {ConfusionOptions{Probe: "nearest-mean"}, ErrMissing},
		"K=2 n=2":              {ConfusionOptions{Probe: "ridge", Size: diversity.Size{Classes: 2, PerClass: 2}}, ErrMissing},
	} {
		if _, err := confused().Confusion(c.o); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	r := confused()
	r.Runs[1].Measurements[0].Confusion[2].True = 20
	if _, err := r.Confusion(ConfusionOptions{Probe: "ridge"}); !errors.Is(err, ErrDamaged) {
		t.Errorf("a class that the pool does not have: %v", err)
	}
	if err := (Confusion{Errors: []float64{1.5}}).Validate(); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "Errors[0]") {
		t.Errorf("an error above 1: %v", err)
	}
}

// Classes of a superclass come together, in the order of the pool; those that were not tested are left out.
func TestConfusionBringsGroupsTogether(t *testing.T) {
	p, err := pool.New(pool.Content{
		Images: make([]uint8, 5), Labels: []int{0, 1, 2, 3, 4}, Height: 1, Width: 1,
		ClassNames: []string{"a", "b", "c", "d", "e"}, Groups: []string{"y", "x", "y", "x", "x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Tally{{3, 2}: 4, {0, 0}: 1, {1, 3}: 2}.named(p)
	want := [][]int{{1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 2}, {0, 4, 0, 0}}
	if err != nil || !reflect.DeepEqual(c.Groups, []string{"y", "y", "x", "x"}) || !reflect.DeepEqual(c.Counts, want) {
		t.Errorf("%+v (%v)", c, err)
	}
	for i, class := range []int{0, 2, 1, 3} {
		if c.Classes[i] != p.ClassID(class) {
			t.Errorf("class %d is %s, want %s", i, c.Classes[i], p.ClassID(class))
		}
	}
}
