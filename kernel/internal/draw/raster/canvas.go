package raster

import (
	"image"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// canvas is a surface of pixels.
type canvas struct {
	image *image.RGBA
	brush brush
}

func (c *canvas) fill(lines []polyline, place matrix, source image.Image, within *clip) error {
	c.brush.fill(c.image, moved(lines, place), source, c.mask(within))
	return nil
}

func (c *canvas) stroke(lines []polyline, how stroke, place matrix, source image.Image, within *clip) error {
	return c.fill(how.outline(lines, flatness/place.scale()), place, source, within)
}

func (c *canvas) letters(words written, place matrix, source image.Image, within *clip) error {
	return c.fill(words.lines, place, source, within)
}

// picture draws an image; place makes pixels of the canvas of its own.
func (c *canvas) picture(content image.Image, m matrix, within *clip) error {
	options := &draw.Options{}
	if mask := c.mask(within); mask != nil {
		options.DstMask = mask
	}
	draw.CatmullRom.Transform(c.image, f64.Aff3{m.a, m.c, m.e, m.b, m.d, m.f}, content, content.Bounds(), draw.Over,
		options)
	return nil
}

// mask is how much of each pixel lies within a clip; nil is all of all.
func (c *canvas) mask(within *clip) *image.Alpha {
	if within == nil {
		return nil
	}
	if within.mask == nil {
		within.mask = image.NewAlpha(c.image.Rect)
		c.brush.cover(within.mask, within.area, c.mask(within.within))
	}
	return within.mask
}
