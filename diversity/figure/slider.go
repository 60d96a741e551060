package figure

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
)

// Frame is a position of a [Slider].
type Frame struct {
	Label  string // at the slider, for example "1024"; no two frames have the same
	Figure Figure // with x and y axes
}

// SliderOptions says how [Slider] shows its frames. The zero value starts with the first and waits for the reader to move it.
type SliderOptions struct {
	Name  string // what the slider sets, shown before the label, for example "budget N"; "" shows the label alone
	Title string // "" means that of the frames, which must then be the same
	Start int    // index of the frame shown first, and in static pictures
	Play  bool   // moves on its own, over and over, until the reader stops it
}

const (
	sliderHeight = 90   // of the slider with the label above it, in pixels
	sliderPace   = 1200 // milliseconds for each frame
)

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o SliderOptions) Validate() error {
	if o.Start < 0 {
		return diversity.Invalid("SliderOptions.Start", o.Start, "the index of a frame, from 0")
	}
	return nil
}

// Slider shows several figures at one place, with a slider below that chooses among them: ECharts' timeline. It needs no
// kernel, so that it also works in an exported page. Pictures that do not move show the frame [SliderOptions.Start]. All
// frames get the same axes, each from the lowest to the highest end that any frame needs, so that what moves is the data;
// axes of names stay those of the frame. Captions follow the frames, unless [Figure.WithCaption] gives
// all of them one. Nothing else changes with the slider than series, axes, legend, colour scale and caption; places are those
// of the frame shown first.
//
// The error wraps [ErrEmpty] without frames, and diversity.ErrInvalid for a label that is missing or occurs twice, a start
// that is not the index of a frame, or frames whose axes differ in number or kind or whose titles differ without
// [SliderOptions.Title].
func Slider(frames []Frame, o SliderOptions) (Figure, error) {
	if err := checkFrames(frames, o); err != nil {
		return Figure{}, fmt.Errorf("figure.Slider: %w", err)
	}
	axes, err := commonAxes(frames)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.Slider: %w", err)
	}
	s := slider{frames, o, axes}
	start := frames[o.Start].Figure
	f, err := newFigure(s.title(), start.Caption, s.table(), s.option())
	f.captions = s.captions()
	return f.WithSize(start.Width, s.height()+sliderHeight), err
}

// slider is what [Slider] draws.
type slider struct {
	frames  []Frame
	options SliderOptions
	axes    []map[string]any // the axes of each frame, as members of its option
}

func checkFrames(frames []Frame, o SliderOptions) error {
	if len(frames) == 0 {
		return fmt.Errorf("%w: no frames, at least 1 is needed", ErrEmpty)
	}
	if err := o.Validate(); err != nil {
		return err
	}
	if o.Start >= len(frames) {
		return diversity.Invalid("SliderOptions.Start", o.Start, fmt.Sprintf("the index of a frame, 0..%d", len(frames)-1))
	}
	seen := map[string]bool{"": true}
	for i, f := range frames {
		if seen[f.Label] {
			return diversity.Invalid(fmt.Sprintf("frames[%d].Label", i), fmt.Sprintf("%q", f.Label), "a label that no other frame has")
		}
		seen[f.Label] = true
		if err := f.Figure.Validate(); err != nil {
			return fmt.Errorf("frame %q: %w", f.Label, err)
		}
		if o.Title == "" && f.Figure.Title != frames[0].Figure.Title {
			return diversity.Invalid(fmt.Sprintf("frames[%d].Figure.Title", i), fmt.Sprintf("%q", f.Figure.Title), fmt.Sprintf("%q as in the first frame, or any with SliderOptions.Title", frames[0].Figure.Title))
		}
	}
	return nil
}

func (s slider) title() string {
	if s.options.Title != "" {
		return s.options.Title
	}
	return s.frames[0].Figure.Title
}

// captions are those of the frames; nil if all are the same.
func (s slider) captions() []string {
	var all []string
	for _, f := range s.frames {
		all = append(all, f.Figure.Caption)
	}
	if len(slices.Compact(slices.Clone(all))) == 1 {
		return nil
	}
	return all
}

// height is that of the tallest frame.
func (s slider) height() int {
	height := 0
	for _, f := range s.frames {
		height = max(height, f.Figure.Height)
	}
	return height
}

// moving are the parts of an option that each frame has of its own beside its axes. All others are those of the frame shown
// first.
var moving = []string{"series", "legend", "visualMap"}

