package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"tradeoff/diversity/pool/internal/jpeg"
)

// read decodes a file whose header was checked. The options are those of a JPEG.
func (d *Decoder) read(data []byte, h header, o jpeg.Options) (p Picture, err error) {
	if h.format == "JPEG" {
		m, err := d.jpeg.Decode(data, o)
		if err != nil {
			return Picture{}, failed(h.format, err)
		}
		return Picture{Height: m.Height, Width: m.Width, Channels: m.Channels, Pixels: m.Pixels, Warning: m.Warning}, nil
	}
	defer caught(&err)
	m, err := decodeOther(data, h.format)
	if err != nil {
		return Picture{}, failed(h.format, err)
	}
	if at := m.Bounds(); h.format == "GIF" && at != image.Rect(0, 0, h.width, h.height) {
		m, err = onScreen(m, h.width, h.height)
		if err != nil {
			return Picture{}, failed(h.format, err)
		}
	}
	if at := m.Bounds().Size(); at.X != h.width || at.Y != h.height {
		return Picture{}, fmt.Errorf("%w: damaged %s: %dx%d (height x width), of which the header says %dx%d", ErrFormat, h.format,
			at.Y, at.X, h.height, h.width)
	}
	return d.convert(m)
}

func decodeOther(data []byte, format string) (image.Image, error) {
	r := bytes.NewReader(data)
	switch format {
	case "PNG":
		return png.Decode(r)
	case "GIF":
		return gif.Decode(r) // the first frame
	case "WebP":
		return webp.Decode(r)
	case "BMP":
		return bmp.Decode(r)
	}
	return tiff.Decode(r)
}

// onScreen puts a frame on the transparent screen of a GIF.
func onScreen(frame image.Image, width, height int) (image.Image, error) {
	m, ok := frame.(*image.Paletted)
	if !ok {
		return nil, errors.New("a frame without palette")
	}
	screen := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			screen.Set(x, y, m.At(x, y))
		}
	}
	return screen, nil
}

// convert writes an image as grey or RGB on the background.
func (d *Decoder) convert(m image.Image) (Picture, error) {
	size := m.Bounds().Size()
	p := Picture{Height: size.Y, Width: size.X, Channels: 3}
	n := size.X * size.Y
	switch m := m.(type) {
	case *image.Gray:
		p.Channels, d.pixels = 1, grow(d.pixels, n)
		rows(m.Pix, m.Stride, size, 1, d.pixels, func(dst, src []uint8) { copy(dst, src) })
	case *image.Gray16:
		p.Channels, d.pixels = 1, grow(d.pixels, n)
		rows(m.Pix, m.Stride, size, 2, d.pixels, upper)
		p.Warning = fewLevels(m.Pix, m.Stride, size, 1)
	case *image.RGBA:
		d.pixels = grow(d.pixels, 3*n)
		rows(m.Pix, m.Stride, size, 4, d.pixels, func(dst, src []uint8) {
			p.Transparent = d.over(dst, src, true) || p.Transparent
		})
	case *image.NRGBA:
		d.pixels = grow(d.pixels, 3*n)
		rows(m.Pix, m.Stride, size, 4, d.pixels, func(dst, src []uint8) {
			p.Transparent = d.over(dst, src, false) || p.Transparent
		})
	case *image.RGBA64:
		p.Transparent = d.sixteen(m.Pix, m.Stride, size, true)
		p.Warning = fewLevels(m.Pix, m.Stride, size, 4)
	case *image.NRGBA64:
		p.Transparent = d.sixteen(m.Pix, m.Stride, size, false)
		p.Warning = fewLevels(m.Pix, m.Stride, size, 4)
	case *image.Paletted:
		p.Transparent = d.paletted(m)
	case *image.YCbCr:
		d.pixels = grow(d.pixels, 3*n)
		fromWebP(d.pixels, m)
	case *image.NYCbCrA:
		p.Transparent = d.webpAlpha(m)
	default:
		return Picture{}, fmt.Errorf("%w: pixels of kind %T", ErrFormat, m)
	}
	p.Pixels = d.pixels
	return p, nil
}

