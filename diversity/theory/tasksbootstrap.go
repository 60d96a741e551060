package theory

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
)

// tasksFitter minimises the sum of the objectives of several tasks over common exponents; it is used by one goroutine.
type tasksFitter struct {
	law     Law
	solvers []*solver
	search  *search
	part    []float64
}

func newTasksFitter(tables []*table) *tasksFitter {
	f := &tasksFitter{law: tables[0].law, part: make([]float64, len(tables[0].law.Exponents()))}
	for _, t := range tables {
		f.solvers = append(f.solvers, newSolver(t.law, t.lnK, t.lnn))
	}
	f.search = newSearch(f, f.solvers[0].low, f.solvers[0].high)
	return f
}

func (f *tasksFitter) objective(place []float64) float64 {
	sum := 0.0
	for _, s := range f.solvers {
		sum += s.objective(place)
	}
	return sum
}

func (f *tasksFitter) gradient(gradient []float64) {
	clear(gradient)
	for _, s := range f.solvers {
		s.gradient(f.part)
		for e, slope := range f.part {
			gradient[e] += slope
		}
	}
}

func (f *tasksFitter) totalSquares() float64 {
	sum := 0.0
	for _, s := range f.solvers {
		sum += s.totalSquares()
	}
	return sum
}

// fitFrom refines the best places of a grid that are not neighbours, and returns the ends with the best first.
func (f *tasksFitter) fitFrom(starts [][]float64) []end {
	values := make([]float64, len(starts))
	order := indices(0, len(starts))
	for i, start := range starts {
		values[i] = f.objective(start)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	exponents := f.law.Exponents()
	spacing := gridSpacing(exponents, startsPerAxis[len(exponents)])
	var chosen [][]float64
	for _, i := range order {
		if len(chosen) < mostStarts && !nextTo(starts[i], chosen, spacing) {
			chosen = append(chosen, starts[i])
		}
	}
	var ends []end
	for _, place := range chosen {
		ends = append(ends, end{optimum: f.search.from(place, maxSteps)})
	}
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(a.objective, b.objective) })
	return ends
}

// cluster draws weights of pre-training runs.
type cluster struct {
	resampler *resampler
	indexOf   map[runKey]int // of a run in the order of the resampler
}

// newCluster collects the runs of all tasks.
func newCluster(groups [][][]diversity.Measurement) *cluster {
	c := &cluster{indexOf: map[runKey]int{}}
	var runs []diversity.Measurement
	for _, task := range groups {
		for _, group := range task {
			for _, point := range group {
				if _, known := c.indexOf[keyOf(point)]; !known {
					c.indexOf[keyOf(point)] = 0
					point.Error = 0 // so that the order does not depend on which task came first
					runs = append(runs, point)
				}
			}
		}
	}
	sizes := groupBySize(runs)
	next := 0
	for _, group := range sizes {
		for _, run := range group {
			c.indexOf[keyOf(run)] = next
			next++
		}
	}
	c.resampler = newResampler(sizes)
	return c
}

// replicate is one refit: the parameters of each task with common exponents, and of each task alone.
type replicate struct{ common, alone [][]float64 }

// tasksBootstrap refits all tasks to resampled runs.
type tasksBootstrap struct {
	tables     []*table
	cluster    *cluster
	warm       []float64
	alone      []end // fit of each task alone
	replicates []replicate
}

func (b *tasksBootstrap) run(ctx context.Context, o FitOptions) error {
	return parallel(ctx, len(b.replicates), func() func(int) {
		together := newTasksFitter(b.tables)
		var alone []*refitter
		for t, table := range b.tables {
			alone = append(alone, newRefitter(table, b.alone[t].place))
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
		b.cluster.resampler.draw(rng, weights)
		enough := true
		for t, table := range b.tables {
			r := alone[t]
			for i, point := range table.points {
				r.weights[i] = weights[b.cluster.indexOf[keyOf(point)]]
			}
			table.reweigh(r.weights)
			table.fill(r.fitter.solver, r.weights)
			enough = enough && positive(r.fitter.solver.weight) >= len(b.alone[t].parameters)
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
		copy(together.solvers[t].weight, own.fitter.solver.weight)
		copy(together.solvers[t].target, own.fitter.solver.target)
		r.alone = append(r.alone, own.refit())
		for e, exponent := range r.alone[t][len(r.alone[t])-len(middle):] {
			middle[e] += math.Log(exponent) / float64(len(alone))
		}
	}
	first, second := together.search.from(b.warm, maxSteps), together.search.from(middle, maxSteps)
	if second.objective < first.objective {
		first = second
	}
	together.objective(first.place)
	for _, s := range together.solvers {
		r.common = append(r.common, s.parameters())
	}
	return r
}
