package study

import (
	"cmp"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
)

// Results are the finished runs of a study.
type Results struct {
	Study    Study
	Runs     []Result  // finished, in the order of the plan
	Missing  []Run     // neither finished nor failed
	Failures []Failure // that could not be computed
	Damaged  []string  // files found torn or altered, each with the reason; never read as numbers

	stored string // the study's hash in the file that it was read from, where its images are absent
}

// Hash is that of the study, also where its images are absent: then the one that its file holds.
func (r *Results) Hash() string { return cmp.Or(r.Study.Hash(), r.stored) }

// Tasks lists the names of the study's tasks.
func (r *Results) Tasks() []string {
	var names []string
	for _, task := range r.Study.Tasks {
		names = append(names, task.Name)
	}
	return names
}

// Probes lists the kinds of the study's probes.
func (r *Results) Probes() []string {
	var kinds []string
	for _, p := range r.Study.WithDefaults().Probes {
		kinds = append(kinds, p.Kind())
	}
	return kinds
}

// Policies lists the names of the study's policies; none if it has none.
func (r *Results) Policies() []string { return r.Study.policyNames() }

// Of are the results of one policy, as those of [Study.Of]: whatever works on the results of a study without policies
// works on these. Controls are those of all policies. The error wraps diversity.ErrInvalid for a name that no policy
// has.
func (r *Results) Of(policy string) (*Results, error) {
	s, err := r.Study.Of(policy)
	if err != nil {
		return nil, err
	}
	belongs := func(run Run) bool { return run.Control || run.Policy == policy }
	out := &Results{Study: s, Damaged: r.Damaged}
	for _, result := range r.Runs {
		if belongs(result.Run) {
			result.Run.Policy = ""
			out.Runs = append(out.Runs, result)
		}
	}
	for _, run := range r.Missing {
		if belongs(run) {
			run.Policy = ""
			out.Missing = append(out.Missing, run)
		}
	}
	for _, failure := range r.Failures {
		if belongs(failure.Run) {
			failure.Run.Policy = ""
			out.Failures = append(out.Failures, failure)
		}
	}
	return out, nil
}

// control are the results without their policies.
func (r *Results) control() *Results {
	out := *r
	out.Study.Policies = nil
	return &out
}

// Points returns the errors of all pre-trained runs, in the order of the plan, or what else the metric's score says:
// see [diversity.Score] for what of an accuracy is fitted. The error wraps diversity.ErrInvalid for a name that is not
// the study's and for a score that the probe does not give, and ErrMissing for a score that was not recorded.
func (r *Results) Points(m Metric) ([]diversity.Measurement, error) {
	return r.measurements(m, Run{})
}

// ControlPoints is Points for the networks with random weights. Their Size is zero, and they are of no policy: that of
// the metric is passed over.
func (r *Results) ControlPoints(m Metric) ([]diversity.Measurement, error) {
	return r.measurements(m, Run{Control: true})
}

// PublishedPoints is Points for the network as it was published: one measurement of no size, none if the study has no
// published weights.
func (r *Results) PublishedPoints(m Metric) ([]diversity.Measurement, error) {
	return r.measurements(m, Run{Control: true, Published: true})
}

// measurements are those of the runs that are controls as the given one is.
func (r *Results) measurements(metric Metric, like Run) ([]diversity.Measurement, error) {
	find := r.find
	if like.Control { // controls are those of all policies
		find, metric.Policy = r.control().find, ""
	}
	task, p, policy, err := find(metric, "Metric")
	if err != nil {
		return nil, err
	}
	score := cmp.Or(metric.Score, r.Study.Score)
	lacking := 0
	var points []diversity.Measurement
	for _, run := range r.Runs {
		m, have := run.Measurement(task.Hash, p.Hash)
		if !have || run.Run.Control != like.Control || run.Run.Published != like.Published || run.Run.Policy != policy {
			continue
		}
		if !m.Has(score) {
			lacking++
			continue
		}
		loss, err := m.Loss(score)
		if err != nil {
			return nil, err
		}
		points = append(points, diversity.Measurement{
			Size: run.Run.Size, Run: run.Hash, Repeat: run.Run.Repeat, Policy: policy, Task: task.Name, Probe: p.Kind,
			Error: loss, Tested: m.Tested, Score: score,
		})
	}
	if lacking > 0 {
		return nil, notRecorded(score, lacking)
	}
	return points, nil
}

// Means returns the mean error at every size, by rising budget and then rising number of classes.
func (r *Results) Means(m Metric) ([]estimate.SizeSummary, error) {
	points, err := r.Points(m)
	if err != nil {
		return nil, err
	}
	return meansOf(points), nil
}

// MeanError is the mean error at one size; the error wraps ErrMissing if no run of that size is finished.
func (r *Results) MeanError(m Metric, size diversity.Size) (estimate.SizeSummary, error) {
	means, err := r.Means(m)
	if err != nil {
		return estimate.SizeSummary{}, err
	}
	for _, mean := range means {
		if mean.Size == size {
			return mean, nil
		}
	}
	return estimate.SizeSummary{}, fmt.Errorf("%w: no run of %v", ErrMissing, size)
}

// ControlMean is the mean error of the networks with random weights; the error wraps ErrMissing if no control is
// finished.
func (r *Results) ControlMean(m Metric) (estimate.SizeSummary, error) {
	points, err := r.ControlPoints(m)
	if err != nil {
		return estimate.SizeSummary{}, err
	}
	if len(points) == 0 {
		return estimate.SizeSummary{}, fmt.Errorf("%w: no run with random weights", ErrMissing)
	}
	return meansOf(points)[0], nil
}

// publishedMean is the error of the network as it was published, of one run; the error wraps ErrMissing if that is not
// finished.
func (r *Results) publishedMean(m Metric) (estimate.SizeSummary, error) {
	points, err := r.PublishedPoints(m)
	if err != nil {
		return estimate.SizeSummary{}, err
	}
	if len(points) == 0 {
		return estimate.SizeSummary{}, fmt.Errorf("%w: no run with published weights", ErrMissing)
	}
	return meansOf(points)[0], nil
}

func meansOf(points []diversity.Measurement) []estimate.SizeSummary {
	var means []estimate.SizeSummary
	for _, group := range grouping.BySize(points) {
		means = append(means, estimate.Summarise(group, estimate.DefaultLevel))
	}
	return means
}
