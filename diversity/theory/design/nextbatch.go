package design

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// BatchOptions configures [NextBatch]. All that is zero proposes runs for a quarter of what the runs so far cost, of
// sizes of the measured budgets and of twice the largest, to settle the choice at four times the largest.
type BatchOptions struct {
	Target  int              // budget at which a size is to be chosen; 0 = four times the largest measured one
	Budgets []int            // of the sizes that may be run; nil = the measured ones and twice the largest
	Limits  diversity.Limits // what the pool can supply
	// Cost of a run of a size, in any unit, such as seconds of a processor; nil = its number of images K n. It must be a
	// finite number above 0.
	Cost  func(diversity.Size) float64
	Spend float64 // most that the batch may cost, in units of Cost; 0 = a quarter of what the points cost
	Seed  uint64  // of the curves drawn
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o BatchOptions) validate() error {
	switch {
	case o.Target < 0:
		return diversity.Invalid("BatchOptions.Target", o.Target,
			"at least 1 image, or 0 for four times the largest measured budget")
	case o.Budgets != nil && len(o.Budgets) == 0:
		return diversity.Invalid("BatchOptions.Budgets", o.Budgets, "at least one budget, or nil")
	case !(o.Spend >= 0) || math.IsInf(o.Spend, 1):
		return diversity.Invalid("BatchOptions.Spend", o.Spend, "a finite cost of at least 0; 0 = a quarter of that so far")
	}
	return o.Limits.Validate()
}

// costOf is what a run costs.
func (o BatchOptions) costOf(s diversity.Size) (float64, error) {
	if o.Cost == nil {
		return float64(s.Total()), nil
	}
	cost := o.Cost(s)
	if !(cost > 0) || math.IsInf(cost, 1) {
		return 0, diversity.Invalid(fmt.Sprintf("BatchOptions.Cost of %v", s), cost, "a finite number above 0")
	}
	return cost, nil
}

// Batch are the runs to do next. It is made by [NextBatch].
type Batch struct {
	Target int        // budget in question
	Runs   []BatchRun // by size
	Cost   float64    // of all runs, in units of [BatchOptions].Cost

	// Regret is what a choice at the target is now expected to lose against the best size that there is, and Gain by how
	// much the first run alone is expected to lower the error of the choice. Errors are shares.
	Regret, Gain float64
}

// BatchRun is a size with how often it is to be run.
type BatchRun struct {
	Size diversity.Size
	Runs int
	Cost float64 // of these runs
}

// String reads "to choose at N = 4096 (now expected to lose 0.31 points): 2 runs of K=64 n=32, ...".
func (b Batch) String() string {
	text := fmt.Sprintf("to choose at N = %d (now expected to lose %.2f points):", b.Target, 100*b.Regret)
	for i, r := range b.Runs {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %s of %v", display.Count(r.Runs, "run"), r.Size)
	}
	return text
}

// NextBatch proposes what to run next to settle which size to choose at a budget: a sequential design, to be asked
// again after each batch. Beliefs are curves drawn from the law-free [theory.Surface]; the run that is expected to
// lower the lowest expected error at the target most, for what it costs, comes first (the knowledge gradient for
// correlated beliefs, Frazier, Powell and Dayanik 2009), the next is chosen as if that had been done, and so on until
// the spend is used up.
//
// How much it helps: over 203 simulated studies of seven kinds, 29 of each, a choice at four times the largest budget
// lost 0.27 points on average after a grid of 21 sizes with three repeats, and 0.12 after as many images in one repeat
// of the grid and three batches: a gain of 0.15 [0.01, 0.29], better in 47 studies, worse in 19, alike in 137. More
// than half of it comes from worlds whose error cannot exceed that of chance (0.91 against 0.26); elsewhere it is 0.02
// to 0.14 points. Costs are numbers of images there. TestSequentialDesignAgainstTheGrid measures it with
// DIVERSITY_LONG=1, in three minutes.
//
// The points are those that [theory.Surface] takes. It is an error wrapping [diversity.ErrTooFew] if the spend buys no
// run of any candidate.
func NextBatch(ctx context.Context, points []diversity.Measurement, o BatchOptions) (Batch, error) {
	if err := o.validate(); err != nil {
		return Batch{}, err
	}
	surface, err := theory.Surface(ctx, points, theory.SurfaceOptions{Seed: o.Seed})
	if err != nil {
		return Batch{}, err
	}
	q, err := newBatchQuestion(points, o)
	if err != nil {
		return Batch{}, err
	}
	b, err := q.believe(surface, grouping.PooledVariance(grouping.BySize(points)))
	if err != nil {
		return Batch{}, err
	}
	return q.choose(b)
}

// batchQuestion is what may be chosen and what may be run.
type batchQuestion struct {
	target     int
	grid       []float64 // ln K of the choices at the target
	candidates []diversity.Size
	costs      []float64 // of a run of each candidate
	spend      float64
}

