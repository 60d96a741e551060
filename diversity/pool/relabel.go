package pool

import (
	"fmt"

	"tradeoff/diversity"
)

// Relabelled makes a class of every superclass: it has all images of its members, in their order, and no superclass
// itself. How fine labels are is so an axis of a study. [Pool.BaseIDs] lists the members, so that a task that has one
// of them is found. Relabel a pool before it is turned or distorted.
func (p Pool) Relabelled() Pool { return p.then(step{Relabelled: true}) }

// relabelled shows several classes of its parent as one.
type relabelled struct {
	parent  layer
	list    []class
	members [][]int // classes of the parent
}

func newRelabelled(parent layer) (layer, error) {
	l := &relabelled{parent: parent}
	number, seen := map[string]int{}, map[string]bool{}
	for i, c := range parent.classes() {
		switch {
		case c.group == "":
			return nil, diversity.Invalid("Relabelled", "class "+c.id, "classes with a superclass, see GroupedBy")
		case c.count != c.originals || seen[c.base]:
			return nil, diversity.Invalid("Relabelled", "class "+c.id+" of a turned or distorted pool",
				"a pool that is relabelled before it is turned or distorted")
		}
		seen[c.base] = true
		at, known := number[c.group]
		if !known {
			at = len(l.list)
			number[c.group] = at
			l.list = append(l.list, class{id: c.group, base: c.group})
			l.members = append(l.members, nil)
		}
		l.list[at].add(c)
		l.members[at] = append(l.members[at], i)
	}
	return l, nil
}

func (c *class) add(member class) {
	c.count, c.originals = c.count+member.count, c.originals+member.originals
	if len(member.members) > 0 {
		c.members = append(c.members, member.members...)
		return
	}
	c.members = append(c.members, member.base)
}

func (l *relabelled) classes() []class       { return l.list }
func (l *relabelled) shape() (int, int, int) { return l.parent.shape() }

// member is the image of the parent that an image is.
func (l *relabelled) member(r Ref) Ref {
	list := l.parent.classes()
	for _, class := range l.members[r.Class] {
		if r.Sample < list[class].count {
			return Ref{class, r.Sample}
		}
		r.Sample -= list[class].count
	}
	panic(fmt.Sprintf("pool: image %d of class %s is out of range", r.Sample, l.list[r.Class].id)) // checked by checkRefs
}

func (l *relabelled) painter() (painter, error) {
	inner, err := l.parent.painter()
	if err != nil {
		return nil, err
	}
	return func(dst []uint8, r Ref) error { return inner(dst, l.member(r)) }, nil
}

func (l *relabelled) origin(r Ref) Ref { return l.parent.origin(l.member(r)) }
