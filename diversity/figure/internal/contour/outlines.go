package contour

import (
	"math"
)

// Field is a function over the unit square.
type Field func(u, v float64) float64

// Point is a place in the unit square.
type Point struct{ U, V float64 }

// Lattice is a field sampled at (steps+1)^2 nodes. Around them lies a ring of nodes at the edge of the square where it
// is infinite, so that every region of low values has a closed outline.
type Lattice struct {
	field  Field
	steps  int
	values []float64
}

// NewLattice samples a field on a lattice of some steps in both directions.
func NewLattice(f Field, steps int) Lattice {
	l := Lattice{field: f, steps: steps}
	for j := range steps + 1 {
		for i := range steps + 1 {
			l.values = append(l.values, f(l.point(i, j).U, l.point(i, j).V))
		}
	}
	return l
}

// point is where a node lies, from -1 to steps+1 in both directions.
func (l Lattice) point(i, j int) Point {
	share := func(i int) float64 { return math.Max(0, math.Min(1, float64(i)/float64(l.steps))) }
	return Point{share(i), share(j)}
}

func (l Lattice) value(i, j int) float64 {
	if i < 0 || j < 0 || i > l.steps || j > l.steps {
		return math.Inf(1)
	}
	return l.values[j*(l.steps+1)+i]
}

// Outlines are the closed curves around where the field is below a level, with the low values on their left: marching
// squares (Lorensen and Cline 1987, in the plane).
func (l Lattice) Outlines(level float64) [][]Point {
	next := map[side]side{}
	var starts []side
	for j := -1; j <= l.steps; j++ {
		for i := -1; i <= l.steps; i++ {
			for _, pair := range l.crossings(i, j, level) {
				next[pair[0]] = pair[1]
				starts = append(starts, pair[0])
			}
		}
	}
	var rings [][]Point
	for _, start := range starts {
		var ring []Point
		for s, ok := start, true; ok; {
			to, left := next[s]
			if !left {
				break
			}
			delete(next, s)
			ring = append(ring, l.cut(s, level))
			s = to
		}
		if len(ring) > 0 {
			rings = append(rings, append(ring, ring[0]))
		}
	}
	return rings
}

// crossings are the pieces of outlines in a cell. Anticlockwise around the cell, one begins where the low values end,
// and ends where they next begin.
func (l Lattice) crossings(i, j int, level float64) [][2]side {
	corners := [4]node{{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}}
	sides := [4]side{{node{i, j}, false}, {node{i + 1, j}, true}, {node{i, j + 1}, false}, {node{i, j}, true}}
	low := func(c int) bool { n := corners[c%4]; return l.value(n.i, n.j) < level }
	var pairs [][2]side
	for c := range corners {
		if !low(c) || low(c+1) {
			continue
		}
		for d := c + 1; ; d++ {
			if !low(d) && low(d+1) {
				pairs = append(pairs, [2]side{sides[c], sides[d%4]})
				break
			}
		}
	}
	return pairs
}

// cut is where the field has the level on a side, by false position.
func (l Lattice) cut(s side, level float64) Point {
	to := node{s.i + 1, s.j}
	if s.upright {
		to = node{s.i, s.j + 1}
	}
	a, b := l.point(s.i, s.j), l.point(to.i, to.j)
	below, above := l.value(s.i, s.j)-level, l.value(to.i, to.j)-level
	if math.IsInf(below, 0) || math.IsInf(above, 0) { // the edge of the square, where both places are the same
		return a
	}
	middle := a
	for range 4 {
		share := below / (below - above)
		middle = Point{a.U + (b.U-a.U)*share, a.V + (b.V-a.V)*share}
		switch value := l.field(middle.U, middle.V) - level; {
		case value == 0:
			return middle
		case (value < 0) == (below < 0):
			a, below = middle, value
		default:
			b, above = middle, value
		}
	}
	return middle
}

// node is a corner of cells.
type node struct{ i, j int }

// side is the side of a cell that an outline crosses, from the lower or left node.
type side struct {
	node
	upright bool
}

// OnEdge reports whether a piece of an outline runs along the edge of the square, where it is no line of the level.
func OnEdge(a, b Point) bool {
	same := func(x, y float64) bool { return x == y && (x == 0 || x == 1) }
	return same(a.U, b.U) || same(a.V, b.V)
}
