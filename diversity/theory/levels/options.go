package levels

import (
	"cmp"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/internal/settings"
)

// Options configures [Fit]. The zero value compares the laws of [All] by squares of the error, with 400 refits and 95%
// intervals.
type Options struct {
	// Laws to fit; nil = those of [All].
	Laws []Law
	// Relative makes a misfit count by its share of the error that is expected of the size; mean errors must be above 0.
	// It is for errors that span powers of ten, such as variances, and to first order the fit of ln error.
	Relative bool
	// Huber counts residuals beyond it linearly, so that a few wild runs do not decide: in the unit of the error, or in
	// shares of it with Relative. Laws are then fitted to runs and not to the means of sizes. 0 = squares.
	Huber float64
	// Ceiling is the error of what was not trained at all, beyond which no law goes: error = min(Ceiling, law). It must
	// be above the lowest mean error of a size; 0 = none.
	Ceiling float64
	// BootstrapSamples is the number of refits behind the intervals: 0 = 400, negative = none.
	BootstrapSamples int
	// Level is the confidence of the intervals, within (0, 1); 0 = 0.95.
	Level float64
	// Seed of the refits.
	Seed uint64
}

func (o Options) validate() error {
	if o.Laws != nil && len(o.Laws) == 0 {
		return diversity.Invalid("Options.Laws", o.Laws, "at least one law, or nil for those of All")
	}
	for _, law := range o.laws() {
		if err := checkLaw(law); err != nil {
			return err
		}
	}
	if !(o.Huber >= 0) || math.IsInf(o.Huber, 1) {
		return diversity.Invalid("Options.Huber", o.Huber, "a finite number above 0, or 0 for squares")
	}
	if math.IsNaN(o.Ceiling) || math.IsInf(o.Ceiling, 0) {
		return diversity.Invalid("Options.Ceiling", o.Ceiling, "a finite error, or 0 for none")
	}
	return cmp.Or(settings.BootstrapSamples("Options.BootstrapSamples", o.BootstrapSamples),
		settings.Level("Options.Level", o.Level))
}

func (o Options) laws() []Law {
	if o.Laws == nil {
		return All()
	}
	return o.Laws
}

func (o Options) level() float64 { return cmp.Or(o.Level, estimate.DefaultLevel) }

func (o Options) samples() int {
	const most = 400
	if o.BootstrapSamples == 0 {
		return most
	}
	return max(o.BootstrapSamples, 0)
}

// capped is an error of a law under the ceiling.
func (o Options) capped(e float64) float64 {
	if o.Ceiling == 0 {
		return e
	}
	return min(e, o.Ceiling)
}
