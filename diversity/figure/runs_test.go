package figure

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// recorded are results of two tasks, as a study of letters has them; the errors are planted.
func recorded(t testing.TB) *study.Results {
	t.Helper()
	letters := pool.Omniglot()
	first, second := split.FewShot(letters.Evaluation(), 5, 2), split.FewShot(letters.Evaluation(), 3, 2)
	first.Name, second.Name = "five", "three\x1b[31m<b>"
	s := study.Study{Name: "letters", Pool: letters.Background(), Tasks: []split.Task{first, second},
		Backbone: backbone.MLP{}, Budgets: []int{256, 1024}, Repeats: 2, Seed: 3}
	plan, err := s.Plan()
	must(t, err)
	r := &study.Results{Study: s}
	for i, run := range plan {
		result := study.Result{Run: run, Hash: fmt.Sprintf("%064x", i+1), Device: "a processor", Timings: study.Timings{Train: 2.5}}
		for j, task := range s.Tasks {
			of := study.TaskProbeOf(task, s.WithDefaults().Probes[0])
			e := study.NewTaskError(of, []probe.Score{{Wrong: 100 + i + j, Tested: 1000}})
			e.Confusion = []study.Cell{{True: 0, Predicted: 1, Count: 3}, {True: 1, Predicted: 1, Count: 7}}
			result.Measurements = append(result.Measurements, e)
		}
		for step := 1; step <= 100; step++ {
			result.Curve = append(result.Curve, recipe.CurvePoint{Step: step, Loss: 3 / float64(step)})
		}
		r.Runs = append(r.Runs, result)
	}
	return r
}

// behindOf is what a front end reads.
type behindOf struct {
	Points [][]int
	Sizes  []struct {
		Name, Mean  string
		Group       string
		Head, Notes []string
		Rows        [][]string
		Lines       curvesOf
		Sheet       sheetText
		About       string
	}
}

// curvesOf are curves, none where the size shares those of another.
type curvesOf []struct{ At []float64 }

func (c *curvesOf) UnmarshalJSON(text []byte) error {
	var index int
	if json.Unmarshal(text, &index) == nil {
		return nil
	}
	type plain curvesOf
	return json.Unmarshal(text, (*plain)(c))
}

// sheetText is an address, or the index of the size that has the same.
type sheetText string

func (s *sheetText) UnmarshalJSON(text []byte) error {
	*s = sheetText(strings.Trim(string(text), `"`))
	return nil
}

// withNotes has the sentences that sizes share at each of them.
func withNotes(t testing.TB, text []byte) []byte {
	t.Helper()
	var document struct {
		Points any              `json:"points"`
		Sizes  []map[string]any `json:"sizes"`
		Texts  []string         `json:"texts"`
	}
	must(t, json.Unmarshal(text, &document))
	for _, s := range document.Sizes {
		notes, _ := s["notes"].([]any)
		for i, note := range notes {
			if index, shared := note.(float64); shared {
				notes[i] = document.Texts[int(index)]
			}
		}
	}
	text, err := json.Marshal(document)
	must(t, err)
	return text
}

func behindFigure(t testing.TB, f Figure) (b behindOf, bytes int) {
	t.Helper()
	text, err := f.Runs()
	must(t, err)
	if text != nil {
		must(t, json.Unmarshal(withNotes(t, text), &b))
	}
	return b, len(text)
}

// checkPlaces demands that each point is where the option has its size.
func checkPlaces(t *testing.T, f Figure, classes func(item []any) any) {
	t.Helper()
	var option struct{ Series []struct{ Data []any } }
	text, err := f.Option()
	must(t, err)
	must(t, json.Unmarshal(text, &option))
	b, _ := behindFigure(t, f)
	if len(b.Points) == 0 {
		t.Fatalf("%s: no points", f)
	}
	for _, p := range b.Points {
		item, ok := option.Series[p[0]].Data[p[1]].([]any)
		if !ok || !strings.HasPrefix(b.Sizes[p[2]].Name, fmt.Sprintf("K = %v, ", classes(item))) {
			t.Errorf("%s: series %d, item %d is %v, said to be %s", f, p[0], p[1], item, b.Sizes[p[2]].Name)
		}
	}
}

