package record

import (
	"cmp"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/study"
)

// Options say what is read.
type Options struct {
	Metric        study.Metric // where the points do not name their task and probe
	WithoutImages bool
}

// Sizes returns the sizes with what the runs of a study recorded, and of how many of them it has runs. The runs of a
// size are those that its points name. Points that name none, as those made by hand, have all runs of their size.
func Sizes(sizes []behind.Size, r *study.Results, o Options) (filled []behind.Size, found int, err error) {
	reads := newReader(r, o)
	filled = slices.Clone(sizes)
	for i, s := range sizes {
		runs := reads.runsOf(s)
		if len(runs) == 0 {
			continue
		}
		found++
		if filled[i], err = reads.recorded(s, runs); err != nil {
			return nil, 0, err
		}
	}
	return filled, found, nil
}

// reader reads the results of one study. No pre-training set is drawn twice.
type reader struct {
	results *study.Results
	options Options
	named   map[string]int   // places of the pre-trained runs in the results, by name
	draws   map[string]drawn // by the name of the run
}

func newReader(r *study.Results, o Options) *reader {
	reads := &reader{results: r, options: o, named: map[string]int{}, draws: map[string]drawn{}}
	for i, run := range r.Runs {
		if !run.Run.Control && run.Hash != "" {
			reads.named[run.Hash] = i
		}
	}
	return reads
}

// runsOf are the runs of a size in the order of the plan, all of one policy.
func (r *reader) runsOf(s behind.Size) (runs []study.Result) {
	if !slices.ContainsFunc(s.Points, isNamed) {
		return r.runsOfSize(s)
	}
	var at []int
	for _, p := range s.Points {
		if i, known := r.named[p.Run]; known {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	for _, i := range slices.Compact(at) {
		runs = append(runs, r.results.Runs[i])
	}
	return runs
}

func isNamed(m diversity.Measurement) bool { return m.Run != "" }

// runsOfSize are all runs of a size by the policy that is asked for.
func (r *reader) runsOfSize(s behind.Size) (runs []study.Result) {
	policy := cmp.Or(r.options.Metric.Policy, s.Points[0].Policy)
	for _, run := range r.results.Runs {
		if !run.Run.Control && run.Run.Size == s.Size && (run.Run.Policy == policy || len(r.results.Policies()) == 0) {
			runs = append(runs, run)
		}
	}
	return runs
}

// recorded is a size with what its runs recorded.
func (r *reader) recorded(s behind.Size, runs []study.Result) (behind.Size, error) {
	m, err := r.metric(s.Points[0], runs[0].Run)
	if err != nil {
		return behind.Size{}, err
	}
	these := *r.results
	these.Runs = runs
	details, err := these.Recorded(m)
	if err != nil {
		return behind.Size{}, err
	}
	d := details[0]
	first := r.drawn(d.Runs[0])
	d.Classes = first.classes
	s = s.Recorded(d, m)
	s.Notes, s.Sheet = slices.Concat(s.Notes, r.unfinished(d), unnamed(d, m), first.notes), first.sheet
	return s, nil
}

// metric is that of a point, where the options do not ask for another. A run is of one policy.
func (r *reader) metric(p diversity.Measurement, run study.Run) (study.Metric, error) {
	m := r.options.Metric
	m.Policy = run.Policy
	if m.Task == "" && slices.Contains(r.results.Tasks(), p.Task) {
		m.Task = p.Task
	}
	if m.Probe == "" && slices.Contains(r.results.Probes(), p.Probe) {
		m.Probe = p.Probe
	}
	m.Score = cmp.Or(m.Score, p.Score, r.results.Study.Score)
	return m.Among(r.results.Tasks(), r.results.Probes(), r.results.Policies(), "RunsOptions.Metric")
}
