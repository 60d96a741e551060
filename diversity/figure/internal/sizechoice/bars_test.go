package sizechoice

import (
	"testing"
	"tradeoff/diversity/estimate"
)

// A few rules that lose far more than the others do not squeeze them.
func TestLongBarsAreCut(t *testing.T) {
	of := func(value, low, high float64) estimate.Estimate {
		return estimate.Estimate{Value: value, Interval: estimate.Interval{Low: low, High: high, Level: 0.95}}
	}
	c := barChart{quantity: "regret", rows: []barRow{
		{name: "a", amount: of(0.003, 0, 0.015)}, {name: "b", amount: of(0.006, 0, 0.02)},
		{name: "c", amount: of(0.3, 0.04, 0.53)},
		{name: "d", amount: of(0.02, 0.01, 0.03)}, {name: "e", amount: of(0.006, 0, 0.02)},
	}}
	if ends := c.ends(); ends.Low != 0 || ends.High < 2 || ends.High > 10 {
		t.Errorf("axis %v", ends)
	}
	if !c.isCut(c.rows[2]) || c.isCut(c.rows[3]) || c.cutWords() == "" || len(c.arrows().Data) != 1 {
		t.Error("the long bar should be cut and marked, and no other")
	}
	if got := c.rows[2].number(); got != "30.00 (4.00 to 53.00)" {
		t.Errorf("its number is %s", got)
	}
	c.rows = c.rows[:2]
	if c.cutWords() != "" {
		t.Error("bars of like length are cut")
	}
}
