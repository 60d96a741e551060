package theory

import (
	"context"
	"math/rand/v2"
	"slices"

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
	return parallel(ctx, f.Replicates, func() func(int) {
		refitter := newRefitter(t, ends[0].place)
		return func(i int) {
			refitter.resample(resampler, diversity.Stream(o.Seed, diversity.ForBootstrap, i), len(ends[0].parameters))
			f.replicates[i] = refitter.refit()
		}
	})
}

// refitter fits resamples from known places, that of the full fit for one, and, where it is elsewhere, from the best place of a coarse
// grid.
type refitter struct {
	fitter  *fitter
	warm    [][]float64
	coarse  *coarse
	weights []float64
}

func newRefitter(t *table, warm ...[]float64) *refitter {
	return &refitter{fitter: t.newFitter(), warm: warm, weights: make([]float64, len(t.points)), coarse: newCoarse(t.law.Exponents())}
}

// resample draws weights and loads them. A draw that leaves fewer sizes than parameters, which can only happen where
// most sizes have a single run, is drawn again.
func (r *refitter) resample(resampler *resampler, rng *rand.Rand, parameters int) {
	const tries = 1000
	for range tries {
		resampler.draw(rng, r.weights)
		r.fitter.table.reweigh(r.weights)
		r.fitter.table.fill(r.fitter.solver, r.weights)
		if positive(r.fitter.solver.weight) >= parameters {
			return
		}
	}
}

// refit returns the parameters of the best fit.
func (r *refitter) refit() []float64 { return r.best().parameters }

func (r *refitter) best() end {
	copy(r.fitter.base, r.fitter.solver.weight)
	places := r.warm
	if best := r.coarse.best(r.fitter); !nextTo(best, places, r.coarse.spacing) {
		places = append(slices.Clip(places), best)
	}
	return r.fitter.refine(places)[0]
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
