package figure

import (
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// policyResults are those of two policies, of which the second has a lower error by one point everywhere.
func policyResults(t *testing.T) *study.Results {
	t.Helper()
	omniglot := pool.Omniglot()
	r := &study.Results{Study: study.Study{
		Name: "policies", Pool: omniglot.Background(), Tasks: []split.Task{split.FewShot(omniglot.Evaluation(), 5, 2)},
		Backbone: backbone.MLP{}, Budgets: []int{256}, Repeats: 3,
		Policies: []study.Policy{{Name: "uniform"}, {Name: "balanced", Choice: split.Balanced{}}},
	}}
	plan, err := r.Study.Plan()
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range plan {
		wrong := 3000 + 100*run.Repeat + 8*run.Size.Classes + 8000/max(1, run.Size.Classes)
		if run.Policy == "balanced" {
			wrong -= 100
		}
		m := study.NewTaskError(study.TaskProbeOf(r.Study.Tasks[0], probe.Ridge{}),
			[]probe.Score{{Wrong: wrong, Tested: 10000}})
		r.Runs = append(r.Runs, study.Result{Run: run, Hash: r.Study.RunHash(run), Measurements: []study.TaskError{m}})
	}
	return r
}

// The pairs differ by a point exactly, though repeats differ among themselves: the interval has no width.
func TestPoliciesSayWhatPairsDifferBy(t *testing.T) {
	f, err := Policies(policyResults(t), study.Metric{}, theory.MinimaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	text := f.Text()
	for _, want := range []string{"uniform\nN ", "balanced\nN ", "256  balanced  1 [1, 1]", "-1.00 [-1.00, -1.00]",
		"K* of balanced is 1 (95% interval 1 to 1) times that of uniform at N = 256"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	r := policyResults(t)
	r.Runs = r.Runs[:3] // a control and the first pair: nothing to compare yet
	if f, err = Policies(r, study.Metric{}, theory.MinimaOptions{}); err != nil || strings.Contains(f.Text(), "In pairs") {
		t.Errorf("a study that has begun: %v, %s", err, f.Text())
	}
	r.Runs = nil
	if _, err = Policies(r, study.Metric{}, theory.MinimaOptions{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("without results: %v", err)
	}
	r.Study.Policies = nil
	if _, err = Policies(r, study.Metric{}, theory.MinimaOptions{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("without policies: %v", err)
	}
}
