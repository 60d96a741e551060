package theory

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// readingProblem is the sum to minimise over the logarithms of all parameters, coefficients and exponents, with exact
// gradients. It is used by one goroutine.
type readingProblem struct {
	law                   laws.Law
	slopeOf               laws.SlopeFunc
	options               ReadingOptions
	delta                 float64 // of the present round
	lnK, lnn, value, goal []float64
	weight                []float64
	known                 float64
	powers                []varpro.Monomial // nil for laws that are not of powers
	arguments             []float64         // of them, [row][coefficient]

	parameters   []float64 // at the point of the last objective
	basis        []float64
	slopes       []float64
	jacobian     []float64 // [row][parameter]: of the fitted value or its logarithm
	pull         []float64 // weighted derivative of the loss in the residual
	low, high    []float64
	coefficients int
}

// Coefficients are searched in logarithms: from nothing against the values to far more than any basis makes of them.
const (
	smallestCoefficient = 1e-12
	largestCoefficient  = 1e100
)

func newReadingProblem(readings []Reading, law laws.Law, o ReadingOptions) *readingProblem {
	p := &readingProblem{law: law, slopeOf: laws.SlopesOf(law), options: o, known: laws.KnownOf(law)}
	largest := 0.0
	for _, r := range readings {
		goal := r.Value
		if o.Log {
			goal = math.Log(r.Value)
		}
		p.lnK, p.lnn = append(p.lnK, math.Log(r.Classes)), append(p.lnn, math.Log(r.PerClass))
		p.value, p.goal = append(p.value, r.Value), append(p.goal, goal)
		p.weight = append(p.weight, 1)
		largest = max(largest, math.Abs(r.Value))
	}
	p.coefficients = len(law.Coefficients())
	p.setPowers()
	for range p.coefficients {
		p.low = append(p.low, math.Log(smallestCoefficient*max(largest, 1e-300)))
		p.high = append(p.high, math.Log(largestCoefficient*max(largest, 1e-300)))
	}
	for _, e := range law.Exponents() {
		p.low, p.high = append(p.low, math.Log(e.Low)), append(p.high, math.Log(e.High))
	}
	q := len(p.low)
	p.parameters, p.basis = make([]float64, q), make([]float64, p.coefficients)
	p.slopes, p.pull = make([]float64, p.coefficients*(q-p.coefficients)), make([]float64, len(readings))
	p.jacobian = make([]float64, len(readings)*q)
	p.delta = p.lastDelta()
	return p
}

// lastDelta is the Huber delta that is asked for.
func (p *readingProblem) lastDelta() float64 {
	if p.options.Huber == 0 {
		return math.Inf(1)
	}
	return p.options.Huber
}

// Objective is the sum at a point, infinite where the law is not above 0 and its logarithm is fitted.
func (p *readingProblem) Objective(at []float64) float64 {
	for i, u := range at {
		p.parameters[i] = math.Exp(u)
	}
	sum := 0.0
	for row, weight := range p.weight {
		p.pull[row] = 0
		if weight == 0 {
			continue
		}
		r, ok := p.residual(row)
		if !ok {
			return math.Inf(1)
		}
		if size := math.Abs(r); size <= p.delta {
			sum += weight * r * r / 2
			p.pull[row] = weight * r
		} else {
			sum += weight * p.delta * (size - p.delta/2)
			p.pull[row] = weight * math.Copysign(p.delta, r)
		}
	}
	return sum
}

// setPowers prepares laws of powers, whose slopes follow from their basis.
func (p *readingProblem) setPowers() {
	p.powers = varpro.MonomialsOf(p.law)
	for row := range p.lnK {
		for _, power := range p.powers {
			p.arguments = append(p.arguments, power.K*p.lnK[row]+power.N*p.lnn[row])
		}
	}
}

// residual is goal minus fit at a row, and writes the derivatives of the fit in the logarithms of the parameters.
func (p *readingProblem) residual(row int) (float64, bool) {
	jacobian := p.jacobian[row*len(p.parameters) : (row+1)*len(p.parameters)]
	var fitted float64
	if p.powers != nil {
		fitted = p.powersAt(row, jacobian)
	} else {
		fitted = p.lawAt(row, jacobian)
	}
	if !p.options.Log {
		return p.goal[row] - fitted, !math.IsNaN(fitted)
	}
	if !(fitted > 0) {
		return 0, false
	}
	for i := range jacobian {
		jacobian[i] /= fitted
	}
	return p.goal[row] - math.Log(fitted), true
}

// powersAt is a law of powers at a row.
func (p *readingProblem) powersAt(row int, jacobian []float64) float64 {
	c := p.coefficients
	clear(jacobian[c:])
	fitted := p.known
	for j, power := range p.powers {
		part := p.parameters[j]
		if power.Exponent != varpro.None {
			exponent, argument := p.parameters[c+power.Exponent], p.arguments[row*c+j]
			part *= math.Exp(-exponent * argument)
			jacobian[c+power.Exponent] -= exponent * argument * part
		}
		jacobian[j] = part
		fitted += part
	}
	return fitted
}

