package picture

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/paper"
	"tradeoff/kernel/internal/files"
)

// Widths that many journals set, in millimetres.
const (
	Column = 84  // one column of two
	Page   = 174 // both of them
)

// PaperOptions say how a figure is laid out for print. The zero value is the default.
type PaperOptions struct {
	Width  float64 // in millimetres, 40..400; 0: [Column]
	Height float64 // in millimetres, 20..400; 0: what suits the figure
	// Letters is the size of ticks and names of axes in points, 4..16; 0: 6. Lines and marks go with it. The larger the
	// letters the less has room: names that would lie over others are left out, and a figure of many wants [Page].
	Letters float64
	Titled  bool // with the title and the caption, which in a paper stand in the text
}

// SavePaper writes a figure for a paper, in the width of a column, its letters as large as those of the text are in
// print: as .pdf or .svg. Folders that are missing are made; a reader sees the old file or the new one, never a part.
//
// A PDF holds lines as lines and text as text, with the fonts that it needs; in an SVG letters are outlines, which look
// the same in every program. Neither needs anything else. The same figure gives the same bytes.
//
// Another extension, or an option out of range, is an error wrapping diversity.ErrInvalid; a figure that was not made
// by package figure one wrapping figure.ErrEmpty.
func SavePaper(f figure.Figure, path string, o PaperOptions) error {
	write := paper.Picture.PDF
	switch strings.ToLower(filepath.Ext(path)) {
	case ".pdf":
	case ".svg":
		write = paper.Picture.SVG
	default:
		return diversity.Invalid("path", path, "a name that ends in .pdf or .svg")
	}
	layout := paper.Layout(o)
	if err := layout.Validate("PaperOptions"); err != nil {
		return err
	}
	option, err := f.Option()
	if err != nil {
		return err
	}
	drawn, err := paper.Draw(context.Background(), option, layout)
	if err != nil {
		return fmt.Errorf("save %s for a paper: %w", path, err)
	}
	content, err := write(drawn)
	if err != nil {
		return fmt.Errorf("save %s for a paper: %w", path, err)
	}
	const readable = 0o644
	return files.Write(path, content, readable)
}
