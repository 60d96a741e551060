package theory

import (
	"context"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
)

// bootstrap refits the law to resampled runs. Replicate i draws from its own stream, so that the result is the same on
// any number of cores.
func (f *Fitted) bootstrap(ctx context.Context, t *table, ends []end, o FitOptions) error {
	f.Replicates = replicatesOr(o.Replicates)
	f.replicates = make([][]float64, f.Replicates)
	if f.Replicates == 0 {
		return ctx.Err()
	}
	resampler := newResampler(groupBySize(t.points))
	coarse := gridOf(t.law.Exponents(), (startsPerAxis[len(t.law.Exponents())]+2)/3)
	return parallel(ctx, f.Replicates, func() func(int) {
		refitter := &refitter{fitter: t.newFitter(), warm: ends[0].place, coarse: coarse, weights: make([]float64, len(t.points))}
		return func(i int) {
			refitter.resample(resampler, diversity.Stream(o.Seed, diversity.ForBootstrap, i), len(ends[0].parameters))
			f.replicates[i] = refitter.refit()
		}
	})
}

// refitter fits resamples, from the full fit and from the best place of a coarse grid.
type refitter struct {
	fitter  *fitter
	warm    []float64
	coarse  [][]float64
	weights []float64
}

// resample draws weights and loads them. A draw that leaves fewer sizes than parameters, which can only happen where
// most sizes have a single run, is drawn again.
func (r *refitter) resample(resampler *resampler, rng *rand.Rand, parameters int) {
	const tries = 1000
	for range tries {
		resampler.draw(rng, r.weights)
		r.fitter.table.fill(r.fitter.solver, r.weights)
		if positive(r.fitter.solver.weight) >= parameters {
			return
		}
	}
}

func (r *refitter) refit() []float64 {
	best, least := r.warm, math.Inf(1)
	for _, place := range r.coarse {
		if value := r.fitter.solver.objective(place); value < least {
			best, least = place, value
		}
	}
	return r.fitter.refine([][]float64{r.warm, best})[0].parameters
}

func positive(values []float64) int {
	count := 0
	for _, value := range values {
		if value > 0 {
			count++
		}
	}
	return count
}
