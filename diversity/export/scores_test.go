package export

import (
	"bytes"
	"reflect"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

// Scores survive both formats bit by bit, and one that is 0 is not one that is lacking.
func TestScoresInTables(t *testing.T) {
	r := results(2)
	none, third := 0., 1./3
	for i := range r.Runs {
		for j := range r.Runs[i].Measurements {
			r.Runs[i].Measurements[j].Scores = probe.Scores{diversity.ScoreTop5Error: &none, diversity.ScoreMacroF1: &third,
				diversity.ScoreCalibration: nil}
		}
	}
	want := Rows(r)
	if first := want[0]; *first.Top5Error != 0 || *first.MacroF1 != third || first.Calibration != nil {
		t.Fatalf("%+v", first)
	}
	var asCSV, asParquet bytes.Buffer
	if err := CSV(&asCSV, r); err != nil {
		t.Fatal(err)
	}
	if err := Parquet(&asParquet, r); err != nil {
		t.Fatal(err)
	}
	fromCSV, err := ReadCSV(&asCSV)
	if err != nil || !reflect.DeepEqual(fromCSV, want) {
		t.Errorf("CSV: %v", err)
	}
	fromParquet, err := readParquet(asParquet.Bytes())
	if err != nil || !reflect.DeepEqual(fromParquet, want) {
		t.Errorf("Parquet: %v", err)
	}
	m := study.Metric{Task: r.Study.Tasks[1].Name, Probe: "ridge", Score: diversity.ScoreMacroF1}
	points, err := Points(want, m)
	if err != nil || len(points) == 0 || points[0].Shown() != 1-(1-third) || points[0].Score != m.Score {
		t.Errorf("%+v (%v)", points, err)
	}
	m.Score = diversity.ScoreClassAccuracy
	_, err = Points(want, m)
	errtest.Want(t, err, study.ErrMissing, "the table has no mean per-class accuracy of run", `Study.Score "class-accuracy"`)
	two := 2.
	bad := valid()
	bad.MacroF1 = &two
	errtest.Want(t, bad.Validate(), diversity.ErrInvalid, "macro_f1 = 2")
}