// Without results a click shows what the points say. A size without a finite error is a gap, which moves none of them.
func TestRunsOfPoints(t *testing.T) {
	points := measured(t)
	for i := range points {
		points[i].Run = fmt.Sprintf("%064x", i)
		if points[i].Size.Total() == 1024 && points[i].Size.Classes == 32 {
			points[i].Error = math.NaN()
		}
	}
	for _, fit := range []bool{false, true} {
		o := CurvesOptions{}
		if fit {
			o.Fit = fitted(t, measured(t), laws.Tied{})
		}
		f, err := Curves(points, o)
		must(t, err)
		checkPlaces(t, f, func(item []any) any { return item[2] })
	}
	contour, err := Contour(points, ContourOptions{Fit: fitted(t, measured(t), laws.Tied{})})
	must(t, err)
	checkPlaces(t, contour, func(item []any) any { return item[0] })
	collapse, err := Collapse(points, fitted(t, measured(t), laws.Tied{}))
	must(t, err)
	checkPlaces(t, collapse, func(item []any) any { return item[2] })

	b, size := behindFigure(t, collapse)
	if got := b.Sizes[0]; len(got.Rows) != 4 || strings.Join(got.Head, "|") != "repeat|error %|run" || got.Rows[1][0] != "1" ||
		!strings.HasPrefix(got.Mean, "mean error ") || size > 20_000 {
		t.Errorf("%+v of %d bytes", got, size)
	}
	cloud, err := Line([]LineSeries{{Name: "a", X: []float64{1}, Y: []float64{1}}}, LineOptions{})
	must(t, err)
	if text, err := cloud.Runs(); text != nil || err != nil {
		t.Errorf("a line has runs: %s, %v", text, err)
	}
}

// With results it shows what runs recorded; the option is the same.
func TestWithRuns(t *testing.T) {
	r := recorded(t)
	m := study.Metric{Task: "five"}
	points, err := r.Points(m)
	must(t, err)
	plain, err := Curves(points, CurvesOptions{})
	must(t, err)
	f, err := plain.WithRuns(r, RunsOptions{Metric: m})
	must(t, err)
	before, _ := plain.Option()
	if after, _ := f.Option(); !bytes.Equal(before, after) {
		t.Error("the runs changed the option")
	}
	b, size := behindFigure(t, f)
	if size > defaultBytes {
		t.Errorf("%d bytes", size)
	}
	got := b.Sizes[0]
	if want := `repeat|seed|five, ridge: error %|three\x1b[31m<b>, ridge: error %|seconds|run`; strings.Join(got.Head, "|") != want {
		t.Errorf("head %q, want %q", strings.Join(got.Head, "|"), want)
	}
	if row := got.Rows[0]; len(got.Rows) != 2 || row[4] != "2.5" || len(row[5]) != 8 || row[1] == "" {
		t.Errorf("rows %q", got.Rows)
	}
	notes := strings.Join(got.Notes, "\n")
	for _, want := range []string{"Computed on a processor.", "Classes of the first run: ", "Most frequent mistakes: ", "(6 of 6)"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %q in %s", want, notes)
		}
	}
	if len(got.Lines) != 2 || len(got.Lines[0].At) != 2*24 || got.Lines[0].At[46] != 100 || got.Lines[0].At[47] != 0.03 {
		t.Errorf("lines %v", got.Lines)
	}
	address, encoded, _ := strings.Cut(string(got.Sheet), ",")
	picture, err := base64.StdEncoding.DecodeString(encoded)
	must(t, err)
	if config, kind, err := image.DecodeConfig(bytes.NewReader(picture)); err != nil || address != "data:image/"+kind+";base64" || config.Width < 80 {
		t.Errorf("%s: %+v, %v", address, config, err)
	}
	if !strings.HasPrefix(got.About, "Images of repeat 0, a row for each class: ") {
		t.Errorf("about %q", got.About)
	}
	without, err := plain.WithRuns(r, RunsOptions{Metric: m, WithoutImages: true})
	must(t, err)
	if b, _ := behindFigure(t, without); b.Sizes[0].Sheet != "" || len(b.Sizes[0].Rows) != 2 {
		t.Errorf("images that were not asked for: %.80s", b.Sizes[0].Sheet)
	}
}

