package levels

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// value is the error at a place: the mean over the refits, that of the best law without them.
func (m *Model) value(at Place) float64 {
	if len(m.draws) == 0 {
		return m.valueOf(m.best(), at)
	}
	sum := 0.0
	for _, d := range m.draws {
		sum += m.valueOf(d, at)
	}
	return sum / float64(len(m.draws))
}

// valueOf is the error at a place by one refit.
func (m *Model) valueOf(d draw, at Place) float64 {
	var scratch [mostCoefficients]float64
	law := m.Laws[d.law].Law
	return m.options.capped(valueOf(law, at, d.parameters, scratch[:len(d.parameters)-len(law.Exponents())]))
}

// best is the best law as it was fitted.
func (m *Model) best() draw { return draw{0, m.Laws[0].values.parameters} }

// ErrorAt is the error expected of a size, the mean over the refits, with its interval. The error wraps
// diversity.ErrInvalid for a count that is not above 0.
func (m *Model) ErrorAt(s Size) (estimate.Estimate, error) {
	if err := s.validate("Size"); err != nil {
		return estimate.Estimate{}, err
	}
	return m.expected(func(d draw) float64 { return m.valueOf(d, s.logs()) }), nil
}

// expected is a quantity of refits, with the interval that they give.
func (m *Model) expected(of func(draw) float64) estimate.Estimate {
	if len(m.draws) == 0 {
		return estimate.Estimate{Value: of(m.best())}
	}
	values, sum := make([]float64, len(m.draws)), 0.0
	for i, d := range m.draws {
		values[i] = of(d)
		sum += values[i]
	}
	return estimate.Estimate{Value: sum / float64(len(values)), Interval: central(values, m.options.level())}
}

// Gain is by how much the error falls where one count is doubled and the others stay.
type Gain struct{ Groups, Sources, Items estimate.Estimate }

// Gains are those at a size. The error wraps diversity.ErrInvalid for a count that is not above 0.
func (m *Model) Gains(s Size) (Gain, error) {
	if err := s.validate("Size"); err != nil {
		return Gain{}, err
	}
	at := s.logs()
	of := func(more Place) estimate.Estimate {
		return m.expected(func(d draw) float64 { return m.valueOf(d, at) - m.valueOf(d, more) })
	}
	return Gain{
		of(Place{at.Groups + math.Ln2, at.Sources, at.Items}),
		of(Place{at.Groups, at.Sources + math.Ln2, at.Items}),
		of(Place{at.Groups, at.Sources, at.Items + math.Ln2}),
	}, nil
}

// Middle is the geometric middle of the measured range, where a law is known best.
func (m *Model) Middle() Size {
	middle := func(low, high float64) float64 { return math.Sqrt(low * high) }
	return Size{middle(m.Low.Groups, m.High.Groups), middle(m.Low.Sources, m.High.Sources),
		middle(m.Low.Items, m.High.Items)}
}

// checkModel refuses a model that [Fit] did not make.
func (m *Model) checkModel() error {
	if m == nil || m.table == nil {
		return diversity.Invalid("Model", "zero value", "one made by Fit")
	}
	return nil
}

// IsRelative reports whether misfits count by their share of the error; see [Options].
func (m *Model) IsRelative() bool { return m.options.Relative }