func newBatchQuestion(points []diversity.Measurement, o BatchOptions) (*batchQuestion, error) {
	measured := grouping.Budgets(points)
	largest := measured[len(measured)-1]
	q := &batchQuestion{target: cmp.Or(o.Target, 4*largest), spend: o.Spend}
	if o.Spend == 0 {
		for _, m := range points {
			cost, err := o.costOf(m.Size)
			if err != nil {
				return nil, err
			}
			q.spend += cost / 4
		}
	}
	budgets := o.Budgets
	if budgets == nil {
		budgets = append(slices.Clone(measured), 2*largest)
	}
	var err error
	if q.candidates, err = candidatesOf(points, budgets, o.Limits, "BatchOptions.Budgets"); err != nil {
		return nil, err
	}
	for _, s := range q.candidates {
		cost, err := o.costOf(s)
		if err != nil {
			return nil, err
		}
		q.costs = append(q.costs, cost)
	}
	places, err := choicesAt(points, q.target, o.Limits)
	for i := 0; i < len(places); i += everyPlace {
		q.grid = append(q.grid, places[i])
	}
	return q, err
}

// everyPlace thins the places of a curve to what tells sizes apart: 17 over some 9 octaves of K.
const everyPlace = 3

// beliefDraws are the curves by which beliefs are known: their covariances are off by a twentieth or so.
const beliefDraws = 400

// belief is what is expected of the errors at the choices of the target, and then at the candidates.
type belief struct {
	mean       []float64
	covariance *mat.SymDense
	noise      float64 // variance of a run
	regret     float64 // that is expected of the choice
}

// believe takes beliefs from curves drawn from a surface.
func (q *batchQuestion) believe(surface *theory.SurfaceFit, noise float64) (belief, error) {
	var classes, perClass []float64
	for _, lnK := range q.grid {
		classes, perClass = append(classes, math.Exp(lnK)), append(perClass, float64(q.target)/math.Exp(lnK))
	}
	for _, s := range q.candidates {
		classes, perClass = append(classes, float64(s.Classes)), append(perClass, float64(s.PerClass))
	}
	drawn, err := surface.ErrorSamples(classes, perClass, beliefDraws)
	if err != nil {
		return belief{}, err
	}
	const least = 1e-4 // a hundredth of a point: below it no study can see
	b := belief{covariance: new(mat.SymDense), noise: max(noise, least*least)}
	data := mat.NewDense(len(drawn), len(classes), nil)
	for i, errors := range drawn {
		data.SetRow(i, errors)
	}
	stat.CovarianceMatrix(b.covariance, data, nil)
	for j := range classes {
		b.mean = append(b.mean, stat.Mean(mat.Col(nil, j, data), nil))
	}
	chosen := sizegrid.ArgMin(b.mean[:len(q.grid)])
	for _, errors := range drawn {
		b.regret += (errors[chosen] - slices.Min(errors[:len(q.grid)])) / float64(len(drawn))
	}
	return b, nil
}

// choose takes one run after the other, each the best for its cost given those before it.
func (q *batchQuestion) choose(b belief) (Batch, error) {
	batch := Batch{Target: q.target, Regret: b.regret}
	runs := make([]int, len(q.candidates))
	left := q.spend * (1 + 1e-9)
	for {
		best, most, gained := -1, -1.0, 0.0
		for i, cost := range q.costs {
			if cost > left {
				continue
			}
			if gain := b.gain(len(q.grid)+i, len(q.grid)); gain/cost > most {
				best, most, gained = i, gain/cost, gain
			}
		}
		if best < 0 {
			break
		}
		if batch.Cost == 0 {
			batch.Gain = gained
		}
		runs[best]++
		left -= q.costs[best]
		batch.Cost += q.costs[best]
		b.observe(len(q.grid) + best)
	}
	for i, count := range runs {
		if count > 0 {
			batch.Runs = append(batch.Runs, BatchRun{q.candidates[i], count, float64(count) * q.costs[i]})
		}
	}
	if len(batch.Runs) == 0 {
		return Batch{}, fmt.Errorf("%w: a spend of %.4g buys no run, of which the cheapest costs %.4g",
			diversity.ErrTooFew, q.spend, slices.Min(q.costs))
	}
	return batch, nil
}

// gain is by how much a run of a candidate is expected to lower the lowest expected error of the first so many places:
// the mean there moves by its covariance with what is measured, in standard deviations of that.
func (b belief) gain(candidate, places int) float64 {
	const nodes = 15 // of the quadrature, evenly spread in probability
	spread := math.Sqrt(b.covariance.At(candidate, candidate) + b.noise)
	after := 0.0
	for i := range nodes {
		z := distuv.UnitNormal.Quantile((float64(i) + 0.5) / nodes)
		lowest := math.Inf(1)
		for j := range places {
			lowest = min(lowest, b.mean[j]+z*b.covariance.At(j, candidate)/spread)
		}
		after += lowest / nodes
	}
	return slices.Min(b.mean[:places]) - after
}

// observe conditions the covariance on a run of a candidate. The means stay what they are expected to be.
func (b belief) observe(candidate int) {
	conditionOn(b.covariance, candidate, b.noise)
}
