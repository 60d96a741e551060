package raster

import (
	"errors"
	"fmt"
	"image"
	"math"
)

// ErrUnsupported is wrapped by errors about what ECharts may write but this package does not draw.
var ErrUnsupported = errors.New("raster: cannot draw this")

// largestSide bounds the picture, in pixels.
const largestSide = 40000

// largestArea bounds the picture, in pixels: 4 bytes are kept for each.
const largestArea = 400e6

// Draw makes an image of a document with scale pixels to a unit of length. Where the document paints nothing the image
// is transparent. The same document gives the same image.
func Draw(svg string, scale float64) (*image.RGBA, error) {
	root, byID, err := parse(svg)
	if err != nil {
		return nil, err
	}
	box, err := viewBox(root)
	if err != nil {
		return nil, err
	}
	width, height := math.Round(scale*box[2]), math.Round(scale*box[3])
	if !(width >= 1 && height >= 1 && width <= largestSide && height <= largestSide && width*height <= largestArea) {
		return nil, fmt.Errorf("raster: a picture of %g x %g pixels, want sides up to %d and up to %g pixels in all", width,
			height, largestSide, largestArea)
	}
	c := &canvas{image: image.NewRGBA(image.Rect(0, 0, int(width), int(height)))}
	place := matrix{a: scale, d: scale, e: -scale * box[0], f: -scale * box[1]}
	if err := newDrawing(c, 1, byID).children(root, state{transform: place, opacity: 1}); err != nil {
		return nil, err
	}
	return c.image, nil
}

// viewBox is what a document shows: the left upper corner, the width and the height.
func viewBox(root *element) ([]float64, error) {
	box, err := parseNumbers(root.attributes["viewBox"])
	if err != nil || len(box) != 4 {
		return nil, fmt.Errorf("%w: viewBox %q", ErrUnsupported, root.attributes["viewBox"])
	}
	return box, nil
}
