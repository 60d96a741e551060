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
	for _, list := range []*[]string{&s.Groups, &s.Only, &s.Without} {
		if *list != nil {
			*list = append([]string{}, *list...)
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
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
	case s.Only != nil:
		return newOnly(parent, s.Only)
	case s.Without != nil:
		return newWithout(parent, s.Without)
	case s.AtLeast != nil:
		return newAtLeast(parent, *s.AtLeast)
	case s.Cap != nil:
		return newCapped(parent, *s.Cap)
	case s.Grouped != nil:
		return newGrouped(parent, s.Grouped)
	case s.NamedFrom != nil:
		return newRenamed(parent, s.NamedFrom)
	case s.Relabelled:
		return newRelabelled(parent)
	}
	return newRotated(parent, s.Rotations)
}

// fields counts the fields that are set.
func (s step) fields() int {
	n := 0
	for _, set := range []bool{s.Rotations != 0, s.Distort != nil, s.Groups != nil, s.Named != "", s.Only != nil,
		s.Without != nil, s.AtLeast != nil, s.Cap != nil, s.Grouped != nil, s.NamedFrom != nil, s.Relabelled} {
		if set {
			n++
		}
	}
	return n
}
