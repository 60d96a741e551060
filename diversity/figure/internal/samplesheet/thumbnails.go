package samplesheet

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// The layout of thumbnails: how many, of how many classes at most, and their sides in pixels.
const (
	thumbnails       = 18
	thumbnailClasses = 6
	thumbnailSide    = 28
	thumbnailGap     = 2
	thumbnailQuality = 75 // of JPEG
)

// Thumbnails are the first images of a draw as one small picture, a row for each of its first classes.
type Thumbnails struct {
	Picture       []byte
	Type          string // "image/png" or "image/jpeg", whichever takes fewer bytes
	Rows, Columns int
}

// ThumbnailsOf makes images smaller by a whole factor, each pixel the mean of those that it stands for.
func ThumbnailsOf(p pool.Pool, drawn split.Draw) (t Thumbnails, err error) {
	t.Rows = min(len(drawn.Classes), thumbnailClasses)
	t.Columns = thumbnails / max(1, t.Rows)
	for _, samples := range drawn.Samples[:t.Rows] {
		t.Columns = min(t.Columns, len(samples))
	}
	var refs []pool.Ref
	for row, class := range drawn.Classes[:t.Rows] {
		for _, sample := range drawn.Samples[row][:t.Columns] {
			refs = append(refs, pool.Ref{Class: class, Sample: sample})
		}
	}
	if len(refs) == 0 {
		return Thumbnails{}, nil
	}
	pixels, err := p.Images(refs)
	if err != nil {
		return Thumbnails{}, err
	}
	height, width, channels := p.Shape()
	t.Picture, t.Type, err = smaller(laidOut(pixels, t.Rows, t.Columns, height, width, channels))
	return t, err
}

// laidOut are images [rows*columns, H, W, C] in a grid.
func laidOut(pixels []uint8, rows, columns, height, width, channels int) image.Image {
	factor := max(1, (max(height, width)+thumbnailSide-1)/thumbnailSide)
	tall, wide := max(1, height/factor), max(1, width/factor)
	bounds := image.Rect(0, 0, columns*(wide+thumbnailGap)-thumbnailGap, rows*(tall+thumbnailGap)-thumbnailGap)
	gray, coloured := image.NewGray(bounds), image.NewRGBA(bounds)
	// a grey that is seen between dark images and between light ones
	draw.Draw(gray, bounds, image.NewUniform(color.Gray{Y: 128}), image.Point{}, draw.Src)
	draw.Draw(coloured, bounds, gray, image.Point{}, draw.Src)
	for i := range rows * columns {
		one := pixels[i*height*width*channels : (i+1)*height*width*channels]
		left, top := i%columns*(wide+thumbnailGap), i/columns*(tall+thumbnailGap)
		for y := range tall {
			for x := range wide {
				c := meanColor(one, width, channels, x*factor, y*factor, min(factor, width), min(factor, height))
				gray.SetGray(left+x, top+y, color.Gray{Y: c.R})
				coloured.SetRGBA(left+x, top+y, color.RGBA{c.R, c.G, c.B, 255})
			}
		}
	}
	if channels == 1 {
		return gray
	}
	return coloured
}

// meanColor is that of a rectangle of an image [H, W, C].
func meanColor(pixels []uint8, width, channels, left, top, wide, tall int) color.NRGBA {
	sums, count := [4]int{}, 0
	for y := top; y < top+tall; y++ {
		for x := left; x < left+wide; x++ {
			c := colorOf(pixels[(y*width+x)*channels : (y*width+x+1)*channels])
			for i, value := range []uint8{c.R, c.G, c.B, c.A} {
				sums[i] += int(value)
			}
			count++
		}
	}
	for i := range sums {
		sums[i] = (sums[i] + count/2) / count
	}
	return color.NRGBA{uint8(sums[0]), uint8(sums[1]), uint8(sums[2]), uint8(sums[3])}
}

// smaller encodes a picture as PNG and as JPEG, and keeps what takes fewer bytes.
func smaller(picture image.Image) ([]byte, string, error) {
	var exact, near bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&exact, picture); err != nil {
		return nil, "", err
	}
	if err := jpeg.Encode(&near, picture, &jpeg.Options{Quality: thumbnailQuality}); err != nil {
		return nil, "", err
	}
	if exact.Len() <= near.Len() {
		return exact.Bytes(), "image/png", nil
	}
	return near.Bytes(), "image/jpeg", nil
}
