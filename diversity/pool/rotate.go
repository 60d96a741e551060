package pool

import (
	"fmt"

	"tradeoff/diversity"
)

// Rotations adds quarter turns of every class as classes of their own: turns is 1 (none), 2 (0 and 180 degrees) or 4.
// Class t*C + c, of C classes before, is class c turned counter-clockwise by t*360/turns degrees: all classes upright,
// then all turned. IDs become "Latin/character01@90"; BaseID and Group stay. A pool can be rotated once; quarter turns
// need square images.
func (p Pool) Rotations(turns int) Pool { return p.then(step{Rotations: turns}) }

// rotated shows the parent's classes at several angles.
type rotated struct {
	parent layer
	angles []int // in quarter turns
	list   []class
}

func newRotated(parent layer, turns int) (layer, error) {
	angles := map[int][]int{1: {0}, 2: {0, 2}, 4: {0, 1, 2, 3}}[turns]
	if angles == nil {
		return nil, diversity.Invalid("Rotations", turns, "1, 2 or 4")
	}
	if height, width, _ := parent.shape(); turns == 4 && height != width {
		return nil, diversity.Invalid("Rotations", turns,
			fmt.Sprintf("1 or 2, as images of %dx%d are not square", height, width))
	}
	r := &rotated{parent: parent, angles: angles}
	seen := map[string]bool{}
	for _, angle := range angles {
		for _, c := range parent.classes() {
			if angle > 0 {
				c.id = fmt.Sprintf("%s@%d", c.id, angle*90)
			}
			if seen[c.id] {
				return nil, diversity.Invalid("Rotations", turns,
					fmt.Sprintf("1, as there is a class %q already: a pool can be rotated once", c.id))
			}
			seen[c.id] = true
			r.list = append(r.list, c)
		}
	}
	return r, nil
}

func (l *rotated) classes() []class       { return l.list }
func (l *rotated) shape() (int, int, int) { return l.parent.shape() }

func (l *rotated) painter() (painter, error) {
	inner, err := l.parent.painter()
	if err != nil {
		return nil, err
	}
	upright := make([]uint8, pixels(l.parent))
	classes := len(l.parent.classes())
	height, width, channels := l.shape()
	return func(dst []uint8, r Ref) error {
		err := inner(upright, Ref{r.Class % classes, r.Sample})
		turn(dst, upright, height, width, channels, l.angles[r.Class/classes])
		return err
	}, nil
}

func (l *rotated) origin(r Ref) Ref {
	return l.parent.origin(Ref{r.Class % len(l.parent.classes()), r.Sample})
}

// turn writes src, turned counter-clockwise by quarters, into dst.
func turn(dst, src []uint8, height, width, channels, quarters int) {
	for y := range height {
		for x := range width {
			fromY, fromX := y, x
			switch quarters {
			case 1:
				fromY, fromX = x, width-1-y
			case 2:
				fromY, fromX = height-1-y, width-1-x
			case 3:
				fromY, fromX = height-1-x, y
			}
			copy(dst[(y*width+x)*channels:][:channels], src[(fromY*width+fromX)*channels:])
		}
	}
}
