package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/varpro"
)

// Reading is one measured value of any score of which less is better, at a real-valued size: a loss above 1, a number
// of
// parameters and of tokens. It is to [FitReadings] what a diversity.Measurement is to [Fit].
type Reading struct {
	Classes, PerClass float64 // K and n, above 0
	Value             float64 // above 0 for a fit of logarithms
	Run               string  // readings of one run are resampled together; "" = a run of its own
}

// ReadingOptions configures [FitReadings]. The zero value is least squares on the values, 1,000 bootstrap refits and
// 95%
// intervals.
type ReadingOptions struct {
	Log   bool    // fit ln value, so that misfit counts in per cent
	Huber float64 // residuals beyond it count linearly; in units of the value or of its logarithm; 0 = squares
	// BootstrapSamples is the number of refits to resampled runs: 0 = 1000, negative = none (and no intervals).
	BootstrapSamples int
	Level            float64 // of the intervals, within (0, 1); 0 = 0.95
	Seed             uint64  // of the bootstrap
}

func (o ReadingOptions) validate() error {
	if !(o.Huber >= 0) || math.IsInf(o.Huber, 0) {
		return diversity.Invalid("ReadingOptions.Huber", o.Huber, "a positive number, or 0 for least squares")
	}
	return cmp.Or(settings.BootstrapSamples("ReadingOptions.BootstrapSamples", o.BootstrapSamples),
		settings.Level("ReadingOptions.Level", o.Level))
}

// ReadingFit is a law fitted to readings. It is made by [FitReadings] and is safe for concurrent use.
type ReadingFit struct {
	Law        laws.Law
	Parameters []Parameter // coefficients, then exponents
	// Objective is the sum over readings of r^2/2, or of delta (|r| - delta/2) for |r| beyond a Huber delta, where r is
	// the difference of values or of their logarithms.
	Objective        float64
	Readings, Runs   int
	Converged        bool
	Starts, Agreeing int // as in [LawFit]
	BootstrapSamples int

	options    ReadingOptions
	replicates [][]float64
}

// FitReadings fits a law to values of any scale at real-valued sizes: that of a loss in a number of parameters and of
// tokens for one (Hoffmann et al. 2022; the refit of Besiroglu et al. 2024 is Log with a Huber delta of 0.001). Starts
// are those of [Fit]: least squares by variable projection from a grid; with Log or Huber a search over all parameters
// together goes on from the best ends, from a large Huber delta to the one asked for. Intervals are percentiles over
// refits to runs drawn with replacement.
func FitReadings(ctx context.Context, readings []Reading, law laws.Law, o ReadingOptions) (*ReadingFit, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := laws.Check(law); err != nil {
		return nil, err
	}
	if err := checkReadings(readings, law, o); err != nil {
		return nil, err
	}
	f := &ReadingFit{Law: law, Readings: len(readings), BootstrapSamples: samplesOr(o.BootstrapSamples), options: o}
	err := parallel.Guard(func() error { return f.fit(ctx, readings) })
	return f, err
}

// checkReadings demands numbers that can be fitted, of enough sizes.
func checkReadings(readings []Reading, law laws.Law, o ReadingOptions) error {
	sizes := map[[2]float64]bool{}
	for i, r := range readings {
		field := fmt.Sprintf("Reading %d", i)
		switch {
		case !(r.Classes > 0) || math.IsInf(r.Classes, 1):
			return diversity.Invalid(field+".Classes", r.Classes, "a finite number above 0")
		case !(r.PerClass > 0) || math.IsInf(r.PerClass, 1):
			return diversity.Invalid(field+".PerClass", r.PerClass, "a finite number above 0")
		case math.IsNaN(r.Value) || math.IsInf(r.Value, 0):
			return diversity.Invalid(field+".Value", r.Value, "a finite number")
		case o.Log && !(r.Value > 0):
			return diversity.Invalid(field+".Value", r.Value, "a number above 0, whose logarithm is fitted")
		}
		sizes[[2]float64{r.Classes, r.PerClass}] = true
	}
	if need := len(laws.ParameterNames(law)); len(sizes) < need {
		return fmt.Errorf("%w: %d sizes for the %d parameters of the %s law: measure at least %d sizes", diversity.ErrTooFew,
			len(sizes), need, law.Name(), need)
	}
	return nil
}

