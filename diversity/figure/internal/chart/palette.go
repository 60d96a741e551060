package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Palette is the one of Okabe and Ito ("Color Universal Design", 2008) without black and yellow, its light colours
// darkened until their contrast with white is 3:1.
func Palette() []string {
	return []string{"#0072B2", "#C98100", "#009E73", "#CC79A7", "#3D9BD6", "#B84A00"}
}

// darkPalette are the colours of palette on a dark ground. Those of Okabe and Ito that are light stay as they are
// there, and the others are lightened.
var darkPalette = []string{"#2F8FD0", "#E69F00", "#0FAE82", "#D98BB6", "#8CCBF2", "#E0691A"}

// The colours of palette in which names are written, on a light and on a dark ground: the contrast of letters is
// 4.5:1, on a shaded band of the ground too (WCAG 2.2, 1.4.3; that of lines is 3:1, 1.4.11).
var (
	letters     = []string{"#005F95", "#835200", "#006B4E", "#9A3E71", "#18649A", "#963B00"}
	darkLetters = []string{"#5EAEE6", "#EFAE2B", "#35C79B", "#E3A3C6", "#9AD2F5", "#F5965A"}
)

// Colours with one meaning each.
const (
	Neutral = "#808080" // guides and controls: lines of it show on white and on black
	Remark  = "#626262" // names of guides; on a dark ground it is darkRemark
	Accent  = "#B84A00" // the optimum
	Ink     = "#222222" // lines and text on a coloured ground
	Paper   = "#ffffff" // thin lines and edges on a coloured ground
	Ground  = "#fefefe" // of the page, inside of hollow points and around full ones; on a dark ground it is darkGround
)

// darkGround is that of JupyterLab's dark theme.
const darkGround = "#111111"

// SeriesColor is the colour of a series; after the last colour the palette starts again.
func SeriesColor(i int) string { return Palette()[i%len(Palette())] }

// darkRemark is Remark on a dark ground: no grey has letters of 4.5:1 on both.
const darkRemark = "#A8A8A8"

// LetterColor is the colour in which the name of what has a colour is written.
func LetterColor(color string) string {
	switch i := slices.Index(Palette(), color); {
	case i >= 0:
		return letters[i]
	case color == Neutral:
		return Remark
	}
	return color
}

// LettersOn is black or white, whichever is read better on a ground, #rrggbb: one of them always has 4.5:1.
func LettersOn(ground string) string {
	const bothAlike = 0.179 // luminance
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, err := strconv.ParseUint(ground[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(fmt.Sprintf("chart: %q is no colour", ground)) // colours are ours
		}
		sum += weight * linear(float64(value)/255)
	}
	if sum > bothAlike {
		return "#000000"
	}
	return Paper
}

// linear is the light of a channel of sRGB (WCAG 2.2, relative luminance).
func linear(channel float64) float64 {
	if channel <= 0.04045 {
		return channel / 12.92
	}
	return math.Pow((channel+0.055)/1.055, 2.4)
}

// DarkColors maps colours to those for a dark ground.
func DarkColors() map[string]string {
	colors := map[string]string{Remark: darkRemark, Ground: darkGround}
	for i, color := range Palette() {
		colors[color], colors[letters[i]] = darkPalette[i], darkLetters[i]
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
