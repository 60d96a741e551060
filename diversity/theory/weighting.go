package theory

import "tradeoff/diversity/theory/internal/varpro"

// Weighting is a rule for how much the points of a size count in a fit.
type Weighting = varpro.Weighting

const (
	// Equal weights minimise the misfit in points of error.
	Equal = varpro.Equal
	// Relative weights (one over the square of the mean error of the size) minimise the misfit in per cent of the
	// error; to first order this is the fit of ln error.
	Relative = varpro.Relative
	// ByRepeats weighs a size by one over the variance between its runs, in units of the pooled variance. Variances of
	// few runs are noisy, so each is averaged with the pooled one as if that had been seen on four more runs.
	ByRepeats = varpro.ByRepeats
)
