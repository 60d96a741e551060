package raster

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// polyline is a part of a path, its curves made of short lines.
type polyline struct {
	points []point
	closed bool
}

// flatness is how far a curve may be from its lines, in pixels.
const flatness = 0.05

// mostSteps bounds the lines of a curve: more are for curves that lie outside of any picture.
const mostSteps = 10000

// pen draws a path.
type pen struct {
	lines     []polyline
	at        point
	tolerance float64 // flatness in the units of the path
}

// newPen draws curves smoothly for a picture enlarged by scale.
func newPen(scale float64) *pen {
	return &pen{tolerance: flatness / math.Max(scale, 1e-9)}
}

func (p *pen) moveTo(to point) {
	p.lines, p.at = append(p.lines, polyline{points: []point{to}}), to
}

func (p *pen) lineTo(to point) {
	if len(p.lines) == 0 || p.lines[len(p.lines)-1].closed {
		p.moveTo(p.at)
	}
	last := &p.lines[len(p.lines)-1]
	last.points, p.at = append(last.points, to), to
}

func (p *pen) close() {
	if len(p.lines) == 0 {
		return
	}
	last := &p.lines[len(p.lines)-1]
	last.closed, p.at = true, last.points[0]
}

// cubicTo draws a Bézier curve with two handles.
func (p *pen) cubicTo(one, two, to point) {
	from := p.at
	bend := math.Max(from.minus(one.times(2)).plus(two).length(), one.minus(two.times(2)).plus(to).length())
	// the largest second derivative is 6 times the bend
	steps := int(math.Ceil(min(math.Sqrt(0.75*bend/p.tolerance), mostSteps)))
	for i := 1; i < steps; i++ {
		t := float64(i) / float64(steps)
		a, b, c := from.towards(one, t), one.towards(two, t), two.towards(to, t)
		p.lineTo(a.towards(b, t).towards(b.towards(c, t), t))
	}
	p.lineTo(to)
}

func (p *pen) quadTo(handle, to point) {
	p.cubicTo(p.at.towards(handle, 2.0/3), to.towards(handle, 2.0/3), to)
}

// ellipse is an arc of the attribute d of a path.
type ellipse struct {
	rx, ry, turn float64 // turn in degrees
	large, sweep bool
}

// arcTo follows the appendix "Elliptical arc implementation notes" of SVG 1.1.
func (p *pen) arcTo(e ellipse, to point) {
	from := p.at
	e.rx, e.ry = math.Abs(e.rx), math.Abs(e.ry)
	if e.rx == 0 || e.ry == 0 || from == to {
		p.lineTo(to)
		return
	}
	turn, _ := transformOf("rotate", []float64{e.turn})
	half := turn.inverse().apply(from.minus(to).times(0.5))
	if size := math.Hypot(half.x/e.rx, half.y/e.ry); size > 1 {
		e.rx, e.ry = e.rx*size, e.ry*size
	}
	u, v := half.x/e.rx, half.y/e.ry
	away := math.Sqrt(math.Max(0, 1/(u*u+v*v)-1))
	if e.large == e.sweep {
		away = -away
	}
	center := point{away * v, -away * u} // on the unit circle
	start := math.Atan2(v-center.y, u-center.x)
	angle := math.Atan2(-v-center.y, -u-center.x) - start
	if e.sweep && angle < 0 {
		angle += 2 * math.Pi
	} else if !e.sweep && angle > 0 {
		angle -= 2 * math.Pi
	}
	middle := from.towards(to, 0.5).plus(turn.apply(point{center.x * e.rx, center.y * e.ry}))
	steps := arcSteps(math.Max(e.rx, e.ry), math.Abs(angle), p.tolerance)
	for i := 1; i < steps; i++ {
		sin, cos := math.Sincos(start + angle*float64(i)/float64(steps))
		p.lineTo(middle.plus(turn.apply(point{e.rx * cos, e.ry * sin})))
	}
	p.lineTo(to)
}

// arcSteps is how many lines an arc needs.
func arcSteps(radius, angle, tolerance float64) int {
	step := 2 * math.Acos(math.Max(0.5, 1-tolerance/radius))
	return max(1, int(math.Ceil(min(angle/step, mostSteps))))
}

var token = regexp.MustCompile(`[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`)

// parseNumbers reads numbers apart by spaces or commas.
func parseNumbers(text string) ([]float64, error) {
	var numbers []float64
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' }) {
		number, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
			return nil, fmt.Errorf("%w: %q is no number", ErrUnsupported, word)
		}
		numbers = append(numbers, number)
	}
	return numbers, nil
}

// counts are the numbers that each command of a path takes.
var counts = map[string]int{"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}

// draw follows the attribute d of a path.
func (p *pen) draw(d string) error {
	words := token.FindAllString(d, -1)
	for len(words) > 0 {
		letter := words[0]
		command := strings.ToUpper(letter)
		count, known := counts[command]
		if !known {
			return fmt.Errorf("%w: path command %q", ErrUnsupported, letter)
		}
		words = words[1:]
		for first := true; first || len(words) > 0 && !isLetter(words[0]); first = false {
			if len(words) < count || count == 0 && !first {
				return fmt.Errorf("%w: path command %q takes %d numbers", ErrUnsupported, letter, count)
			}
			numbers, err := parseNumbers(strings.Join(words[:count], " "))
			if err != nil {
				return err
			}
			words = words[count:]
			p.follow(command, numbers, letter != command)
			if command == "M" {
				command = "L" // what further pairs of numbers mean
			}
		}
	}
	return nil
}

func isLetter(word string) bool { return word[0] >= 'A' }

// follow carries out one command; relative ones count from the place of the pen.
func (p *pen) follow(command string, n []float64, relative bool) {
	var base point
	if relative {
		base = p.at
	}
	place := func(i int) point { return base.plus(point{n[i], n[i+1]}) }
	switch command {
	case "M":
		p.moveTo(place(0))
	case "L":
		p.lineTo(place(0))
	case "H":
		p.lineTo(point{base.x + n[0], p.at.y})
	case "V":
		p.lineTo(point{p.at.x, base.y + n[0]})
	case "C":
		p.cubicTo(place(0), place(2), place(4))
	case "Q":
		p.quadTo(place(0), place(2))
	case "A":
		p.arcTo(ellipse{n[0], n[1], n[2], n[3] != 0, n[4] != 0}, place(5))
	case "Z":
		p.close()
	}
}