// fit finds the parameters and their intervals.
func (f *ReadingFit) fit(ctx context.Context, readings []Reading) error {
	p := newReadingProblem(readings, f.Law, f.options)
	runs := runsOf(readings)
	f.Runs = len(runs)
	ends := p.fromGrid()
	best := ends[0]
	if !best.Converged && (f.options.Log || f.options.Huber > 0) {
		best = p.settle(best)
	}
	f.Objective, f.Converged, f.Starts, f.Agreeing = best.Objective, best.Converged, len(ends), varpro.Agreeing(ends)
	f.replicates = make([][]float64, f.BootstrapSamples)
	err := parallel.Do(ctx, f.BootstrapSamples, func() func(int) {
		refit := newReadingProblem(readings, f.Law, f.options)
		return func(i int) {
			rng := diversity.Stream(f.options.Seed, diversity.ForBootstrap, i)
			clear(refit.weight)
			for range runs {
				for _, row := range runs[rng.IntN(len(runs))] {
					refit.weight[row]++
				}
			}
			f.replicates[i] = refit.from(best.Parameters)
		}
	})
	if err != nil {
		return err
	}
	f.setParameters(best.Parameters)
	return nil
}

// runsOf are the rows of each run.
func runsOf(readings []Reading) [][]int {
	var runs [][]int
	named := map[string]int{}
	for i, r := range readings {
		run, have := named[r.Run]
		if !have || r.Run == "" {
			run = len(runs)
			runs, named[r.Run] = append(runs, nil), run
		}
		runs[run] = append(runs[run], i)
	}
	return runs
}

// setParameters names the values, says which lie on a bound and takes intervals from the refits.
func (f *ReadingFit) setParameters(values []float64) {
	exponents, p := f.Law.Exponents(), len(f.Law.Coefficients())
	for i, name := range laws.ParameterNames(f.Law) {
		parameter := Parameter{Name: name, Value: values[i]}
		switch {
		case i < p && values[i] == 0:
			parameter.Bound = AtZero
		case i >= p && values[i] <= exponents[i-p].Low*(1+1e-9):
			parameter.Bound = AtLower
		case i >= p && values[i] >= exponents[i-p].High*(1-1e-9):
			parameter.Bound = AtUpper
		}
		f.Parameters = append(f.Parameters, parameter)
		parameter.Interval = f.estimate(func(v []float64) float64 { return v[i] }).Interval
		f.Parameters[i] = parameter
	}
}

// Values are the parameters as numbers: coefficients, then exponents.
func (f *ReadingFit) Values() []float64 {
	values := make([]float64, len(f.Parameters))
	for i, p := range f.Parameters {
		values[i] = p.Value
	}
	return values
}

// estimate is a quantity by the fit, with its interval over the refits.
func (f *ReadingFit) estimate(of func(values []float64) float64) estimate.Estimate {
	samples := make([]float64, len(f.replicates))
	for i, values := range f.replicates {
		samples[i] = of(values)
	}
	c := confidence{level: cmp.Or(f.options.Level, estimate.DefaultLevel)}
	e := estimate.Estimate{Interval: c.interval(samples, math.Inf(-1), math.Inf(1))}
	if values := f.Values(); len(values) == len(laws.ParameterNames(f.Law)) {
		e.Value = of(values)
	}
	return e
}

// ValueAt is the fitted value at a size, with its interval.
func (f *ReadingFit) ValueAt(classes, perClass float64) estimate.Estimate {
	return f.estimate(func(v []float64) float64 { return laws.Value(f.Law, math.Log(classes), math.Log(perClass), v) })
}

// BestClasses is the K that minimises the law at a budget N = K n, as in laws.ClosedForm, with its interval.
func (f *ReadingFit) BestClasses(budget float64) estimate.Estimate {
	return f.estimate(func(v []float64) float64 { return laws.BestClasses(f.Law, budget, v) })
}

// Samples lists the parameters of every refit: coefficients, then exponents.
func (f *ReadingFit) Samples() [][]float64 {
	samples := make([][]float64, len(f.replicates))
	for i, values := range f.replicates {
		samples[i] = slices.Clone(values)
	}
	return samples
}
