package raster

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/jpeg" // the kinds of image that a figure may hold
	_ "image/png"
	"strings"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// text draws the text of an element, and its spans, each a line of its own.
func (c *canvas) text(e *element, s state) error {
	if strings.TrimSpace(e.text) != "" {
		if err := c.line(e, e, s); err != nil {
			return err
		}
	}
	for _, span := range e.children {
		if span.name != "tspan" {
			return fmt.Errorf("%w: element %s in a text", ErrUnsupported, span.name)
		}
		if err := c.line(e, span, s); err != nil {
			return err
		}
	}
	return nil
}

// line draws the text of one element in the style of another.
func (c *canvas) line(style, of *element, s state) error {
	place, err := of.numbers("x", "y")
	if err != nil {
		return err
	}
	size, err := style.numberOr("font-size", 16)
	if err != nil {
		return err
	}
	f, err := c.face(style.attributes["font-weight"])
	if err != nil {
		return err
	}
	lines, width, err := f.write(of.text, size, s.transform.scale())
	if err != nil {
		return fmt.Errorf("text %q: %w", of.text, err)
	}
	at := point{place[0], place[1]}
	switch style.attributes["text-anchor"] {
	case "middle":
		at.x -= width / 2
	case "end":
		at.x -= width
	}
	switch baseline := style.attributes["dominant-baseline"]; baseline {
	case "central":
		shift, err := f.shift()
		if err != nil {
			return err
		}
		at.y += size * shift
	case "", "alphabetic", "auto":
	default:
		return fmt.Errorf("%w: base line %q", ErrUnsupported, baseline)
	}
	return c.shape(style, moved(lines, matrix{a: 1, d: 1, e: at.x, f: at.y}), s)
}

func (c *canvas) face(weight string) (*face, error) {
	bold := weight == "bold" || weight == "bolder" || len(weight) == 3 && weight >= "600"
	if known, ok := c.faces[bold]; ok {
		return known, nil
	}
	f, err := newFace(bold)
	if err != nil {
		return nil, fmt.Errorf("raster: the fonts: %w", err)
	}
	c.faces[bold] = f
	return f, nil
}

// picture draws an image that the document holds.
func (c *canvas) picture(e *element, s state) error {
	box, err := e.numbers("x", "y", "width", "height")
	if err != nil {
		return err
	}
	_, encoded, ok := strings.Cut(e.attributes["href"], ";base64,")
	if !ok {
		return fmt.Errorf("%w: an image that is not in the document: %.60q", ErrUnsupported, e.attributes["href"])
	}
	data, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return fmt.Errorf("%w: an image: %w", ErrUnsupported, err)
	}
	content, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%w: an image: %w", ErrUnsupported, err)
	}
	size := content.Bounds().Size()
	m := s.transform.after(matrix{a: box[2] / float64(size.X), d: box[3] / float64(size.Y), e: box[0], f: box[1]})
	options := &draw.Options{}
	if s.clip != nil {
		options.DstMask = s.clip
	}
	draw.CatmullRom.Transform(c.image, f64.Aff3{m.a, m.c, m.e, m.b, m.d, m.f}, content, content.Bounds(), draw.Over,
		options)
	return nil
}
