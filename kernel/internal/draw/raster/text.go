package raster

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/jpeg" // the kinds of image that a figure may hold
	_ "image/png"
	"strings"
)

// text draws the text of an element, and its spans, each a line of its own.
func (d *drawing) text(e *element, s state) error {
	if strings.TrimSpace(e.text) != "" {
		if err := d.line(e, e, s); err != nil {
			return err
		}
	}
	for _, span := range e.children {
		if span.name != "tspan" {
			return fmt.Errorf("%w: element %s in a text", ErrUnsupported, span.name)
		}
		if err := d.line(e, span, s); err != nil {
			return err
		}
	}
	return nil
}

// line draws the text of one element in the style of another.
func (d *drawing) line(style, of *element, s state) error {
	words, at, err := d.placed(style, of, d.scale(s))
	if err != nil {
		return err
	}
	there := matrix{a: 1, d: 1, e: at.x, f: at.y}
	return d.shape(style, moved(words.lines, there), s, func(source image.Image) error {
		return d.on.letters(words, s.transform.after(there), source, s.clip)
	})
}

// placed are the letters of one element in the style of another, and where their base line begins.
func (d *drawing) placed(style, of *element, scale float64) (words written, at point, err error) {
	place, err := of.numbers("x", "y")
	if err != nil {
		return words, at, err
	}
	size, err := style.numberOr("font-size", 16)
	if err != nil {
		return words, at, err
	}
	f, err := d.face(style.attributes["font-weight"])
	if err != nil {
		return words, at, err
	}
	if words, err = f.write(of.text, size, scale); err != nil {
		return words, at, fmt.Errorf("text %q: %w", of.text, err)
	}
	at = point{place[0], place[1]}
	switch style.attributes["text-anchor"] {
	case "middle":
		at.x -= words.width / 2
	case "end":
		at.x -= words.width
	}
	switch baseline := style.attributes["dominant-baseline"]; baseline {
	case "central":
		shift, err := f.shift()
		if err != nil {
			return words, at, err
		}
		at.y += size * shift
	case "", "alphabetic", "auto":
	default:
		return words, at, fmt.Errorf("%w: base line %q", ErrUnsupported, baseline)
	}
	return words, at, nil
}

func (d *drawing) face(weight string) (*face, error) {
	bold := weight == "bold" || weight == "bolder" || len(weight) == 3 && weight >= "600"
	if known, ok := d.faces[bold]; ok {
		return known, nil
	}
	f, err := newFace(bold)
	if err != nil {
		return nil, fmt.Errorf("raster: the fonts: %w", err)
	}
	d.faces[bold] = f
	return f, nil
}

// picture draws an image that the document holds.
func (d *drawing) picture(e *element, s state) error {
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
	content, err := decodeImage(data)
	if err != nil {
		return err
	}
	size := content.Bounds().Size()
	own := matrix{a: box[2] / float64(size.X), d: box[3] / float64(size.Y), e: box[0], f: box[1]}
	return d.on.picture(content, s.transform.after(own), s.clip)
}

// decodeImage reads an image of a bounded size.
func decodeImage(data []byte) (image.Image, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: an image: %w", ErrUnsupported, err)
	}
	if float64(config.Width)*float64(config.Height) > largestArea {
		return nil, fmt.Errorf("%w: an image of %d x %d pixels, want up to %g in all", ErrUnsupported, config.Width,
			config.Height, largestArea)
	}
	content, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: an image: %w", ErrUnsupported, err)
	}
	return content, nil
}
