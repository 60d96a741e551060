package study

import (
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
)

// Detail is what the runs of one size recorded. What was not recorded is empty.
type Detail struct {
	Size   diversity.Size
	Runs   []Result   // in the order of the plan
	Curves []RunCurve // of pre-training, by repeat; at most 8
	Worst  []Mistake  // most frequent first, at most 8; nil unless [Study.Confusions] was set
	Tested int        // images that Worst is counted of, over all runs
	// of the first run's pre-training set, the first 12 in the order of the draw; nil without the images
	Classes []string
}

// Mistake is how often images of one class were taken for another, over all runs of a size.
type Mistake struct {
	Class, TakenFor string
	Count           int // images
	Images          int // of the class, however classified
}

// RunCurve is the training curve of a run, of which at most 40 points are kept, the last among them.
type RunCurve struct {
	Repeat int
	Curve  recipe.Curve
}

// The bounds of a detail.
const (
	mostCurves   = 8
	mostPoints   = 40
	mostMistakes = 8
	mostClasses  = 12
)

// Details are what the pre-trained runs recorded, a size each, in the order of the plan: those of the policy of a
// metric, and mistakes on its task with its probe. The error wraps diversity.ErrInvalid for a name that is not the
// study's.
func (r *Results) Details(m Metric) ([]Detail, error) {
	list, err := r.Recorded(m)
	for i, d := range list {
		list[i].Classes = drawnClasses(r.Study, d.Runs[0].Run)
	}
	return list, err
}

// Recorded is [Results.Details] without names of classes, for which a pre-training set has to be drawn again: it asks
// nothing of the pool.
func (r *Results) Recorded(m Metric) ([]Detail, error) {
	task, p, policy, err := r.find(m, "Metric")
	if err != nil {
		return nil, err
	}
	m.Task, m.Probe, m.Policy = task.Name, p.Kind, policy
	var list []Detail
	at, confused := map[diversity.Size]int{}, false
	for _, run := range r.Runs {
		if run.Run.Control || run.Run.Policy != m.Policy {
			continue
		}
		i, known := at[run.Run.Size]
		if !known {
			i = len(list)
			at[run.Run.Size] = i
			list = append(list, Detail{Size: run.Run.Size})
		}
		d := &list[i]
		d.Runs = append(d.Runs, run)
		if len(run.Curve) > 0 && len(d.Curves) < mostCurves {
			d.Curves = append(d.Curves, RunCurve{run.Run.Repeat, fewerPoints(run.Curve)})
		}
		confused = confused || slices.ContainsFunc(run.Measurements, isConfused)
	}
	for i := range list {
		if confused {
			list[i].setMistakes(r, m)
		}
	}
	return list, nil
}

func isConfused(e TaskError) bool { return e.Confusion != nil }

// setMistakes is of nothing where no confusion was recorded, or the names of the classes are not known here.
func (d *Detail) setMistakes(r *Results, m Metric) {
	c, err := r.Confusion(ConfusionOptions{Task: m.Task, Probe: m.Probe, Policy: m.Policy, Size: d.Size})
	if err != nil {
		return
	}
	d.Tested = c.Total()
	for _, m := range c.Worst(mostMistakes) {
		d.Worst = append(d.Worst, Mistake{c.Classes[m.Class], c.Classes[m.TakenFor], m.Count, m.Images})
	}
}

// drawnClasses are names of the classes that a run was pre-trained on; nil if the images are not here, so that they
// cannot be drawn again.
func drawnClasses(s Study, run Run) []string {
	from := s.PoolOf(run)
	draw, err := split.Pretraining(from, s.DrawOptions(run))
	if err != nil {
		return nil
	}
	var names []string
	for _, class := range draw.Classes[:min(len(draw.Classes), mostClasses)] {
		names = append(names, from.ClassName(class))
	}
	return names
}

// fewerPoints keeps points at even distances, and the last.
func fewerPoints(c recipe.Curve) recipe.Curve {
	if len(c) <= mostPoints {
		return c
	}
	out := make(recipe.Curve, mostPoints)
	for i := range out {
		out[i] = c[i*(len(c)-1)/(mostPoints-1)]
	}
	return out
}
