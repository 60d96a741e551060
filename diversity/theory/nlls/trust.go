package nlls

import (
	"cmp"
	"context"
	"math"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/numeric"
)

const (
	epsilon      = 2.220446049250313e-16 // spacing of floating-point numbers at 1
	nothingLeft  = 1e-14                 // share of the sum of squares below which a promised gain ends the search
	offsetIsZero = 1e-6                  // relative offset that counts as convergence
	ownDirection = 1e-11                 // share of a derivative's length that is above the rounding of differences
	bendAtMost   = 0.75                  // of the step (Transtrum and Sethna 2012, section 3)
)

// search runs one search from the start and leaves its end in m.
func (m *marquardt) search(ctx context.Context, steps int, bold float64, bend bool) error {
	clear(m.scale)
	m.steps = 0
	m.differences.levels = 1 // on the way, plain central differences are good enough
	m.evaluate(m.problem.Start)
	m.accept(m.problem.Start)
	usable := m.differentiate()
	radius := bold * max(m.scaledLength(m.at), math.SmallestNonzeroFloat64)
	if m.scaledLength(m.at) == 0 {
		radius = bold
	}
	for usable && m.steps < steps && m.sum > m.rounding() && m.advance(&radius, bend) {
		if err := ctx.Err(); err != nil {
			return err
		}
		m.steps++
		usable = m.differentiate()
	}
	m.differences.levels = differenceLevels
	if usable && m.differentiate() {
		m.polish()
	}
	m.setReason(steps)
	return ctx.Err()
}

// rounding is a sum of squares that is rounding error of the observations.
func (m *marquardt) rounding() float64 { return math.Pow(4*epsilon*m.length, 2) }

// setReason judges the end by its gradient. Residuals cannot be orthogonal to the derivatives beyond the rounding of
// the observations.
func (m *marquardt) setReason(steps int) {
	switch inSpan := m.offset * math.Sqrt(m.sum); {
	case m.sum <= m.rounding():
		m.reason = ExactFit
	case inSpan <= offsetIsZero*math.Sqrt(m.sum)+8*epsilon*m.length:
		m.reason = GradientZero
	case m.steps >= steps:
		m.reason = StepLimit
	default:
		m.reason = Stalled
	}
}

// triangularise orthogonalises the scaled Jacobian beside the residuals, without the parameters that the gradient
// presses against a bound.
func (m *marquardt) triangularise() {
	p := len(m.at)
	for j, column := range m.jacobian {
		slope := numeric.Dot(column, m.residual)
		m.free[j] = !(m.at[j] <= m.low[j] && slope <= 0 || m.at[j] >= m.high[j] && slope >= 0)
		for i, value := range column {
			m.squares.Columns[j][i] = value / m.scale[j]
			if !m.free[j] || m.scale[j] == 0 {
				m.squares.Columns[j][i] = 0
			}
		}
	}
	copy(m.squares.Columns[p], m.residual)
	m.squares.Triangularise()
	m.offset = 0
	if m.sum > 0 {
		m.offset = numeric.Norm(m.projection()) / math.Sqrt(m.sum)
	}
}

// projection is Q'r: what of the residuals lies in the span of the Jacobian.
func (m *marquardt) projection() []float64 {
	p := len(m.at)
	return m.squares.R[p][:p]
}

// advance shrinks the trusted radius until a step lowers the sum of squares, and takes that step. It is false where
// nothing is left to gain.
func (m *marquardt) advance(radius *float64, bend bool) bool {
	floor := 1e-16 * max(m.scaledLength(m.at), math.SmallestNonzeroFloat64)
	for *radius > floor {
		damping := m.trustedStep(*radius)
		length := numeric.Norm(m.step)
		promised := m.promised()
		if promised <= nothingLeft*m.sum {
			return false
		}
		*radius = min(*radius, length*1.1)
		clear(m.bent)
		if bend {
			m.bendStep(damping)
		}
		m.writeTrial()
		gain := 0.0
		if m.evaluate(m.trial) {
			gain = (m.sum - m.aheadSum) / promised
		}
		switch {
		case gain < 0.25:
			*radius = max(0.1, 0.5/(2-min(gain, 1))) * length / 2
		case gain > 0.75 || damping == 0:
			*radius = 2 * length
		}
		if gain > 1e-4 {
			m.accept(m.trial)
			return true
		}
	}
	return false
}

// trustedStep writes the step that minimises the linearised problem within a scaled radius, and returns its damping.
// The length of the step falls with the damping, which is bracketed and bisected in its logarithm.
func (m *marquardt) trustedStep(radius float64) (damping float64) {
	m.damped(0, m.projection(), m.step)
	if numeric.Norm(m.step) <= 1.1*radius {
		return 0
	}
	// ln damping; the step is at most |Q'r| / sqrt(damping)
	low, high := -80.0, math.Log(numeric.Norm(m.projection())/radius+1)*2+5
	for high-low > 0.05 {
		middle := (low + high) / 2
		m.damped(math.Exp(middle), m.projection(), m.step)
		switch length := numeric.Norm(m.step); {
		case length > 1.1*radius:
			low = middle
		case length < 0.9*radius:
			high = middle
		default:
			return math.Exp(middle)
		}
	}
	return math.Exp(high)
}

// damped solves min |R s - right|^2 + damping |s|^2 by orthogonalising R above sqrt(damping) I.
func (m *marquardt) damped(damping float64, right, solution []float64) {
	p := len(solution)
	for j, column := range m.small.Columns {
		clear(column)
		if j < p {
			copy(column, m.squares.R[j][:j+1])
			column[p+j] = math.Sqrt(damping)
		}
	}
	copy(m.small.Columns[p], right)
	m.small.Triangularise()
	m.small.BackSubstitute(solution)
}

