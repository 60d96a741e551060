package theory

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
)

// BestAt predicts the best size at a budget, with intervals and the regret to be expected, beside rules of thumb. The
// budget may be larger than all that were measured, and any number: the best K is found without regard to its divisors,
// and n is floor(N/K). It is an error wrapping [ErrNoOptimum] if the law is flat there, and one wrapping
// diversity.ErrInvalid if the limits do not allow so many images, or no exact size where one is asked for.
//
// All intervals and regrets assume the law: they hold the noise of the runs and not the misfit of the law, which
// [LawFit.LackOfFit] shows.
func (f *LawFit) BestAt(budget int, o BestOptions) (Prediction, error) {
	if err := o.validate(); err != nil {
		return Prediction{}, err
	}
	menu, err := newMenu(budget, o)
	if err != nil {
		return Prediction{}, err
	}
	var p Prediction
	err = parallel.Guard(func() error {
		p, err = f.predict(menu)
		return err
	})
	return p, err
}

func (f *LawFit) predict(menu menu) (Prediction, error) {
	budget, n := menu.budget, float64(menu.budget)
	p := Prediction{Budget: budget, Law: f.Law.Name(), Score: f.Score(), Warnings: f.Warnings}
	if f.LackOfFit.Rejects() {
		p.Warnings = append(slices.Clip(p.Warnings),
			"the expected regret assumes this law although it misfits: Predict also weighs a surface without a law")
	}
	if math.IsNaN(laws.BestClasses(f.Law, n, f.Values())) {
		return Prediction{}, fmt.Errorf("%w: by the fitted %s law all sizes of budget %d are as good", ErrNoOptimum,
			f.Law.Name(), budget)
	}
	best := func(parameters []float64) float64 { return laws.BestClasses(f.Law, n, parameters) }
	if f.allSaturated(menu.sizes) {
		return Prediction{}, fmt.Errorf("%w: by the fitted %s law all sizes of budget %d are at the ceiling %v", ErrNoOptimum,
			f.Law.Name(), budget, f.options.Ceiling)
	}
	p.Classes = f.estimate(best, 0, math.Inf(1))
	p.PerClass = f.estimate(func(v []float64) float64 { return n / best(v) }, 0, math.Inf(1))
	p.Ratio = f.estimate(func(v []float64) float64 { return best(v) / n * best(v) }, 0, math.Inf(1))
	p.Slope = f.estimate(func(v []float64) float64 { return slopeAt(f.Law, n, v) }, math.Inf(-1), math.Inf(1))
	p.Unbounded = p.Classes.Interval.Known() && (p.Classes.Interval.Low == 0 || math.IsInf(p.Classes.Interval.High, 1))
	f.chooseSize(&p, menu)
	return p, nil
}

// chooseSize fills in the size and everything that is compared with it.
func (f *LawFit) chooseSize(p *Prediction, menu menu) {
	field := f.newField(menu.sizes, menu.allowed, menu.lnPerClass)
	chosen := field.chosen()
	p.Size, p.Error, p.Regret = menu.sizes[chosen], field.error(chosen), field.regret(chosen)
	p.Left = menu.left(p.Size)
	low, high := menu.span()
	within := min(max(p.Classes.Value, low), high)
	if p.Clipped = within != p.Classes.Value; p.Clipped {
		p.Warnings = append(slices.Clip(p.Warnings), menu.atEnd(p.Classes.Value > high, 0, len(menu.sizes)))
	}
	p.Rounding = max(0, p.Error.Value-f.FittedError(within, math.Exp(menu.lnPerClass(math.Log(within)))))
	p.Baselines, p.Misses = field.baselines(menu.rules(f.points), menu.sizes), field.missed(menu.sizes, chosen)
}

// source names what the prediction rests on.
func (p Prediction) source() string {
	if len(p.Weights) > 0 {
		var parts []string
		for _, share := range p.Weights {
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
	text := fmt.Sprintf("%s at N = %d: best K* = %v, n* = %v, x* = %v\n  choose %v%s: predicted %s %.1f%%, expected regret %.2f points",
		p.source(), p.Budget, p.Classes, p.PerClass, p.Ratio, p.Size, leftOver(p.Left), p.Score.Label(),
		100*p.Error.Value, 100*p.Regret.Value)
	if p.Unbounded {
		text += "\n  ! the data do not bound the best number of classes"
	}
	return text + notes(p.Warnings, p.Baselines)
}

// leftOver says how many images of a budget a size does not use; empty if it uses all.
func leftOver(images int) string {
	switch images {
	case 0:
		return ""
	case 1:
		return " (1 image left over)"
	}
	return fmt.Sprintf(" (%s left over)", display.Count(images, "image"))
}

// notes are the last lines of a report.
func notes(warnings []string, baselines []Baseline) string {
	text := ""
	for _, warning := range warnings {
		text += "\n  ! " + warning
	}
	for _, baseline := range baselines {
		text += fmt.Sprintf("\n  %-13s %-16v expected regret %.2f points", baseline.Name, baseline.Size,
			100*baseline.Regret.Value)
	}
	return text
}
