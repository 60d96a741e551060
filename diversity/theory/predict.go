package theory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// PredictOptions configures [Predict]. The zero value allows every size, weighs the surface against the tied and the
// untied law, draws 2,000 curves and gives 95% intervals.
type PredictOptions struct {
	Limits  diversity.Limits // what the pool can supply
	Exact   bool             // as in [BestOptions]: only sizes with K n = N
	Laws    []laws.Law       // rivals of the surface; nil = Tied{}, Untied{}; empty = none
	Samples int              // curves drawn, 100..100000; 0 = 2000
	Level   float64          // of the intervals, within (0, 1); 0 = 0.95
	Seed    uint64           // of the draws
	// Ceiling is the known error of random weights, which the laws (not the surface, which bends by itself) need where few
	// images of a class teach nothing; see [FitOptions]. It also makes the predicted error beyond the measured budgets
	// better, which is then smooth on a scale that ends there as well. 0 = none.
	Ceiling float64
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed, or one
// wrapping [laws.ErrLaw] for an unusable law.
func (o PredictOptions) validate() error {
	return cmp.Or(o.Limits.Validate(), settings.ValidLaws(o.laws()),
		settings.Ceiling("PredictOptions.Ceiling", o.Ceiling), settings.Samples("PredictOptions.Samples", o.Samples),
		settings.Level("PredictOptions.Level", o.Level))
}

func (o PredictOptions) fit() FitOptions {
	return FitOptions{Ceiling: o.Ceiling, Level: o.Level, Seed: o.Seed}
}

func (o PredictOptions) surface() SurfaceOptions {
	return SurfaceOptions{Samples: o.Samples, Level: o.Level, Seed: o.Seed}
}

func (o PredictOptions) laws() []laws.Law { return settings.Laws(o.Laws) }

// ModelWeight is what one model counts in an average.
type ModelWeight struct {
	Name   string
	Weight float64 // 0..1; the weights of an average sum to 1
	// HeldOut is the root mean square error with which the model, fitted to the smaller budgets, foretells the means of
	// the largest measured budget; NaN if the model was not tried on it.
	HeldOut float64
	// Rejected says that the data contradict the law ([LackOfFit.Rejects]), so that it has no weight.
	Rejected bool

	discrepancy discrepancy // of a law, by the largest measured budget
}

// weigh predicts every budget from the smaller ones, as far as a surface can be fitted to them, and scores the models
// by all of these together.
func weigh(ctx context.Context, surface *SurfaceFit, o PredictOptions) ([]ModelWeight, error) {
	shares := []ModelWeight{{Name: "surface", Weight: 1, HeldOut: math.NaN()}}
	for _, law := range o.laws() {
		shares = append(shares, ModelWeight{Name: law.Name(), HeldOut: math.NaN()})
	}
	scores := make([]float64, len(shares))
	scores[0] = math.Log(oddsOfSurface * float64(max(1, len(o.laws()))))
	tried := 0
	bands := bandsOf(grouping.BySize(surface.points))
	for held := 2; held < len(bands); held++ {
		seen, next := cutAt(bands, held)
		earlier, err := Surface(ctx, seen, o.surface())
		if errors.Is(err, diversity.ErrTooFew) || errors.Is(err, ErrNoVariation) {
			continue
		}
		if err != nil {
			return nil, err
		}
		here, err := next.scores(ctx, earlier, o)
		if err != nil {
			return nil, err
		}
		for i, score := range here {
			scores[i] += score.logDensity * min(1, independentMeans/float64(len(next.mean)))
			shares[i].HeldOut, shares[i].discrepancy = numeric.Norm(score.missed)/math.Sqrt(float64(len(score.missed))),
				discrepancyOf(score.missed, next.noise, next.octaves)
		}
		tried++
	}
	if tried == 0 {
		return shares, nil
	}
	if err := leaveOutRejected(ctx, surface.points, o, shares[1:], scores[1:]); err != nil {
		return nil, err
	}
	setWeights(shares, scores)
	return shares, nil
}

// leaveOutRejected takes the weight from laws that all the points together reject.
func leaveOutRejected(ctx context.Context, points []diversity.Measurement, o PredictOptions, shares []ModelWeight,
	scores []float64) error {
	fit := o.fit()
	fit.BootstrapSamples = -1
	for i, law := range o.laws() {
		if math.IsInf(scores[i], -1) {
			continue
		}
		fitted, err := fitLaw(ctx, points, law, fit)
		if err != nil {
			return fmt.Errorf("%s law: %w", law.Name(), err)
		}
		if shares[i].Rejected = fitted.LackOfFit.Rejects(); shares[i].Rejected {
			scores[i] = math.Inf(-1)
		}
	}
	return nil
}

// oddsOfSurface are those against all laws together before anything is predicted: of thirteen measured questions the
// tied and the untied law misfit eleven.
const oddsOfSurface = 5

// independentMeans is as how many independent means the curve of a budget counts, where models are compared: what a
// wrong model misses is smooth along the curve, so that seven means say little more than a level and a position.
const independentMeans = 2

// score is how well a model predicted a budget.
type score struct {
	logDensity float64   // of the means
	missed     []float64 // mean by mean; a single NaN if the model could not be fitted
}

// heldOutRefits is how many refits of a law give the covariance of what it predicts, of some seven means.
const heldOutRefits = 400

// scores are those of the surface and of every law fitted to the same points.
func (b unseenBudget) scores(ctx context.Context, earlier *SurfaceFit, o PredictOptions) ([]score, error) {
	scores := []score{b.score(earlier, 0)}
	fit := o.fit()
	fit.BootstrapSamples = heldOutRefits
	for _, law := range o.laws() {
		fitted, err := fitLaw(ctx, earlier.points, law, fit)
		switch {
		case errors.Is(err, diversity.ErrTooFew):
			// A law with more parameters than the smaller budgets can tell apart has no weight.
			scores = append(scores, score{math.Inf(-1), []float64{math.NaN()}})
		case err != nil:
			return nil, fmt.Errorf("%s law: %w", law.Name(), err)
		default:
			scores = append(scores, b.score(fitted, fitted.misfit()))
		}
	}
	return scores, nil
}

// setWeights makes weights from log densities.
func setWeights(shares []ModelWeight, scores []float64) {
	top, total := scores[0], 0.0
	for _, score := range scores {
		top = max(top, score)
	}
	for i, score := range scores {
		shares[i].Weight = math.Exp(score - top)
		total += shares[i].Weight
	}
	for i := range shares {
		shares[i].Weight /= total
	}
}

// unseenBudget is the measured curve of a budget that models have not seen.
type unseenBudget struct {
	locations []gp.Location
	mean      []float64
	noise     []float64 // variance of each mean
	octaves   float64   // from the largest smaller budget
}

// cutAt returns the points of the first bands of budgets, and the curve of the one after them.
func cutAt(budgets []sizedGroups, count int) ([]diversity.Measurement, unseenBudget) {
	pooled := grouping.NoiseVariance(slices.Concat(budgets...))
	var seen []diversity.Measurement
	for _, budget := range budgets[:count] {
		for _, group := range budget {
			seen = append(seen, group...)
		}
	}
	var next unseenBudget
	for _, group := range budgets[count] {
		size := group[0].Size
		next.locations = append(next.locations,
			gp.Location{LnK: sizegrid.LnClasses(size), LnN: math.Log(float64(size.Total()))})
		next.mean = append(next.mean, estimate.Summarise(group, estimate.DefaultLevel).Error.Value)
		next.noise = append(next.noise, max(pooled, 1e-8)/float64(len(group)))
	}
	next.octaves = (meanLnN(budgets[count]) - meanLnN(budgets[count-1])) / math.Ln2
	return seen, next
}

// score takes the log density of the measured means under the normal distribution with the mean and covariance of the
// model's draws, the noise of the means, and a misfit that is independent from size to size.
func (b unseenBudget) score(m model, misfit float64) score {
	const draws = 1000
	count := len(b.mean)
	values := mat.NewDense(draws, count, nil)
	for i, draw := range m.drawAt(b.locations, draws) {
		values.SetRow(i, draw)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, values, nil)
	missed := make([]float64, count)
	for j := range missed {
		missed[j] = b.mean[j] - stat.Mean(mat.Col(nil, j, values), nil)
		covariance.SetSym(j, j, covariance.At(j, j)+b.noise[j]+misfit*misfit)
	}
	s := score{math.Inf(-1), missed}
	var factor mat.Cholesky
	var solved mat.VecDense
	vector := mat.NewVecDense(count, missed)
	if factor.Factorize(&covariance) && factor.SolveVecTo(&solved, vector) == nil {
		s.logDensity = -(mat.Dot(vector, &solved) + factor.LogDet()) / 2
	}
	return s
}

// misfit is what the law misses of the means of the sizes beyond their noise.
func (f *LawFit) misfit() float64 {
	perSize := float64(f.Points) / float64(f.Sizes)
	return math.Sqrt(max(0, math.Pow(f.LackOfFit.MisfitOfTheMeans, 2)-f.Noise*f.Noise/perSize))
}

// drawAt evaluates refits, evenly picked.
func (f *LawFit) drawAt(locations []gp.Location, count int) [][]float64 {
	draws := numeric.NewMatrix(count, len(locations))
	for i, values := range draws {
		parameters := f.replicates[i*len(f.replicates)/count%len(f.replicates)]
		for j, at := range locations {
			values[j] = min(1, f.at(at.LnK, at.LnN-at.LnK, parameters))
		}
	}
	return draws
}