func (s slider) option() map[string]any {
	option := maps.Clone(s.frames[s.options.Start].Figure.option)
	for _, part := range append([]string{"xAxis", "yAxis"}, moving...) {
		delete(option, part)
	}
	option["grid"] = s.grids()
	var labels []string
	var options []map[string]any
	for i, f := range s.frames {
		labels = append(labels, f.Label)
		options = append(options, s.frame(i))
	}
	option["timeline"] = s.timeline(labels)
	option["options"] = options
	return option
}

// grids are those of the frame shown first, with as much room around them as any frame needs, moved up from the slider below.
func (s slider) grids() []map[string]any {
	start := s.frames[s.options.Start].Figure
	total := float64(s.height() + sliderHeight)
	var grids []map[string]any
	for at, grid := range components(start.option["grid"]) {
		grid = maps.Clone(grid)
		for _, side := range []string{"left", "right", "top", "bottom"} {
			if room, ok := grid[side].(float64); ok {
				grid[side] = math.Max(room, s.room(at, side))
			}
		}
		if bottom, ok := grid["bottom"].(float64); ok {
			grid["bottom"] = bottom + sliderHeight
		}
		for _, side := range []string{"top", "height"} {
			if share, ok := grid[side].(string); ok {
				grid[side] = rescaled(share, float64(start.Height)/total)
			}
		}
		grids = append(grids, grid)
	}
	if grids == nil {
		return []map[string]any{{"bottom": sliderHeight + 56}}
	}
	return grids
}

// room is the largest of the frames' distances of a grid from a side of the picture, in pixels.
func (s slider) room(at int, side string) float64 {
	most := 0.0
	for _, f := range s.frames {
		if grids := components(f.Figure.option["grid"]); at < len(grids) {
			room, _ := grids[at][side].(float64)
			most = math.Max(most, room)
		}
	}
	return most
}

// rescaled is a share in per cent of a picture of another height.
func rescaled(share string, factor float64) string {
	value, err := strconv.ParseFloat(strings.TrimSuffix(share, "%"), 64)
	if err != nil { // "auto" and the like
		return share
	}
	return strconv.FormatFloat(value*factor, 'f', 2, 64) + "%"
}

// frame is what ECharts changes when the slider comes to a frame.
func (s slider) frame(i int) map[string]any {
	frame := maps.Clone(s.axes[i])
	for _, part := range moving {
		if value, ok := s.frames[i].Figure.option[part]; ok {
			frame[part] = value
		}
	}
	label := map[string]any{"text": s.name(i), "left": "center", "bottom": 68, "padding": 0, "textStyle": map[string]any{"fontSize": 13}}
	frame["title"] = []any{map[string]any{}, label} // the first is the title of the figure
	return frame
}

// name is the label of a frame in full.
func (s slider) name(i int) string {
	if s.options.Name == "" {
		return s.frames[i].Label
	}
	return s.options.Name + ": " + s.frames[i].Label
}

// timeline is the slider. Series of frames may differ in number and kind, so that none is merged with one of another frame.
func (s slider) timeline(labels []string) map[string]any {
	color := map[string]any{"color": neutral}
	return map[string]any{
		"axisType": "category", "data": labels, "currentIndex": s.options.Start, "replaceMerge": []string{"series"},
		"autoPlay": s.options.Play, "playInterval": sliderPace, "loop": true,
		"left": 62, "right": 40, "bottom": 6, "height": 44, "symbolSize": 9,
		"lineStyle": color, "itemStyle": color, "controlStyle": map[string]any{"color": neutral, "borderColor": neutral, "itemSize": 18},
		"label":           map[string]any{"color": neutral, "fontSize": 12},
		"checkpointStyle": map[string]any{"color": accent, "borderColor": accent, "symbolSize": 14, "animation": false},
		"progress":        map[string]any{"lineStyle": color, "itemStyle": color, "label": color},
		"emphasis":        map[string]any{"itemStyle": map[string]any{"color": accent}, "label": map[string]any{"color": accent}},
	}
}

// table is that of the frame shown first, below a line of all labels.
func (s slider) table() string {
	var labels []string
	for i, f := range s.frames {
		if i == s.options.Start {
			labels = append(labels, "["+f.Label+"]")
		} else {
			labels = append(labels, f.Label)
		}
	}
	name := s.options.Name
	if name == "" {
		name = "slider"
	}
	return name + ": " + strings.Join(labels, " ") + "\n" + s.frames[s.options.Start].Figure.table
}
