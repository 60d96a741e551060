package show

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/report"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/cell/protocol"
)

// shifted are results of a small study in which every error is higher by some wrong answers of 10,000.
func shifted(t *testing.T, name string, wrong int) *study.Results {
	t.Helper()
	omniglot := pool.Omniglot()
	r := &study.Results{Study: study.Study{Name: name, Pool: omniglot.Background(), Backbone: backbone.MLP{},
		Tasks: []split.Task{split.FewShot(omniglot.Evaluation(), 5, 2)}, Budgets: []int{256}, Repeats: 3}}
	plan, err := r.Study.Plan()
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range plan {
		if run.Size == (diversity.Size{}) {
			continue
		}
		scores := []probe.Score{{Wrong: 3000 + 100*run.Repeat + 8*run.Size.Classes + wrong, Tested: 10000}}
		r.Runs = append(r.Runs, study.Result{Run: run, Hash: r.Study.RunHash(run), Measurements: []study.TaskError{
			study.NewTaskError(study.TaskProbeOf(r.Study.Tasks[0], probe.Ridge{}), scores)}})
	}
	return r
}

// TestCompareShowsSentenceTableAndFigure of studies whose errors differ by 1.5 points.
func TestCompareShowsSentenceTableAndFigure(t *testing.T) {
	s := record(true)
	s.compare(shifted(t, "plain", 0), shifted(t, "augmented", 150), report.CompareOptions{})
	if len(s.sent) != 2 || s.log.Len() > 0 {
		t.Fatalf("%d displays: %s", len(s.sent), s.log.String())
	}
	for _, want := range []string{"augmented against plain", "1.50 [1.50, 1.50]", "The data do not show that K* moves"} {
		if text := s.sent[0].Data[protocol.Plain].(string); !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	tables, drawn := s.sent[0].Data, s.sent[1].Data
	if tables[protocol.HTML] == nil || drawn[protocol.Figure] == nil || drawn[protocol.SVG] == nil {
		t.Error("the tables have no HTML, or the figure no pictures")
	}
	checkRunsOfBoth(t, drawn[protocol.Runs])
	s = record(false)
	other := shifted(t, "other", 0)
	other.Study.Pool = other.Study.Pool.Rotations(4)
	s.compare(shifted(t, "plain", 0), other, report.CompareOptions{})
	if s.out.Len() > 0 || !strings.Contains(s.log.String(), "show.Compare: not shown: the second study's Pool") {
		t.Errorf("%s%s", s.out.String(), s.log.String())
	}
}

// checkRunsOfBoth demands that each point leads to the runs of both studies, with what they recorded.
func checkRunsOfBoth(t *testing.T, data any) {
	t.Helper()
	var behind struct {
		Points [][]int
		Sizes  []struct {
			Group string
			Head  []string
			Rows  [][]string
		}
	}
	text, _ := data.(string)
	if err := json.Unmarshal([]byte(text), &behind); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if len(behind.Points) != len(behind.Sizes) || len(behind.Points) == 0 {
		t.Fatalf("%d points of %d sizes", len(behind.Points), len(behind.Sizes))
	}
	for i := 0; i < len(behind.Points); i += 2 {
		a, b := behind.Points[i], behind.Points[i+1]
		first, second := behind.Sizes[a[2]], behind.Sizes[b[2]]
		if !slices.Equal(a[:2], b[:2]) || first.Group != "plain" || second.Group != "augmented" || len(second.Rows) != 3 ||
			!slices.Contains(first.Head, "seconds") || !slices.Contains(second.Head, "seconds") {
			t.Errorf("%v, %v: %+v, %+v", a, b, first, second)
		}
	}
}

// TestCompareOfAStudyWithItself has differences of 0, on an axis that says so.
func TestCompareOfAStudyWithItself(t *testing.T) {
	s := record(true)
	s.compare(shifted(t, "plain", 0), shifted(t, "plain", 0), report.CompareOptions{})
	if len(s.sent) != 2 || s.log.Len() > 0 {
		t.Fatalf("%d displays: %s", len(s.sent), s.log.String())
	}
	var option struct{ YAxis []struct{ Min, Max float64 } }
	text, _ := s.sent[1].Data[protocol.Figure].(string)
	err := json.Unmarshal([]byte(text), &option)
	if err != nil || len(option.YAxis) != 1 || option.YAxis[0].Min != -1 || option.YAxis[0].Max != 1 {
		t.Errorf("%v: %+v", err, option)
	}
	for _, sent := range s.sent {
		if text, _ := sent.Data[protocol.Plain].(string); strings.Contains(text, "-0") {
			t.Errorf("a zero with a sign in\n%s", text)
		}
	}
}
