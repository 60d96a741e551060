package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/study"
)

// Of reports on the results of a study: of the task and the probe that the metric names, or of its only ones. What is
// asked is about images yet to be labelled: of at least two classes and at most as many as the study's pool has, but of
// as many images of each as are wanted. Errors are those of [study.Results.Points] and of [OfTable].
func Of(ctx context.Context, results *study.Results, m study.Metric, o Options) (Report, error) {
	t := Table{Name: results.Study.Name, Warnings: unfinished(results)}
	var err error
	if t.Points, err = results.Points(m); err != nil {
		return Report{}, err
	}
	if len(t.Points) == 0 {
		return Report{}, fmt.Errorf("%w: study %s has no finished run", diversity.ErrTooFew, diversity.Printable(results.Study.Name))
	}
	if t.Controls, err = results.ControlPoints(m); err != nil {
		return Report{}, err
	}
	var controls Report
	if err := controls.setControl(t.Controls); err != nil {
		return Report{}, err
	}
	o.Ceiling, o.Seed = cmp.Or(o.Ceiling, ceilingOf(controls.Control)), cmp.Or(o.Seed, results.Study.Seed)
	o.Budget = cmp.Or(o.Budget, budgetFactor*largestBudget(t.Points))
	if o.Limits == (diversity.Limits{}) {
		o.Limits = diversity.Limits{Classes: results.Study.Pool.Classes(), PerClass: max(1, o.Budget/2)}
	}
	r, err := OfTable(ctx, t, o)
	if err != nil {
		return Report{}, err
	}
	if r.Details, err = results.Details(m); err != nil {
		return Report{}, err
	}
	r.Cost = costOf(results)
	r.Cite = append(r.Cite, citation(results))
	return r, nil
}

func largestBudget(points []diversity.Measurement) (largest int) {
	for _, p := range points {
		largest = max(largest, p.Size.Total())
	}
	return largest
}

// unfinished says what of the plan the report does not rest on.
func unfinished(r *study.Results) (sentences []string) {
	total := len(r.Runs) + len(r.Missing) + len(r.Failures)
	if n := len(r.Missing); n > 0 {
		sentences = append(sentences, fmt.Sprintf("%d of %s of the plan are not finished.", n, display.Count(total, "run")))
	}
	if n := len(r.Failures); n > 0 {
		sentences = append(sentences, fmt.Sprintf("%d of %s failed.", n, display.Count(total, "run")))
	}
	if n := len(r.Damaged); n > 0 {
		sentences = append(sentences, fmt.Sprintf("%s found damaged and left out.", display.Count(n, "file")))
	}
	return sentences
}

// Cost is what the runs of a report took.
type Cost struct {
	Runs    int      // finished, controls among them; 0 = not known
	Minutes float64  // of one worker (a core or a GPU), by the runs' own timings
	Devices []string // what computed them
}

// costOf adds up the timings of all finished runs.
func costOf(r *study.Results) Cost {
	c := Cost{Runs: len(r.Runs)}
	devices := map[string]bool{}
	for _, run := range r.Runs {
		c.Minutes += run.Timings.Total() / 60
		if run.Device != "" {
			devices[run.Device] = true
		}
	}
	c.Devices = slices.Sorted(maps.Keys(devices))
	return c
}

// String reads "63 runs: 41.5 minutes of one worker (cpu)", or "not known: a table has no times".
func (c Cost) String() string {
	if c.Runs == 0 {
		return "not known: a table has no times"
	}
	text := fmt.Sprintf("%s: %.3g minutes of one worker", display.Count(c.Runs, "run"), c.Minutes)
	if len(c.Devices) > 0 {
		text += " (" + diversity.Printable(strings.Join(c.Devices[:min(len(c.Devices), mostListed)], ", ")) + ")"
	}
	return text
}

// Fields are the number of runs, their minutes and what computed them.
func (c Cost) Fields() []display.Field {
	return []display.Field{{Name: "runs", Value: c.Runs}, {Name: "minutes of one worker", Value: display.Number(c.Minutes)},
		{Name: "devices", Value: strings.Join(c.Devices, ", ")}}
}

// citation names the study by its hash, and what computed it.
func citation(r *study.Results) string {
	versions := map[string]string{}
	for _, run := range r.Runs {
		maps.Copy(versions, run.Versions)
	}
	text := "Study " + diversity.Printable(r.Study.Name)
	if hash := r.Hash(); hash != "" {
		text += ", hash " + hash
	}
	text += fmt.Sprintf(", seed %d, %s", r.Study.Seed, display.Count(len(r.Runs), "run"))
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		text += fmt.Sprintf(", %s %s", diversity.Printable(name), diversity.Printable(versions[name]))
	}
	return text + "."
}