// rows calls do for each row of the result and of the source, of which a pixel has so many bytes.
func rows(pix []uint8, stride int, size image.Point, bytes int, dst []uint8, do func(dst, src []uint8)) {
	line := len(dst) / size.Y
	for y := range size.Y {
		do(dst[y*line:][:line], pix[y*stride:][:size.X*bytes])
	}
}

// upper keeps the upper byte of each value.
func upper(dst, src []uint8) {
	for i := range dst {
		dst[i] = src[2*i]
	}
}

// over draws RGBA on the background and tells whether any of it shows. Premultiplied colours are times alpha already.
func (d *Decoder) over(dst, src []uint8, premultiplied bool) (transparent bool) {
	for i := 0; i+4 <= len(src); i += 4 {
		s, o := src[i:i+4:i+4], dst[i/4*3:][:3:3]
		if s[3] == 255 {
			o[0], o[1], o[2] = s[0], s[1], s[2]
			continue
		}
		transparent = true
		for c := range 3 {
			o[c] = blend(s[c], d.background[c], s[3], premultiplied)
		}
	}
	return transparent
}

// blend is a colour of the given opacity over another, rounded to the nearest.
func blend(colour, behind, alpha uint8, premultiplied bool) uint8 {
	front := uint32(colour) * uint32(alpha)
	if premultiplied {
		front = uint32(min(colour, alpha)) * 255
	}
	return uint8((front + uint32(behind)*uint32(255-alpha) + 127) / 255)
}

// sixteen draws RGBA of 16 bits.
func (d *Decoder) sixteen(pix []uint8, stride int, size image.Point, premultiplied bool) (transparent bool) {
	d.pixels = grow(d.pixels, 3*size.X*size.Y)
	line := make([]uint8, 4*size.X)
	rows(pix, stride, size, 8, d.pixels, func(dst, src []uint8) {
		upper(line, src)
		transparent = d.over(dst, line, premultiplied) || transparent
	})
	return transparent
}

func (d *Decoder) paletted(m *image.Paletted) (transparent bool) {
	size := m.Rect.Size()
	d.pixels = grow(d.pixels, 3*size.X*size.Y)
	var colours [256][3]uint8
	var clear [256]bool
	for i, c := range m.Palette[:min(256, len(m.Palette))] {
		r, g, b, a := c.RGBA()
		clear[i] = d.over(colours[i][:], []uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}, true)
	}
	rows(m.Pix, m.Stride, size, 1, d.pixels, func(dst, src []uint8) {
		for x, v := range src {
			copy(dst[3*x:], colours[v][:])
			transparent = transparent || clear[v]
		}
	})
	return transparent
}

// webpAlpha draws a lossy WebP with opacity.
func (d *Decoder) webpAlpha(m *image.NYCbCrA) (transparent bool) {
	size := m.Rect.Size()
	d.pixels = grow(d.pixels, 3*size.X*size.Y)
	fromWebP(d.pixels, &m.YCbCr)
	rows(m.A, m.AStride, size, 1, d.pixels, func(dst, src []uint8) {
		for x, a := range src {
			if a == 255 {
				continue
			}
			transparent = true
			for c := range 3 {
				dst[3*x+c] = blend(dst[3*x+c], d.background[c], a, false)
			}
		}
	})
	return transparent
}

// fewLevels is the warning about 16-bit values of which the upper bytes keep little, such as 12 bits of a camera stored
// as they are. Every fourth value of RGBA is opacity and does not count.
func fewLevels(pix []uint8, stride int, size image.Point, channels int) string {
	var seen [1 << 16]bool
	var kept [256]bool
	for y := range size.Y {
		for i, row := 0, pix[y*stride:][:2*size.X*channels]; i < len(row); i += 2 {
			if channels == 1 || i&7 < 6 {
				seen[uint(row[i])<<8|uint(row[i+1])], kept[row[i]] = true, true
			}
		}
	}
	values, levels := count(seen[:]), count(kept[:])
	if levels >= 64 || values < 2*levels {
		return ""
	}
	return fmt.Sprintf("16-bit image of which 8 bits keep few values: scale them to the full range first (%d values, of which 8 bits keep %d)",
		values, levels)
}

func count(set []bool) (n int) {
	for _, v := range set {
		if v {
			n++
		}
	}
	return n
}
