package theory

import (
	"context"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/theory/internal/varpro"
)

// bootstrap refits the law to resampled runs. Replicate i draws from its own stream, so that the result is the same on
// any number of cores.
func (f *LawFit) bootstrap(ctx context.Context, t *varpro.Table, ends []varpro.End, o FitOptions) error {
	f.BootstrapSamples = samplesOr(o.BootstrapSamples)
	f.replicates = make([][]float64, f.BootstrapSamples)
	if f.BootstrapSamples == 0 {
		return ctx.Err()
	}
	resampler := varpro.NewResampler(grouping.BySize(t.Points))
	return parallel.Do(ctx, f.BootstrapSamples, func() func(int) {
		refitter := newRefitter(t, ends[0].LnExponents)
		return func(i int) {
			refitter.resample(resampler, diversity.Stream(o.Seed, diversity.ForBootstrap, i), len(ends[0].Parameters))
			f.replicates[i] = refitter.refit()
		}
	})
}

// refitter fits resamples from known points, that of the full fit for one, and, where it is elsewhere, from the best
// point of a coarse grid.
type refitter struct {
	fitter  *varpro.Fitter
	warm    [][]float64
	coarse  *varpro.Coarse
	weights []float64
}

func newRefitter(t *varpro.Table, warm ...[]float64) *refitter {
	return &refitter{fitter: t.NewFitter(), warm: warm, weights: make([]float64, len(t.Points)),
		coarse: varpro.NewCoarse(t.Law.Exponents())}
}

// resample draws weights and loads them. A draw that leaves fewer sizes than parameters, which can only happen where
// most sizes have a single run, is drawn again.
func (r *refitter) resample(resampler *varpro.Resampler, rng *rand.Rand, parameters int) {
	const tries = 1000
	for range tries {
		resampler.Draw(rng, r.weights)
		r.fitter.Table.Reweigh(r.weights)
		r.fitter.Table.Fill(r.fitter.Solver, r.weights)
		if positive(r.fitter.Solver.Weight) >= parameters {
			return
		}
	}
}

// refit returns the parameters of the best fit.
func (r *refitter) refit() []float64 { return r.best().Parameters }

func (r *refitter) best() varpro.End {
	copy(r.fitter.Base, r.fitter.Solver.Weight)
	starts := r.warm
	if best := r.coarse.Best(r.fitter); !varpro.NextTo(best, starts, r.coarse.Spacing) {
		starts = append(slices.Clip(starts), best)
	}
	return r.fitter.Refine(starts)[0]
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
