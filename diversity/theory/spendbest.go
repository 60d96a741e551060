package theory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// SpendPrediction is the best size that a [Spend] can buy, and what following it is expected to cost. Errors and
// regrets are shares in [0, 1].
type SpendPrediction struct {
	Spend Spend
	Law   string // as in [Prediction]

	// The real-valued optimum along the line of the spend. 0 and +Inf (of Classes; of PerClass the other way round) mean
	// that there is no inner optimum among the sizes that may be chosen.
	Classes, PerClass estimate.Estimate
	// FreeClasses is the K* for the same money if classes cost nothing, and AgainstFree is Classes over FreeClasses, draw
	// by draw: what the price of classes does to the answer. By the laws of this package with an inner optimum it is at
	// most 1.
	FreeClasses, AgainstFree estimate.Estimate

	Size  diversity.Size    // the whole size with the lowest predicted error, within the spend and the limits
	Cost  float64           // of Size
	Error estimate.Estimate // predicted error at Size
	Score diversity.Score   // of what Error is, as in [Prediction]
	// expected: mean over refits of error(Size) - error(best real-valued size that the refit can buy)
	Regret    estimate.Estimate
	Unbounded bool // the data do not bound K* from one side or from both

	// Baselines are rules of thumb within the spend. Three of them keep what would be best if classes cost nothing: its
	// ratio K/n, its K or its n; their regret is what it costs to overlook the price of classes.
	Baselines []Baseline
	// Misses are half and twice as many classes for the same money, as in [Prediction].
	Misses   []Baseline
	Warnings []string
	Weights  []ModelWeight // by [PredictSpend]: the models behind the average
}

// PredictSpend is [Predict] for a fixed spend instead of a fixed number of images: the whole size with the lowest
// expected error among those that the spend can buy, over all models that the data leave open.
//
// Derivation. Let a class cost as much as rho = PerClass/PerSample images, so that K (n + rho) = S for a spend of S
// images. Along that line dn/d ln K = -(n + rho), and the derivative of E + A K^-a + B n^-b in ln K vanishes where
//
//	a A K^-a = b B n^-b (1 + rho/n).
//
// With rho = 0 this is the condition of the package documentation. A price on classes acts as if the term of n weighed
// 1 + rho/n times as much: K* is lower than for free classes, always, since on the line n is lower too at the same K.
// n* rises if a < 1, falls if a > 1, and for a = 1 it does not change at all: then a A/S = b B n^-b-1, so that only K
// pays, K* = S/(n* + rho). Where n* is much larger than rho the free answer returns; since n* grows with S, the price
// matters least for the largest budgets. The ratio is no longer invariant for a = b: K*/n* = (A/B)^(1/a) (1 +
// rho/n*)^(-1/a) rises with S as long as rho is not small against n*.
func PredictSpend(ctx context.Context, points []diversity.Measurement, spend Spend, o PredictOptions) (SpendPrediction,
	error) {
	if err := o.validate(); err != nil {
		return SpendPrediction{}, err
	}
	best := BestOptions{Limits: o.Limits, Exact: o.Exact}
	if err := checkSpend(spend, best); err != nil {
		return SpendPrediction{}, err
	}
	average, err := FitAverage(ctx, points, o)
	if err != nil {
		return SpendPrediction{}, err
	}
	return average.BestForSpend(spend, best)
}

func checkSpend(s Spend, o BestOptions) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if o.Exact {
		return diversity.Invalid("Exact", o.Exact,
			"false for a spend, which buys whole numbers of classes and images and leaves a little over")
	}
	return o.Limits.Validate()
}

// BestForSpend is [PredictSpend] by the surface alone, as [SurfaceFit.BestAt] is for a budget.
func (f *SurfaceFit) BestForSpend(spend Spend, o BestOptions) (SpendPrediction, error) {
	if err := checkSpend(spend, o); err != nil {
		return SpendPrediction{}, err
	}
	v, err := newSpendView(spend, o.Limits, f)
	if err != nil {
		return SpendPrediction{}, err
	}
	v.drawFrom(f, f.options.samples())
	return v.prediction("surface", f.Warnings), nil
}

