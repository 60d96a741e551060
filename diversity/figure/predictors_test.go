package figure

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/estimate"
)

func ranked(name diagnose.Name, budget int, rank float64) diagnose.Predictor {
	e := estimate.Estimate{Value: rank, Interval: estimate.Interval{Low: rank - 0.1, High: rank + 0.1, Level: 0.95}}
	return diagnose.Predictor{Name: name, Budget: budget, Sizes: 7, Runs: 35, Rank: e}
}

func TestPredictorsAreOrderedByStrength(t *testing.T) {
	f, err := Predictors([]diagnose.Predictor{
		ranked(diagnose.CDNV, 0, 0.5), ranked(diagnose.CDNV, 512, 0.4), ranked(diagnose.CDNV, 1024, 0.6),
		ranked(diagnose.NC1, 0, math.NaN()), ranked(diagnose.RankMe, 0, -0.9), ranked(diagnose.RankMe, 512, -0.9)})
	must(t, err)
	p := parse(t, f)
	got := p.Series[0].numbers()
	if len(got) != 2 || got[0][0] != -0.9 || got[0][1] != 0 || got[1][0] != 0.5 || got[1][1] != 1 {
		t.Errorf("dots %v", got)
	}
	if got := p.Series[2].numbers(); len(got) != 3 || got[0][0] != 0.4 || got[0][1] != 1 || got[2][1] != 0 {
		t.Errorf("budgets %v", got)
	}
	if !strings.Contains(f.Caption, "mean over all budgets") || !strings.Contains(f.Caption, "Left out for want of a correlation: 1.") {
		t.Errorf("caption %q", f.Caption)
	}
	if text := f.Text(); !strings.Contains(text, "-0.90") || !strings.Contains(text, "0.30 .. 0.50") || !strings.Contains(text, "nc1") {
		t.Errorf("%s", text)
	}
	_, err = Predictors([]diagnose.Predictor{ranked(diagnose.NC1, 0, math.NaN())})
	if !errors.Is(err, ErrEmpty) {
		t.Errorf("error %v", err)
	}
	single, err := Predictors([]diagnose.Predictor{ranked(diagnose.NC1, 512, 0.3)})
	must(t, err)
	if !strings.Contains(single.Caption, "of the budget N = 512") {
		t.Errorf("caption %q", single.Caption)
	}
}
