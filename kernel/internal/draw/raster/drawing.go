package raster

import (
	"fmt"
	"image"
)

// surface is what a document is drawn on. Lines are in units of their own, of which place makes those of the surface;
// a source is an *image.Uniform or a gradient.
type surface interface {
	fill(lines []polyline, place matrix, source image.Image, within *clip) error
	stroke(lines []polyline, how stroke, place matrix, source image.Image, within *clip) error
	letters(words written, place matrix, source image.Image, within *clip) error
	picture(content image.Image, place matrix, within *clip) error
}

// clip is an area in units of the surface, within another; nil is everywhere.
type clip struct {
	area   []polyline
	within *clip
	mask   *image.Alpha // its pixels, once they were needed
}

// drawing is a document on its way to a surface.
type drawing struct {
	on     surface
	detail float64 // how much finer than for pixels curves are made of lines
	byID   map[string]*element
	faces  map[bool]*face   // by whether they are bold
	clips  map[string]*clip // by their reference
}

func newDrawing(on surface, detail float64, byID map[string]*element) *drawing {
	return &drawing{on: on, detail: detail, byID: byID, faces: map[bool]*face{}, clips: map[string]*clip{}}
}

// state is what an element takes over from those around it.
type state struct {
	transform matrix // makes units of the surface of the element's
	opacity   float64
	clip      *clip // where it may draw
}

func (d *drawing) children(e *element, s state) error {
	for _, child := range e.children {
		if err := d.element(child, s); err != nil {
			return err
		}
	}
	return nil
}

func (d *drawing) element(e *element, s state) error {
	switch e.name {
	case "defs", "style", "clipPath", "title", "desc": // the style of a static picture is for what the mouse is over
		return nil
	}
	s, err := d.inside(e, s)
	switch {
	case err != nil:
		return err
	case s.transform.flat() || s.opacity == 0:
		return nil
	}
	switch e.name {
	case "g":
		return d.children(e, s)
	case "text":
		return d.text(e, s)
	case "image":
		return d.picture(e, s)
	}
	lines, err := outlineOf(e, d.scale(s))
	if err != nil {
		return err
	}
	return d.shape(e, lines, s, func(source image.Image) error { return d.on.fill(lines, s.transform, source, s.clip) })
}

// scale is by how much curves are enlarged before their lines are seen.
func (d *drawing) scale(s state) float64 { return d.detail * s.transform.scale() }

// inside is the state within an element.
func (d *drawing) inside(e *element, s state) (state, error) {
	if filter := e.attributes["filter"]; filter != "" && filter != "none" {
		return s, fmt.Errorf("%w: a filter, such as a shadow, on %s", ErrUnsupported, e.name)
	}
	if e.attributes["mask"] != "" {
		return s, fmt.Errorf("%w: a mask on %s", ErrUnsupported, e.name)
	}
	own, err := parseTransform(e.attributes["transform"])
	if err != nil {
		return s, err
	}
	s.transform = s.transform.after(own)
	opacity, err := e.numberOr("opacity", 1)
	if err != nil {
		return s, err
	}
	s.opacity *= opacity
	if url := e.attributes["clip-path"]; url != "" && url != "none" {
		s.clip, err = d.clip(url, s)
	}
	return s, err
}

// clip is the area of a clip path within that of the state.
func (d *drawing) clip(url string, s state) (*clip, error) {
	key := fmt.Sprint(url, s.transform, s.clip == nil)
	if known, ok := d.clips[key]; ok && s.clip == nil {
		return known, nil
	}
	path, err := reference(url, d.byID)
	if err != nil {
		return nil, err
	}
	area := &clip{within: s.clip}
	for _, child := range path.children {
		own, err := parseTransform(child.attributes["transform"])
		if err != nil {
			return nil, err
		}
		lines, err := outlineOf(child, d.scale(s))
		if err != nil {
			return nil, err
		}
		area.area = append(area.area, moved(lines, s.transform.after(own))...)
	}
	d.clips[key] = area
	return area, nil
}

// shape strokes lines and has them filled, in the order that the element asks for.
func (d *drawing) shape(e *element, lines []polyline, s state, fill func(image.Image) error) error {
	filled := func() error { return d.painted(e, "fill", "#000000", lines, s, fill) }
	stroked := func() error { return d.stroke(e, lines, s) }
	steps := []func() error{filled, stroked}
	if e.attributes["paint-order"] == "stroke" {
		steps = []func() error{stroked, filled}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (d *drawing) stroke(e *element, lines []polyline, s state) error {
	how, err := strokeOf(e)
	if err != nil || how.width <= 0 {
		return err
	}
	return d.painted(e, "stroke", "none", lines, s, func(source image.Image) error {
		return d.on.stroke(lines, how, s.transform, source, s.clip)
	})
}

// painted has something painted with what the attribute says; a gradient runs over the box of lines.
func (d *drawing) painted(e *element, attribute, otherwise string, lines []polyline, s state,
	paint func(image.Image) error) error {
	value, ok := e.attributes[attribute]
	if !ok {
		value = otherwise
	}
	opacity, err := e.numberOr(attribute+"-opacity", 1)
	if err != nil {
		return err
	}
	source, err := d.source(value, lines, s.transform, opacity*s.opacity)
	if err != nil || source == nil {
		return err
	}
	return paint(source)
}

// source is what an area is painted with, nil for nothing.
func (d *drawing) source(value string, lines []polyline, place matrix, opacity float64) (image.Image, error) {
	if len(value) > 4 && value[:4] == "url(" {
		found, err := reference(value, d.byID)
		if err != nil {
			return nil, err
		}
		return newGradient(found, lines, place, opacity)
	}
	color, visible, err := parseColor(value)
	if err != nil || !visible {
		return nil, err
	}
	return image.NewUniform(faded(color, opacity)), nil
}

func moved(lines []polyline, by matrix) []polyline {
	all := make([]polyline, len(lines))
	for i, line := range lines {
		all[i] = polyline{make([]point, len(line.points)), line.closed}
		for j, p := range line.points {
			all[i].points[j] = by.apply(p)
		}
	}
	return all
}
