package samplesheet

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// encode lays the images of a row [columns, H, W, C] out as a PNG. Small images are enlarged by a whole factor, so that
// their pixels stay sharp.
func (s sheet) encode(pixels []uint8) ([]byte, error) {
	factor := max(1, s.cellWidth/s.width)
	gapWidth, gapHeight := s.stored(sheetGap, s.width, s.cellWidth)*factor,
		s.stored(sheetGap, s.height, s.cellHeight)*factor
	cellWidth, cellHeight := s.width*factor+gapWidth, s.height*factor+gapHeight
	canvas := image.NewNRGBA(image.Rect(0, 0, s.columns*cellWidth, cellHeight))
	size := s.height * s.width * s.channels
	for i := range s.columns {
		s.paint(canvas, i*cellWidth, factor, pixels[i*size:(i+1)*size])
	}
	var b bytes.Buffer
	err := png.Encode(&b, canvas)
	return b.Bytes(), err
}

// stored converts a length on the screen to pixels of the stored image, at least one.
func (sheet) stored(length, side, shown int) int { return max(1, (length*side+shown/2)/shown) }

// paint writes one image [H, W, C].
func (s sheet) paint(canvas *image.NRGBA, left, factor int, pixels []uint8) {
	for y := range s.height * factor {
		for x := range s.width * factor {
			at := (y/factor*s.width + x/factor) * s.channels
			canvas.SetNRGBA(left+x, y, colorOf(pixels[at:at+s.channels]))
		}
	}
}

// colorOf reads a grey value, or red, green and blue, or those with opacity.
func colorOf(channels []uint8) color.NRGBA {
	switch len(channels) {
	case 3:
		return color.NRGBA{channels[0], channels[1], channels[2], 255}
	case 4:
		return color.NRGBA{channels[0], channels[1], channels[2], channels[3]}
	}
	return color.NRGBA{channels[0], channels[0], channels[0], 255}
}
