package figure

import (
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

func trained(size diversity.Size, repeat int, losses ...float64) study.Result {
	r := study.Result{Run: study.Run{Size: size, Repeat: repeat}}
	for i, loss := range losses {
		r.Curve = append(r.Curve, study.CurvePoint{Step: 10 * (i + 1), Loss: loss, Accuracy: 1 - loss/10})
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
	line := p.of("line", many.String())[0].numbers()
	if len(line) != 2 {
		t.Fatalf("%d points, want 2: one repeat ends there", len(line))
	}
	near(t, "update", line[1][0], 20, 0)
	near(t, "mean loss", line[1][1], 2, 1e-9)
	if !strings.Contains(f.Caption, "1 to 2 repeats") || !strings.Contains(f.Text(), "640  80  8   30       7.0000") {
		t.Errorf("text %s", f.Text())
	}
}

func TestLearningInEpochsAndAccuracyOfChosenSizes(t *testing.T) {
	f, err := Learning(learningResults(), LearningOptions{X: Epochs, Y: Accuracy, Batch: 32, Sizes: []diversity.Size{more, few}})
	must(t, err)
	p := parse(t, f)
	if len(p.Legend.Data) != 2 || p.Legend.Data[0].Name != more.String() || p.XAxis[0].Name != "epochs" || !strings.Contains(p.YAxis[0].Name, "accuracy") {
		t.Errorf("legend %v, axes %q and %q", p.Legend.Data, p.XAxis[0].Name, p.YAxis[0].Name)
	}
	last := p.of("line", more.String())[0].numbers()[2]
	near(t, "epochs", last[0], 30*32./640, 1e-9)
	near(t, "accuracy", last[1], 30, 1e-9)
}

func TestLearningRejectsWhatItCannotShow(t *testing.T) {
	for field, o := range map[string]LearningOptions{
		"LearningOptions.X": {X: "hours"}, "LearningOptions.Y": {Y: "rate"}, "LearningOptions.Batch": {Batch: -1}, "len(LearningOptions.Sizes)": {Sizes: make([]diversity.Size, 13)},
	} {
		if _, err := Learning(learningResults(), o); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	var all []study.Result
	for k := range 13 {
		all = append(all, trained(diversity.Size{Classes: k + 2, PerClass: 4}, 0, 1))
	}
	if _, err := Learning(all, LearningOptions{}); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "LearningOptions.Sizes") {
		t.Errorf("13 sizes: %v", err)
	}
	if _, err := Learning(learningResults(), LearningOptions{Sizes: []diversity.Size{{Classes: 7, PerClass: 7}}}); !errors.Is(err, ErrEmpty) {
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
