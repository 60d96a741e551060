package study

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/probe"
)

// diagnosed adds scores and diagnostics to a result.
func diagnosed(s Study, r Result, similarities ...float32) Result {
	value := 1. / 3
	for i := range r.Measurements {
		r.Measurements[i].Scores = probe.Scores{diversity.ScoreMacroF1: &value, diversity.ScoreCalibration: nil}
	}
	if similarities == nil {
		similarities = []float32{1, 2, 3, 4, 5, -6e-7}
	}
	r.Diagnostics = &Diagnostics{Tasks: map[string]diagnose.Values{}, Similarities: similarities,
		Compared: s.taskKeys()[0].Hash}
	for _, task := range s.taskKeys() {
		r.Diagnostics.Tasks[task.Hash] = diagnose.Values{diagnose.TaskCDNV: 0.5, diagnose.Distance: 1e-9}
	}
	if !r.Run.Control {
		r.Diagnostics.Pretraining = diagnose.Values{diagnose.RankMe: 12.25, diagnose.LogSpectral: -3}
	}
	r.Timings.Diagnose = 0.125
	return r
}

// What is written is read the fast way, to the same; whatever else the text may be is read as encoding/json reads it.
func TestFastResultReadsDiagnostics(t *testing.T) {
	s := small()
	random := diversity.Stream(1, "mutations")
	taken := 0
	for _, run := range mustPlan(t, s) {
		want := realistic(s, run)
		want.Format, want.Hash, want.Run = Format, s.RunHash(run), run
		want = diagnosed(s, want)
		want.Timings.Diagnose, want.Timings.Wait = 0.5, 0.25
		text := lines(t, want)
		var got Result
		if !fastResult(text, &got) || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nwas read as\n%+v", text, got)
		}
		for range 300 {
			changed := slices.Clone(text)
			changed[len(changed)-1-random.IntN(600)] = `{}[]",:0123456789.eE-nul`[random.IntN(24)]
			var fast, slow Result
			if !fastResult(changed, &fast) {
				continue
			}
			taken++
			if err := json.Unmarshal(changed, &slow); err != nil || !reflect.DeepEqual(fast, slow) {
				t.Fatalf("%s\nread as\n%+v\nwant (%v)\n%+v", changed, fast, err, slow)
			}
		}
	}
	if taken < 100 {
		t.Errorf("%d changed texts were read the fast way", taken)
	}
}

func TestDiagnosticsOfAStudy(t *testing.T) {
	s := small()
	plan := mustPlan(t, s)
	results := &Results{Study: s}
	for i, run := range plan {
		r := stubResult(s, run)
		r.Run, r.Hash = run, s.RunHash(run)
		similarities := []float32{1, 2, 3, 4, 5, 7}
		if i%2 == 1 {
			similarities = []float32{2, 4, 6, 8, 10, 14} // the same but for their scale
		}
		results.Runs = append(results.Runs, diagnosed(s, r, similarities...))
	}
	points, err := results.Diagnostics(Metric{Probe: "ridge"})
	if err != nil || len(points) != 12 {
		t.Fatal(len(points), err)
	}
	for _, p := range points {
		if p.Values[diagnose.RankMe] != 12.25 || p.Values[diagnose.TaskCDNV] != 0.5 ||
			math.Abs(p.Values[diagnose.Agreement]-1) > 1e-9 {
			t.Errorf("%+v", p)
		}
	}
	// The values of a point are its own: nothing of the results changes with them.
	points[0].Values[diagnose.RankMe] = 0
	if again, _ := results.Diagnostics(Metric{Probe: "ridge"}); again[0].Values[diagnose.RankMe] != 12.25 {
		t.Error("a point shares memory with the results")
	}
	results.Runs[3].Diagnostics = nil
	_, err = results.Diagnostics(Metric{Probe: "ridge"})
	errtest.Want(t, err, ErrMissing, "diagnostics of 1 run: set Study.Diagnostics")
	s.Diagnostics = true
	if got := s.Requirements().Lacking(results.Runs[3]); len(got) != 1 || got[0] != `diagnostics of task "5-way 2-shot"` {
		t.Errorf("lacking %q", got)
	}
	if got := s.Requirements().Lacking(results.Runs[4]); got != nil {
		t.Errorf("lacking %q", got)
	}
}

func TestHostileDiagnostics(t *testing.T) {
	s := small()
	good := diagnosed(s, stubResult(s, Run{}))
	good.Run = s.ControlAt(0)
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	good.Diagnostics.Tasks["x"] = diagnose.Values{"beauty": 1}
	errtest.Want(t, good.Validate(), diversity.ErrInvalid, `Result.Diagnostics.Tasks["x"]["beauty"] = 1`)
	for _, text := range []string{`{"tasks":{},"similarities":"AAAA"}`, `{"tasks":{},"similarities":"AACAfwAAgH8AAIB/AACAfwAAgH8AAIB/"}`,
		`{"tasks":{},"similarities":"!"}`} {
		var d Diagnostics
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s was read as %+v", text, d)
		}
	}
	// An earlier version's result of the same run loses nothing.
	fresh := stubResult(s, Run{})
	if merged := fresh.merged(good); merged.Diagnostics == nil {
		t.Error("diagnostics are lost where a result is published anew")
	}
}
