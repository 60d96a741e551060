package pool

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
)

// Cap keeps the first images of each class, at most so many. Cap a pool before it is distorted.
func (p Pool) Cap(images int) Pool { return p.then(step{Cap: &capping{Images: images}}) }

// CapAtRandom keeps at most so many images of each class, any of them with equal chances, as the seed says, in their
// order. Cap a pool before it is turned or distorted.
func (p Pool) CapAtRandom(images int, seed uint64) Pool {
	return p.then(step{Cap: &capping{Images: images, AtRandom: true, Seed: seed}})
}

// capping is a step that keeps some images of each class.
type capping struct {
	Images   int    `json:"images"`
	AtRandom bool   `json:"at_random,omitempty"`
	Seed     uint64 `json:"seed,omitempty"`
}

func (c capping) String() string {
	if c.AtRandom {
		return fmt.Sprintf("at most %d images of a class, at random with seed %d", c.Images, c.Seed)
	}
	return fmt.Sprintf("at most %d images of a class", c.Images)
}

// capped shows some images of each class of its parent.
type capped struct {
	parent layer
	list   []class
	from   [][]int // images of the parent, by class; nil for the first ones
}

func newCapped(parent layer, c capping) (layer, error) {
	if c.Images < 1 {
		return nil, diversity.Invalid("Cap", c.Images, "at least 1")
	}
	l := &capped{parent: parent}
	for i, p := range parent.classes() {
		if p.count != p.originals {
			return nil, diversity.Invalid("Cap", "class "+p.id+" of a distorted pool",
				"a pool that is capped before it is distorted")
		}
		var from []int
		if c.AtRandom && p.count > c.Images {
			from = diversity.Stream(c.Seed, diversity.ForCap, i).Perm(p.count)[:c.Images]
			slices.Sort(from)
		}
		p.count = min(p.count, c.Images)
		p.originals = p.count
		l.list, l.from = append(l.list, p), append(l.from, from)
	}
	return l, nil
}

func (l *capped) classes() []class       { return l.list }
func (l *capped) shape() (int, int, int) { return l.parent.shape() }

func (l *capped) image(r Ref) Ref {
	if from := l.from[r.Class]; from != nil {
		r.Sample = from[r.Sample]
	}
	return r
}

func (l *capped) painter() (painter, error) {
	inner, err := l.parent.painter()
	if err != nil {
		return nil, err
	}
	return func(dst []uint8, r Ref) error { return inner(dst, l.image(r)) }, nil
}

func (l *capped) origin(r Ref) Ref { return l.parent.origin(l.image(r)) }
