// Package pngfolder writes the images of a pool as files, as strangers keep theirs.
package pngfolder

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

// Write writes the images of a pool as CLASS/NUMBER.png into a new directory. A directory that is there already is left
// as it is. It comes under its name when it is whole; the error is the context's once that has ended.
func Write(ctx context.Context, p pool.Pool, dir string) error {
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
	w := writer{p, png.Encoder{BufferPool: new(buffer)}}
	for class := range p.Classes() {
		if err == nil {
			err = w.writeClass(ctx, class, part)
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

// writer writes the images of a pool, one after the other.
type writer struct {
	pool    pool.Pool
	encoder png.Encoder
}

// buffer keeps what the encoder works with, which takes most of the time of small images to make.
type buffer struct{ kept *png.EncoderBuffer }

// Get is what was put back last, nil at first.
func (b *buffer) Get() *png.EncoderBuffer { return b.kept }

// Put takes what was used.
func (b *buffer) Put(used *png.EncoderBuffer) { b.kept = used }

// writeClass writes the images of one class, whose ID is its folder: one that leads elsewhere is refused.
func (w writer) writeClass(ctx context.Context, class int, dir string) error {
	p := w.pool
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
			err = w.writeImage(pixels, filepath.Join(dir, fmt.Sprintf("%05d.png", sample)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w writer) writeImage(pixels []uint8, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(w.encoder.Encode(file, picture(w.pool, pixels)), file.Close())
}

// picture is one image of a pool, gray where the pool is.
func picture(p pool.Pool, pixels []uint8) image.Image {
	height, width, channels := p.Shape()
	if channels == 1 {
		return &image.Gray{Pix: pixels, Stride: width, Rect: image.Rect(0, 0, width, height)}
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range height * width {
		at := pixels[i*channels : (i+1)*channels]
		img.SetNRGBA(i%width, i/width, color.NRGBA{at[0], at[channels/2], at[channels-1], 255})
	}
	return img
}
