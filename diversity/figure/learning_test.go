package figure

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

func trained(size diversity.Size, repeat int, losses ...float64) study.Result {
	r := study.Result{Run: study.Run{Size: size, Repeat: repeat}}
	for i, loss := range losses {
		r.Curve = append(r.Curve, recipe.CurvePoint{Step: 10 * (i + 1), Loss: loss, Accuracy: 1 - loss/10})
	}
	return r
}

var (
	few  = diversity.Size{Classes: 4, PerClass: 80}
	many = diversity.Size{Classes: 80, PerClass: 4}
	more = diversity.Size{Classes: 80, PerClass: 8}
)

func learningResults() []study.Result {
	return []study.Result{
		trained(more, 0, 9, 8, 7), trained(many, 0, 4, 3), trained(many, 1, 2, 1, 0.5), trained(few, 0, 1, 0.5),
		{Run: study.Run{Control: true}},
	}
}

func TestLearningAveragesRepeatsBySize(t *testing.T) {
	f, err := Learning(learningResults(), LearningOptions{})
	must(t, err)
	p := parse(t, f)
	if len(p.Legend.Data) != 3 || p.Legend.Data[0].Name != few.String() || p.Legend.Data[2].Name != more.String() {
		t.Errorf("legend %v", p.Legend.Data)
	}
	if p.XAxis[0].Name != "updates" || p.YAxis[0].Name != "training loss (nats)" {
		t.Errorf("axes %q and %q", p.XAxis[0].Name, p.YAxis[0].Name)
	}
	lines := p.of("line", many.String()) // the band, and the mean over it
	if len(lines) != 2 || len(lines[1].Data) != 2 {
		t.Fatalf("%d lines, the last %v, want 2 points: one repeat ends there", len(lines), lines)
	}
	line := lines[1].numbers()
	near(t, "update", line[1][0], 20, 0)
	near(t, "mean loss", line[1][1], 2, 1e-9)
	if !strings.Contains(f.Caption, "1 to 2 repeats") || !strings.Contains(f.Text(), "640  80  8   30       7.0000  -") {
		t.Errorf("text %s", f.Text())
	}
}

func TestLearningInEpochsAndAccuracyOfChosenSizes(t *testing.T) {
	f, err := Learning(learningResults(),
		LearningOptions{X: Epochs, Y: Accuracy, Batch: 32, Sizes: []diversity.Size{more, few}})
	must(t, err)
	p := parse(t, f)
	if len(p.Legend.Data) != 2 || p.Legend.Data[0].Name != more.String() || p.XAxis[0].Name != "epochs" ||
		!strings.Contains(p.YAxis[0].Name, "accuracy") {
		t.Errorf("legend %v, axes %q and %q", p.Legend.Data, p.XAxis[0].Name, p.YAxis[0].Name)
	}
	last := p.of("line", more.String())[0].numbers()[2]
	near(t, "epochs", last[0], 30*32./640, 1e-9)
	near(t, "accuracy", last[1], 30, 1e-9)
}

// Student's t with 2 degrees of freedom is 4.302653: of 1, 2, 4 the mean is 7/3 and its standard error 0.8819171. The
// band is cut at 0, where the axis ends, and has the name of its line, so that the legend switches both.
func TestLearningShowsIntervals(t *testing.T) {
	runs := []study.Result{trained(many, 0, 1, 3), trained(many, 1, 2, 3), trained(many, 2, 4, 3), trained(few, 0, 5, 5)}
	f, err := Learning(runs, LearningOptions{})
	must(t, err)
	p := parse(t, f)
	lines := p.of("line", many.String())
	if len(lines) != 2 || lines[0].AreaStyle == nil || lines[1].AreaStyle != nil || len(p.of("line", few.String())) != 1 {
		t.Fatalf("want a band for the repeated size alone: %+v", p.Series)
	}
	band := lines[0].numbers()
	for i, want := range [][]float64{{10, 7./3 + 4.302653*0.8819171}, {20, 3}, {20, 3}, {10, 7./3 - 4.302653*0.8819171},
		{10, 7./3 + 4.302653*0.8819171}} {
		near(t, "place", band[i][0], want[0], 0)
		near(t, "end", band[i][1], want[1], 1e-3)
	}
	if tip := lines[1].Data[0].([]any)[2]; tip != "2.33 (-1.46 to 6.13)" {
		t.Errorf("tooltip %q", tip)
	}
	if axis := yAxisOf(t, f); axis["min"] != 0. || axis["max"] != nil {
		t.Errorf("axis from %v to %v", axis["min"], axis["max"])
	}
	if !strings.HasSuffix(f.Caption,
		" Bands: the 95% interval of the mean by Student's t over the repeats, cut at 0; a size with a single one has none.") {
		t.Errorf("caption %q", f.Caption)
	}
	if text := strings.Join(strings.Fields(f.Text()), " "); !strings.Contains(text,
		"20 3.0000 3.0000 .. 3.0000 70.0 70.0 .. 70.0 3 ") {
		t.Errorf("text %s", text)
	}
}

