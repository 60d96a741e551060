package result

import (
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"reflect"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
)

// The sizes of pictures, in pixels.
const (
	smallestPicture = 112  // the longer side of a small image is shown at least so long, by whole pixels
	largestPicture  = 2048 // the longer side of a large one at most so long
	largestSide     = 1 << 20
)

// asImage returns the image that a value is, if it can be asked for its size.
func asImage(value any) (picture image.Image, ok bool) {
	defer func() {
		if recover() != nil { // a nil pointer, or a type of somebody who did not think of it
			picture, ok = nil, false
		}
	}()
	if picture, ok = value.(image.Image); !ok {
		return nil, false
	}
	b := picture.Bounds()
	return picture, b.Dx() >= 0 && b.Dy() >= 0 && b.Dx() <= largestSide && b.Dy() <= largestSide
}

// ofImages reports whether a value is a list of images, each of which is shown by its text.
func ofImages(v reflect.Value) bool {
	return (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) &&
		v.Type().Elem().Implements(reflect.TypeFor[image.Image]())
}

// imageText says what an image is.
func imageText(picture image.Image) string {
	return fmt.Sprintf("%s, %d x %d pixels", strings.TrimPrefix(reflect.TypeOf(picture).String(), "*"),
		picture.Bounds().Dx(), picture.Bounds().Dy())
}

// formsOfImage returns a PNG of an image; if there is none, the text says why.
func formsOfImage(picture image.Image) []protocol.Form {
	text := imageText(picture)
	if picture.Bounds().Empty() {
		return plain(text)
	}
	shown, how := resized(picture)
	encoded, err := encodePNG(shown)
	if err != nil {
		return plain(text + " (no picture: " + err.Error() + ")")
	}
	return append(plain(text+how), protocol.Form{Type: protocol.PNG, Text: encoded})
}

// encodePNG returns a PNG in base 64. An image's own code may panic.
func encodePNG(picture image.Image) (encoded string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("the image panicked: %v", problem)
		}
	}()
	var b strings.Builder
	out := base64.NewEncoder(base64.StdEncoding, &b)
	if err := png.Encode(out, picture); err != nil {
		return "", err
	}
	err = out.Close()
	return b.String(), err
}

// resized repeats the pixels of a small image and leaves out some of a large one; how says so.
func resized(picture image.Image) (shown image.Image, how string) {
	side := max(picture.Bounds().Dx(), picture.Bounds().Dy())
	switch {
	case side > largestPicture:
		step := (side + largestPicture - 1) / largestPicture
		return sampled{picture, 1, step}, fmt.Sprintf(", shown with every %d. pixel in both directions", step)
	case 2*side <= smallestPicture:
		return sampled{picture, smallestPicture / side, 1}, fmt.Sprintf(", shown %d times as large", smallestPicture/side)
	}
	return picture, ""
}

// sampled is an image with each pixel repeated some times, or with one pixel of every so many, in both directions.
type sampled struct {
	image.Image
	times, step int
}

// Bounds begins at zero.
func (s sampled) Bounds() image.Rectangle {
	b := s.Image.Bounds()
	return image.Rect(0, 0, (b.Dx()+s.step-1)/s.step*s.times, (b.Dy()+s.step-1)/s.step*s.times)
}

// At is the pixel of the picture that is shown there.
func (s sampled) At(x, y int) color.Color {
	b := s.Image.Bounds()
	return s.Image.At(b.Min.X+x/s.times*s.step, b.Min.Y+y/s.times*s.step)
}
