package chart

import (
	"errors"

	"tradeoff/diversity/figure/internal/behind"
)

// ErrEmpty is wrapped by errors which say that there is nothing to show.
var ErrEmpty = errors.New("figure: nothing to show")

// The default size of a picture in pixels: the width of a notebook's output.
const (
	DefaultWidth  = 860
	DefaultHeight = 480
)

// MostLines is how many lines can be told apart: six colours, each solid and then dashed.
const MostLines = 12

// Parts are what a figure consists of.
type Parts struct {
	Title, Caption, Table string
	Option                any             // that ECharts reads, without the title
	Width, Height         int             // in pixels; 0 = the default
	Shape                 float64         // how much lower the picture becomes with each pixel that it becomes narrower
	Sizes                 []behind.Size   // what is behind the points that are sizes
	Pinned                map[string]bool // the axes, "xAxis" or "yAxis", whose ends were chosen by hand
}
