package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
	answer "tradeoff/diversity/report"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/levels"
	"tradeoff/kernel/internal/draw/document"
)

// levelsFindings are what a table of three levels says.
type levelsFindings struct {
	analysis
	answer.Levels
	pairTests   []levelsPair
	backtested  backtest.LevelsTable
	backtestErr error
}

// levelsPair is the best law against another.
type levelsPair struct {
	first, second levels.Law
	test          levels.PairTest
	err           error
}

// find asks what the answer does not rest on, where it was asked for.
func (f *levelsFindings) find(ctx context.Context, points []levels.Measurement, o answer.LevelsOptions) error {
	if f.pairs {
		if err := f.testPairs(ctx); err != nil {
			return err
		}
	}
	if !f.backtest {
		return nil
	}
	f.backtested, f.backtestErr = backtest.Levels(ctx, points, backtest.LevelsOptions{Prices: o.Spend,
		Tolerance: f.tolerance, Fit: o.Fit})
	if errors.Is(f.backtestErr, diversity.ErrTooFew) {
		return nil
	}
	return f.backtestErr
}

// testPairs tests each law that was fitted against the best one.
func (f *levelsFindings) testPairs(ctx context.Context) error {
	best := f.Model.Laws[0]
	for _, other := range f.Model.Laws[1:] {
		if other.Err != nil {
			continue
		}
		test, err := f.Model.PairwiseTest(ctx, best.Law, other.Law, levels.TestOptions{BootstrapSamples: pairRefits,
			Seed: f.seed})
		if err != nil && !errors.Is(err, diversity.ErrTooFew) && !errors.Is(err, laws.ErrLaw) {
			return err
		}
		f.pairTests = append(f.pairTests, levelsPair{best.Law, other.Law, test, err})
	}
	return ctx.Err()
}

// writeParameters lists the parameters of the laws, where it was asked how they are fitted.
func (f levelsFindings) writeParameters(r *report) {
	if !f.log && f.huber == 0 {
		return
	}
	r.title("The laws fitted to " + f.fittedTo(f.Scale.Nouns().Score, f.Scale.Rises))
	for _, fit := range f.Model.Laws {
		if fit.Err != nil {
			r.item(2, "", fmt.Sprintf("%s: not fitted: %v", fit.Law.Name(), fit.Err))
			continue
		}
		parameters := inScores(fit, f.analysis.scale)
		r.WriteString(fmt.Sprintf("  %s\n", fit.Law.Name()))
		table := display.Rows("", []string{"  parameter", "value", "95%"}, len(parameters), func(i int) []any {
			p := parameters[i]
			return []any{"  " + p.Name, fmt.Sprintf("%.6g", p.Value), rangeText(p.Interval)}
		})
		r.WriteString(document.Text(display.Document{}.Add(table)) + "\n")
		if !fit.Converged {
			r.item(2, "", "The search did not converge.")
		}
	}
}

// inScores are the parameters of a law of scores, or of what is missing of the best one, in the numbers of the table.
func inScores(fit levels.LawFit, scale estimate.Scale) []levels.Parameter {
	step := math.Abs(scale.ScoreOf(1) - scale.ScoreOf(0))
	parameters := append([]levels.Parameter(nil), fit.Parameters...)
	for i := range fit.Law.Coefficients() {
		p := &parameters[i]
		p.Value, p.Interval.Low, p.Interval.High = step*p.Value, step*p.Interval.Low, step*p.Interval.High
	}
	return parameters
}

// writePairs says of each pair which law the data favour, or how many runs would tell.
func (f levelsFindings) writePairs(r *report) {
	if f.pairTests == nil {
		return
	}
	r.title("The best law against each other one")
	for _, p := range f.pairTests {
		r.item(2, "", p.sentence())
	}
}

func (p levelsPair) sentence() string {
	if p.err != nil {
		return fmt.Sprintf("The %s law and the %s law: %v.", p.first.Name(), p.second.Name(), p.err)
	}
	return p.test.String()
}

func (p levelsPair) json() jsonPair {
	j := jsonPair{First: p.first.Name(), Second: p.second.Name()}
	if p.err != nil {
		j.Error = p.err.Error()
		return j
	}
	j.First, j.Second = p.test.First.Name(), p.test.Second.Name()
	j.Nested, j.PValue, j.Runs, j.Needed = p.test.Nested, finite(p.test.PValue), p.test.Runs, finite(p.test.Needed)
	j.Sentence = p.test.String()
	if better := p.test.Better(); better != nil {
		j.Better = better.Name()
	}
	return j
}