// BestForSpend is the best size for a spend by the law alone, as [LawFit.BestAt] is for a budget: intervals and regrets
// assume the law. [PredictSpend] has the derivation. It is an error wrapping [ErrNoOptimum] if the law is flat.
func (f *LawFit) BestForSpend(spend Spend, o BestOptions) (SpendPrediction, error) {
	if err := checkSpend(spend, o); err != nil {
		return SpendPrediction{}, err
	}
	line, err := newSpendLine(spend, o.Limits, nil)
	if err != nil {
		return SpendPrediction{}, err
	}
	var p SpendPrediction
	err = parallel.Guard(func() error {
		best := func(v []float64) float64 { return bestOnSpend(f.Law, spend, v) }
		free := func(v []float64) float64 { return bestOnSpend(f.Law, spend.free(), v) }
		if math.IsNaN(best(f.Values())) {
			return fmt.Errorf("%w: by the fitted %s law all sizes of this spend are as good", ErrNoOptimum, f.Law.Name())
		}
		if f.allSaturated(line.sizes) {
			return fmt.Errorf("%w: by the fitted %s law all sizes of this spend are at the ceiling %v", ErrNoOptimum,
				f.Law.Name(), f.options.Ceiling)
		}
		p = SpendPrediction{Spend: spend, Law: f.Law.Name(), Score: f.Score(), Warnings: f.Warnings}
		p.Classes, p.FreeClasses = f.estimate(best, 0, math.Inf(1)), f.estimate(free, 0, math.Inf(1))
		p.PerClass = f.estimate(func(v []float64) float64 { return spend.perClassAt(best(v)) }, 0, math.Inf(1))
		p.AgainstFree = f.estimate(func(v []float64) float64 { return best(v) / free(v) }, 0, 1)
		p.choose(f.newField(line.sizes, line.choose(), line.lnPerClass), line, f.points)
		return nil
	})
	return p, err
}

// bestOnSpend is K* of a law within K >= 1 and n >= 1, as [searchBestClasses].
func bestOnSpend(law laws.Law, s Spend, parameters []float64) float64 {
	return laws.BestAlong(law, parameters, 0, math.Log(s.Total/(s.PerClass+s.PerSample)), s.lnPerClass)
}

// perClassAt is n at a real K; +Inf at K = 0 and 0 at K = +Inf, the signs of no inner optimum.
func (s Spend) perClassAt(classes float64) float64 {
	switch {
	case classes == 0:
		return math.Inf(1)
	case math.IsInf(classes, 1):
		return 0
	}
	return math.Exp(s.lnPerClass(math.Log(classes)))
}

// spendView holds draws of the errors along the line of a spend and along that of free classes.
type spendView struct {
	line, free     *spendLine
	priced, unpaid [][]float64 // errors at the locations of the two
	points         []diversity.Measurement
	confidence     confidence
}

func newSpendView(s Spend, limits diversity.Limits, f *SurfaceFit) (*spendView, error) {
	line, err := newSpendLine(s, limits, f.points)
	if err != nil {
		return nil, err
	}
	free, err := newSpendLine(s.free(), limits, f.points)
	return &spendView{line: line, free: free, points: f.points, confidence: f.confidence()}, err
}

func (v *spendView) drawFrom(m model, count int) {
	priced := v.line.locations()
	for _, draw := range m.drawAt(append(priced, v.free.locations()...), count) {
		v.priced, v.unpaid = append(v.priced, draw[:len(priced)]), append(v.unpaid, draw[len(priced):])
	}
}

