package chart

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"tradeoff/diversity/figure/internal/scale"
)

func TestScaleColorEnds(t *testing.T) {
	if scaleColor(-1) != "#fde725" || scaleColor(2) != "#31688e" || scaleColor(0.5) == scaleColor(0.6) {
		t.Errorf("%s %s", scaleColor(-1), scaleColor(2))
	}
	if SeriesColor(0) != SeriesColor(len(Palette())) {
		t.Error("the palette() should start again")
	}
}

func TestLegendRows(t *testing.T) {
	long := make([]Entry, 12)
	for i := range long {
		long[i].Name = "N = 1,048,576"
	}
	if one, many := LegendRows(long[:3], 860), LegendRows(long, 860); one != 1 || many < 2 || LegendRows(nil, 860) != 0 {
		t.Errorf("rows: %d of 3 entries, %d of 12", one, many)
	}
}

// luminance is the relative luminance of WCAG 2.
func luminance(t *testing.T, color string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, err := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(value) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// 3:1 is what WCAG 2.1 asks of graphics, on white, and on the grounds of JupyterLab's and of VS Code's dark theme.
func TestColoursAreReadableOnTheirGrounds(t *testing.T) {
	for i, color := range append(slices.Clone(Palette()), Neutral, Accent) {
		dark, changed := DarkColors()[color]
		if !changed {
			dark = color
		}
		for _, c := range []struct{ color, ground string }{{color, "#ffffff"}, {dark, "#111111"}, {dark, "#1e1e1e"}} {
			if got := contrast(t, c.color, c.ground); got < 3 {
				t.Errorf("colour %d, %s: contrast %.2f with %s", i, c.color, got, c.ground)
			}
		}
	}
	if len(darkPalette) != len(Palette()) || contrast(t, DarkColors()[Palette()[0]], "#111111") < 4.5 {
		t.Error("the blue is dim on black")
	}
}

// 4.5:1 is what WCAG 2.2 asks of letters; a band is a tenth to a sixth of another colour over the ground.
func TestLettersAreReadableOnTheirGroundsAndOnBands(t *testing.T) {
	for i, color := range append(Palette(), Neutral) {
		light := LetterColor(color)
		dark := DarkColors()[light]
		for _, c := range []struct{ letters, ground string }{
			{light, "#ffffff"}, {light, "#e6e6e6"}, {light, "#f6eae0"}, {dark, "#111111"}, {dark, "#1e1e1e"}, {dark, "#282828"},
		} {
			if got := contrast(t, c.letters, c.ground); got < 4.5 {
				t.Errorf("colour %d, %s: contrast %.2f with %s", i, c.letters, got, c.ground)
			}
		}
	}
	if got := LetterColor(Ink); got != Ink {
		t.Errorf("letters of %s are %s", Ink, got)
	}
}

func TestLettersOnAGroundAreReadable(t *testing.T) {
	for share := 0.0; share <= 1; share += 0.01 {
		ground := scaleColor(share)
		if got := contrast(t, LettersOn(ground), ground); got < 4.5 {
			t.Errorf("%s on %s: contrast %.2f", LettersOn(ground), ground, got)
		}
	}
	if LettersOn("#ffffff") != "#000000" || LettersOn("#000000") != Paper {
		t.Error("black on black, or white on white")
	}
}

func TestABandHasTheColourOfItsPiece(t *testing.T) {
	bands := NewColorBands("error", scale.Span{Low: 0, High: 30}, 10)
	for value, piece := range map[float64]int{0: 0, 9.9: 0, 10: 1, 30: 2, 31: 2} {
		if got := bands.Color(value); got != bands.Pieces[piece].Color {
			t.Errorf("%g: %s, want that of piece %d", value, got, piece)
		}
	}
}
