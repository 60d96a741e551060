package timeline

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/optionjson"
)

const (
	sliderHeight = 90   // of the slider with the label above it, in pixels
	sliderPace   = 1200 // milliseconds for each frame
)

// Frame is a position of a slider.
type Frame struct {
	Label                 string // at the slider
	Title, Caption, Table string // of the figure
	Option                map[string]any
	Width, Height         int // in pixels
}

// Options say how the frames are shown.
type Options struct {
	Name  string // what the slider sets, shown before the label; "" shows the label alone
	Title string // "" means that of the frames
	Start int    // index of the frame shown first
	Play  bool   // moves on its own, over and over
}

// Slider show several figures at one place, with a slider below that chooses among them. The captions are those of the
// frames, if they differ.
func Slider(frames []Frame, o Options) (p chart.Parts, captions []string, err error) {
	axes, err := commonAxes(frames)
	if err != nil {
		return chart.Parts{}, nil, err
	}
	s := slider{frames, o, axes}
	start := frames[o.Start]
	return chart.Parts{
		Title: s.title(), Caption: start.Caption, Table: s.table(), Option: s.option(), Width: start.Width,
		Height: s.height() + sliderHeight,
	}, s.captions(), nil
}

// slider is the frames and what they share.
type slider struct {
	frames  []Frame
	options Options
	axes    []map[string]any // the axes of each frame, as members of its option
}

func (s slider) title() string {
	if s.options.Title != "" {
		return s.options.Title
	}
	return s.frames[0].Title
}

// captions are those of the frames; nil if all are the same.
func (s slider) captions() []string {
	var all []string
	for _, f := range s.frames {
		all = append(all, f.Caption)
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
		height = max(height, f.Height)
	}
	return height
}

// moving are the parts of an option that each frame has of its own beside its axes. All others are those of the frame
// shown first.
var moving = []string{"series", "legend", "visualMap"}

func (s slider) option() map[string]any {
	option := maps.Clone(s.frames[s.options.Start].Option)
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

// grids are those of the frame shown first, with as much room around them as any frame needs, moved up from the slider
// below.
func (s slider) grids() []map[string]any {
	start := s.frames[s.options.Start]
	total := float64(s.height() + sliderHeight)
	var grids []map[string]any
	for at, grid := range optionjson.Components(start.Option["grid"]) {
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
		if grids := optionjson.Components(f.Option["grid"]); at < len(grids) {
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
		if value, ok := s.frames[i].Option[part]; ok {
			frame[part] = value
		}
	}
	label := map[string]any{"text": s.name(i), "left": "center", "bottom": 68, "padding": 0,
		"textStyle": map[string]any{"fontSize": 13}}
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

// timeline is the slider. Series of frames may differ in number and kind, so that none is merged with one of another
// frame.
func (s slider) timeline(labels []string) map[string]any {
	color := map[string]any{"color": chart.Neutral}
	return map[string]any{
		"axisType": "category", "data": labels, "currentIndex": s.options.Start, "replaceMerge": []string{"series"},
		"autoPlay": s.options.Play, "playInterval": sliderPace, "loop": true,
		"left": 62, "right": 40, "bottom": 6, "height": 44, "symbolSize": 9,
		"lineStyle": color, "itemStyle": color,
		"controlStyle": map[string]any{"color": chart.Neutral, "borderColor": chart.Neutral, "itemSize": 18},
		"label":        map[string]any{"color": chart.Remark, "fontSize": 12},
		"checkpointStyle": map[string]any{"color": chart.Accent, "borderColor": chart.Accent, "symbolSize": 14,
			"animation": false},
		"progress": map[string]any{"lineStyle": color, "itemStyle": color,
			"label": map[string]any{"color": chart.Remark}},
		"emphasis": map[string]any{"itemStyle": map[string]any{"color": chart.Accent},
			"label": map[string]any{"color": chart.LetterColor(chart.Accent)}},
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
	return name + ": " + strings.Join(labels, " ") + "\n" + s.frames[s.options.Start].Table
}
