package photographs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// WritePNG writes the images of a pool as CLASS/NUMBER.png into a new directory, for [Fill] to open: so a task comes to
// photographs' three channels and their size, whatever its own. A directory that is there already is left as it is. It
// comes under its name when it is whole; the error is the context's once that has ended.
func WritePNG(ctx context.Context, p pool.Pool, dir string) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if dir == "" {
		return diversity.Invalid("dir", `""`, "the path of a directory")
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(dir), ".part")
	if err != nil {
		return err
	}
	for class := range p.Classes() {
		if err == nil {
			err = writeClass(ctx, p, class, part)
		}
	}
	if err == nil {
		err = os.Chmod(part, 0o755)
	}
	if err == nil {
		err = os.Rename(part, dir)
	}
	return errors.Join(err, os.RemoveAll(part))
}

// writeClass writes the images of one class, whose ID is its folder: one that leads elsewhere is refused.
func writeClass(ctx context.Context, p pool.Pool, class int, dir string) error {
	id := filepath.FromSlash(p.ClassID(class))
	if !filepath.IsLocal(id) {
		return diversity.Invalid("class", fmt.Sprintf("%q", p.ClassID(class)), "a name that can be a folder")
	}
	dir = filepath.Join(dir, id)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for sample := range p.Count(class) {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		pixels, err := p.Images([]pool.Ref{{Class: class, Sample: sample}})
		if err == nil {
			err = writeImage(p, pixels, filepath.Join(dir, fmt.Sprintf("%05d.png", sample)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func writeImage(p pool.Pool, pixels []uint8, path string) error {
	height, width, channels := p.Shape()
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range height * width {
		at := pixels[i*channels : (i+1)*channels]
		img.SetNRGBA(i%width, i/width, color.NRGBA{at[0], at[channels/2], at[channels-1], 255})
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, img), file.Close())
}
