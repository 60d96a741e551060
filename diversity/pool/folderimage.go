package pool

import (
	"cmp"
	"fmt"
	"strings"

	"tradeoff/diversity/pool/internal/photo"
)

// readerVersion is that of what image files are decoded and resized by: another one may find other pixels in them.
const readerVersion = 1 + photo.Version

// picture is a decoded image, [height, width, channels].
type picture struct {
	height, width int
	pixels        []uint8
	warnings      []string
}

// imageReader decodes one file, resized as the options say. An error about the content is a [badImage]. The pixels are
// good until the next call.
type imageReader func(data []byte) (picture, error)

// newImageReader makes a reader for one goroutine.
func newImageReader(o FolderOptions) (imageReader, error) {
	decoder, err := photo.NewDecoder(o.photo())
	if err != nil {
		return nil, err
	}
	return func(data []byte) (picture, error) {
		p, err := decoder.Decode(data)
		if err != nil {
			return picture{}, badImage{err}
		}
		return picture{p.Height, p.Width, p.Pixels, warningsOf(p, o.Background)}, nil
	}, nil
}

// warningsOf are what to know of an image, without what differs from file to file.
func warningsOf(p photo.Picture, background string) []string {
	var warnings []string
	if p.Transparent {
		warnings = append(warnings, "transparent pixels are shown on "+cmp.Or(background, "white"))
	}
	if p.Warning != "" {
		text, _, _ := strings.Cut(p.Warning, " (")
		warnings = append(warnings, text)
	}
	return warnings
}

// photo is the options as the decoder takes them.
func (o FolderOptions) photo() photo.Options {
	return photo.Options{
		Height: o.Height, Width: o.Width, Fit: map[Fit]photo.Fit{Crop: photo.Crop, Pad: photo.Pad}[o.Fit], Gray: o.Gray,
		Background: o.Background, IgnoreOrientation: o.IgnoreOrientation, Scaled: o.Scaled,
	}
}

// errSize is the text about an image of another size than the first one.
func errSize(p picture, height, width int, first string) error {
	return fmt.Errorf("it is %dx%d (height x width), expected %dx%d as %s; or set FolderOptions.Height and Width to resize",
		p.height, p.width, height, width, first)
}