// promised is the fall of the sum of squares by the linear model: |Q'r|^2 - |Q'r - R s|^2.
func (m *marquardt) promised() float64 {
	fall := 0.0
	for i, q := range m.projection() {
		image := 0.0
		for j := i; j < len(m.step); j++ {
			image += m.squares.R[j][i] * m.step[j]
		}
		fall += image * (2*q - image)
	}
	return fall
}

// bendStep writes the second-order correction of the step: with f” the second derivative of the model along the step s,
// from one more evaluation, it solves J c = -f”/2, damped as the step was. It stays zero where it would be long.
func (m *marquardt) bendStep(damping float64) {
	const share = 0.1 // of the step, for the difference
	for j := range m.trial {
		m.trial[j] = m.at[j] + share*m.unscaled(m.step, j)
	}
	if !m.evaluate(m.trial) {
		return
	}
	for i := range m.curve {
		slope := 0.0
		for j := range m.step {
			slope += m.jacobian[j][i] * m.unscaled(m.step, j)
		}
		m.curve[i] = -((m.residual[i]-m.ahead[i])/share - slope) / share
	}
	m.damped(damping, m.squares.Project(m.curve, make([]float64, len(m.at))), m.bent)
	if length := numeric.Norm(m.bent); !(4*length <= bendAtMost*numeric.Norm(m.step)) {
		clear(m.bent)
	}
}

// writeTrial writes the point after the step, within the bounds.
func (m *marquardt) writeTrial() {
	for j, x := range m.at {
		moved := x + m.unscaled(m.step, j) + m.unscaled(m.bent, j)
		m.trial[j] = min(max(moved, m.low[j]), m.high[j])
	}
}

// unscaled is entry j of a step in units of the parameter, 0 for one that is held.
func (m *marquardt) unscaled(step []float64, j int) float64 {
	if !m.free[j] || m.scale[j] == 0 {
		return 0
	}
	return step[j] / m.scale[j]
}

func (m *marquardt) scaledLength(parameters []float64) float64 {
	length := 0.0
	for j, x := range parameters {
		length = math.Hypot(length, m.scale[j]*x)
	}
	return length
}

// polish takes Gauss-Newton steps for as long as they shrink the gradient, where the sum of squares is flat within
// rounding error and can no longer guide.
func (m *marquardt) polish() {
	const most, enough = 100, 1e-12
	before := make([]float64, len(m.at))
	for range most {
		if m.offset <= enough || m.sum <= m.rounding() {
			return
		}
		copy(before, m.at)
		offset := m.offset
		m.damped(0, m.projection(), m.step)
		clear(m.bent)
		m.writeTrial()
		if !m.evaluate(m.trial) || m.aheadSum > m.sum*(1+1e-10) {
			return
		}
		m.accept(m.trial)
		if !m.differentiate() || m.offset > 0.9*offset {
			m.evaluate(before)
			m.accept(before)
			m.differentiate()
			return
		}
	}
}

// solution copies the end of the last search.
func (m *marquardt) solution(o Options) Solution {
	s := Solution{
		Parameters: append([]float64(nil), m.at...), Residuals: make([]float64, len(m.residual)), SumOfSquares: m.sum,
		Reason: m.reason, Converged: m.reason == GradientZero || m.reason == ExactFit, Offset: m.offset, Steps: m.steps,
		level: cmp.Or(o.Level, estimate.DefaultLevel),
	}
	for i, r := range m.residual {
		s.Residuals[i] = r / m.root[i]
	}
	s.DegreesOfFreedom = len(m.residual)
	for j, free := range m.free {
		s.Names, s.AtBound = append(s.Names, m.problem.name(j)), append(s.AtBound, !free)
		if free {
			s.DegreesOfFreedom--
		}
	}
	s.Deviation = math.NaN()
	if s.DegreesOfFreedom > 0 {
		s.Deviation = math.Sqrt(m.sum / float64(s.DegreesOfFreedom))
	}
	s.Deviations = m.deviations(s.Deviation)
	return s
}

// deviations are s sqrt(diag((J'WJ)^-1)): the lengths of the rows of the inverse of R. A parameter without a direction
// of its own is undetermined, and so are those before it with which it can be traded.
func (m *marquardt) deviations(s float64) []float64 {
	p := len(m.at)
	deviations := make([]float64, p)
	inverse := make([]float64, p)
	for k := range p { // column k of the inverse
		clear(inverse)
		dependentColumn := m.squares.R[k][k] == 0
		if !dependentColumn {
			inverse[k] = 1 / m.squares.R[k][k]
		}
		for i := k - 1; i >= 0; i-- {
			sum := 0.0
			for j := i + 1; j <= k; j++ {
				sum -= m.squares.R[j][i] * inverse[j]
			}
			if dependentColumn {
				sum -= m.squares.R[k][i]
			}
			if m.squares.R[i][i] > 0 {
				inverse[i] = sum / m.squares.R[i][i]
			}
		}
		for j := range p {
			switch {
			case dependentColumn && (j == k || math.Abs(inverse[j]) > 1e-9) && m.free[k]:
				deviations[j] = math.Inf(1)
			case !dependentColumn:
				deviations[j] = math.Hypot(deviations[j], inverse[j])
			}
		}
	}
	for j := range deviations {
		deviations[j] *= s
		if !m.free[j] {
			deviations[j] = 0
		} else if m.scale[j] > 0 {
			deviations[j] /= m.scale[j]
		}
	}
	return deviations
}
