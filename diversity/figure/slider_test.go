package figure

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// framesOf are lines through more and more points, so that no two have the same range.
func framesOf(t *testing.T, number int) []Frame {
	t.Helper()
	var frames []Frame
	s := LineSeries{Name: "law"}
	for i := range number {
		s.X, s.Y = append(s.X, float64(1+i*i)), append(s.Y, float64(10-3*i))
		f, err := Line([]LineSeries{s},
			LineOptions{Title: "Lines", Caption: fmt.Sprintf("%d points.", i+1), X: LineAxis{Name: "N (log scale)", Log: true}})
		must(t, err)
		frames = append(frames, Frame{fmt.Sprint(i + 1), f})
	}
	return frames
}

// parsedSlider is the option of a slider as a reader of the JSON sees it.
type parsedSlider struct {
	Timeline struct {
		Data         []string
		CurrentIndex int
		AutoPlay     bool
		ReplaceMerge []string
	}
	Options []parsed
	Series  []any
	Figure  struct {
		Caption  string
		Captions []string
		Height   int
	}
}

func parseSlider(t *testing.T, f Figure) parsedSlider {
	t.Helper()
	option, err := f.Option()
	must(t, err)
	var p parsedSlider
	option = []byte(strings.ReplaceAll(string(option), `"title":[`, `"titles":[`)) // a frame has two titles
	must(t, json.Unmarshal(option, &p))
	return p
}

func TestSliderFramesHaveTheSameAxes(t *testing.T) {
	f, err := Slider(framesOf(t, 4), SliderOptions{Name: "points", Start: 2})
	must(t, err)
	p := parseSlider(t, f)
	if len(p.Options) != 4 || p.Timeline.CurrentIndex != 2 || p.Timeline.AutoPlay || p.Series != nil ||
		f.Height != DefaultHeight+90 {
		t.Fatalf("got %+v", p)
	}
	for i, frame := range p.Options {
		if len(frame.Series[0].Data) != i+1 {
			t.Errorf("frame %d has %d points", i, len(frame.Series[0].Data))
		}
		checkLogAxis(t, frame.XAxis[0])
		x, y := frame.XAxis[0], frame.YAxis[0]
		if x.Min > 1 || x.Max < 10 || y.Min > 1 || y.Max < 10 || x.Min != p.Options[0].XAxis[0].Min ||
			y.Max != p.Options[0].YAxis[0].Max {
			t.Errorf("frame %d: axes %+v %+v", i, x, y)
		}
	}
}

func TestSliderCaptionsFollowTheFrames(t *testing.T) {
	f, err := Slider(framesOf(t, 3), SliderOptions{Start: 1})
	must(t, err)
	p := parseSlider(t, f)
	if p.Figure.Caption != "2 points." || len(p.Figure.Captions) != 3 || p.Figure.Captions[2] != "3 points." {
		t.Errorf("captions %q, %q", p.Figure.Caption, p.Figure.Captions)
	}
	p = parseSlider(t, f.WithCaption("Any number of points."))
	if p.Figure.Caption != "Any number of points." || p.Figure.Captions != nil {
		t.Errorf("one caption for all: %q, %q", p.Figure.Caption, p.Figure.Captions)
	}
}

// Measured figures leave their linear axes to ECharts; the frames must agree on ends that hold the data of all.
func TestSliderOfMeasuredCurves(t *testing.T) {
	var frames []Frame
	for _, share := range []float64{1, 0.5} {
		points := measured(t)
		for i := range points {
			points[i].Error *= share
		}
		f, err := Curves(points, CurvesOptions{})
		must(t, err)
		frames = append(frames, Frame{fmt.Sprint(share), f})
	}
	f, err := Slider(frames, SliderOptions{})
	must(t, err)
	for i, frame := range parseSlider(t, f).Options {
		for _, drawn := range frame.Series {
			for _, at := range drawn.numbers() {
				if y := frame.YAxis[0]; len(at) > 1 && (at[1] < y.Min || at[1] > y.Max) {
					t.Errorf("frame %d: %v leaves %v to %v", i, at[1], y.Min, y.Max)
				}
			}
		}
	}
}

// Names at the axis are longer in some frames than in others: all need the room of the longest.
func TestSliderHasRoomForEveryFrame(t *testing.T) {
	fit := fitted(t, measured(t), laws.Tied{})
	var frames []Frame
	widest := 0
	for _, total := range []int{256, 1 << 20} {
		prediction, err := fit.BestAt(total, theory.BestOptions{})
		must(t, err)
		f, err := Regret(prediction)
		must(t, err)
		frames = append(frames, Frame{fmt.Sprint(total), f})
		for _, b := range prediction.Baselines {
			widest = max(widest, len(fmt.Sprintf("%s: %v", b.Name, b.Size)))
		}
	}
	f, err := Slider(frames, SliderOptions{Title: "Regret"})
	must(t, err)
	grid := f.option["grid"].([]any)[0].(map[string]any)
	if left := grid["left"].(float64); left < 6*float64(widest) {
		t.Errorf("%v pixels for names of %d letters", left, widest)
	}
}

func TestSliderRejects(t *testing.T) {
	frames := framesOf(t, 3)
	other := framesOf(t, 2)
	other[1].Figure = other[1].Figure.WithTitle("Another")
	linear, err := Line([]LineSeries{wave()}, LineOptions{Title: "Lines"})
	must(t, err)
	panels, err := Compare([]Group{{"a", measured(t)}})
	must(t, err)
	nested, err := Slider(frames, SliderOptions{})
	must(t, err)
	for name, c := range map[string]struct {
		frames []Frame
		o      SliderOptions
		want   string
	}{
		"start":    {frames, SliderOptions{Start: 3}, "SliderOptions.Start"},
		"negative": {frames, SliderOptions{Start: -1}, "SliderOptions.Start"},
		"label":    {append(framesOf(t, 1), frames[0]), SliderOptions{}, "frames[1].Label"},
		"no label": {[]Frame{{"", frames[0].Figure}}, SliderOptions{}, "frames[0].Label"},
		"title":    {other, SliderOptions{}, "frames[1].Figure.Title"},
		"kind":     {[]Frame{frames[0], {"x", linear}}, SliderOptions{}, "type of xAxis[0]"},
		"number":   {[]Frame{frames[0], {"x", panels}}, SliderOptions{Title: "x"}, "number of xAxis"},
		"nested":   {[]Frame{{"x", nested}}, SliderOptions{}, "without xAxis"},
	} {
		if _, err := Slider(c.frames, c.o); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s named", name, err, c.want)
		}
	}
	for _, frames := range [][]Frame{nil, {{"none", Figure{}}}} {
		if _, err := Slider(frames, SliderOptions{}); !errors.Is(err, ErrEmpty) {
			t.Errorf("%v: %v", frames, err)
		}
	}
	if _, err := Slider(other, SliderOptions{Title: "Both"}); err != nil {
		t.Errorf("a title for frames with several: %v", err)
	}
}