func (v *spendView) prediction(name string, warnings []string) SpendPrediction {
	p := SpendPrediction{Spend: v.line.spend, Law: name, Score: fittedScore(v.points), Warnings: warnings}
	mean := meanOf(v.priced)
	var best, free, perClass, against []float64
	for i, draw := range v.priced {
		best, free = append(best, math.Exp(v.line.bottom(draw))), append(free, math.Exp(v.free.bottom(v.unpaid[i])))
		perClass, against = append(perClass, p.Spend.perClassAt(best[i])), append(against, best[i]/free[i])
	}
	withInterval := func(value float64, draws []float64, highest float64) estimate.Estimate {
		return estimate.Estimate{Value: value, Interval: v.confidence.interval(draws, 0, highest)}
	}
	p.Classes = withInterval(math.Exp(v.line.bottom(mean)), best, math.Inf(1))
	p.FreeClasses = withInterval(math.Exp(v.free.bottom(meanOf(v.unpaid))), free, math.Inf(1))
	p.PerClass = withInterval(p.Spend.perClassAt(p.Classes.Value), perClass, math.Inf(1))
	p.AgainstFree = withInterval(p.Classes.Value/p.FreeClasses.Value, against, math.Inf(1))
	field := &field{fit: mean, best: v.line.lowest(mean), refits: v.priced, choose: v.line.choose(),
		confidence: v.confidence}
	for _, draw := range v.priced {
		field.bests = append(field.bests, v.line.lowest(draw))
	}
	p.choose(field, v.line, v.points)
	return p
}

func meanOf(draws [][]float64) []float64 {
	mean := make([]float64, len(draws[0]))
	for _, draw := range draws {
		for i, e := range draw {
			mean[i] += e / float64(len(draws))
		}
	}
	return mean
}

// choose fills in the whole size and everything that is compared with it.
func (p *SpendPrediction) choose(d *field, line *spendLine, points []diversity.Measurement) {
	chosen := d.chosen()
	p.Size, p.Error, p.Regret = line.sizes[chosen], d.error(chosen), d.regret(chosen)
	p.Cost = p.Spend.Cost(p.Size)
	p.Warnings = append(slices.Clip(p.Warnings), farFrom(points, float64(p.Size.Total()))...)
	if !line.known {
		p.Warnings = append(p.Warnings, unknown(p.Size))
	}
	p.Unbounded = p.Classes.Interval.Known() && (p.Classes.Interval.Low == 0 || math.IsInf(p.Classes.Interval.High, 1))
	p.Baselines = d.baselines(spendRules(line.sizes, p.Spend, p.FreeClasses.Value), line.sizes)
	p.Misses = d.missed(line.sizes, chosen)
}

// spendRules are rules of thumb, among them those that overlook the price of classes (left out without an optimum of
// free classes to keep).
func spendRules(sizes []diversity.Size, s Spend, freeClasses float64) []rule {
	lnRatio := func(s diversity.Size) float64 { return sizegrid.LnClasses(s) - math.Log(float64(s.PerClass)) }
	lnPerClass := func(s diversity.Size) float64 { return math.Log(float64(s.PerClass)) }
	rules := []rule{{"most classes", len(sizes) - 1}, {"fewest classes", 0},
		{"K = n", sizegrid.NearestBy(sizes, lnRatio, 0)}}
	if !(freeClasses > 0) || math.IsInf(freeClasses, 1) {
		return rules
	}
	lnK := math.Log(freeClasses)
	lnn := s.free().lnPerClass(lnK)
	return append(rules,
		rule{"free ratio", sizegrid.NearestBy(sizes, lnRatio, lnK-lnn)},
		rule{"free K", sizegrid.NearestBy(sizes, sizegrid.LnClasses, lnK)},
		rule{"free n", sizegrid.NearestBy(sizes, lnPerClass, lnn)},
	)
}

// String is a report of several lines.
func (p SpendPrediction) String() string {
	text := fmt.Sprintf("%s at a spend of %.6g (a class %.4g, an image %.4g): best K* = %v, n* = %v\n  choose %v for %.6g: predicted %s %.1f%%, expected regret %.2f points\n  were classes free: K* = %v; their price changes K* by a factor of %v",
		Prediction{Law: p.Law, Weights: p.Weights}.source(), p.Spend.Total, p.Spend.PerClass, p.Spend.PerSample, p.Classes,
		p.PerClass, p.Size, p.Cost, p.Score.Label(), 100*p.Error.Value, 100*p.Regret.Value, p.FreeClasses, p.AgainstFree)
	if p.Unbounded {
		text += "\n  ! the data do not bound the best number of classes"
	}
	return text + notes(p.Warnings, p.Baselines)
}
