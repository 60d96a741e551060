package figure

import (
	"bytes"
	"encoding/json"
	"fmt"

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
// kept. A chart with JavaScript functions (opts.FuncOpts) is an error wrapping diversity.ErrInvalid: a figure is pure JSON.
func FromChart(chart Chart, caption string) (f Figure, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			f, err = Figure{}, fmt.Errorf("figure.FromChart: the chart of type %T panicked: %v", chart, problem)
		}
	}()
	chart.Validate()
	fields := chart.JSON()
	encoded, err := encode(fields)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.FromChart: %w", err)
	}
	if bytes.Contains(encoded, []byte(functionMarker)) {
		return Figure{}, fmt.Errorf("figure.FromChart: %w", diversity.Invalid("chart", "an option with a JavaScript function", "options in pure JSON"))
	}
	var head struct {
		Title struct{ Text string }
	}
	if err := json.Unmarshal(encoded, &head); err != nil {
		return Figure{}, fmt.Errorf("figure.FromChart: %w", err)
	}
	return newFigure(head.Title.Text, caption, "", fields)
}
