package figure

import (
	"fmt"
)

// Chart is what every chart type of go-echarts offers.
type Chart interface {
	Validate()
	JSON() map[string]any
}

// FromChart makes a figure of any go-echarts chart, so that it can be shown without a network. The title of the chart is
// kept, and whatever else its maker did not choose has the style of the other figures: colours, letters, axes, legend and tools. A
// number that is not finite leaves a gap. A chart with JavaScript functions (opts.FuncOpts) is an error wrapping diversity.ErrInvalid: a figure is pure JSON.
func FromChart(source Chart, caption string) (f Figure, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			f, err = Figure{}, fmt.Errorf("figure.FromChart: the chart of type %T panicked: %v", source, problem)
		}
	}()
	source.Validate()
	option, gaps, err := optionOfChart(source.JSON())
	p := parts{title: titleOf(option), caption: sentences(caption, leftOut(gaps, "point", "value")), option: option}
	return newFigure("FromChart", p, err)
}