// What has no room is left out, images first, and each size says what it lacks.
func TestRunsAreBounded(t *testing.T) {
	r := recorded(t)
	m := study.Metric{Task: "five"}
	points, err := r.Points(m)
	must(t, err)
	plain, err := Curves(points, CurvesOptions{})
	must(t, err)
	f, err := plain.WithRuns(r, RunsOptions{Metric: m, Bytes: smallestBytes})
	must(t, err)
	b, size := behindFigure(t, f)
	if size > smallestBytes {
		t.Errorf("%d bytes, allowed are %d", size, smallestBytes)
	}
	last := b.Sizes[len(b.Sizes)-1]
	if len(last.Rows) == 0 || last.Sheet != "" || !strings.HasPrefix(last.Notes[len(last.Notes)-1], "Left out, as the notebook would become too large: ") {
		t.Errorf("%+v", last)
	}
}

func TestWithRunsRefuses(t *testing.T) {
	r := recorded(t)
	m := study.Metric{Task: "five"}
	points, err := r.Points(m)
	must(t, err)
	curves, err := Curves(points, CurvesOptions{})
	must(t, err)
	line, err := Line([]LineSeries{{Name: "a", X: []float64{1}, Y: []float64{1}}}, LineOptions{})
	must(t, err)
	slider, err := Slider([]Frame{{Label: "1", Figure: line}}, SliderOptions{})
	must(t, err)
	others, err := Curves(measured(t)[:4], CurvesOptions{})
	must(t, err)
	// a table of sizes that the study has, with names of repeats that it has not
	outside, err := estimate.ReadCSV(strings.NewReader("K,n,repeat,error\n16,16,0,0.2\n16,16,1,0.21\n"))
	must(t, err)
	table, err := Curves(outside, CurvesOptions{})
	must(t, err)
	nameless := slices.Clone(points)
	for i := range nameless {
		nameless[i].Run, nameless[i].Task, nameless[i].Probe = "", "", ""
	}
	unnamed, err := Curves(nameless, CurvesOptions{})
	must(t, err)
	for name, c := range map[string]struct {
		f    Figure
		o    RunsOptions
		want error
		says string
	}{
		"no task":      {unnamed, RunsOptions{}, diversity.ErrInvalid, "Metric.Task"},
		"another task": {curves, RunsOptions{Metric: study.Metric{Task: "x"}}, diversity.ErrInvalid, `"x"`},
		"few bytes":    {curves, RunsOptions{Metric: m, Bytes: 9}, diversity.ErrInvalid, "RunsOptions.Bytes = 9"},
		"many bytes":   {curves, RunsOptions{Metric: m, Bytes: 1e9}, diversity.ErrInvalid, "10000..10000000"},
		"a probe":      {curves, RunsOptions{Metric: study.Metric{Probe: "x"}}, diversity.ErrInvalid, `"x"`},
		"no sizes":     {line, RunsOptions{Metric: m}, ErrEmpty, "of a Line with LineSeries.Sizes are"},
		"a slider":     {slider, RunsOptions{Metric: m}, ErrEmpty, "of a Line with LineSeries.Sizes are"},
		"other runs":   {others, RunsOptions{Metric: m}, diversity.ErrInvalid, "18 runs, of which the figure shows none"},
		"a table":      {table, RunsOptions{}, diversity.ErrInvalid, "a table has no runs"},
		"no figure":    {Figure{}, RunsOptions{Metric: m}, ErrEmpty, "no point of this figure"},
	} {
		f, err := c.f.WithRuns(r, c.o)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || f.option != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, none := range []*study.Results{nil, {Study: r.Study}, {}} {
		_, err := curves.WithRuns(none, RunsOptions{})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "results") {
			t.Errorf("%+v: %v", none, err)
		}
	}
}
