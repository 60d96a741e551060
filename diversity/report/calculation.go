package report

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// Calculation is what a [Calculator] answers for a spend. Errors and regrets are shares in [0, 1].
type Calculation struct {
	Spend   theory.Spend
	Classes estimate.Estimate // K*: 0 and +Inf if the error falls up to an end of what is covered
	Size    diversity.Size    // the whole size with the lowest expected error
	Cost    float64           // of Size
	Error   estimate.Estimate // expected at Size
	Regret  float64           // what Size is expected to lose against the best real-valued one of each sample
	// Half and Twice are what half as many classes as the best, and twice as many, are expected to lose: missing it on
	// either side. NaN where that is not covered.
	Half, Twice float64
	Curve       []CurvePoint // along the line of the spend, by rising number of classes
}

// CurvePoint is the expected error at a real-valued size.
type CurvePoint struct {
	Classes, PerClass float64
	Error             estimate.Estimate
}

// curvePoints is the number of places of a curve.
const curvePoints = 65

// At is the best size of a spend. The error wraps diversity.ErrInvalid if the prices are none or the money buys nothing
// that the calculator covers; it says then what does.
func (c *Calculator) At(s theory.Spend) (Calculation, error) {
	if err := c.validate(); err != nil {
		return Calculation{}, err
	}
	if err := s.Validate(); err != nil {
		return Calculation{}, err
	}
	low, high := c.span(s)
	if !(low < high) {
		return Calculation{}, diversity.Invalid("Spend.Total", s.Total, c.covered(s))
	}
	answer := Calculation{Spend: s}
	lnK := make([]float64, curvePoints)
	at := make([][]float64, curvePoints)
	for i := range lnK {
		lnK[i] = math.Log(low) + (math.Log(high)-math.Log(low))*float64(i)/(curvePoints-1)
		classes := math.Exp(lnK[i])
		perClass := (s.Total/classes - s.PerClass) / s.PerSample
		at[i] = c.errors(classes, perClass)
		answer.Curve = append(answer.Curve, CurvePoint{classes, perClass, c.estimate(at[i])})
	}
	lowest := answer.setClasses(lnK, at, c.Level)
	if !c.choose(&answer, lowest) {
		return Calculation{}, diversity.Invalid("Spend.Total", s.Total, c.covered(s))
	}
	best := math.Exp(bottom(lnK, means(answer.Curve)))
	answer.Half, answer.Twice = c.missed(s, best, best/2, low, high), c.missed(s, best, best*2, low, high)
	answer.repeat(c.Asked)
	return answer, nil
}

// span is the range of K that a spend can buy and the table covers.
func (c *Calculator) span(s theory.Spend) (low, high float64) {
	low, high = c.LeastClasses, s.Total/(s.PerClass+c.LeastPerClass*s.PerSample)
	if c.Limits.Classes > 0 {
		high = min(high, float64(c.Limits.Classes))
	}
	if c.Limits.PerClass > 0 {
		low = max(low, s.Total/(s.PerClass+float64(c.Limits.PerClass)*s.PerSample))
	}
	// K n = (Total - K PerClass) / PerSample must lie between the first and the last line.
	fewest, most := s.Total-c.HighTotal*s.PerSample, s.Total-c.LowTotal*s.PerSample
	const rounding = 1e-9
	switch {
	case s.PerClass > 0:
		low, high = max(low, fewest/s.PerClass), min(high, most/s.PerClass)
	case fewest > rounding*s.Total || most < -rounding*s.Total:
		return 1, 0
	}
	return low, high
}

// covered says which totals a table has at the prices of a spend.
func (c *Calculator) covered(s theory.Spend) string {
	least := c.LeastClasses*s.PerClass + c.LowTotal*s.PerSample
	most := c.LeastClasses*s.PerClass + c.HighTotal*s.PerSample
	return fmt.Sprintf("about %.6g..%.6g at these prices: the table covers K n of %.6g to %.6g with K of at least %.6g and n of at least %.6g",
		least, most, c.LowTotal, c.HighTotal, c.LeastClasses, c.LeastPerClass)
}

// errors are those of all samples at a real-valued size.
func (c *Calculator) errors(classes, perClass float64) []float64 {
	lnN := math.Log(classes) + math.Log(perClass)
	low, high := math.Log(c.LowTotal), math.Log(c.HighTotal)
	line, across := cubic((lnN-low)/(high-low)*float64(c.Lines-1), c.Lines)
	place, along := cubic((math.Log(classes)-math.Log(c.LeastClasses))/c.width(lnN)*float64(c.Places-1), c.Places)
	errors := make([]float64, c.Samples)
	for sample := range errors {
		sum := 0.0
		for i, w := range across {
			row := (sample*c.Lines + min(max(line+i, 0), c.Lines-1)) * c.Places
			for j, v := range along {
				sum += float64(w * v * float64(c.Cells[row+min(max(place+j, 0), c.Places-1)]))
			}
		}
		errors[sample] = min(max(c.Floor+float64(c.Step*sum), 0), 1)
	}
	return errors
}

