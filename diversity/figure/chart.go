package figure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"tradeoff/diversity"
)

// Chart is what every chart type of go-echarts offers.
type Chart interface {
	Validate()
	JSON() map[string]any
}

// functionMarker surrounds JavaScript functions in the options of go-echarts.
const functionMarker = "__f__"

// FromChart makes a figure of any go-echarts chart, so that it can be shown without a network. The title of the chart is
// kept, and whatever else its maker did not choose has the style of the other figures: colours, letters, axes, legend and tools. A
// number that is not finite leaves a gap. A chart with JavaScript functions (opts.FuncOpts) is an error wrapping diversity.ErrInvalid: a figure is pure JSON.
func FromChart(chart Chart, caption string) (f Figure, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			f, err = Figure{}, fmt.Errorf("figure.FromChart: the chart of type %T panicked: %v", chart, problem)
		}
	}()
	chart.Validate()
	fields := chart.JSON()
	gaps := chartGaps{}
	gaps.in(reflect.ValueOf(fields))
	encoded, err := encode(fields)
	gaps.restore()
	if err != nil {
		return Figure{}, fmt.Errorf("figure.FromChart: %w", err)
	}
	if bytes.Contains(encoded, []byte(functionMarker)) {
		return Figure{}, fmt.Errorf("figure.FromChart: %w", diversity.Invalid("chart", "an option with a JavaScript function", "options in pure JSON"))
	}
	var option map[string]any
	if err := json.Unmarshal(encoded, &option); err != nil {
		return Figure{}, fmt.Errorf("figure.FromChart: %w", err)
	}
	inHouseStyle(option)
	title := ""
	if titles := components(option["title"]); len(titles) > 0 {
		title, _ = titles[0]["text"].(string)
	}
	return newFigure(title, sentences(caption, leftOut(gaps.found, "point", "value")), "", option)
}
