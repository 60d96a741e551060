package estimate

import (
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
)

// An accuracy is read as such, and 1 less it is what is fitted; beside an error it is passed over.
func TestTableOfAccuracies(t *testing.T) {
	table, err := ReadTable(strings.NewReader("K,n,Accuracy,control\n4,8,0.75,no\n8,4,1,no\n0,0,0.25,yes\n"))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.25, 0} {
		m := table.Points[i]
		if m.Error != want || m.Shown() != 1-want || m.Score != diversity.ScoreAccuracy {
			t.Errorf("%+v, want an error of %v", m, want)
		}
	}
	if c := table.Controls[0]; c.Error != 0.75 || c.Score != diversity.ScoreAccuracy {
		t.Errorf("control %+v", c)
	}
	summaries, err := Summary(table.Points[:1])
	if err != nil || summaries[0].String() != "75.0" {
		t.Errorf("%v (%v)", summaries, err)
	}
	points, err := ReadCSV(strings.NewReader("K,n,error,accuracy\n4,8,0.2,0.9\n"))
	if err != nil || points[0].Error != 0.2 || points[0].Score != "" {
		t.Errorf("%+v (%v)", points, err)
	}
	_, err = ReadCSV(strings.NewReader("K,n,accuracy\n4,8,75\n"))
	errtest.Want(t, err, ErrTable, "line 2", "accuracy", "a share of right answers in 0..1 (not per cent)")
	_, err = ReadCSV(strings.NewReader("K,n,precision\n4,8,0.5\n"))
	errtest.Want(t, err, ErrTable, "no column error or accuracy")
}
