package picture

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/render"
)

// Background is what a picture stands on.
type Background string

// The backgrounds. Dark draws light lines and letters, for a dark page or slide; Transparent draws dark ones.
const (
	White       Background = "white"
	Transparent Background = "transparent"
	Dark        Background = "dark"
)

// Options say how a figure is written. The zero value is the default.
type Options struct {
	Width, Height int        // of the picture in units of the screen, 100..10000 pixels; 0: the figure's own
	Scale         float64    // of a PNG: pixels for each unit, 0.25..8; 0: 2
	Background    Background // of SVG and PNG; "": White. A page follows the light or dark theme of its reader instead.
}

// validate returns an error wrapping diversity.ErrInvalid for a field out of range.
func (o Options) validate() error {
	if o.Scale != 0 && !(o.Scale >= 0.25 && o.Scale <= 8) || math.IsNaN(o.Scale) {
		return diversity.Invalid("Options.Scale", o.Scale, "0.25..8, or 0 for 2")
	}
	if _, err := o.look(); err != nil {
		return err
	}
	const smallest, largest = 100, 10000
	for name, side := range map[string]int{"Options.Width": o.Width, "Options.Height": o.Height} {
		if side != 0 && (side < smallest || side > largest) {
			return diversity.Invalid(name, side, fmt.Sprintf("%d..%d pixels, or 0 for that of the figure", smallest, largest))
		}
	}
	return nil
}

func (o Options) look() (render.Look, error) {
	switch o.Background {
	case "", White:
		return render.White, nil
	case Transparent:
		return render.Transparent, nil
	case Dark:
		return render.Dark, nil
	}
	return render.White, diversity.Invalid("Options.Background", o.Background,
		"white, transparent, dark, or nothing for white")
}

func (o Options) scale() float64 {
	if o.Scale == 0 {
		return 2
	}
	return o.Scale
}

// sized is the figure at the size that the options ask for.
func (o Options) sized(f figure.Figure) figure.Figure {
	width, height := f.Width, f.Height
	if o.Width != 0 {
		width = o.Width
	}
	if o.Height != 0 {
		height = o.Height
	}
	return f.WithSize(width, height)
}
