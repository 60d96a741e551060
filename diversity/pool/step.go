package pool

import (
	"slices"
)

// then adds a step, or keeps the first error.
func (p Pool) then(s step) Pool {
	if err := p.Validate(); err != nil {
		return Pool{&state{err: err}}
	}
	s = s.canonical()
	l, err := s.wrap(p.state.layer)
	if err != nil {
		return Pool{&state{err: err}}
	}
	steps := append(slices.Clone(p.state.steps), s)
	return Pool{&state{source: p.state.source, steps: steps, layer: l, list: l.classes()}}
}

// canonical writes defaults out and sorts what has no order, so that equal steps have equal digests.
func (s step) canonical() step {
	if s.Distort != nil {
		d := s.Distort.withDefaults()
		s.Distort = &d
	}
	if s.Groups != nil {
		s.Groups = append([]string{}, s.Groups...)
		slices.Sort(s.Groups)
		s.Groups = slices.Compact(s.Groups)
	}
	return s
}

func (s step) wrap(parent layer) (layer, error) {
	switch {
	case s.Distort != nil:
		return newDistorted(parent, *s.Distort)
	case s.Groups != nil:
		return newSelected(parent, s.Groups)
	case s.Named != "":
		return newNamed(parent, s.Named)
	}
	return newRotated(parent, s.Rotations)
}

// fields counts the fields that are set.
func (s step) fields() int {
	n := 0
	for _, set := range []bool{s.Rotations != 0, s.Distort != nil, s.Groups != nil, s.Named != ""} {
		if set {
			n++
		}
	}
	return n
}