// writeBacktest says of every budget what was foretold of it by the cheaper ones, and what every rule would have lost
// at the largest.
func (f levelsFindings) writeBacktest(r *report) {
	if !f.backtest {
		return
	}
	w, t := newWords(f.Scale), f.backtested
	r.title("Every budget foretold from the cheaper ones")
	if f.backtestErr != nil {
		r.paragraph("None can be foretold: %v.", f.backtestErr)
		return
	}
	table := study.Table{Header: []string{"  from", "for", "K", "m", "n", "foretold", "measured", "held", "at sizes",
		"lost, " + w.gapUnit(), "expected"}}
	for _, row := range t.Rows {
		table.Rows = append(table.Rows, append(append([]string{"  " + estimate.Count(row.Origin), estimate.Count(row.Target)},
			countsOf(row.Size)...), w.scored(row.Predicted), w.scored(estimate.Estimate{Value: row.Measured.Value}),
			yesOrNo(row.Held), fmt.Sprintf("%d of %d", row.SizesHeld, row.Sizes), w.gapOrDash(row.Lost),
			w.gapOrDash(estimate.Estimate{Value: row.Expected.Value})))
	}
	r.WriteString(table.String())
	r.item(2, "", fmt.Sprintf("From the cheapest sizes up to one cost, %s: %s. An interval foretold is that of the mean %s of as many runs as the size has. Lost is against the best size by other runs, expected what the laws themselves expect to lose.",
		f.costs(), t.Summary(), w.score()))
	f.writeRules(r, w)
}

// writeRules says what every rule would have lost.
func (f levelsFindings) writeRules(r *report, w words) {
	t := f.backtested
	if t.RulesReason != nil {
		r.title("Every rule tried on the largest budget")
		r.paragraph("None can be tried: %v.", t.RulesReason)
		return
	}
	r.title("Every rule tried on " + estimate.Count(t.RulesTarget))
	table := study.Table{Header: []string{"  rule", "K", "m", "n", "lost, " + w.gapUnit(), "expected to lose"}}
	for _, rule := range t.Rules {
		size := []string{"-", "-", "-"}
		if rule.Reason == nil {
			size = countsOf(rule.Size)
		}
		table.Rows = append(table.Rows, append(append([]string{"  " + f.Levels.InWords(rule.Name)}, size...),
			w.gapOrDash(rule.Lost), w.gapOrDash(estimate.Estimate{Value: rule.Expected.Value})))
	}
	r.WriteString(table.String())
	r.item(2, "", "The largest budget with several sizes. Each rule saw the cheaper sizes. A dash: it cannot be applied, is not known, or expects nothing.")
}

// costs is in what costs are counted.
func (f levelsFindings) costs() string {
	if f.Spend.PerGroup+f.Spend.PerSource+f.Spend.PerItem == 0 {
		return "the number of " + f.Scale.Nouns().Items + " in all"
	}
	return "by the prices"
}

func countsOf(s levels.Size) []string {
	return []string{estimate.Count(s.Groups), estimate.Count(s.Sources), estimate.Count(s.Items)}
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// backtestJSON adds what was foretold and tried.
func (f levelsFindings) backtestJSON(j *levelsJSON, w words) {
	switch {
	case f.backtestErr != nil:
		j.NoBacktest = f.backtestErr.Error()
	case f.backtested.RulesReason != nil:
		j.NoBacktest = f.backtested.RulesReason.Error()
	}
	for _, row := range f.backtested.Rows {
		j.Origins = append(j.Origins, levelsOriginJSON{row.Origin, row.Target, levelsSizeOf(row.Size),
			jsonOf(w.Estimate(row.Predicted)), jsonOf(w.Estimate(row.Measured)), row.Held, row.Sizes, row.SizesHeld,
			w.lost(row.Lost), w.lost(row.Expected)})
	}
	for _, rule := range f.backtested.Rules {
		r := levelsRuleJSON{Name: rule.Name}
		if rule.Reason != nil {
			r.Why = rule.Reason.Error()
		} else {
			size, lost := levelsSizeOf(rule.Size), w.lost(rule.Lost)
			r.Size, r.Lost = &size, &lost
		}
		j.Backtest = append(j.Backtest, r)
	}
}
