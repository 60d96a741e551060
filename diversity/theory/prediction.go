package theory

import (
	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// BestOptions configures [LawFit.BestAt]. The zero value allows every size: K classes of n = floor(N/K) images.
type BestOptions struct {
	Limits diversity.Limits // what the pool can supply
	// Exact asks for a size with K n = N, which leaves nothing over, as far from the best K as the divisors of N may be. A
	// spend has none.
	Exact bool
}

// validate returns an error wrapping diversity.ErrInvalid if a limit is negative.
func (o BestOptions) validate() error { return o.Limits.Validate() }

// Prediction is the best size at a budget according to a fitted law, a surface or an average of both, and what
// following it is expected to cost. Errors and regrets are shares in [0, 1]: a regret of 0.004 is 0.4 points.
type Prediction struct {
	Budget int
	Law    string // name of the law; "surface" by [SurfaceFit.BestAt], "average" by [Predict]

	// The real-valued optimum of the law, without limits: K*, n* = N/K*, x* = K*/n*. 0 and +Inf mean that the law has
	// no inner optimum; an interval that reaches them is unbounded.
	Classes, PerClass, Ratio estimate.Estimate
	Slope                    estimate.Estimate // d ln K* / d ln N at the budget; 1/2 if the ratio is invariant

	// the size within the limits with the lowest predicted error: K and floor(N/K), or an exact one if asked for
	Size  diversity.Size
	Left  int               // images of the budget that Size leaves over: Budget - K n
	Error estimate.Estimate // predicted error at Size
	Score diversity.Score   // of what Error is, as [LawFit.Score]; "" is the error
	// expected: mean over refits of error(Size) - error(best real-valued size of the refit within the limits)
	Regret estimate.Estimate
	// what of it is due to rounding: what Size loses, by the fit, against the real-valued optimum within the limits
	Rounding  float64
	Clipped   bool // the optimum lies outside the sizes that may be chosen; a warning says what ends there
	Unbounded bool // the data do not bound K* from one side or from both

	Baselines []Baseline
	// Misses are half and twice as many classes, where these may be chosen: what it costs to miss on either side.
	Misses   []Baseline
	Warnings []string      // those of the fit: all numbers here assume the law
	Weights  []ModelWeight // by [Predict]: the models behind the average
}

// Baseline is a rule of thumb for choosing a size, judged by the law and its refits.
type Baseline struct {
	Name   string // for example "most classes"
	Size   diversity.Size
	Error  float64           // predicted
	Regret estimate.Estimate // expected, as in [Prediction]; without refits by the fit itself and without an interval
	// Gain is what the chosen size is expected to save against this rule: error(rule) - error(chosen), paired over refits
	// or draws. Below 0 the rule is the better one there; a rule outside what a surface may choose can be so at no fault
	// of the choice.
	Gain estimate.Estimate
}
