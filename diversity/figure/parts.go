package figure

import (
	"errors"
)

// errEmpty is wrapped by errors which say that there is nothing to show.
var errEmpty = errors.New("figure: nothing to show")

// The default size of a picture in pixels: the width of a notebook's output.
const (
	defaultWidth  = 860
	defaultHeight = 480
)

// mostLines is how many lines can be told apart: six colours, each solid and then dashed.
const mostLines = 12

// parts are what a figure consists of.
type parts struct {
	title, caption, table string
	option                any             // that ECharts reads, without the title
	width, height         int             // in pixels; 0 = the default
	shape                 float64         // how much lower the picture becomes with each pixel that it becomes narrower
	pinned                map[string]bool // the axes, "xAxis" or "yAxis", whose ends were chosen by hand
}
