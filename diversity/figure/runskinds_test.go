package figure

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// sets are the sets of runs of what is behind a figure, in their order.
func (b behindOf) sets() (names []string) {
	for _, s := range b.Sizes {
		if !slices.Contains(names, s.Group) {
			names = append(names, s.Group)
		}
	}
	return names
}

// A point of a panel leads to the runs of the curve that it is on, of the study whose results are given.
func TestRunsOfCompare(t *testing.T) {
	r, m := recorded(t), study.Metric{Task: "five"}
	points, err := r.Points(m)
	must(t, err)
	f, err := Compare([]Group{{"ours", points}, {"theirs", measured(t)}})
	must(t, err)
	checkPlaces(t, f, func(item []any) any { return item[2] })
	f, err = f.WithRuns(r, RunsOptions{})
	must(t, err)
	b, _ := behindFigure(t, f)
	if got := b.sets(); !slices.Equal(got, []string{"ours", "theirs"}) {
		t.Fatalf("sets %q", got)
	}
	for _, s := range b.Sizes {
		if isOurs := s.Group == "ours"; slices.Contains(s.Head, "seconds") != isOurs || (s.Sheet != "") != isOurs {
			t.Errorf("%s of %s: %q", s.Name, s.Group, s.Head)
		}
	}
	// each point is on the curve of its set
	o := parse(t, f)
	for _, p := range b.Points {
		if name := o.Series[p[0]].Name; name != b.Sizes[p[2]].Group {
			t.Errorf("a point of %s leads to %s", name, b.Sizes[p[2]].Group)
		}
	}
}

// Of a study with policies each point has the runs of its policy, without a word about it.
func TestRunsOfPolicies(t *testing.T) {
	r := policyResults(t)
	f, err := Policies(r, study.Metric{}, theory.MinimaOptions{})
	must(t, err)
	f, err = f.WithRuns(r, RunsOptions{})
	must(t, err)
	b, _ := behindFigure(t, f)
	if got := b.sets(); !slices.Equal(got, []string{"uniform", "balanced"}) {
		t.Fatalf("sets %q", got)
	}
	for _, s := range b.Sizes {
		for _, row := range s.Rows {
			at := slices.IndexFunc(r.Runs, func(run study.Result) bool { return strings.HasPrefix(run.Hash, row[len(row)-1]) })
			if at < 0 || r.Runs[at].Run.Policy != s.Group || len(s.Rows) != 3 {
				t.Errorf("%s of %s has the run %v", s.Name, s.Group, row)
			}
		}
	}
}

// A slider has the points of all its frames, each with the frame that it is in, and what the frames had already.
func TestRunsOfASlider(t *testing.T) {
	r := recorded(t)
	var frames, filled []Frame
	for _, task := range r.Tasks() {
		points, err := r.Points(study.Metric{Task: task})
		must(t, err)
		f, err := Curves(points, CurvesOptions{})
		must(t, err)
		f = f.WithTitle("errors")
		frames = append(frames, Frame{Label: task, Figure: f})
		f, err = f.WithRuns(r, RunsOptions{Bytes: 300_000})
		must(t, err)
		filled = append(filled, Frame{Label: task, Figure: f})
	}
	plain, err := Slider(frames, SliderOptions{Name: "task", Start: 1})
	must(t, err)
	after, err := plain.WithRuns(r, RunsOptions{Bytes: 300_000})
	must(t, err)
	before, err := Slider(filled, SliderOptions{Name: "task", Start: 1})
	must(t, err)
	one, err := after.Runs()
	must(t, err)
	other, err := before.Runs()
	must(t, err)
	if string(one) != string(other) {
		t.Error("runs of the slider are not those of its frames")
	}
	b, _ := behindFigure(t, after)
	if got := b.sets(); !slices.Equal(got, []string{"task: five", `task: three\x1b[31m<b>`}) {
		t.Fatalf("sets %q", got)
	}
	if got := b.Sizes[len(b.Sizes)-1]; !strings.HasPrefix(got.Head[2], "three") || len(b.Points) != 16 {
		t.Errorf("first %q of %d points", got.Head, len(b.Points))
	}
	checkPlacesInFrames(t, after, b)
	for i, s := range b.Sizes { // a run on the other task is the same pre-training
		if second := i >= 8; (len(s.Sheet) < 3) != second || (s.Lines == nil) != (i > 0) { // planted curves are all the same
			t.Errorf("size %d: %d curves, sheet %.20s", i, len(s.Lines), s.Sheet)
		}
	}
}

