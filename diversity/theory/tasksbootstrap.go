package theory

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// tasksFitter minimises the sum of the objectives of several tasks over common exponents; it is used by one goroutine.
type tasksFitter struct {
	law     laws.Law
	solvers []*varpro.Solver
	search  *varpro.Search
	part    []float64
}

func newTasksFitter(tables []*varpro.Table) *tasksFitter {
	f := &tasksFitter{law: tables[0].Law, part: make([]float64, len(tables[0].Law.Exponents()))}
	for _, t := range tables {
		f.solvers = append(f.solvers, varpro.NewSolver(t.Law, t.LnK, t.Lnn))
	}
	f.search = varpro.NewSearch(f, f.solvers[0].Low, f.solvers[0].High)
	return f
}

// Objective is half the sum of squares of all tasks at common exponents.
func (f *tasksFitter) Objective(lnExponents []float64) float64 {
	sum := 0.0
	for _, s := range f.solvers {
		sum += s.Objective(lnExponents)
	}
	return sum
}

// Gradient is that of the last objective.
func (f *tasksFitter) Gradient(gradient []float64) {
	clear(gradient)
	for _, s := range f.solvers {
		s.Gradient(f.part)
		for e, slope := range f.part {
			gradient[e] += slope
		}
	}
}

// TotalSquares are those of the data, for what counts as rounding error.
func (f *tasksFitter) TotalSquares() float64 {
	sum := 0.0
	for _, s := range f.solvers {
		sum += s.TotalSquares()
	}
	return sum
}

// fitFrom refines the best points of a grid that are not neighbours, and returns the ends with the best first.
func (f *tasksFitter) fitFrom(starts [][]float64) []varpro.End {
	var ends []varpro.End
	for _, lnExponents := range varpro.Promising(starts, f.law.Exponents(), f.Objective) {
		ends = append(ends, varpro.End{Optimum: f.search.From(lnExponents, varpro.MaxSteps)})
	}
	slices.SortStableFunc(ends, func(a, b varpro.End) int { return cmp.Compare(a.Objective, b.Objective) })
	return ends
}

// cluster draws weights of pre-training runs.
type cluster struct {
	resampler *varpro.Resampler
	indexOf   map[grouping.RunKey]int // of a run in the order of the resampler
}

// newCluster collects the runs of all tasks.
func newCluster(groups [][][]diversity.Measurement) *cluster {
	c := &cluster{indexOf: map[grouping.RunKey]int{}}
	var runs []diversity.Measurement
	for _, task := range groups {
		for _, group := range task {
			for _, point := range group {
				if _, known := c.indexOf[grouping.KeyOf(point)]; !known {
					c.indexOf[grouping.KeyOf(point)] = 0
					point.Error = 0 // so that the order does not depend on which task came first
					runs = append(runs, point)
				}
			}
		}
	}
	sizes := grouping.BySize(runs)
	next := 0
	for _, group := range sizes {
		for _, run := range group {
			c.indexOf[grouping.KeyOf(run)] = next
			next++
		}
	}
	c.resampler = varpro.NewResampler(sizes)
	return c
}

// replicate is one refit: the parameters of each task with common exponents, and of each task alone.
type replicate struct{ common, alone [][]float64 }

// tasksBootstrap refits all tasks to resampled runs.
type tasksBootstrap struct {
	tables     []*varpro.Table
	cluster    *cluster
	warm       []float64
	alone      []varpro.End // fit of each task alone
	replicates []replicate
}

func (b *tasksBootstrap) run(ctx context.Context, o FitOptions) error {
	return parallel.Do(ctx, len(b.replicates), func() func(int) {
		together := newTasksFitter(b.tables)
		var alone []*refitter
		for t, table := range b.tables {
			alone = append(alone, newRefitter(table, b.alone[t].LnExponents))
		}
		weights := make([]float64, len(b.cluster.indexOf))
		return func(i int) {
			b.resample(alone, weights, diversity.Stream(o.Seed, diversity.ForBootstrap, i))
			b.replicates[i] = b.refit(together, alone)
		}
	})
}

// resample draws runs until every task keeps as many sizes as the law has parameters, as [refitter.resample] does.
func (b *tasksBootstrap) resample(alone []*refitter, weights []float64, rng *rand.Rand) {
	const tries = 1000
	for range tries {
		b.cluster.resampler.Draw(rng, weights)
		enough := true
		for t, table := range b.tables {
			r := alone[t]
			for i, point := range table.Points {
				r.weights[i] = weights[b.cluster.indexOf[grouping.KeyOf(point)]]
			}
			table.Reweigh(r.weights)
			table.Fill(r.fitter.Solver, r.weights)
			enough = enough && positive(r.fitter.Solver.Weight) >= len(b.alone[t].Parameters)
		}
		if enough {
			return
		}
	}
}

// refit fits each task alone, and all together from the common fit and from the mean of the own ones.
func (b *tasksBootstrap) refit(together *tasksFitter, alone []*refitter) replicate {
	var r replicate
	middle := make([]float64, len(b.warm))
	for t, own := range alone {
		copy(together.solvers[t].Weight, own.fitter.Solver.Weight)
		copy(together.solvers[t].Target, own.fitter.Solver.Target)
		r.alone = append(r.alone, own.refit())
		for e, exponent := range r.alone[t][len(r.alone[t])-len(middle):] {
			middle[e] += math.Log(exponent) / float64(len(alone))
		}
	}
	first, second := together.search.From(b.warm, varpro.MaxSteps), together.search.From(middle, varpro.MaxSteps)
	if second.Objective < first.Objective {
		first = second
	}
	together.Objective(first.LnExponents)
	for _, s := range together.solvers {
		r.common = append(r.common, s.Parameters())
	}
	return r
}
