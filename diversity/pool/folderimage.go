package pool

import (
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // formats of Folder
	_ "image/jpeg" // formats of Folder
	_ "image/png"  // formats of Folder
	"io"
	"os"

	"golang.org/x/image/draw"
)

// readFolder decodes every image of a listing.
func readFolder(classes []folderClass, o FolderOptions) (Content, error) {
	c := Content{Height: o.Height, Width: o.Width, Channels: o.channels()}
	first := ""
	for label, class := range classes {
		c.ClassNames, c.Groups = append(c.ClassNames, class.id), append(c.Groups, class.group)
		for _, path := range class.files {
			picture, err := readPicture(path, o)
			if err != nil {
				return Content{}, err
			}
			size := picture.Bounds().Size()
			if first == "" {
				first, c.Height, c.Width = path, size.Y, size.X
			}
			if size.Y != c.Height || size.X != c.Width {
				return Content{}, fmt.Errorf("%w: %s is %dx%d (height x width), expected %dx%d as %s; or set FolderOptions.Height and Width to resize",
					ErrFormat, path, size.Y, size.X, c.Height, c.Width, first)
			}
			c.Images, c.Labels = appendPixels(c.Images, picture, o.Gray), append(c.Labels, label)
		}
	}
	return c, nil
}

// readPicture decodes an image and draws it on black, at the size asked for.
func readPicture(path string, o FolderOptions) (*image.RGBA, error) {
	decoded, err := decodeFile(path)
	if err != nil {
		return nil, err
	}
	from := decoded.Bounds()
	to := image.Rect(0, 0, from.Dx(), from.Dy())
	if o.Height > 0 {
		to = image.Rect(0, 0, o.Width, o.Height)
	}
	canvas := image.NewRGBA(to)
	draw.Draw(canvas, to, image.Black, image.Point{}, draw.Src)
	if to.Size() == from.Size() {
		draw.Draw(canvas, to, decoded, from.Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(canvas, to, decoded, from, draw.Over, nil)
	}
	return canvas, nil
}

func decodeFile(path string) (image.Image, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("pool: image folder: %w", err)
	}
	defer file.Close()
	config, _, err := image.DecodeConfig(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w: expected a PNG, JPEG or GIF image", ErrFormat, path, err)
	}
	if config.Height < 1 || config.Width < 1 || config.Height > maxSide || config.Width > maxSide {
		return nil, fmt.Errorf("%w: %s is %dx%d (height x width), expected sides of 1..%d", ErrFormat, path, config.Height,
			config.Width, maxSide)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("pool: image folder: %w", err)
	}
	decoded, _, err := image.Decode(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w: expected a whole image", ErrFormat, path, err)
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