// checkPlacesInFrames demands that each point is where its frame has its size.
func checkPlacesInFrames(t *testing.T, f Figure, b behindOf) {
	t.Helper()
	var option struct {
		Options []struct{ Series []struct{ Data []any } }
	}
	text, err := f.Option()
	must(t, err)
	must(t, json.Unmarshal(text, &option))
	for _, p := range b.Points {
		if len(p) != 4 {
			t.Fatalf("point %v", p)
		}
		item := option.Options[p[3]].Series[p[0]].Data[p[1]].([]any)
		if !strings.HasPrefix(b.Sizes[p[2]].Name, fmt.Sprintf("K = %v, ", item[2])) {
			t.Errorf("frame %d: %v is said to be %s", p[3], item, b.Sizes[p[2]].Name)
		}
	}
}

// The measured points of a prediction are sizes; what is predicted is none.
func TestRunsOfPredicted(t *testing.T) {
	fit := fitted(t, measured(t), laws.Tied{})
	prediction, err := fit.BestAt(2048, theory.BestOptions{})
	must(t, err)
	f, err := Predicted(prediction, measured(t))
	must(t, err)
	checkPlaces(t, f, func(item []any) any { return item[2] })
	alone, err := Predicted(prediction, nil)
	must(t, err)
	if _, err := alone.WithRuns(recorded(t), RunsOptions{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("without measured points: %v", err)
	}
}

// A point of a line that is of a size in two sets of runs leads to both; one without a size to none.
func TestRunsOfALine(t *testing.T) {
	r, m := recorded(t), study.Metric{Task: "five"}
	points, err := r.Points(m)
	must(t, err)
	size, other := points[0].Size, diversity.Size{Classes: 3, PerClass: 5}
	line := LineSeries{Name: "difference", X: []float64{1, 2, 3}, Y: []float64{0, 0, 0}, Sizes: []diversity.Size{size, {}, other}}
	f, err := Line([]LineSeries{line}, LineOptions{Runs: []Group{{"first", points}, {"second", measured(t)}, {"third", points}}})
	must(t, err)
	f, err = f.WithRuns(r, RunsOptions{})
	must(t, err)
	b, _ := behindFigure(t, f)
	want := [][]int{{0, 0, 0}, {0, 0, 1}}
	if !slices.EqualFunc(b.Points, want, slices.Equal[[]int]) || !slices.Equal(b.sets(), []string{"first", "third"}) {
		t.Errorf("%v of %q", b.Points, b.sets())
	}
	for name, c := range map[string]struct {
		sizes []diversity.Size
		runs  []Group
		says  string
	}{
		"too few sizes": {[]diversity.Size{size}, []Group{{"", points}}, "len(lines[0].Sizes)"},
		"no runs":       {line.Sizes, nil, "len(LineOptions.Runs) = 0"},
		"no sizes":      {nil, []Group{{"", points}}, "len(LineOptions.Runs) = 1"},
		"too many":      {line.Sizes, seven(points), "len(LineOptions.Runs) = 7"},
		"no name":       {line.Sizes, []Group{{"a", points}, {"", points}}, "LineOptions.Runs[1].Name"},
		"one name":      {line.Sizes, []Group{{"a", points}, {"a", points}}, `"a"`},
	} {
		line.Sizes = c.sizes
		_, err := Line([]LineSeries{line}, LineOptions{Runs: c.runs})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	line.Sizes = []diversity.Size{size, {}, other}
	if _, err := Line([]LineSeries{line}, LineOptions{Runs: []Group{{"a", nil}}}); !errors.Is(err, ErrEmpty) || !strings.Contains(err.Error(), "Runs[0]") {
		t.Errorf("no measurement: %v", err)
	}
}

// crowded are results of 3 tasks and 5 probes, in one repeat, of which a run failed and another is missing.
func crowded(t *testing.T, name string) *study.Results {
	t.Helper()
	letters := pool.Omniglot()
	s := study.Study{Name: "many", Pool: letters.Background(), Backbone: backbone.MLP{}, Budgets: []int{256}, Repeats: 2,
		Probes: []probe.Probe{probe.Ridge{}, probe.Logistic{}, probe.KNN{}, probe.NearestMean{}, probe.LinearSGD{}}}
	for i := range 3 {
		task := split.FewShot(letters.Evaluation(), 3+i, 2)
		task.Name = fmt.Sprint(i, name)
		s.Tasks = append(s.Tasks, task)
	}
	plan, err := s.Plan()
	must(t, err)
	r := &study.Results{Study: s}
	for i, run := range plan {
		result := study.Result{Run: run, Hash: fmt.Sprintf("%064x", i+1)}
		for _, task := range s.Tasks {
			for j, p := range s.Probes {
				e := study.NewTaskError(study.TaskProbeOf(task, p), []probe.Score{{Wrong: 100 + i + j, Tested: 1000}})
				e.Confusion = []study.Cell{{True: 0, Predicted: 1, Count: 1}}
				result.Measurements = append(result.Measurements, e)
			}
		}
		switch {
		case run.Repeat == 0:
			r.Runs = append(r.Runs, result)
		case i%2 == 0:
			r.Missing = append(r.Missing, run)
		default:
			r.Failures = append(r.Failures, study.Failure{Run: run, Message: "loss is NaN\x1b[31m\nat step 3"})
		}
	}
	return r
}

// Many scores, long names, one repeat, runs that failed or are missing, no pool: what is there is shown, what is not is
// said.
func TestRunsOfAnUnfinishedStudy(t *testing.T) {
	long := strings.Repeat("é", 200)
	r := crowded(t, long)
	r.Study.Pool = without(t, r.Study.Pool)
	points, err := r.Points(study.Metric{Task: "1" + long, Probe: "knn"})
	must(t, err)
	f, err := Compare([]Group{{long, points}})
	must(t, err)
	f, err = f.WithRuns(r, RunsOptions{})
	must(t, err)
	b, size := behindFigure(t, f)
	s := b.Sizes[0]
	if len(s.Rows) != 1 || len(s.Head) != 4+8 || !strings.HasPrefix(s.Head[2], "1é") || !strings.Contains(s.Head[2], "knn") ||
		len([]rune(s.Group)) != 80 || size > defaultBytes {
		t.Errorf("%d rows, %d columns, first %q, %d bytes", len(s.Rows), len(s.Head), s.Head[2], size)
	}
	text := ""
	for _, s := range b.Sizes {
		text += strings.Join(s.Notes, "\n") + "\n"
		if s.Sheet != "" {
			t.Error("a picture without a pool")
		}
	}
	for _, want := range []string{"7 scores of other tasks and probes are not listed.", "Not finished: 1 run of this size.",
		`Failed: 1 run of this size, repeat 1 by loss is NaN\x1b[31m.`, "Most frequent mistakes: ",
		"The images of omniglot background are not here: no classes are named, and no images are shown."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	// the pool of the tasks is elsewhere, too
	for i := range r.Study.Tasks {
		r.Study.Tasks[i].Pool = without(t, r.Study.Tasks[i].Pool)
	}
	f, err = f.WithRuns(r, RunsOptions{})
	must(t, err)
	b, _ = behindFigure(t, f)
	if notes := strings.Join(b.Sizes[0].Notes, "\n"); !strings.Contains(notes, "the names of the classes of the task are not here") {
		t.Error(notes)
	}
}

// without is a pool as an archive has it on another machine.
func without(t *testing.T, p pool.Pool) pool.Pool {
	t.Helper()
	text, err := json.Marshal(p)
	must(t, err)
	text, err = pool.WithoutImages(text)
	must(t, err)
	var absent pool.Pool
	must(t, json.Unmarshal(text, &absent))
	return absent
}

// Points that name no run have all runs of their size; of those that do, a run that no point names is not listed.
func TestRunsArePointsRuns(t *testing.T) {
	r, m := recorded(t), study.Metric{Task: "five"}
	points, err := r.Points(m)
	must(t, err)
	for repeats, points := range map[int][]diversity.Measurement{2: nameless(points), 1: ofRepeat(points, 1)} {
		f, err := Curves(points, CurvesOptions{})
		must(t, err)
		f, err = f.WithRuns(r, RunsOptions{Metric: m})
		must(t, err)
		b, _ := behindFigure(t, f)
		for _, s := range b.Sizes {
			if len(s.Rows) != repeats || repeats == 1 && (s.Rows[0][0] != "1" || !strings.HasPrefix(s.About, "Images of repeat 1, ")) {
				t.Errorf("%d repeats: %q, %s", repeats, s.Rows, s.About)
			}
		}
	}
}

func nameless(points []diversity.Measurement) []diversity.Measurement {
	out := slices.Clone(points)
	for i := range out {
		out[i].Run = ""
	}
	return out
}

func ofRepeat(points []diversity.Measurement, repeat int) []diversity.Measurement {
	return slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool { return m.Repeat != repeat })
}
