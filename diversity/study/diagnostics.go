package study

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/display"
)

// Diagnostics are what package diagnose says of a run's network, see [Study.Diagnostics].
type Diagnostics struct {
	Pretraining diagnose.Values            `json:"pretraining,omitempty"` // of its pre-training set; nil for a control
	Tasks       map[string]diagnose.Values `json:"tasks"`                 // by split.Task.Hash
	// of the features of the first images of a task, so that networks can be compared; nil if they are too few
	Similarities diagnose.Similarities `json:"similarities,omitempty"`
	Compared     string                `json:"compared,omitempty"` // split.Task.Hash of the images behind Similarities
}

// Validate returns an error wrapping diversity.ErrInvalid for names that are none and numbers that are not finite.
func (d *Diagnostics) Validate(field string) error {
	if d == nil {
		return nil
	}
	if err := d.Pretraining.Validate(field + ".Pretraining"); err != nil {
		return err
	}
	for _, hash := range slices.Sorted(maps.Keys(d.Tasks)) {
		if err := d.Tasks[hash].Validate(fmt.Sprintf("%s.Tasks[%q]", field, hash)); err != nil {
			return err
		}
	}
	return nil
}

// Fields are the quantities of pre-training, and of how many tasks there are some.
func (d *Diagnostics) Fields() []display.Field {
	return append(d.Pretraining.Fields(), display.Field{Name: "tasks", Value: len(d.Tasks)})
}

// Display is the quantities of pre-training and of each task.
func (d *Diagnostics) Display() display.Document {
	out := display.Document{}.Add(display.Facts(d.Pretraining.Fields()))
	for _, hash := range slices.Sorted(maps.Keys(d.Tasks)) {
		out = out.Add(display.Facts(append([]display.Field{{Name: "task", Value: display.Hash(hash)}},
			d.Tasks[hash].Fields()...)))
	}
	return out
}

// Has reports whether a task was diagnosed.
func (d *Diagnostics) Has(taskHash string) bool {
	if d == nil {
		return false
	}
	_, have := d.Tasks[taskHash]
	return have
}

// of are the quantities of pre-training and of one task.
func (d *Diagnostics) of(taskHash string) diagnose.Values {
	out := diagnose.Values{}
	maps.Copy(out, d.Tasks[taskHash])
	maps.Copy(out, d.Pretraining)
	return out
}

// Diagnostics are the measurements of all pre-trained runs, as by [Results.Points], with what package diagnose says of
// their networks; the agreement is that of a run with all other runs of its size and policy. The error is that of
// Points, or wraps ErrMissing if a run was not diagnosed.
func (r *Results) Diagnostics(m Metric) ([]diagnose.Point, error) {
	measurements, err := r.Points(m)
	if err != nil {
		return nil, err
	}
	task, _, _, err := r.find(m, "Metric")
	if err != nil {
		return nil, err
	}
	runs := map[string]Result{}
	for _, run := range r.Runs {
		runs[run.Hash] = run
	}
	lacking := 0
	var points []diagnose.Point
	for _, measured := range measurements {
		run := runs[measured.Run]
		if !run.Diagnostics.Has(task.Hash) {
			lacking++
			continue
		}
		points = append(points, diagnose.Point{Measurement: measured, Values: r.DiagnosticsOf(run, task.Hash)})
	}
	if lacking > 0 {
		return nil, fmt.Errorf("%w: diagnostics of %s: set Study.Diagnostics and run the study again; networks that were kept are not trained anew",
			ErrMissing, countedRuns(lacking))
	}
	return points, nil
}

// DiagnosticsOf are the quantities of one run and of one task, by split.Task.Hash, with the agreement of a pre-trained
// run among these results; none if it was not diagnosed.
func (r *Results) DiagnosticsOf(run Result, taskHash string) diagnose.Values {
	if !run.Diagnostics.Has(taskHash) {
		return nil
	}
	values := run.Diagnostics.of(taskHash)
	if agreement := r.agreement(run); !run.Run.Control && !math.IsNaN(agreement) {
		values[diagnose.Agreement] = agreement
	}
	return values
}

// agreement is the mean alignment of a run with the others of its size; NaN if there are none.
func (r *Results) agreement(run Result) float64 {
	sum, count := 0., 0.
	for _, other := range r.Runs {
		if other.Hash == run.Hash || other.Run.Control || other.Run.Size != run.Run.Size ||
			other.Run.Policy != run.Run.Policy || other.Diagnostics == nil ||
			other.Diagnostics.Compared != run.Diagnostics.Compared {
			continue
		}
		if a := run.Diagnostics.Similarities.Alignment(other.Diagnostics.Similarities); !math.IsNaN(a) {
			sum += a
			count++
		}
	}
	return sum / count
}
