package varpro

// Options are those of a fit that matter to the sum that is minimised; package theory checks and documents them.
type Options struct {
	Huber     float64 // residuals beyond it count linearly; 0 = squares
	Ceiling   float64 // known error of random weights; 0 = none
	Weighting Weighting
}

// Weighting is a rule for how much the points of a size count in a fit.
type Weighting string

const (
	// Equal weights minimise the misfit in points of error.
	Equal Weighting = ""
	// Relative weights (one over the square of the mean error of the size) minimise the misfit in per cent of the
	// error; to first order this is the fit of ln error.
	Relative Weighting = "relative"
	// ByRepeats weighs a size by one over the variance between its runs, in units of the pooled variance. Variances of
	// few runs are noisy, so each is averaged with the pooled one as if that had been seen on four more runs.
	ByRepeats Weighting = "repeats"
)
