package sizechoice

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory"
)

// Regret show what a predicted size and the rules of thumb beside it are expected to lose.
func Regret(p theory.Prediction) (chart.Parts, error) {
	if err := checkPrediction(p); err != nil {
		return chart.Parts{}, err
	}
	c := barChart{quantity: "expected regret", details: []string{"K", "n", "predicted error %"}}
	for i, choice := range choicesOf(p) {
		c.rows = append(c.rows, barRow{
			name: fmt.Sprintf("%s: %v", choice.name, choice.size), amount: choice.regret, chosen: i == 0,
			details: []any{choice.size.Classes, choice.size.PerClass, chart.OrGap(scale.Percent(choice.err))},
		})
	}
	return chart.Parts{
		Title:   "Expected regret at N = " + scale.Thousands(p.Budget),
		Caption: wording.Sentences(regretCaption(p), c.cutWords()),
		Table:   regretTable(p), Option: c.option(), Height: c.height(),
	}, nil
}

func checkPrediction(p theory.Prediction) error {
	if err := p.Size.Validate(); err != nil {
		return fmt.Errorf("%w: theory.Predict and theory.LawFit.BestAt make predictions",
			diversity.Invalid("Prediction.Size", p.Size, "a size with K and n at least 1"))
	}
	return nil
}

// choice is a way to choose a size.
type choice struct {
	name   string
	size   diversity.Size
	err    float64
	regret estimate.Estimate
}

func choicesOf(p theory.Prediction) []choice {
	choices := []choice{{"predicted", p.Size, p.Error.Value, p.Regret}}
	for _, b := range p.Baselines {
		choices = append(choices, choice{b.Name, b.Size, b.Error, b.Regret})
	}
	return choices
}

// The values of Prediction.Law that are not names of laws.
const (
	surfaceName = "surface"
	averageName = "average"
)

// basis names what a prediction and its errors and regrets come from.
func basis(p theory.Prediction) string {
	switch p.Law {
	case surfaceName:
		return "the law-free surface"
	case averageName:
		return "the average of " + sharesWords(p.Weights)
	}
	return "the " + p.Law + " law"
}

// sharesWords reads "the law-free surface (62%), the tied law (30%) and the untied law (8%)".
func sharesWords(shares []theory.ModelWeight) string {
	var parts []string
	for _, s := range shares {
		if s.Weight < 0.005 { // 0% in words
			continue
		}
		name := "the " + s.Name + " law"
		if s.Name == surfaceName {
			name = "the law-free surface"
		}
		parts = append(parts, fmt.Sprintf("%s (%.0f%%)", name, 100*s.Weight))
	}
	switch len(parts) {
	case 0:
		return "several models"
	case 1:
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// assumption is the sentence about what a prediction assumes.
func assumption(p theory.Prediction) string {
	switch p.Law {
	case surfaceName:
		return "It trusts that the surface is smooth and goes on beyond what was measured as it moved within."
	case averageName:
		return "It trusts that one of these models holds."
	}
	return "All of it trusts the law; see its misfit."
}

// averaging names over what the expectations of a prediction are taken.
func averaging(p theory.Prediction) string {
	switch p.Law {
	case surfaceName:
		return "mean over its draws"
	case averageName:
		return "mean over draws from all of them"
	}
	return "mean over its refits"
}

// amongAll is the sentence about from which sizes the rules of thumb beside a prediction choose; those of a backtest
// have fewer.
const amongAll = "Rules of thumb choose among all sizes of the budget, measured or not; those called constant keep what was best at the largest measured budget."

func regretCaption(p theory.Prediction) string {
	text := fmt.Sprintf("Error that each choice of a size is expected to lose against the best size at N = %s images, by %s: %s.",
		scale.Thousands(p.Budget), basis(p), averaging(p))
	lines := ""
	if i := p.Regret.Interval; i.Known() {
		lines = fmt.Sprintf("Lines: %.0f%% intervals.", 100*i.Level)
	}
	best := fmt.Sprintf("Predicted: %v, with K* = %s.", p.Size, wording.Estimate(p.Classes))
	return wording.Sentences(text, lines, best, amongAll, assumption(p))
}

func regretTable(p theory.Prediction) string {
	rows := [][]string{{"choice", "K", "n", "predicted error %", "expected regret, points",
		wording.IntervalName(p.Regret.Interval)}}
	for _, choice := range choicesOf(p) {
		rows = append(rows, []string{
			choice.name, fmt.Sprint(choice.size.Classes), fmt.Sprint(choice.size.PerClass), wording.Percent(choice.err),
			fmt.Sprintf("%.2f", 100*choice.regret.Value), wording.PointsInterval(choice.regret.Interval),
		})
	}
	return aligned.Rows(rows)
}
