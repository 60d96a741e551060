package theory

import (
	"cmp"
	"context"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// Fit finds the parameters of a law that come closest to the points, with bootstrap intervals by run. The points must
// be of one task and one probe ([estimate.MeanOverTasks] makes them so), of at least two budgets, and of at least as
// many sizes as the law has parameters; else the error says what is missing.
//
// Method: variable projection (Golub and Pereyra 1973). Only the exponents are searched, from a grid of starts by
// construction; the coefficients follow by non-negative least squares. Intervals are percentiles over refits to
// resampled runs, widened as Student's t is by the degrees of freedom of each quantity (Satterthwaite 1946): a quantity
// that hangs on a few sizes with few repeats is known worse than its refits say. They hold the truth of a, b, x* and K*
// in 94.3 to 96.0% of 1,000 simulated studies with three or five repeats (the long form of TestCoverage).
func Fit(points []diversity.Measurement, law laws.Law, o FitOptions) (*LawFit, error) {
	return fitLaw(context.Background(), points, law, o)
}

// fitLaw is [Fit] as a part of what takes a context.
func fitLaw(ctx context.Context, points []diversity.Measurement, law laws.Law, o FitOptions) (*LawFit, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	if err := laws.Check(law); err != nil {
		return nil, err
	}
	groups := grouping.BySize(points)
	var fitted *LawFit
	err := parallel.Guard(func() (err error) {
		if err := checkDesign(groups, law); err != nil {
			return err
		}
		fitted, err = fitGroups(ctx, groups, law, o)
		return err
	})
	return fitted, err
}

func fitGroups(ctx context.Context, groups [][]diversity.Measurement, law laws.Law, o FitOptions) (*LawFit, error) {
	table := varpro.NewTable(groups, law, o.solver())
	starts := varpro.GridStarts(law.Exponents())
	ends := table.NewFitter().FitFrom(table.UnitWeights(), starts)
	best := ends[0]
	f := &LawFit{
		Law: law, Points: len(table.Points), Runs: len(table.Points), Sizes: len(groups),
		Budgets:   len(grouping.Budgets(table.Points)),
		Converged: best.Converged, Starts: len(ends), Agreeing: varpro.Agreeing(ends), points: table.Points,
		confidence: confidence{level: cmp.Or(o.Level, estimate.DefaultLevel), freedom: resampledFreedom(groups)}, options: o,
	}
	if err := f.bootstrap(ctx, table, ends, o); err != nil {
		return nil, err
	}
	f.setParameters(best.Parameters)
	if err := f.checkBelow(groups); err != nil {
		return nil, err
	}
	f.setResiduals(groups)
	f.setWarnings()
	return f, nil
}

// resampledFreedom counts the degrees of freedom of the noise behind a bootstrap: those between runs of one size, and
// those of the sizes with a single run, which are resampled together. One pair among many single runs so does not make
// all the noise as badly known as its own. It is 0, which stands for many, if no size has two runs.
func resampledFreedom(groups [][]diversity.Measurement) float64 {
	freedom, singles := grouping.DegreesOfFreedom(groups), 0
	for _, group := range groups {
		if len(group) == 1 {
			singles++
		}
	}
	if freedom == 0 || singles < 2 {
		return freedom
	}
	return freedom + float64(singles-1)
}
