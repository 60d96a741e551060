package chart

import (
	"fmt"
	"math"
)

// Palette is the one of Okabe and Ito ("Color Universal Design", 2008) without black and yellow, its light colours
// darkened until their contrast with white is 3:1.
func Palette() []string {
	return []string{"#0072B2", "#C98100", "#009E73", "#CC79A7", "#3D9BD6", "#B84A00"}
}

// darkPalette are the colours of palette on a dark ground. Those of Okabe and Ito that are light stay as they are
// there, and the others are lightened.
var darkPalette = []string{"#2F8FD0", "#E69F00", "#0FAE82", "#D98BB6", "#8CCBF2", "#E0691A"}

// Colours with one meaning each.
const (
	Neutral = "#808080" // guides and controls: readable on white and on black
	Accent  = "#B84A00" // the optimum
	Ink     = "#222222" // lines and text on a coloured ground
	Paper   = "#ffffff" // thin lines and edges on a coloured ground
)

// SeriesColor is the colour of a series; after the last colour the palette starts again.
func SeriesColor(i int) string { return Palette()[i%len(Palette())] }

// DarkColors maps colours to those for a dark ground.
func DarkColors() map[string]string {
	colors := map[string]string{}
	for i, color := range Palette() {
		colors[color] = darkPalette[i]
	}
	return colors
}

// errorScale runs from a low error (light) to a high one (dark): viridis (van der Walt and Smith, 2015), reversed and
// without its darkest part, so that dark lines show on all of it.
var errorScale = [][3]float64{
	{253, 231, 37}, {180, 222, 44}, {109, 205, 89}, {53, 183, 121}, {31, 158, 137}, {38, 130, 142}, {49, 104, 142},
}

// scaleColor is the colour at a share in [0, 1] of the scale.
func scaleColor(share float64) string {
	place := math.Max(0, math.Min(1, share)) * float64(len(errorScale)-1)
	i := min(int(place), len(errorScale)-2)
	rest := place - float64(i)
	var rgb [3]int
	for c := range rgb {
		rgb[c] = int(math.Round(errorScale[i][c]*(1-rest) + errorScale[i+1][c]*rest))
	}
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
}