// The tooltip names a number of updates without a fraction.
func TestLearningNamesWholeUpdates(t *testing.T) {
	for x, whole := range map[string]bool{Updates: true, Epochs: false} {
		f, err := Learning(learningResults(), LearningOptions{X: x})
		must(t, err)
		option, err := f.Option()
		must(t, err)
		if strings.Contains(string(option),
			`"axisPointer":{"label":{"formatter":"updates: {value}","precision":0}}`) != whole {
			t.Errorf("%s: whole numbers: %v", x, !whole)
		}
	}
}

func yAxisOf(t *testing.T, f Figure) map[string]any {
	t.Helper()
	option, err := f.Option()
	must(t, err)
	var p struct{ YAxis []map[string]any }
	must(t, json.Unmarshal(option, &p))
	return p.YAxis[0]
}

func TestLearningCutsAccuracyAtAHundred(t *testing.T) {
	for _, c := range []struct {
		losses   [2]float64
		min, max any
		says     string
	}{
		{[2]float64{1, 2}, nil, 100., "over the repeats, cut at 100%."}, // 85 with half a width of 63.5
		{[2]float64{1, 8}, 0., 100., "over the repeats, cut at 0 and 100%."},
		{[2]float64{5, 5}, nil, nil, "over the repeats."},
	} {
		f, err := Learning([]study.Result{trained(many, 0, c.losses[0], 5), trained(many, 1, c.losses[1], 5)},
			LearningOptions{Y: Accuracy})
		must(t, err)
		if axis := yAxisOf(t, f); axis["min"] != c.min || axis["max"] != c.max || !strings.HasSuffix(f.Caption, c.says) {
			t.Errorf("%v: axis from %v to %v, caption %q", c.losses, axis["min"], axis["max"], f.Caption)
		}
	}
}

func TestLearningOfSinglePointsAndSingleRuns(t *testing.T) {
	f, err := Learning([]study.Result{trained(many, 0, 1), trained(many, 1, 2)}, LearningOptions{})
	must(t, err)
	if lines := parse(t, f).of("line", many.String()); len(lines) != 2 || len(lines[0].Data) != 3 ||
		lines[0].AreaStyle != nil {
		t.Errorf("want a bar of two ends and a gap: %+v", lines)
	}
	f, err = Learning([]study.Result{trained(many, 0, 1, 2), trained(few, 0, 2, 1)}, LearningOptions{})
	must(t, err)
	if p := parse(t, f); len(p.Series) != 2 ||
		!strings.HasSuffix(f.Caption, " Without a second repeat no interval is known.") {
		t.Errorf("%d series, caption %q", len(p.Series), f.Caption)
	}
}

func TestLearningRejectsWhatItCannotShow(t *testing.T) {
	for field, o := range map[string]LearningOptions{
		"LearningOptions.X": {X: "hours"}, "LearningOptions.Y": {Y: "rate"}, "LearningOptions.Batch": {Batch: -1},
		"len(LearningOptions.Sizes)": {Sizes: make([]diversity.Size, 13)},
	} {
		if _, err := Learning(learningResults(), o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	var all []study.Result
	for k := range 13 {
		all = append(all, trained(diversity.Size{Classes: k + 2, PerClass: 4}, 0, 1))
	}
	if _, err := Learning(all, LearningOptions{}); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "LearningOptions.Sizes") {
		t.Errorf("13 sizes: %v", err)
	}
	if _, err := Learning(learningResults(),
		LearningOptions{Sizes: []diversity.Size{{Classes: 7, PerClass: 7}}}); !errors.Is(err, ErrEmpty) {
		t.Errorf("a size without runs: %v", err)
	}
}

func TestLearningNamesSizesWithoutRuns(t *testing.T) {
	f, err := Learning(learningResults(), LearningOptions{Sizes: []diversity.Size{few, {Classes: 5, PerClass: 6}}})
	must(t, err)
	if !strings.HasSuffix(f.Caption, " No run has the size K=5 n=6.") {
		t.Errorf("caption %q", f.Caption)
	}
	all, err := Learning(learningResults(), LearningOptions{})
	must(t, err)
	if strings.Contains(all.Caption, "No run") {
		t.Errorf("caption %q", all.Caption)
	}
}
