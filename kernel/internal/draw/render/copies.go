package render

import (
	"context"
	"errors"
	"fmt"
	"io"

	"modernc.org/quickjs"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/raster"
)

// largestSVG is from where on the marks of a static copy are pixels, in bytes. The largest figure of package figure
// takes less than half.
const largestSVG = 256 << 10

// Copy draws the static copy of a figure as [SVG] draws, but for big data: lines and clouds of very many points are
// thinned to what a picture shows (see thin), and where the result takes more than 256 kB all of it but its texts
// becomes one image within the SVG. Identity, size and texts are as they would be.
func Copy(ctx context.Context, option []byte) (string, error) {
	return copySVG(ctx, option, newEngine)
}

func copySVG(ctx context.Context, option []byte, engine func() (*quickjs.VM, error)) (string, error) {
	picture, err := svg(ctx, option, job{copied: true}, engine)
	if err != nil || len(picture) <= largestSVG {
		return picture, err
	}
	flat, err := flatten(picture)
	if errors.Is(err, raster.ErrUnsupported) {
		return picture, nil // large is better than wrong
	}
	return flat, err
}

// copies are the static copies of a figure in all forms; there is no PNG of a picture that package raster cannot draw.
func copies(ctx context.Context, option []byte, engine func() (*quickjs.VM, error)) (drawing.Pictures, error) {
	picture, err := copySVG(ctx, option, engine)
	if err != nil {
		return drawing.Pictures{}, err
	}
	pixels, err := raster.Draw(picture, drawing.PictureScale)
	if errors.Is(err, raster.ErrUnsupported) {
		return drawing.Pictures{SVG: picture}, nil
	}
	if err != nil {
		return drawing.Pictures{}, err
	}
	compact, err := raster.Compact(pixels)
	return drawing.Pictures{SVG: picture, PNG: compact}, err
}

// Serve reads one option and writes its static copies, as drawing.ReadPictures takes them.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	option, err := io.ReadAll(io.LimitReader(in, drawing.MaxOption+1))
	if err != nil {
		return fmt.Errorf("render: read the option: %w", err)
	}
	if len(option) > drawing.MaxOption {
		return diversity.Invalid("option", fmt.Sprintf("more than %d bytes", drawing.MaxOption),
			fmt.Sprintf("up to %d bytes", drawing.MaxOption))
	}
	pictures, err := copies(ctx, option, newEngine)
	if err != nil {
		return err
	}
	return drawing.WritePictures(out, pictures, nil)
}
