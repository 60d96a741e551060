package figure

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/optionjson"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
)

// ErrEmpty is wrapped by errors which say that a figure has nothing to show, and what it needs.
var ErrEmpty = chart.ErrEmpty

// The default size of a figure in pixels: the width of a notebook's output.
const (
	DefaultWidth  = chart.DefaultWidth
	DefaultHeight = chart.DefaultHeight
)

// The range of [Figure.Width] and [Figure.Height] in pixels.
const (
	smallestSide = 100
	largestSide  = 10000
)

// Figure is a picture as a value. It is made by the functions of this package; its methods return new values and never
// change it.
type Figure struct {
	Title   string
	Caption string // one or more sentences that stand alone, shown below the picture
	Width   int    // of the picture, in pixels
	Height  int    // of the picture without the caption, in pixels

	option   map[string]any  // the ECharts option without the title; never changed
	table    string          // the numbers of the picture as text
	captions []string        // of the frames of a slider, if they differ
	pinned   map[string]bool // the axes, "xAxis" or "yAxis", whose ends were chosen by hand
	points   []behind.Point  // the places of sizes in the option
	sizes    []behind.Size   // what is behind them
	bytes    int             // bound of it; 0 = the default
	shape    float64         // how much lower the picture becomes with each pixel that it becomes narrower
}

// newFigure makes the figure of a constructor from its parts, or adds its name to the error.
func newFigure(constructor string, p chart.Parts, err error) (Figure, error) {
	if err != nil {
		return Figure{}, fmt.Errorf("figure.%s: %w", constructor, err)
	}
	option, err := optionjson.Finished(p.Option)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.%s: %w", constructor, err)
	}
	points := pointsOf(p.Option)
	f := Figure{
		Title: wording.Raised(p.Title), Caption: wording.Raised(p.Caption), table: wording.Raised(p.Table), option: option,
		points: points, sizes: behind.Shown(p.Sizes, points), pinned: p.Pinned, shape: p.Shape,
		Width: cmp.Or(p.Width, DefaultWidth), Height: cmp.Or(p.Height, DefaultHeight),
	}
	return f, nil
}

// WithTitle returns the figure with another title. An empty title leaves its line blank.
func (f Figure) WithTitle(title string) Figure {
	f.Title = title
	return f
}

// WithCaption returns the figure with another caption, a slider with the same one for all its frames.
func (f Figure) WithCaption(caption string) Figure {
	f.Caption, f.captions = caption, nil
	return f
}

// WithSize returns the figure with another size in pixels. Text keeps its size.
func (f Figure) WithSize(width, height int) Figure {
	f.Width, f.Height = width, height
	return f
}

// Validate returns an error wrapping diversity.ErrInvalid for a size out of range, or [ErrEmpty] for a figure that was
// not made by this package.
func (f Figure) Validate() error {
	if f.option == nil {
		return fmt.Errorf("%w: a Figure must come from a function of this package, such as figure.Curves", ErrEmpty)
	}
	allowed := fmt.Sprintf("%d..%d pixels", smallestSide, largestSide)
	if f.Width < smallestSide || f.Width > largestSide {
		return diversity.Invalid("Figure.Width", f.Width, allowed)
	}
	if f.Height < smallestSide || f.Height > largestSide {
		return diversity.Invalid("Figure.Height", f.Height, allowed)
	}
	return nil
}

// Option returns the ECharts option as JSON. It has one member that ECharts does not know and leaves alone, "figure":
// {"width", "height", "caption", "dark"}, for the program that shows it, with colours and what they are in a dark
// surrounding; a slider whose frames have captions of their own has them there too, as "captions", and a figure of
// squares has "shape", by how many pixels it is lower for each that it is narrower. The same figure gives the same
// bytes.
func (f Figure) Option() (json.RawMessage, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	option := maps.Clone(f.option)
	option["title"] = chart.Title(f.Title, f.Width)
	about := map[string]any{"width": f.Width, "height": f.Height, "caption": f.Caption, "dark": chart.DarkColors()}
	if f.shape != 0 {
		about["shape"] = scale.RoundTo(f.shape, 4)
	}
	if f.captions != nil {
		about["captions"] = f.captions
	}
	option["figure"] = about
	return optionjson.Encode(option)
}

// Text is the figure for a terminal, or wherever pictures are not shown: title, numbers and caption.
func (f Figure) Text() string {
	var parts []string
	for _, part := range []string{f.Title, strings.TrimRight(f.table, "\n"), f.Caption} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}

// String is the title.
func (f Figure) String() string { return f.Title }
