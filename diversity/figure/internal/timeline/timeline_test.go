package timeline

import (
	"errors"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
)

// frameOf has a line through (1, 1) and (x, y) on linear axes, and some room on the left.
func frameOf(label, caption string, x, y, left float64, height int) Frame {
	return Frame{Label: label, Title: "Lines", Caption: caption, Width: 860, Height: height, Option: map[string]any{
		"xAxis": []any{map[string]any{"type": "value"}}, "yAxis": []any{map[string]any{"type": "value"}},
		"grid":   map[string]any{"left": left, "bottom": 56.0},
		"series": []any{map[string]any{"type": "line", "data": []any{[]any{1.0, 1.0}, []any{x, y}}}},
	}}
}

func TestFramesShareAxesRoomAndHeight(t *testing.T) {
	frames := []Frame{frameOf("a", "First.", 10, -2, 60, 300), frameOf("b", "Second.", 4, 8, 90, 500)}
	p, captions, err := Slider(frames, Options{Start: 1})
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "Lines" || p.Caption != "Second." || !slices.Equal(captions, []string{"First.", "Second."}) ||
		p.Height != 500+90 {
		t.Errorf("%q, %q, %q, %d pixels", p.Title, p.Caption, captions, p.Height)
	}
	option := p.Option.(map[string]any)
	if grid := option["grid"].([]map[string]any)[0]; grid["left"] != 90.0 || grid["bottom"] != 56.0+90 {
		t.Errorf("grid %v", grid)
	}
	for i, frame := range option["options"].([]map[string]any) {
		x, y := frame["xAxis"].([]map[string]any)[0], frame["yAxis"].([]map[string]any)[0]
		if x["min"] != 0.0 || x["max"] != 10.0 || y["min"] != -2.0 || y["max"] != 8.0 {
			t.Errorf("frame %d: axes %v, %v", i, x, y)
		}
	}
}

func TestFramesNeedTheSameNumbersOnTheirAxes(t *testing.T) {
	empty := frameOf("a", "", 1, 1, 60, 300)
	empty.Option["series"] = []any{}
	empty.Option["xAxis"] = []any{map[string]any{"type": "log"}}
	if _, _, err := Slider([]Frame{empty}, Options{}); !errors.Is(err, chart.ErrEmpty) {
		t.Errorf("no numbers: %v", err)
	}
	if _, _, err := Slider([]Frame{frameOf("a", "", 2, 2, 60, 300), empty}, Options{}); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("two types of axes: %v", err)
	}
}
