package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// TasksFit is a law fitted to several tasks with common exponents. It is made by [FitTasks].
type TasksFit struct {
	Law       laws.Law
	Exponents []Parameter // common to all tasks
	Tasks     []TaskFit   // by name
	// Common says whether the data allow common exponents: rejected if on some task the own ones are elsewhere beyond
	// noise (Bonferroni over tasks and exponents).
	Common           Verdict
	Runs             int // pre-training runs, each measured on some or all tasks
	BootstrapSamples int // bootstrap refits behind the intervals
	Converged        bool
	Starts           int // number of starts refined
	Agreeing         int // how many of them reached the best objective
}

// TaskFit is one task: its own coefficients, and the exponents of all.
type TaskFit struct {
	Task string
	*LawFit
	Weight float64             // of its squares beside those of the other tasks; the weights average 1
	Apart  []estimate.Estimate // own exponents (fitted to this task alone) minus the common ones
}

// FitTasks fits a law to points of several tasks and one probe with common exponents and own coefficients for each
// task: if the rate at which classes and images help belongs to the pre-training and not to the task, all tasks tell of
// it together. Read [TasksFit.Common] before believing so. Each [TaskFit] predicts as a [LawFit] does.
//
// Method: that of [Fit], with the coefficients of each task projected out by themselves. A task counts by one over the
// variance between its runs of one size, so that a noisy task does not drown a clean one; all the same if some task has
// no repeats. Intervals are by bootstrap of pre-training runs, each with all its tasks, because they share its features
// (a cluster bootstrap: Davison and Hinkley 1997, section 3.8); the tasks of a run are those rows with the same size,
// run name and repeat.
//
// Every task must by itself meet the demands of [Fit], and the law must have an exponent. A Huber loss is not offered
// here: an error wrapping diversity.ErrInvalid.
func FitTasks(ctx context.Context, points []diversity.Measurement, law laws.Law, o FitOptions) (*TasksFit, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Huber > 0 {
		return nil, diversity.Invalid("FitOptions.Huber", o.Huber, "0 for several tasks")
	}
	if o.Ceiling > 0 {
		return nil, diversity.Invalid("FitOptions.Ceiling", o.Ceiling,
			"0 for several tasks, whose ceilings differ: fit each by itself")
	}
	if err := laws.Check(law); err != nil {
		return nil, err
	}
	if len(law.Exponents()) == 0 {
		return nil, fmt.Errorf("%w: %s has no exponent that tasks could have in common: fit each task by itself", laws.ErrLaw,
			law.Name())
	}
	names, groups, err := groupTasks(points)
	if err != nil {
		return nil, err
	}
	var fit *TasksFit
	err = parallel.Guard(func() (err error) {
		for i, task := range groups {
			if err := checkDesign(task, law); err != nil {
				return fmt.Errorf("task %q: %w", names[i], err)
			}
		}
		fit, err = fitTasks(ctx, names, groups, law, o)
		return err
	})
	return fit, err
}

// groupTasks sorts points by task and size, and demands one probe and each run once in each task.
func groupTasks(points []diversity.Measurement) (names []string, groups [][][]diversity.Measurement, err error) {
	if err := grouping.CheckValues(points); err != nil {
		return nil, nil, err
	}
	if probes := grouping.Distinct(points, func(m diversity.Measurement) string { return m.Probe }); len(probes) > 1 {
		return nil, nil, fmt.Errorf("%w: %d probes (%s): choose one", diversity.ErrMixed, len(probes),
			strings.Join(probes, ", "))
	}
	if err := grouping.CheckScore(points); err != nil {
		return nil, nil, err
	}
	byTask := map[string][]diversity.Measurement{}
	seen := map[string]map[grouping.RunKey]bool{}
	for _, point := range points {
		if seen[point.Task] == nil {
			seen[point.Task] = map[grouping.RunKey]bool{}
		}
		if seen[point.Task][grouping.KeyOf(point)] {
			return nil, nil, fmt.Errorf("%w: run %q (%v) has task %q twice", diversity.ErrMixed, point.Run, point.Size,
				point.Task)
		}
		seen[point.Task][grouping.KeyOf(point)] = true
		byTask[point.Task] = append(byTask[point.Task], point)
	}
	names = grouping.Distinct(points, func(m diversity.Measurement) string { return m.Task })
	if len(names) < 2 {
		return nil, nil, fmt.Errorf("%w: one task (%q): use Fit, or add a task", diversity.ErrTooFew, names[0])
	}
	for _, name := range names {
		groups = append(groups, grouping.BySize(byTask[name]))
	}
	return names, groups, nil
}

