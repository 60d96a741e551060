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
	"tradeoff/diversity/theory"
	"tradeoff/kernel/internal/draw/document"
)

// readingFit is a law fitted to the scores themselves, or why it could not be.
type readingFit struct {
	law laws.Law
	fit *theory.ReadingFit
	err error
}

// readingRefits are behind the intervals of such a fit.
const readingRefits = 400

// fitReadings fits laws to scores of which less is better, or to what is missing of the best score, as they stand in
// the table. Without --log and --huber there are none.
func (f *findings) fitReadings(ctx context.Context) ([]readingFit, error) {
	if !f.log && f.huber == 0 {
		return nil, nil
	}
	var readings []theory.Reading
	step := math.Abs(f.ScoreOf(1) - f.ScoreOf(0))
	for _, p := range f.points {
		size, have := f.exact[p.Run]
		if !have {
			size = [2]float64{f.Classes(float64(p.Size.Classes)), f.PerClass(float64(p.Size.PerClass))}
		}
		readings = append(readings, theory.Reading{Classes: size[0], PerClass: size[1], Value: step * p.Error, Run: p.Run})
	}
	fitted := f.laws
	if fitted == nil {
		fitted = []laws.Law{laws.Untied{}}
	}
	var all []readingFit
	for _, law := range fitted {
		fit, err := theory.FitReadings(ctx, readings, law, theory.ReadingOptions{Log: f.log, Huber: f.huber,
			BootstrapSamples: readingRefits, Seed: f.seed})
		if err != nil && !errors.Is(err, diversity.ErrTooFew) && !errors.Is(err, diversity.ErrInvalid) {
			return nil, err
		}
		all = append(all, readingFit{law, fit, err})
	}
	return all, nil
}

// exactSizes are the sizes of runs as they stand in a table, where they were rounded; of a run with several sizes none.
func exactSizes(table estimate.Table) map[string][2]float64 {
	exact, several := map[string][2]float64{}, map[string]bool{}
	for i, size := range table.Exact {
		run := table.Points[i].Run
		if other, have := exact[run]; have && other != size {
			several[run] = true
		}
		exact[run] = size
	}
	for run := range several {
		delete(exact, run)
	}
	return exact
}

// writeReadings lists the parameters.
func (f findings) writeReadings(r *report) {
	if f.readings == nil {
		return
	}
	r.title("The laws fitted to " + f.fittedTo())
	for _, fit := range f.readings {
		if fit.err != nil {
			r.item(2, "", fmt.Sprintf("%s: not fitted: %v", fit.law.Name(), fit.err))
			continue
		}
		r.WriteString(fmt.Sprintf("  %s, objective %.9g over %s\n", fit.law.Name(), fit.fit.Objective,
			display.Count(fit.fit.Readings, "run")))
		table := display.Rows("", []string{"  parameter", "value", "95%"}, len(fit.fit.Parameters), func(i int) []any {
			p := fit.fit.Parameters[i]
			return []any{"  " + p.Name, fmt.Sprintf("%.6g", p.Value), rangeText(p.Interval)}
		})
		r.WriteString(document.Text(display.Document{}.Add(table)) + "\n")
		if !fit.fit.Converged {
			r.item(2, "", "The search did not converge.")
		}
		if f.budget > 0 {
			best := fit.fit.BestClasses(f.budget)
			r.item(2, "", fmt.Sprintf("Its best K for N = %s: %s (%s with 95%% confidence).", estimate.Count(f.budget),
				estimate.Count(best.Value), rangeText(best.Interval)))
		}
	}
}

// fittedTo is what was minimised.
func (f findings) fittedTo() string { return f.analysis.fittedTo(f.score(), f.Rises) }

func (a analysis) fittedTo(score string, rises bool) string {
	text := "the " + score
	if rises {
		text = "what is missing of the best " + score
	}
	if a.log {
		text = "the logarithm of " + text
	}
	if a.huber > 0 {
		return text + fmt.Sprintf(", residuals beyond %v counted linearly", a.huber)
	}
	return text
}

// rangeText is an interval in six digits.
func rangeText(i estimate.Interval) string {
	if !i.Known() {
		return "-"
	}
	return fmt.Sprintf("%.6g to %.6g", i.Low, i.High)
}

func (f findings) jsonFitted(fit readingFit) jsonFitted {
	j := jsonFitted{Name: fit.law.Name(), Log: f.log, Huber: f.huber}
	if fit.err != nil {
		j.Error = fit.err.Error()
		return j
	}
	j.Objective, j.Converged, j.Parameters = finite(fit.fit.Objective), fit.fit.Converged, map[string]jsonEstimate{}
	for _, p := range fit.fit.Parameters {
		j.Parameters[p.Name] = jsonOf(estimate.Estimate{Value: p.Value, Interval: p.Interval})
	}
	if f.budget > 0 {
		best := jsonOf(fit.fit.BestClasses(f.budget))
		j.Best = &best
	}
	return j
}
