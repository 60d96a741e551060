package pool

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
)

// Groups keeps the classes of the named superclasses, in the pool's order.
func (p Pool) Groups(names ...string) Pool {
	return p.then(step{Groups: append([]string{}, names...)})
}

// Named puts "name:" before the ID, the BaseID and the superclass of every class. Two sources may call different
// classes alike (the digits of one IDX file, the garments of another, both 0 to 9); named apart, they no longer count
// as the same class.
func (p Pool) Named(name string) Pool {
	if name == "" && p.Validate() == nil {
		return Pool{&state{err: diversity.Invalid("Named", `""`, "a name")}}
	}
	return p.then(step{Named: name})
}

// selected shows some of the parent's classes.
type selected struct {
	parent layer
	from   []int // class of the parent
	list   []class
}

func newSelected(parent layer, groups []string) (layer, error) {
	if len(groups) == 0 {
		return nil, diversity.Invalid("Groups", "none", "at least one superclass")
	}
	s := &selected{parent: parent}
	found := map[string]bool{}
	for i, c := range parent.classes() {
		if c.group != "" && slices.Contains(groups, c.group) {
			s.from, s.list = append(s.from, i), append(s.list, c)
			found[c.group] = true
		}
	}
	for _, name := range groups {
		if !found[name] {
			return nil, diversity.Invalid("Groups", fmt.Sprintf("%q", name), "a superclass of the pool (see GroupNames)")
		}
	}
	return s, nil
}

func (l *selected) classes() []class       { return l.list }
func (l *selected) shape() (int, int, int) { return l.parent.shape() }

func (l *selected) painter() (painter, error) {
	inner, err := l.parent.painter()
	if err != nil {
		return nil, err
	}
	return func(dst []uint8, r Ref) error { return inner(dst, Ref{l.from[r.Class], r.Sample}) }, nil
}

func (l *selected) origin(r Ref) Ref { return l.parent.origin(Ref{l.from[r.Class], r.Sample}) }

// named shows the parent's images under other names.
type named struct {
	layer
	list []class
}

func newNamed(parent layer, name string) (layer, error) {
	list := slices.Clone(parent.classes())
	for i := range list {
		list[i].id, list[i].base = name+":"+list[i].id, name+":"+list[i].base
		if list[i].group != "" {
			list[i].group = name + ":" + list[i].group
		}
		list[i].members = slices.Clone(list[i].members)
		for m := range list[i].members {
			list[i].members[m] = name + ":" + list[i].members[m]
		}
	}
	return &named{parent, list}, nil
}

func (l *named) classes() []class { return l.list }
