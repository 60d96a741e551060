package theory

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/stat"
)

// BestAt predicts the best size at a budget, with intervals and the regret to be expected, beside rules of thumb. The
// budget may be larger than all that were measured. It is an error wrapping [ErrNoOptimum] if the law is flat there, and
// one wrapping diversity.ErrInvalid if the limits allow no exact size of the budget.
//
// All intervals and regrets trust the law: they hold the noise of the runs and not the misfit of the law, which
// [Fitted.LackOfFit] shows.
func (f *Fitted) BestAt(budget int, o BestOptions) (Prediction, error) {
	if err := o.Validate(); err != nil {
		return Prediction{}, err
	}
	sizes, err := diversity.FeasibleSizes(budget, o.Limits)
	if err != nil {
		return Prediction{}, err
	}
	var p Prediction
	err = guard(func() error {
		p, err = f.predict(budget, sizes, o.Limits)
		return err
	})
	return p, err
}

func (f *Fitted) predict(budget int, sizes []diversity.Size, limits diversity.Limits) (Prediction, error) {
	n := float64(budget)
	p := Prediction{Budget: budget, Law: f.Law.Name(), Warnings: f.Warnings}
	if f.LackOfFit.Rejects() {
		p.Warnings = append(slices.Clip(p.Warnings), "the expected regret trusts this law although it misfits: Predict also weighs a surface without a law")
	}
	if math.IsNaN(bestClasses(f.Law, n, f.Values())) {
		return Prediction{}, fmt.Errorf("%w: by the fitted %s law all sizes of budget %d are as good", ErrNoOptimum, f.Law.Name(), budget)
	}
	best := func(parameters []float64) float64 { return bestClasses(f.Law, n, parameters) }
	if f.allSaturated(sizes) {
		return Prediction{}, fmt.Errorf("%w: by the fitted %s law all sizes of budget %d are at the ceiling %v", ErrNoOptimum, f.Law.Name(), budget, f.options.Ceiling)
	}
	p.Classes = f.estimate(best, 0, math.Inf(1))
	p.PerClass = f.estimate(func(v []float64) float64 { return n / best(v) }, 0, math.Inf(1))
	p.Ratio = f.estimate(func(v []float64) float64 { return best(v) / n * best(v) }, 0, math.Inf(1))
	p.Slope = f.estimate(func(v []float64) float64 { return slopeAt(f.Law, n, v) }, math.Inf(-1), math.Inf(1))
	p.Unbounded = p.Classes.Interval.Known() && (p.Classes.Interval.Low == 0 || math.IsInf(p.Classes.Interval.High, 1))
	f.chooseSize(&p, sizes, limits)
	return p, nil
}

// chooseSize fills in the exact size and everything that is compared with it.
func (f *Fitted) chooseSize(p *Prediction, sizes []diversity.Size, limits diversity.Limits) {
	field := f.newField(sizes)
	chosen := field.chosen()
	p.Size, p.Error, p.Regret = sizes[chosen], field.error(chosen), field.regret(chosen)
	low, high := 1.0, float64(p.Budget)
	if limits.PerClass > 0 {
		low = max(low, float64(p.Budget)/float64(limits.PerClass))
	}
	if limits.Classes > 0 {
		high = min(high, float64(limits.Classes))
	}
	within := min(max(p.Classes.Value, low), high)
	p.Clipped = within != p.Classes.Value
	p.Rounding = max(0, p.Error.Value-f.ErrorAt(within, float64(p.Budget)/within))
	p.Baselines = field.baselines(rulesOfThumb(f.points, p.Budget, sizes), sizes)
}

// field is the predicted error of every exact size, by the fit and by each refit. A law may exceed 1 at tiny sizes; an
// error rate cannot.
type field struct {
	fit      []float64
	refits   [][]float64
	from, to int // range of the sizes that may be chosen
	confidence
}

