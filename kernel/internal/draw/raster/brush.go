package raster

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// brush paints areas. It keeps its memory from one area to the next, for a picture has thousands.
type brush struct {
	area vector.Rasterizer
	mask []uint8
}

// fill paints the area that lines in pixels enclose, as far as the clip allows.
func (b *brush) fill(onto *image.RGBA, lines []polyline, source image.Image, clip *image.Alpha) {
	mask := b.cut(onto.Rect, lines, clip)
	switch uniform, ok := source.(*image.Uniform); {
	case mask.Rect.Empty():
	case ok:
		paintOver(onto, uniform.C, mask)
	default:
		draw.DrawMask(onto, mask.Rect, source, mask.Rect.Min, mask, mask.Rect.Min, draw.Over)
	}
}

// cover sets an area that is empty to what lines enclose.
func (b *brush) cover(area *image.Alpha, lines []polyline, clip *image.Alpha) {
	mask := b.cut(area.Rect, lines, clip)
	for y := mask.Rect.Min.Y; y < mask.Rect.Max.Y; y++ {
		copy(area.Pix[area.PixOffset(mask.Rect.Min.X, y):], rowOf(mask, y))
	}
}

// cut is how much of each pixel lines enclose, within the whole; it holds until the next.
func (b *brush) cut(whole image.Rectangle, lines []polyline, clip *image.Alpha) *image.Alpha {
	low, high := extent(lines)
	box := image.Rect(pixel(math.Floor(low.x)), pixel(math.Floor(low.y)), pixel(math.Ceil(high.x)),
		pixel(math.Ceil(high.y))).Intersect(whole)
	if box.Empty() {
		return &image.Alpha{}
	}
	b.area.Reset(box.Dx(), box.Dy())
	b.area.DrawOp = draw.Src
	at := func(p point) (x, y float32) {
		return float32(nearby(p.x-float64(box.Min.X), box.Dx())), float32(nearby(p.y-float64(box.Min.Y), box.Dy()))
	}
	for _, line := range lines {
		b.area.MoveTo(at(line.points[0]))
		for _, p := range line.points[1:] {
			b.area.LineTo(at(p))
		}
		b.area.ClosePath()
	}
	if size := box.Dx() * box.Dy(); len(b.mask) < size {
		b.mask = make([]uint8, size)
	}
	mask := &image.Alpha{Pix: b.mask[:box.Dx()*box.Dy()], Stride: box.Dx(), Rect: box}
	b.area.Draw(mask, box, image.Opaque, image.Point{})
	if clip != nil {
		restrict(mask, clip)
	}
	return mask
}

func rowOf(mask *image.Alpha, y int) []uint8 {
	start := mask.PixOffset(mask.Rect.Min.X, y)
	return mask.Pix[start : start+mask.Rect.Dx()]
}

// pixel keeps conversions to whole numbers in range.
func pixel(x float64) int { return int(min(max(x, -1e6), 1e6)) }

// nearby moves what is far outside a side of the picture nearer, where it is as invisible.
func nearby(x float64, side int) float64 {
	const far = 1e5
	return min(max(x, -far), float64(side)+far)
}

// restrict multiplies a mask by another.
func restrict(mask, by *image.Alpha) {
	for y := mask.Rect.Min.Y; y < mask.Rect.Max.Y; y++ {
		row, other := rowOf(mask, y), by.Pix[by.PixOffset(mask.Rect.Min.X, y):]
		for x, share := range row {
			if share != 0 {
				row[x] = uint8((int(share)*int(other[x]) + 127) / 255)
			}
		}
	}
}

// paintOver lays one colour over an image where the mask allows: as draw.DrawMask does, to the bit, without what makes
// that slow for masks that are mostly empty.
func paintOver(onto *image.RGBA, source color.Color, mask *image.Alpha) {
	const full = 1<<16 - 1
	red, green, blue, alpha := source.RGBA()
	opaque := alpha == full
	for y := mask.Rect.Min.Y; y < mask.Rect.Max.Y; y++ {
		row := onto.Pix[onto.PixOffset(mask.Rect.Min.X, y):]
		for x, share := range rowOf(mask, y) {
			if share == 0 {
				continue
			}
			pix := row[4*x : 4*x+4 : 4*x+4]
			if share == 0xff && opaque {
				pix[0], pix[1], pix[2], pix[3] = uint8(red>>8), uint8(green>>8), uint8(blue>>8), 0xff
				continue
			}
			part := uint32(share) * 0x101
			rest := (full - alpha*part/full) * 0x101
			pix[0] = uint8((uint32(pix[0])*rest + red*part) / full >> 8)
			pix[1] = uint8((uint32(pix[1])*rest + green*part) / full >> 8)
			pix[2] = uint8((uint32(pix[2])*rest + blue*part) / full >> 8)
			pix[3] = uint8((uint32(pix[3])*rest + alpha*part) / full >> 8)
		}
	}
}
