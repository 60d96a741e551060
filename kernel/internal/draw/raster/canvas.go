package raster

import (
	"fmt"
	"image"
)

// canvas is the picture in the making.
type canvas struct {
	image *image.RGBA
	byID  map[string]*element
	faces map[bool]*face          // by whether they are bold
	clips map[string]*image.Alpha // by their reference
	brush brush
}

// state is what an element takes over from those around it.
type state struct {
	transform matrix // makes pixels of the element's units
	opacity   float64
	clip      *image.Alpha // where it may draw; nil is everywhere
}

func (c *canvas) children(e *element, s state) error {
	for _, child := range e.children {
		if err := c.element(child, s); err != nil {
			return err
		}
	}
	return nil
}

func (c *canvas) element(e *element, s state) error {
	switch e.name {
	case "defs", "style", "clipPath", "title", "desc": // the style of a static picture is for what the mouse is over
		return nil
	}
	s, err := c.inside(e, s)
	switch {
	case err != nil:
		return err
	case s.transform.flat() || s.opacity == 0:
		return nil
	}
	switch e.name {
	case "g":
		return c.children(e, s)
	case "text":
		return c.text(e, s)
	case "image":
		return c.picture(e, s)
	}
	lines, err := outlineOf(e, s.transform.scale())
	if err != nil {
		return err
	}
	return c.shape(e, lines, s)
}

// inside is the state within an element.
func (c *canvas) inside(e *element, s state) (state, error) {
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
		s.clip, err = c.clip(url, s)
	}
	return s, err
}

// clip is the area of a clip path within that of the state.
func (c *canvas) clip(url string, s state) (*image.Alpha, error) {
	key := fmt.Sprint(url, s.transform, s.clip == nil)
	if known, ok := c.clips[key]; ok && s.clip == nil {
		return known, nil
	}
	path, err := reference(url, c.byID)
	if err != nil {
		return nil, err
	}
	var all []polyline
	for _, child := range path.children {
		own, err := parseTransform(child.attributes["transform"])
		if err != nil {
			return nil, err
		}
		lines, err := outlineOf(child, s.transform.scale())
		if err != nil {
			return nil, err
		}
		all = append(all, moved(lines, s.transform.after(own))...)
	}
	area := image.NewAlpha(c.image.Rect)
	c.brush.cover(area, all, s.clip)
	c.clips[key] = area
	return area, nil
}

// shape fills and strokes lines.
func (c *canvas) shape(e *element, lines []polyline, s state) error {
	strokeFirst := e.attributes["paint-order"] == "stroke"
	steps := []func(*element, []polyline, state) error{c.fill, c.stroke}
	if strokeFirst {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range steps {
		if err := step(e, lines, s); err != nil {
			return err
		}
	}
	return nil
}

func (c *canvas) fill(e *element, lines []polyline, s state) error {
	return c.paint(e, "fill", "#000000", lines, lines, s)
}

func (c *canvas) stroke(e *element, lines []polyline, s state) error {
	how, err := strokeOf(e)
	if err != nil || how.width <= 0 {
		return err
	}
	return c.paint(e, "stroke", "none", lines, how.outline(lines, flatness/s.transform.scale()), s)
}

// paint covers an area by what the attribute says; a gradient runs over the box of lines.
func (c *canvas) paint(e *element, attribute, otherwise string, lines, area []polyline, s state) error {
	value, ok := e.attributes[attribute]
	if !ok {
		value = otherwise
	}
	opacity, err := e.numberOr(attribute+"-opacity", 1)
	if err != nil {
		return err
	}
	source, err := c.source(value, lines, s.transform, opacity*s.opacity)
	if err != nil || source == nil {
		return err
	}
	c.brush.fill(c.image, moved(area, s.transform), source, s.clip)
	return nil
}

// source is what an area is painted with, nil for nothing.
func (c *canvas) source(value string, lines []polyline, place matrix, opacity float64) (image.Image, error) {
	if len(value) > 4 && value[:4] == "url(" {
		found, err := reference(value, c.byID)
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
