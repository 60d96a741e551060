package figure

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/timeline"
)

// Frame is a position of a [Slider].
type Frame struct {
	Label  string // at the slider, for example "1024"; no two frames have the same
	Figure Figure // with x and y axes
}

// SliderOptions says how [Slider] shows its frames. The zero value starts with the first and waits for the reader to
// move it.
type SliderOptions struct {
	Name  string // what the slider sets, shown before the label, for example "budget N"; "" shows the label alone
	Title string // "" means that of the frames, which must then be the same
	Start int    // index of the frame shown first, and in static pictures
	Play  bool   // moves on its own, over and over, until the reader stops it
}

func (o SliderOptions) validate() error {
	if o.Start < 0 {
		return diversity.Invalid("SliderOptions.Start", o.Start, "the index of a frame, from 0")
	}
	return nil
}

// Slider shows several figures at one place, with a slider below that chooses among them: ECharts' timeline. It needs
// no kernel, so that it also works in an exported page. Pictures that do not move show the frame [SliderOptions.Start].
// All frames get the same axes, each from the lowest to the highest end that any frame needs, so that what moves is the
// data; axes of names stay those of the frame. Captions follow the frames, unless [Figure.WithCaption] gives all of
// them one. Nothing else changes with the slider than series, axes, legend, colour scale and caption; places are those
// of the frame shown first. A click on a point shows the runs of its size in the frame that is shown, see
// [Figure.WithRuns].
//
// The error wraps [ErrEmpty] without frames, and diversity.ErrInvalid for a label that is missing or occurs twice, a
// start that is not the index of a frame, or frames whose axes differ in number or kind or whose titles differ without
// [SliderOptions.Title].
func Slider(frames []Frame, o SliderOptions) (Figure, error) {
	if err := checkFrames(frames, o); err != nil {
		return Figure{}, fmt.Errorf("figure.Slider: %w", err)
	}
	var all []timeline.Frame
	for _, f := range frames {
		all = append(all, timeline.Frame{Label: f.Label, Title: f.Figure.Title, Caption: f.Figure.Caption,
			Table: f.Figure.table, Option: f.Figure.option, Width: f.Figure.Width, Height: f.Figure.Height})
	}
	p, captions, err := timeline.Slider(all, timeline.Options(o))
	f, err := newFigure("Slider", p, err)
	f.captions = captions
	f.points, f.sizes, f.bytes = behindFrames(frames, o.Name)
	return f, err
}

// behindFrames is what is behind the points of all frames, each set of runs with the name of its frame.
func behindFrames(frames []Frame, name string) (points []behind.Point, sizes []behind.Size, bytes int) {
	for i, frame := range frames {
		set := frame.Label
		if name != "" {
			set = name + ": " + frame.Label
		}
		renamed := func(k behind.Key) behind.Key {
			if k.Group == "" {
				return behind.Key{Group: set, Size: k.Size}
			}
			return behind.Key{Group: set + ", " + k.Group, Size: k.Size}
		}
		for _, p := range frame.Figure.points {
			points = append(points, behind.Point{Series: p.Series, Item: p.Item, Frame: i + 1, Key: renamed(p.Key)})
		}
		for _, s := range frame.Figure.sizes {
			s.Key = renamed(s.Key)
			sizes = append(sizes, s)
		}
		bytes = max(bytes, frame.Figure.bytes)
	}
	return points, sizes, bytes
}

func checkFrames(frames []Frame, o SliderOptions) error {
	if len(frames) == 0 {
		return fmt.Errorf("%w: no frames, at least 1 is needed", chart.ErrEmpty)
	}
	if err := o.validate(); err != nil {
		return err
	}
	if o.Start >= len(frames) {
		return diversity.Invalid("SliderOptions.Start", o.Start, fmt.Sprintf("the index of a frame, 0..%d", len(frames)-1))
	}
	seen := map[string]bool{"": true}
	for i, f := range frames {
		if seen[f.Label] {
			return diversity.Invalid(fmt.Sprintf("frames[%d].Label", i), fmt.Sprintf("%q", f.Label),
				"a label that no other frame has")
		}
		seen[f.Label] = true
		if err := f.Figure.Validate(); err != nil {
			return fmt.Errorf("frame %q: %w", f.Label, err)
		}
		if o.Title == "" && f.Figure.Title != frames[0].Figure.Title {
			return diversity.Invalid(fmt.Sprintf("frames[%d].Figure.Title", i), fmt.Sprintf("%q", f.Figure.Title),
				fmt.Sprintf("%q as in the first frame, or any with SliderOptions.Title", frames[0].Figure.Title))
		}
	}
	return nil
}
