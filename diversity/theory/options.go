package theory

import (
	"cmp"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/varpro"
)

// FitOptions configures [Fit]. The zero value is least squares on the errors with every point counting the same,
// 1,000 bootstrap refits and 95% intervals.
type FitOptions struct {
	// Huber makes the fit robust: residuals beyond this size count linearly and not by their square. It is in units of
	// the error (0.01 = one point), or of the weighted residual if Weighting is set. 0 = least squares.
	Huber float64
	// Weighting says how much the points of a size count; empty = all points the same.
	Weighting Weighting
	// Ceiling is the known error of a network with random weights, as a share in (0, 1]: the error is min(Ceiling, law),
	// since pre-training that teaches nothing leaves that. Errors measured there say only that the law is not below. 0 =
	// none.
	Ceiling float64
	// BootstrapSamples is the number of bootstrap refits: 0 = 1000, negative = none (and no intervals).
	BootstrapSamples int
	// Level is the confidence of the intervals, within (0, 1); 0 = 0.95.
	Level float64
	// Seed of the bootstrap.
	Seed uint64
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o FitOptions) validate() error {
	if o.Huber < 0 || math.IsNaN(o.Huber) || math.IsInf(o.Huber, 0) {
		return diversity.Invalid("FitOptions.Huber", o.Huber, "a positive number, or 0 for least squares")
	}
	if err := settings.Ceiling("FitOptions.Ceiling", o.Ceiling); err != nil {
		return err
	}
	switch o.Weighting {
	case Equal, Relative, ByRepeats:
	default:
		return diversity.Invalid("FitOptions.Weighting", o.Weighting, `"", "relative" or "repeats"`)
	}
	return checkBootstrap("FitOptions", o.BootstrapSamples, o.Level)
}

// solver are the options that the sum to minimise depends on.
func (o FitOptions) solver() varpro.Options {
	return varpro.Options{Huber: o.Huber, Ceiling: o.Ceiling, Weighting: o.Weighting}
}

func checkBootstrap(options string, samples int, level float64) error {
	return cmp.Or(settings.BootstrapSamples(options+".BootstrapSamples", samples),
		settings.Level(options+".Level", level))
}

func samplesOr(samples int) int {
	if samples == 0 {
		return 1000
	}
	return max(samples, 0)
}