// lawAt is any law at a row.
func (p *readingProblem) lawAt(row int, jacobian []float64) float64 {
	c, exponents := p.parameters[:p.coefficients], p.parameters[p.coefficients:]
	p.law.Basis(p.lnK[row], p.lnn[row], exponents, p.basis)
	p.slopeOf(p.lnK[row], p.lnn[row], exponents, p.slopes)
	fitted := p.known
	for j, b := range p.basis {
		jacobian[j] = c[j] * b
		fitted += jacobian[j]
	}
	for e, exponent := range exponents {
		slope := 0.0
		for j, s := range p.slopes[e*len(c) : (e+1)*len(c)] {
			slope += c[j] * s
		}
		jacobian[len(c)+e] = exponent * slope
	}
	return fitted
}

// Gradient is that of the last objective.
func (p *readingProblem) Gradient(gradient []float64) {
	clear(gradient)
	for row, pull := range p.pull {
		if pull == 0 {
			continue
		}
		for i, d := range p.jacobian[row*len(gradient) : (row+1)*len(gradient)] {
			gradient[i] -= pull * d
		}
	}
}

// fromGrid fits by least squares from a grid of exponents, and goes on from each end. The best comes first.
func (p *readingProblem) fromGrid() []varpro.End {
	s := varpro.NewSolver(p.law, p.lnK, p.lnn)
	for row, value := range p.value {
		s.Target[row], s.Weight[row] = value-p.known, p.weight[row]
		if p.options.Log {
			s.Weight[row] /= value * value
		}
	}
	search := varpro.NewSearch(s, s.Low, s.High)
	var ends []varpro.End
	for _, start := range varpro.Promising(varpro.GridStarts(p.law.Exponents()), p.law.Exponents(), s.Objective) {
		end := varpro.End{Optimum: search.From(start, varpro.MaxSteps), Parameters: s.Parameters()}
		if p.options.Log || p.options.Huber > 0 {
			end = p.goOn(end.Parameters)
		}
		ends = append(ends, end)
	}
	slices.SortStableFunc(ends, func(a, b varpro.End) int { return cmp.Compare(a.Objective, b.Objective) })
	return ends
}

// from fits the present weights from the parameters of another fit; where that does not converge, from a large Huber
// delta on.
func (p *readingProblem) from(parameters []float64) []float64 {
	near := p.through(parameters, []float64{p.lastDelta()})
	if near.Converged {
		return near.Parameters
	}
	if far := p.goOn(parameters); far.Objective < near.Objective {
		return far.Parameters
	}
	return near.Parameters
}

// goOn searches over all parameters, for a Huber loss with smaller and smaller deltas: with a small one the sum is
// nearly one of absolute values, whose second derivatives say little far from its bottom.
func (p *readingProblem) goOn(parameters []float64) varpro.End {
	return p.through(parameters, p.deltas(p.logarithms(parameters)))
}

// logarithms are those of parameters, within their bounds.
func (p *readingProblem) logarithms(parameters []float64) []float64 {
	at := make([]float64, len(parameters))
	for i, value := range parameters {
		at[i] = min(max(math.Log(value), p.low[i]), p.high[i])
	}
	return at
}

// through searches with one delta after the other.
func (p *readingProblem) through(parameters, deltas []float64) varpro.End {
	at := p.logarithms(parameters)
	var end varpro.Optimum
	for _, delta := range deltas {
		p.delta = delta
		end = p.quasiNewton(at)
		at = end.LnExponents
	}
	return varpro.End{Optimum: end, Parameters: p.parametersAt(at)}
}

// parametersAt are those of a point. A coefficient at its lower bound is nothing.
func (p *readingProblem) parametersAt(at []float64) []float64 {
	found := make([]float64, len(at))
	for i, u := range at {
		if found[i] = math.Exp(u); i < p.coefficients && u <= p.low[i] {
			found[i] = 0
		}
	}
	return found
}

// deltas fall by a factor of 4 from the largest residual to the one asked for.
func (p *readingProblem) deltas(at []float64) []float64 {
	last := p.lastDelta()
	if math.IsInf(last, 1) {
		return []float64{last}
	}
	p.delta = math.Inf(1)
	p.Objective(at)
	largest := 0.0
	for row, pull := range p.pull {
		if p.weight[row] > 0 {
			largest = max(largest, math.Abs(pull)/p.weight[row])
		}
	}
	deltas := []float64{last}
	for delta := 4 * last; delta < largest; delta *= 4 {
		deltas = append(deltas, delta)
	}
	slices.Reverse(deltas)
	return deltas
}
