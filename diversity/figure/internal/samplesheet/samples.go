package samplesheet

import (
	"encoding/base64"
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// Samples show the first images of a draw from a pool: one row per class.
func Samples(p pool.Pool, d split.Draw, rows, columns int) (chart.Parts, error) {
	s, err := newSheet(p, d, rows, columns)
	if err != nil {
		return chart.Parts{}, err
	}
	pictures, err := s.pictures(p)
	if err != nil {
		return chart.Parts{}, err
	}
	return s.parts("Images of a draw", s.caption(), s.table(), pictures), nil
}

// parts are the figure of a sheet whose rows have these pictures.
func (s sheet) parts(title, caption, table string, pictures [][]byte) chart.Parts {
	return chart.Parts{
		Title: title, Caption: caption, Table: table, Option: s.option(pictures),
		Shape: float64(s.rowHeight()*s.rows) / float64(s.rowWidth()), Width: s.wholeWidth(),
		Height: s.top() + s.rows*s.rowHeight() + sheetBottom,
	}
}

// sheet is the layout of a sample sheet.
type sheet struct {
	draw                    split.Draw
	pool                    string
	names                   []string // of the rows
	rows, columns           int
	height, width, channels int // of an image, as stored
	cellHeight, cellWidth   int // as shown, in pixels
}

// The layout of a sample sheet, in pixels.
const (
	sheetLeft    = 196 // the names of the classes are left of it
	sheetRight   = 16
	sheetBottom  = 12
	sheetGap     = 4 // between images
	largestCell  = 56
	sheetNarrow  = 420 // has room for the title
	sheetLetters = 26  // of a name
)

func newSheet(p pool.Pool, d split.Draw, rows, columns int) (sheet, error) {
	if err := p.Validate(); err != nil {
		return sheet{}, err
	}
	if d.Pool != p.Digest() {
		return sheet{}, diversity.Invalid("draw", fmt.Sprintf("of the pool with digest %.12s", d.Pool),
			fmt.Sprintf("a draw of this pool, %.12s", p.Digest()))
	}
	s := sheet{draw: d, pool: p.String(), rows: min(len(d.Classes), rows), columns: min(d.Size.PerClass, columns)}
	s.height, s.width, s.channels = p.Shape()
	s.setCell()
	labels := p.ClassLabels()
	for _, class := range d.Classes[:s.rows] {
		s.names = append(s.names, labels[class])
	}
	return s, nil
}

// setCell scales images so that a row fits the width and an image is no larger than is useful.
func (s *sheet) setCell() {
	room := (chart.DefaultWidth-sheetLeft-sheetRight)/s.columns - sheetGap
	side := max(s.height, s.width)
	target := max(1, min(largestCell, room))
	s.cellHeight, s.cellWidth = max(1, s.height*target/side), max(1, s.width*target/side)
}

func (s sheet) top() int { return chart.TitleRow + 8 }

func (s sheet) rowHeight() int { return s.cellHeight + sheetGap }

func (s sheet) rowWidth() int { return s.columns * (s.cellWidth + sheetGap) }

func (s sheet) wholeWidth() int { return max(sheetNarrow, sheetLeft+s.rowWidth()+sheetRight) }

// pictures are the PNGs of the rows.
func (s sheet) pictures(p pool.Pool) ([][]byte, error) {
	var refs []pool.Ref
	for row, class := range s.draw.Classes[:s.rows] {
		for _, sample := range s.draw.Samples[row][:s.columns] {
			refs = append(refs, pool.Ref{Class: class, Sample: sample})
		}
	}
	pixels, err := p.Images(refs)
	if err != nil {
		return nil, err
	}
	var pictures [][]byte
	for row := range s.rows {
		size := len(pixels) / s.rows
		picture, err := s.encode(pixels[row*size : (row+1)*size])
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, picture)
	}
	return pictures, nil
}

// option has a bar of images for each class: bars are as long as the picture is wide, wherever it is shown.
func (s sheet) option(pictures [][]byte) chart.Option {
	names, x := chart.NewAxis("category", "").WithoutLines(), chart.NewAxis("value", "").WithoutLines()
	names.Inverse, names.Line.Show, names.Tick.Show = true, false, chart.Bool(false)
	names.Data = label.ShortNames(s.names, sheetLetters)
	names.Label.Interval, names.Label.Color = new(int), chart.Remark
	x.Min, x.Max, x.Label.Show, x.Tick.Show, x.Line.Show = 0, s.columns, chart.Bool(false), chart.Bool(false), false
	images := chart.Series{Type: "pictorialBar", SymbolSize: []string{"100%", "100%"}, BarCategoryGap: "0%",
		Color: chart.Neutral}
	for row, name := range s.names {
		images.Data = append(images.Data, map[string]any{
			"name": name, "value": s.columns,
			"symbol": "image://data:image/png;base64," + base64.StdEncoding.EncodeToString(pictures[row]),
		})
	}
	return chart.Option{
		Color: chart.Palette(), Toolbox: chart.Tools(false),
		Tooltip: chart.Tooltip{Show: true, Trigger: "item", Formatter: "{b}"},
		Grid: &chart.Grid{Left: sheetLeft, Right: s.wholeWidth() - sheetLeft - s.rowWidth(), Top: s.top(),
			Bottom: sheetBottom},
		XAxis: []chart.Axis{x}, YAxis: []chart.Axis{names}, Series: []chart.Series{images},
	}
}

func (s sheet) caption() string {
	nested := ""
	if s.draw.Nested {
		nested = ", nested"
	}
	return fmt.Sprintf("Pre-training set of %v (%s images, seed %d%s) from %s: the first %s (rows), the first %s of each.",
		s.draw.Size, scale.Thousands(s.draw.Size.Total()), s.draw.Seed, nested, s.pool, wording.Count(s.rows, "class"),
		wording.Count(s.columns, "image"))
}

func (s sheet) table() string { return "classes: " + strings.Join(s.names, ", ") + "\n" }
