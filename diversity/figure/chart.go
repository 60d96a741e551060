package figure

import (
	"fmt"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/optionjson"
	"tradeoff/diversity/figure/internal/wording"
)

// Chart is what every chart type of go-echarts offers.
type Chart interface {
	Validate()
	JSON() map[string]any
}

// FromChart makes a figure of any go-echarts chart, so that it can be shown without a network. The title of the chart
// is kept, and whatever else was not chosen has the style of the other figures: colours, letters, axes, legend and
// tools. A number that is not finite leaves a gap. A chart with JavaScript functions (opts.FuncOpts) is an error
// wrapping diversity.ErrInvalid: a figure is pure JSON.
func FromChart(source Chart, caption string) (f Figure, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			f, err = Figure{}, fmt.Errorf("figure.FromChart: the chart of type %T panicked: %v", source, problem)
		}
	}()
	source.Validate()
	option, gaps, err := optionjson.OfChart(source.JSON())
	p := chart.Parts{Title: optionjson.TitleOf(option),
		Caption: wording.Sentences(caption, wording.LeftOut(gaps, "point", "value")), Option: option}
	return newFigure("FromChart", p, err)
}
