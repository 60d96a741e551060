package raster

import (
	"fmt"
	"math"
	"regexp"
)

// point is a place; x runs to the right and y down.
type point struct{ x, y float64 }

func (p point) plus(q point) point                   { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point                  { return point{p.x - q.x, p.y - q.y} }
func (p point) times(factor float64) point           { return point{factor * p.x, factor * p.y} }
func (p point) length() float64                      { return math.Hypot(p.x, p.y) }
func (p point) across(q point) float64               { return p.x*q.y - p.y*q.x }
func (p point) towards(q point, share float64) point { return p.plus(q.minus(p).times(share)) }

// matrix is an affine map as SVG writes it: x' = a x + c y + e, y' = b x + d y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func scaling(factor float64) matrix { return matrix{a: factor, d: factor} }

func (m matrix) apply(p point) point {
	return point{m.a*p.x + m.c*p.y + m.e, m.b*p.x + m.d*p.y + m.f}
}

// after is the map that applies first and then m.
func (m matrix) after(first matrix) matrix {
	origin := m.apply(point{first.e, first.f})
	return matrix{
		a: m.a*first.a + m.c*first.b, b: m.b*first.a + m.d*first.b,
		c: m.a*first.c + m.c*first.d, d: m.b*first.c + m.d*first.d,
		e: origin.x, f: origin.y,
	}
}

// inverse exists for the maps that [matrix.flat] is false for.
func (m matrix) inverse() matrix {
	area := m.a*m.d - m.b*m.c
	inverse := matrix{a: m.d / area, b: -m.b / area, c: -m.c / area, d: m.a / area}
	origin := inverse.apply(point{m.e, m.f})
	inverse.e, inverse.f = -origin.x, -origin.y
	return inverse
}

// flat reports whether the map takes everything to a line.
func (m matrix) flat() bool { return m.a*m.d == m.b*m.c }

// scale is the factor of lengths, the mean of both directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// even reports whether the map enlarges all directions alike.
func (m matrix) even() bool {
	const close = 1e-6
	one, two, slant := math.Hypot(m.a, m.b), math.Hypot(m.c, m.d), m.a*m.c+m.b*m.d
	return math.Abs(one-two) <= close*one && math.Abs(slant) <= close*one*two
}

var transformation = regexp.MustCompile(`^\s*([a-zA-Z]+)\(([^)]*)\)`)

// parseTransform reads the attribute transform: one or more maps, of which the last is applied first.
func parseTransform(text string) (matrix, error) {
	all := scaling(1)
	for text != "" {
		match := transformation.FindStringSubmatch(text)
		if match == nil {
			return matrix{}, fmt.Errorf("%w: transform %q", ErrUnsupported, text)
		}
		text = text[len(match[0]):]
		numbers, err := parseNumbers(match[2])
		if err != nil {
			return matrix{}, fmt.Errorf("%w: transform %q", err, match[0])
		}
		one, ok := transformOf(match[1], numbers)
		if !ok {
			return matrix{}, fmt.Errorf("%w: transform %q", ErrUnsupported, match[0])
		}
		all = all.after(one)
	}
	return all, nil
}

func transformOf(name string, n []float64) (matrix, bool) {
	switch {
	case name == "matrix" && len(n) == 6:
		return matrix{n[0], n[1], n[2], n[3], n[4], n[5]}, true
	case name == "translate" && len(n) == 2:
		return matrix{a: 1, d: 1, e: n[0], f: n[1]}, true
	case name == "translate" && len(n) == 1:
		return matrix{a: 1, d: 1, e: n[0]}, true
	case name == "scale" && len(n) == 2:
		return matrix{a: n[0], d: n[1]}, true
	case name == "scale" && len(n) == 1:
		return scaling(n[0]), true
	case name == "rotate" && len(n) == 1:
		sin, cos := math.Sincos(n[0] * math.Pi / 180)
		return matrix{a: cos, b: sin, c: -sin, d: cos}, true
	}
	return matrix{}, false
}