func fitTasks(ctx context.Context, names []string, groups [][][]diversity.Measurement, law laws.Law,
	o FitOptions) (*TasksFit, error) {
	tables, weights := taskTables(groups, law, o)
	fitter := newTasksFitter(tables)
	for t, table := range tables {
		table.Fill(fitter.solvers[t], table.UnitWeights())
	}
	ends := fitter.fitFrom(varpro.GridStarts(law.Exponents()))
	f := &TasksFit{Law: law, Converged: ends[0].Converged, Starts: len(ends), Agreeing: varpro.Agreeing(ends),
		BootstrapSamples: samplesOr(o.BootstrapSamples)}
	cluster := newCluster(groups)
	f.Runs = len(cluster.indexOf)
	b := &tasksBootstrap{tables: tables, cluster: cluster, warm: ends[0].LnExponents,
		replicates: make([]replicate, f.BootstrapSamples)}
	for t, table := range tables {
		alone := table.NewFitter().FitFrom(table.UnitWeights(), varpro.GridStarts(law.Exponents()))
		b.alone = append(b.alone, alone[0])
		f.Tasks = append(f.Tasks, TaskFit{Task: names[t], Weight: weights[t]})
	}
	if err := b.run(ctx, o); err != nil {
		return nil, err
	}
	fitter.Objective(ends[0].LnExponents)
	for t := range f.Tasks {
		f.Tasks[t].LawFit = b.fitted(t, f, groups[t], fitter.solvers[t].Parameters(), o)
	}
	f.Exponents = f.Tasks[0].Parameters[len(law.Coefficients()):]
	f.compare(b, cmp.Or(o.Level, estimate.DefaultLevel))
	return f, nil
}

// taskTables are the data of each task, weighted by the noise between runs.
func taskTables(groups [][][]diversity.Measurement, law laws.Law, o FitOptions) ([]*varpro.Table, []float64) {
	weights, total := make([]float64, len(groups)), 0.0
	for t, task := range groups {
		weights[t] = 1 / grouping.NoiseVariance(task)
		total += weights[t] / float64(len(groups))
	}
	var tables []*varpro.Table
	for t, task := range groups {
		if weights[t] /= total; math.IsInf(total, 1) {
			weights[t] = 1
		}
		table := varpro.NewTable(task, law, o.solver())
		for i := range table.WeightOf {
			table.WeightOf[i] *= weights[t]
		}
		tables = append(tables, table)
	}
	return tables, weights
}

// fitted makes the fit of one task out of its share of the common one.
func (b *tasksBootstrap) fitted(task int, f *TasksFit, groups [][]diversity.Measurement, parameters []float64,
	o FitOptions) *LawFit {
	table := b.tables[task]
	fitted := &LawFit{
		Law: f.Law, Points: len(table.Points), Runs: len(table.Points), Sizes: len(groups),
		Budgets:   len(grouping.Budgets(table.Points)),
		Converged: f.Converged, Starts: f.Starts, Agreeing: f.Agreeing, points: table.Points,
		BootstrapSamples: f.BootstrapSamples,
		confidence:       confidence{level: cmp.Or(o.Level, estimate.DefaultLevel), freedom: resampledFreedom(groups)},
		options:          o,
		shared:           true,
	}
	for _, r := range b.replicates {
		fitted.replicates = append(fitted.replicates, r.common[task])
	}
	fitted.setParameters(parameters)
	fitted.setResiduals(groups)
	fitted.setWarnings()
	return fitted
}

// compare holds the exponents of each task alone against the common ones.
func (f *TasksFit) compare(b *tasksBootstrap, level float64) {
	p, tests := len(f.Law.Coefficients()), len(f.Tasks)*len(f.Exponents)
	f.Common = Verdict{Claim: "the tasks have common exponents", Outcome: Undecided,
		Sentence: "Cannot tell whether the tasks have common exponents: no bootstrap was wanted."}
	if f.BootstrapSamples == 0 {
		return
	}
	f.Common.Outcome, f.Common.Sentence = Consistent,
		fmt.Sprintf("The data are consistent with the claim that the %d tasks have common exponents.", len(f.Tasks))
	for t := range f.Tasks {
		task := &f.Tasks[t]
		strict := task.confidence
		strict.level = 1 - (1-level)/float64(tests)
		for e := range f.Exponents {
			values := make([]float64, len(b.replicates))
			for i, r := range b.replicates {
				values[i] = r.alone[t][p+e] - r.common[t][p+e]
			}
			apart := estimate.Estimate{Value: b.alone[t].Parameters[p+e] - f.Exponents[e].Value,
				Interval: task.confidence.interval(values, math.Inf(-1), math.Inf(1))}
			task.Apart = append(task.Apart, apart)
			if wide := strict.interval(values, math.Inf(-1), math.Inf(1)); !wide.Contains(0) && f.Common.Outcome != Rejected {
				f.Common.Outcome = Rejected
				f.Common.Sentence = fmt.Sprintf("The tasks do not have common exponents: %s of task %q alone is %.2f, and together %.2f (difference %v).",
					f.Exponents[e].Name, task.Task, b.alone[t].Parameters[p+e], f.Exponents[e].Value, apart)
			}
		}
	}
}

// String is a report of several lines.
func (f *TasksFit) String() string {
	text := fmt.Sprintf("%s law, %s of %s, common exponents", f.Law.Name(), display.Count(len(f.Tasks), "task"),
		display.Count(f.Runs, "run"))
	for _, exponent := range f.Exponents {
		text += fmt.Sprintf("\n  %s %v", exponent.Name, estimate.Estimate{Value: exponent.Value, Interval: exponent.Interval})
	}
	return text + "\n  " + f.Common.Sentence
}
