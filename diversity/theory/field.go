package theory

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/stat"
)

// field is the predicted error of every whole size, by the fit and by each refit or draw, beside the lowest error that
// a real-valued size would have.
type field struct {
	fit    []float64
	refits [][]float64
	choose []int // indices of the sizes that may be chosen

	best  float64   // lowest error of a real-valued size by the fit
	bests []float64 // the same by each refit
	confidence
}

// newField evaluates a law at sizes and, at the same numbers of classes, along a line of real-valued n. A law may
// exceed 1 at tiny sizes; an error rate cannot.
func (f *LawFit) newField(sizes []diversity.Size, choose []int, lnPerClass func(lnK float64) float64) *field {
	d := &field{choose: choose, confidence: f.confidence}
	lnK, lnn, along := make([]float64, len(sizes)), make([]float64, len(sizes)), make([]float64, len(sizes))
	for i, size := range sizes { // once, not for each refit
		lnK[i], lnn[i] = sizegrid.LnClasses(size), math.Log(float64(size.PerClass))
		along[i] = lnPerClass(lnK[i])
	}
	evaluate := func(parameters []float64) (errors []float64, best float64) {
		errors, best = make([]float64, len(sizes)), 1
		for i := range sizes {
			errors[i] = min(1, f.at(lnK[i], lnn[i], parameters))
			best = min(best, errors[i], f.at(lnK[i], along[i], parameters))
		}
		return errors, best
	}
	d.fit, d.best = evaluate(f.Values())
	for _, parameters := range f.replicates {
		errors, best := evaluate(parameters)
		d.refits, d.bests = append(d.refits, errors), append(d.bests, best)
	}
	return d
}

// chosen is the index of the size with the lowest predicted error.
func (d *field) chosen() int {
	best := d.choose[0]
	for _, i := range d.choose {
		if d.fit[i] < d.fit[best] {
			best = i
		}
	}
	return best
}

// baselines judges rules of thumb.
func (d *field) baselines(rules []rule, sizes []diversity.Size) []Baseline {
	var baselines []Baseline
	for _, rule := range rules {
		baselines = append(baselines, Baseline{
			Name: rule.name, Size: sizes[rule.index], Error: d.fit[rule.index], Regret: d.regret(rule.index),
			Gain: d.gain(rule.index),
		})
	}
	return baselines
}

// error is the predicted error of a size.
func (d *field) error(size int) estimate.Estimate {
	errors := make([]float64, len(d.refits))
	for i, refit := range d.refits {
		errors[i] = refit[size]
	}
	return estimate.Estimate{Value: d.fit[size], Interval: d.interval(errors, 0, 1)}.WithinShare()
}

// regret is the expected loss of a size: the mean over refits of its error minus that of the refit's own best
// real-valued size, so that what whole numbers lose counts.
func (d *field) regret(size int) estimate.Estimate {
	if len(d.refits) == 0 {
		return estimate.Estimate{Value: d.fit[size] - d.best}
	}
	losses := make([]float64, len(d.refits))
	for i, errors := range d.refits {
		losses[i] = errors[size] - d.bests[i]
	}
	return estimate.Estimate{Value: stat.Mean(losses, nil), Interval: d.interval(losses, 0, math.Inf(1))}
}

// gain is the error of a size minus that of the chosen one, refit by refit, so that what refits have in common cancels.
func (d *field) gain(size int) estimate.Estimate {
	chosen := d.chosen()
	gains := make([]float64, len(d.refits))
	for i, errors := range d.refits {
		gains[i] = errors[size] - errors[chosen]
	}
	return estimate.Estimate{Value: d.fit[size] - d.fit[chosen], Interval: d.interval(gains, -1, 1)}
}
