package pool

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // formats of Folder
	_ "image/jpeg" // formats of Folder
	_ "image/png"  // formats of Folder
	"strconv"
	"strings"

	"golang.org/x/image/draw"

	"tradeoff/diversity"
)

// readerVersion is that of what image files are decoded and resized by: another one may find other pixels in them.
const readerVersion = 1

// picture is a decoded image, [height, width, channels].
type picture struct {
	height, width int
	pixels        []uint8
}

// imageReader decodes one file, resized as the options say. An error about the content is a [badImage]. The pixels are
// good until the next call.
type imageReader func(data []byte) (picture, error)

// newImageReader makes a reader for one goroutine.
func newImageReader(o FolderOptions) imageReader {
	var pixels []uint8
	return func(data []byte) (picture, error) {
		canvas, err := readPicture(data, o)
		if err != nil {
			return picture{}, badImage{err}
		}
		pixels = appendPixels(pixels[:0], canvas, o.Gray)
		size := canvas.Bounds().Size()
		return picture{size.Y, size.X, pixels}, nil
	}
}

// readPicture decodes an image and draws it on the background, at the size asked for.
func readPicture(data []byte, o FolderOptions) (*image.RGBA, error) {
	decoded, err := decodeImage(data)
	if err != nil {
		return nil, err
	}
	background, err := o.background()
	if err != nil {
		return nil, err
	}
	from := decoded.Bounds()
	canvas := image.NewRGBA(image.Rect(0, 0, from.Dx(), from.Dy()))
	if o.Height > 0 {
		canvas = image.NewRGBA(image.Rect(0, 0, o.Width, o.Height))
	}
	draw.Draw(canvas, canvas.Rect, image.NewUniform(background), image.Point{}, draw.Src)
	to := canvas.Rect
	switch o.Fit {
	case Crop:
		from = within(from, to.Dx(), to.Dy())
	case Pad:
		to = within(to, from.Dx(), from.Dy())
	}
	if to.Size() == from.Size() {
		draw.Draw(canvas, to, decoded, from.Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(canvas, to, decoded, from, draw.Over, nil)
	}
	return canvas, nil
}

// within is the largest part in the middle of a rectangle that has the proportions width to height, rounded to pixels.
func within(r image.Rectangle, width, height int) image.Rectangle {
	w, h := r.Dx(), r.Dy()
	if w*height > h*width {
		w = max(1, (2*h*width+height)/(2*height))
	} else {
		h = max(1, (2*w*height+width)/(2*width))
	}
	left, top := r.Min.X+(r.Dx()-w)/2, r.Min.Y+(r.Dy()-h)/2
	return image.Rect(left, top, left+w, top+h)
}

// background is the colour that transparent images are shown on.
func (o FolderOptions) background() (color.RGBA, error) {
	switch o.Background {
	case "", "black":
		return color.RGBA{A: 255}, nil
	case "white":
		return color.RGBA{255, 255, 255, 255}, nil
	}
	text, found := strings.CutPrefix(o.Background, "#")
	value, err := strconv.ParseUint(text, 16, 24)
	if !found || err != nil || len(text) != 6 {
		return color.RGBA{}, diversity.Invalid("FolderOptions.Background", strconv.Quote(o.Background),
			`"black" (or ""), "white" or "#rrggbb"`)
	}
	return color.RGBA{uint8(value >> 16), uint8(value >> 8), uint8(value), 255}, nil
}

func decodeImage(data []byte) (image.Image, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: expected a PNG, JPEG or GIF image", err)
	}
	if config.Height < 1 || config.Width < 1 || config.Height > maxSide || config.Width > maxSide {
		return nil, fmt.Errorf("it is %dx%d (height x width), expected sides of 1..%d", config.Height, config.Width, maxSide)
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: expected a whole image", err)
	}
	return decoded, nil
}

func appendPixels(dst []uint8, picture *image.RGBA, gray bool) []uint8 {
	for i := 0; i < len(picture.Pix); i += 4 {
		r, g, b := picture.Pix[i], picture.Pix[i+1], picture.Pix[i+2]
		if gray {
			luminance := color.GrayModel.Convert(color.RGBA{r, g, b, 255}).(color.Gray)
			dst = append(dst, luminance.Y)
			continue
		}
		dst = append(dst, r, g, b)
	}
	return dst
}