// cubic is the first of the four places around a position, and their weights; at an end the curve goes on straight.
func cubic(position float64, places int) (first int, weights [4]float64) {
	position = min(max(position, 0), float64(places-1))
	cell := min(int(math.Floor(position)), places-2)
	t := position - float64(cell)
	w := [4]float64{
		float64(t * (-0.5 + float64(t*(1-float64(0.5*t))))), 1 + float64(t*float64(t*(-2.5+float64(1.5*t)))),
		float64(t * (0.5 + float64(t*(2-float64(1.5*t))))), float64(t * float64(t*(-0.5+float64(0.5*t)))),
	}
	if cell == 0 {
		w[1], w[2], w[0] = w[1]+2*w[0], w[2]-w[0], 0
	}
	if cell == places-2 {
		w[2], w[1], w[3] = w[2]+2*w[3], w[1]-w[3], 0
	}
	return cell - 1, w
}

// estimate is the mean of the samples with its interval.
func (c *Calculator) estimate(errors []float64) estimate.Estimate {
	return estimate.Estimate{Value: mean(errors), Interval: interval(errors, c.Level)}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, value := range values {
		sum += value
	}
	return sum / float64(len(values))
}

// interval is the central one of samples, by order statistics rounded outwards.
func interval(values []float64, level float64) estimate.Interval {
	sorted := slices.Sorted(slices.Values(values))
	skip := int(math.Floor((1 - level) / 2 * float64(len(sorted)-1)))
	return estimate.Interval{Low: sorted[skip], High: sorted[len(sorted)-1-skip], Level: level}
}

// setClasses fills in K*, and returns the lowest error of each sample.
func (a *Calculation) setClasses(lnK []float64, at [][]float64, level float64) (lowest []float64) {
	var best []float64
	curve := make([]float64, len(at))
	for sample := range at[0] {
		for i := range at {
			curve[i] = at[i][sample]
		}
		lowest = append(lowest, slices.Min(curve))
		best = append(best, optimum(lnK, curve))
	}
	a.Classes = estimate.Estimate{Value: optimum(lnK, means(a.Curve)), Interval: interval(best, level)}
	return lowest
}

func means(curve []CurvePoint) (values []float64) {
	for _, p := range curve {
		values = append(values, p.Error.Value)
	}
	return values
}

// optimum is K of the lowest place of a curve; 0 or +Inf if that is an end.
func optimum(lnK, errors []float64) float64 {
	switch lowestOf(errors) {
	case 0:
		return 0
	case len(errors) - 1:
		return math.Inf(1)
	}
	return math.Exp(bottom(lnK, errors))
}

func lowestOf(errors []float64) int {
	lowest := 0
	for i, e := range errors {
		if e < errors[lowest] {
			lowest = i
		}
	}
	return lowest
}

// bottom is the vertex of the parabola through the lowest place of a curve and its neighbours; at an end the end.
func bottom(lnK, errors []float64) float64 {
	i := lowestOf(errors)
	if i == 0 || i == len(errors)-1 {
		return lnK[i]
	}
	left, right := errors[i-1]-errors[i], errors[i+1]-errors[i]
	if !(left+right > 0) {
		return lnK[i]
	}
	return lnK[i] + (lnK[i+1]-lnK[i])*0.5*(left-right)/(left+right)
}

// choose looks for the whole size near the bottom of the mean curve. It is false if none is covered.
func (c *Calculator) choose(a *Calculation, lowest []float64) bool {
	lnK := make([]float64, len(a.Curve))
	for i, p := range a.Curve {
		lnK[i] = math.Log(p.Classes)
	}
	found := false
	for _, size := range wholeNear(a.Spend, math.Exp(bottom(lnK, means(a.Curve)))) {
		if !c.covers(size) {
			continue
		}
		errors := c.errors(float64(size.Classes), float64(size.PerClass))
		if e := c.estimate(errors); !found || e.Value < a.Error.Value {
			found = true
			a.Size, a.Cost, a.Error = size, a.Spend.Cost(size), e
			a.Regret = max(0, e.Value-mean(lowest))
		}
	}
	return found
}

// covers reports whether a size is within what was measured and what the pool has.
func (c *Calculator) covers(s diversity.Size) bool {
	total := float64(s.Classes) * float64(s.PerClass)
	return float64(s.Classes) >= c.LeastClasses && float64(s.PerClass) >= c.LeastPerClass && total <= c.HighTotal &&
		c.Limits.Allows(s)
}

// wholeNear are whole sizes that a spend can buy: with K below and above a number of classes, and with n below and
// above that for which they leave money.
func wholeNear(s theory.Spend, classes float64) (sizes []diversity.Size) {
	const rounding = 1e-9
	for _, k := range []float64{math.Floor(classes + rounding), math.Ceil(classes - rounding)} {
		sizes = append(sizes, diversity.Size{Classes: int(k),
			PerClass: int(math.Floor((s.Total/k-s.PerClass)/s.PerSample + rounding))})
	}
	perClass := (s.Total/classes - s.PerClass) / s.PerSample
	for _, n := range []float64{math.Floor(perClass + rounding), math.Ceil(perClass - rounding)} {
		sizes = append(sizes, diversity.Size{Classes: int(math.Floor(s.Total/(s.PerClass+n*s.PerSample) + rounding)),
			PerClass: int(n)})
	}
	return sizes
}

// missed is by how much the mean error is higher with another number of classes than the best.
func (c *Calculator) missed(s theory.Spend, best, classes, low, high float64) float64 {
	if classes < low || classes > high {
		return math.NaN()
	}
	at := func(k float64) float64 { return mean(c.errors(k, (s.Total/k-s.PerClass)/s.PerSample)) }
	return at(classes) - at(best)
}
