package theory

import (
	"math"

	"tradeoff/diversity"
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

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o FitOptions) Validate() error {
	if o.Huber < 0 || math.IsNaN(o.Huber) || math.IsInf(o.Huber, 0) {
		return diversity.Invalid("FitOptions.Huber", o.Huber, "a positive number, or 0 for least squares")
	}
	if !(o.Ceiling >= 0 && o.Ceiling <= 1) {
		return diversity.Invalid("FitOptions.Ceiling", o.Ceiling, "an error share in (0, 1], or 0 for none")
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

// mostBootstrapSamples bounds the memory of a bootstrap.
const mostBootstrapSamples = 1_000_000

func checkBootstrap(options string, replicates int, level float64) error {
	if replicates > mostBootstrapSamples {
		return diversity.Invalid(options+".BootstrapSamples", replicates,
			"up to 1000000, 0 for the default 1000, or negative for none")
	}
	if !(level >= 0 && level < 1) {
		return diversity.Invalid(options+".Level", level, "between 0 and 1, or 0 for the default 0.95")
	}
	return nil
}

func replicatesOr(replicates int) int {
	if replicates == 0 {
		return 1000
	}
	return max(replicates, 0)
}
