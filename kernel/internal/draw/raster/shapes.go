package raster

import (
	"cmp"
	"fmt"
	"strings"
)

// outlineOf is the outline of a shape in its own units, fine enough for a picture enlarged by scale.
func outlineOf(e *element, scale float64) ([]polyline, error) {
	p := newPen(scale)
	var err error
	switch e.name {
	case "path":
		err = p.draw(e.attributes["d"])
	case "rect":
		err = p.rect(e)
	case "circle", "ellipse":
		err = p.round(e)
	case "line":
		err = p.line(e)
	case "polygon", "polyline":
		err = p.corners(e)
	default:
		err = fmt.Errorf("%w: element %s", ErrUnsupported, e.name)
	}
	if err != nil {
		return nil, err
	}
	return p.lines, nil
}

func (p *pen) rect(e *element) error {
	n, err := e.numbers("x", "y", "width", "height", "rx", "ry")
	if err != nil {
		return err
	}
	x, y, width, height := n[0], n[1], n[2], n[3]
	if n[4] != 0 || n[5] != 0 {
		return fmt.Errorf("%w: round corners of rect", ErrUnsupported)
	}
	p.moveTo(point{x, y})
	p.lineTo(point{x + width, y})
	p.lineTo(point{x + width, y + height})
	p.lineTo(point{x, y + height})
	p.close()
	return nil
}

func (p *pen) round(e *element) error {
	n, err := e.numbers("cx", "cy", "r", "rx", "ry")
	if err != nil {
		return err
	}
	rx, ry := n[2]+n[3], n[2]+n[4] // a circle has r, an ellipse the others
	left, right := point{n[0] - rx, n[1]}, point{n[0] + rx, n[1]}
	p.moveTo(left)
	p.arcTo(ellipse{rx: rx, ry: ry, sweep: true}, right)
	p.arcTo(ellipse{rx: rx, ry: ry, sweep: true}, left)
	p.close()
	return nil
}

func (p *pen) line(e *element) error {
	n, err := e.numbers("x1", "y1", "x2", "y2")
	if err != nil {
		return err
	}
	p.moveTo(point{n[0], n[1]})
	p.lineTo(point{n[2], n[3]})
	return nil
}

func (p *pen) corners(e *element) error {
	n, err := parseNumbers(e.attributes["points"])
	if err != nil || len(n)%2 != 0 {
		return fmt.Errorf("%w: points of %s: %.60q", ErrUnsupported, e.name, e.attributes["points"])
	}
	for i := 0; i < len(n); i += 2 {
		if i == 0 {
			p.moveTo(point{n[0], n[1]})
		} else {
			p.lineTo(point{n[i], n[i+1]})
		}
	}
	if e.name == "polygon" {
		p.close()
	}
	return nil
}

// strokeOf reads how the lines of an element are drawn.
func strokeOf(e *element) (stroke, error) {
	s := stroke{cap: e.attributes["stroke-linecap"], join: e.attributes["stroke-linejoin"]}
	s.join = cmp.Or(s.join, "miter")
	var err error
	for name, value := range map[string]struct {
		into      *float64
		otherwise float64
	}{"stroke-width": {&s.width, 1}, "stroke-miterlimit": {&s.miterLimit, 4}, "stroke-dashoffset": {&s.dashOffset, 0}} {
		if *value.into, err = e.numberOr(name, value.otherwise); err != nil {
			return stroke{}, err
		}
	}
	if dashes := e.attributes["stroke-dasharray"]; dashes != "" && dashes != "none" {
		if s.dashes, err = parseDashes(dashes); err != nil {
			return stroke{}, err
		}
	}
	return s, nil
}

// parseDashes reads lengths of dashes and gaps in turn; nil if they are too short to be seen.
func parseDashes(text string) ([]float64, error) {
	dashes, err := parseNumbers(strings.ReplaceAll(text, "px", ""))
	if err != nil {
		return nil, err
	}
	total := 0.0
	for _, length := range dashes {
		if length < 0 {
			return nil, fmt.Errorf("%w: dashes %q", ErrUnsupported, text)
		}
		total += length
	}
	const visible = 0.01
	if total < visible {
		return nil, nil
	}
	if len(dashes)%2 == 1 {
		dashes = append(dashes, dashes...)
	}
	return dashes, nil
}
