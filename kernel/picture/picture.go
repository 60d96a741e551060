package picture

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/raster"
	"tradeoff/kernel/internal/draw/render"
	"tradeoff/kernel/internal/files"
)

// Save writes a figure to a file in the format that its extension names: .html (or .htm), .svg, .png, .pdf or
// .json; see [HTML], [SVG], [PNG], [PDF] and [JSON]. For the column of a paper there is [SavePaper]. Folders that are
// missing are made. A reader sees the old file or the new one, never
// a part.
//
// An extension of no format, or an option out of range, is an error wrapping diversity.ErrInvalid; a figure that was
// not made by package figure one wrapping figure.ErrEmpty.
func Save(f figure.Figure, path string, o Options) error {
	extension := strings.ToLower(filepath.Ext(path))
	var write func(io.Writer, figure.Figure, Options) error
	switch extension {
	case ".html", ".htm":
		write = HTML
	case ".svg":
		write = SVG
	case ".png":
		write = PNG
	case ".pdf":
		write = PDF
	case ".json":
		write = JSON
	default:
		return diversity.Invalid("path", path, "a name that ends in .html, .svg, .png, .pdf or .json")
	}
	var content bytes.Buffer
	if err := write(&content, f, o); err != nil {
		return fmt.Errorf("save %s as %s: %w", path, extension[1:], err)
	}
	const readable = 0o644
	if err := files.Write(path, content.Bytes(), readable); err != nil {
		return fmt.Errorf("save %s as %s: %w", path, extension[1:], err)
	}
	return nil
}

// SVG writes the picture as SVG, its caption included. Its letters are the sans-serif face of whoever shows it.
func SVG(w io.Writer, f figure.Figure, o Options) error {
	picture, err := draw(f, o)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, picture+"\n")
	return err
}

// PNG writes the picture as PNG, its caption included, Options.Scale pixels to a unit. What the pixels cannot be made
// of (a shadow or a pattern in a chart of your own, a script that the fonts lack) is an error that names it; write SVG
// or HTML then.
func PNG(w io.Writer, f figure.Figure, o Options) error {
	picture, err := draw(f, o)
	if err != nil {
		return err
	}
	pixels, err := raster.Draw(picture, o.scale())
	if err != nil {
		return fmt.Errorf("PNG of %q (SVG and HTML have no such limit): %w", f.Title, err)
	}
	return png.Encode(w, pixels)
}

// PDF writes the picture as a page of PDF of its size on a screen (96 pixels to an inch), its caption included: lines
// as lines, and text as text, with the fonts that it needs. What it cannot be made of is as for [PNG].
func PDF(w io.Writer, f figure.Figure, o Options) error {
	picture, err := draw(f, o)
	if err != nil {
		return err
	}
	const pointsPerPixel = 0.75
	if err := raster.PDF(w, picture, pointsPerPixel, raster.About{Title: f.Title, Subject: f.Caption}); err != nil {
		return fmt.Errorf("PDF of %q: %w", f.Title, err)
	}
	return nil
}

// JSON writes the ECharts option of the figure, as figure.Figure.Option describes it.
func JSON(w io.Writer, f figure.Figure, o Options) error {
	option, err := optionOf(f, o)
	if err != nil {
		return err
	}
	_, err = w.Write(append(option, '\n'))
	return err
}

func draw(f figure.Figure, o Options) (string, error) {
	option, err := optionOf(f, o)
	if err != nil {
		return "", err
	}
	look, err := o.look()
	if err != nil {
		return "", err
	}
	return render.Draw(context.Background(), option, look)
}

func optionOf(f figure.Figure, o Options) (json.RawMessage, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	return o.sized(f).Option()
}
