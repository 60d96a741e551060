package verdicts

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/backtest"
)

// Gain is what the predicted size saves at the largest budget against another choice: the error of that choice less the
// error of the predicted size, repeat by repeat, with the interval of the mean by Student's t.
type Gain struct {
	Over   string         // the other choice, or "their mean"
	Size   diversity.Size // that it takes; zero for the mean
	Saved  estimate.Estimate
	Same   bool   // both choose the same size, so that nothing can be saved
	Reason string // why there is none; "" else
}

// Fields are what a table of gains shows.
func (g Gain) Fields() []display.Field {
	size := ""
	if g.Size.Classes > 0 {
		size = g.Size.String()
	}
	saved := g.Reason
	switch {
	case g.Same:
		saved = "the same size"
	case saved == "":
		saved = g.Saved.Points()
	}
	return []display.Field{{Name: "over", Value: g.Over}, {Name: "its size", Value: size}, {Name: "points saved [95%]", Value: saved}}
}

// theirMean is the last gain's name.
const theirMean = "their mean"

// gains compares the predicting rule with each standard choice, and with their mean.
func gains(table backtest.RuleTable, o Options) ([]Gain, error) {
	chosen, known := table.Rule(o.Rule)
	if !known {
		return nil, unknownRule("Options.Rule", o.Rule, table)
	}
	var out []Gain
	var losses [][]float64
	for i, name := range o.Standard {
		other, known := table.Rule(name)
		if !known {
			return nil, unknownRule(fmt.Sprintf("Options.Standard[%d]", i), name, table)
		}
		gain := gainOver(chosen, other)
		if gain.Reason == "" {
			losses = append(losses, other.Loss)
		}
		out = append(out, gain)
	}
	if len(losses) == len(o.Standard) && len(losses) > 1 {
		out = append(out, Gain{Over: theirMean, Saved: saved(chosen.Loss, losses...)})
	}
	return out, nil
}

func gainOver(chosen, other backtest.RuleScore) Gain {
	g := Gain{Over: other.Name, Size: other.Size}
	for _, rule := range []backtest.RuleScore{chosen, other} {
		if !rule.Applied() {
			g.Reason = rule.Name + ": " + rule.Reason
			return g
		}
	}
	g.Same = chosen.Size == other.Size
	g.Saved = saved(chosen.Loss, other.Loss)
	return g
}

// saved is the mean over repeats of the mean loss of some choices less the loss of the chosen one. The losses of a
// repeat have the same rival, which cancels.
func saved(chosen []float64, others ...[]float64) estimate.Estimate {
	differences := make([]float64, len(chosen))
	for i := range chosen {
		for _, other := range others {
			differences[i] += (other[i] - chosen[i]) / float64(len(others))
		}
	}
	return estimate.Mean(differences)
}

func unknownRule(field, name string, table backtest.RuleTable) error {
	var names []string
	for _, row := range table.Rows {
		names = append(names, fmt.Sprintf("%q", row.Name))
	}
	return diversity.Invalid(field, fmt.Sprintf("%q", name), strings.Join(names, ", "))
}

// needed is the error for too few repeats.
func needed(repeats int) error {
	if repeats < 2 {
		return fmt.Errorf("%w: %s with every size, want 2", diversity.ErrTooFew, display.Count(repeats, "repeat"))
	}
	return nil
}