func (f *Fitted) newField(sizes []diversity.Size) *field {
	evaluate := func(parameters []float64) []float64 {
		errors := make([]float64, len(sizes))
		for i, size := range sizes {
			errors[i] = min(1, f.at(lnClasses(size), math.Log(float64(size.PerClass)), parameters))
		}
		return errors
	}
	d := &field{fit: evaluate(f.Values()), to: len(sizes), confidence: f.confidence}
	for _, parameters := range f.replicates {
		d.refits = append(d.refits, evaluate(parameters))
	}
	return d
}

// chosen is the index of the size with the lowest predicted error.
func (d *field) chosen() int { return d.best(d.fit) }

// best is the index of the best size that may be chosen.
func (d *field) best(errors []float64) int { return d.from + least(errors[d.from:d.to]) }

// baselines judges rules of thumb.
func (d *field) baselines(rules []rule, sizes []diversity.Size) []Baseline {
	var baselines []Baseline
	for _, rule := range rules {
		baselines = append(baselines, Baseline{
			Name: rule.name, Size: sizes[rule.index], Error: d.fit[rule.index], Regret: d.regret(rule.index), Gain: d.gain(rule.index),
		})
	}
	return baselines
}

// error is the predicted error of a size.
func (d *field) error(size int) Estimate {
	errors := make([]float64, len(d.refits))
	for i, refit := range d.refits {
		errors[i] = refit[size]
	}
	return Estimate{Value: d.fit[size], Interval: d.interval(errors, 0, 1)}
}

// regret is the expected loss of a size: the mean over refits of its error minus that of the refit's own best size.
func (d *field) regret(size int) Estimate {
	if len(d.refits) == 0 {
		return Estimate{Value: d.fit[size] - d.fit[d.chosen()]}
	}
	losses := make([]float64, len(d.refits))
	for i, errors := range d.refits {
		losses[i] = errors[size] - errors[d.best(errors)]
	}
	return Estimate{Value: stat.Mean(losses, nil), Interval: d.interval(losses, 0, math.Inf(1))}
}

// gain is the error of a size minus that of the chosen one, refit by refit, so that what refits have in common cancels.
func (d *field) gain(size int) Estimate {
	chosen := d.chosen()
	gains := make([]float64, len(d.refits))
	for i, errors := range d.refits {
		gains[i] = errors[size] - errors[chosen]
	}
	return Estimate{Value: d.fit[size] - d.fit[chosen], Interval: d.interval(gains, -1, 1)}
}

// least is the index of the smallest value.
func least(values []float64) int {
	best := 0
	for i, value := range values {
		if value < values[best] {
			best = i
		}
	}
	return best
}

// source names what the prediction rests on.
func (p Prediction) source() string {
	if len(p.Shares) > 0 {
		var parts []string
		for _, share := range p.Shares {
			parts = append(parts, fmt.Sprintf("%s %.0f%%", share.Name, 100*share.Weight))
		}
		return p.Law + " (" + strings.Join(parts, ", ") + ")"
	}
	if p.Law == "surface" {
		return p.Law
	}
	return p.Law + " law"
}

// String is a report of several lines.
func (p Prediction) String() string {
	text := fmt.Sprintf("%s at N = %d: best K* = %v, n* = %v, x* = %v\n  choose %v: predicted error %.1f%%, expected regret %.2f points",
		p.source(), p.Budget, p.Classes, p.PerClass, p.Ratio, p.Size, 100*p.Error.Value, 100*p.Regret.Value)
	if p.Clipped {
		text += "\n  ! the optimum lies outside the limits; this is the best size within them"
	}
	if p.Unbounded {
		text += "\n  ! the data do not bound the best number of classes"
	}
	return text + notes(p.Warnings, p.Baselines)
}

// notes are the last lines of a report.
func notes(warnings []string, baselines []Baseline) string {
	text := ""
	for _, warning := range warnings {
		text += "\n  ! " + warning
	}
	for _, baseline := range baselines {
		text += fmt.Sprintf("\n  %-13s %-16v expected regret %.2f points", baseline.Name, baseline.Size, 100*baseline.Regret.Value)
	}
	return text
}
