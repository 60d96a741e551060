package raster

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// parseColor reads a colour as ECharts writes them; false is no colour at all.
func parseColor(text string) (c color.NRGBA, visible bool, err error) {
	switch {
	case text == "none" || text == "transparent":
		return c, false, nil
	case strings.HasPrefix(text, "#"):
		c, err = parseHex(text)
		return c, true, err
	case strings.HasPrefix(text, "rgb"):
		c, err = parseRGB(text)
		return c, true, err
	}
	if named, ok := colornames.Map[strings.ToLower(text)]; ok {
		return color.NRGBA(named), true, nil
	}
	return c, false, fmt.Errorf("%w: colour %q", ErrUnsupported, text)
}

func parseHex(text string) (color.NRGBA, error) {
	digits := text[1:]
	if len(digits) == 3 || len(digits) == 4 {
		var doubled strings.Builder
		for _, digit := range digits {
			doubled.WriteString(strings.Repeat(string(digit), 2))
		}
		digits = doubled.String()
	}
	if len(digits) == 6 {
		digits += "ff"
	}
	value, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 8 {
		return color.NRGBA{}, fmt.Errorf("%w: colour %q", ErrUnsupported, text)
	}
	return color.NRGBA{uint8(value >> 24), uint8(value >> 16), uint8(value >> 8), uint8(value)}, nil
}

func parseRGB(text string) (color.NRGBA, error) {
	_, inner, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	numbers, err := parseNumbers(inner)
	if err != nil || len(numbers) != 3 && len(numbers) != 4 {
		return color.NRGBA{}, fmt.Errorf("%w: colour %q", ErrUnsupported, text)
	}
	c := color.NRGBA{level(numbers[0]), level(numbers[1]), level(numbers[2]), 255}
	if len(numbers) == 4 {
		c.A = level(255 * numbers[3])
	}
	return c, nil
}

func level(value float64) uint8 { return uint8(math.Round(min(max(value, 0), 255))) }

// faded is a colour with a share of its opacity.
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = level(float64(c.A) * opacity)
	return c
}

// gradient changes its colour along a line of the picture.
type gradient struct {
	from, to point
	stops    []stop
}

type stop struct {
	offset float64
	color  color.NRGBA
}

// ColorModel implements image.Image.
func (g gradient) ColorModel() color.Model { return color.NRGBAModel }

// Bounds implements image.Image; a gradient has no end.
func (g gradient) Bounds() image.Rectangle {
	const far = 1 << 20
	return image.Rect(-far, -far, far, far)
}

// At implements image.Image.
func (g gradient) At(x, y int) color.Color {
	along := g.to.minus(g.from)
	here := point{float64(x) + 0.5, float64(y) + 0.5}.minus(g.from)
	share := (here.x*along.x + here.y*along.y) / (along.x*along.x + along.y*along.y)
	before := g.stops[0]
	for _, after := range g.stops {
		if share < after.offset {
			if after.offset == before.offset {
				return after.color
			}
			return between(before.color, after.color, (share-before.offset)/(after.offset-before.offset))
		}
		before = after
	}
	return before.color
}

func between(a, b color.NRGBA, share float64) color.NRGBA {
	mix := func(a, b uint8) uint8 { return level(float64(a) + share*(float64(b)-float64(a))) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}

// newGradient reads a linearGradient for an area of lines in their own units, of which place makes pixels.
func newGradient(e *element, lines []polyline, place matrix, opacity float64) (image.Image, error) {
	if e.name != "linearGradient" || e.attributes["gradientTransform"] != "" {
		return nil, fmt.Errorf("%w: fill by %s", ErrUnsupported, e.name)
	}
	ends, err := e.numbers("x1", "y1", "x2", "y2")
	if err != nil {
		return nil, err
	}
	from, to := point{ends[0], ends[1]}, point{ends[2], ends[3]}
	if e.attributes["gradientUnits"] != "userSpaceOnUse" {
		low, high := extent(lines)
		box := matrix{a: high.x - low.x, d: high.y - low.y, e: low.x, f: low.y}
		from, to = box.apply(from), box.apply(to)
	}
	g := gradient{from: place.apply(from), to: place.apply(to)}
	for _, child := range e.children {
		c, visible, err := parseColor(child.attributes["stop-color"])
		if err != nil {
			return nil, err
		}
		values := [2]float64{}
		for i, name := range []string{"offset", "stop-opacity"} {
			if values[i], err = shareOf(child.attributes[name], float64(i)); err != nil {
				return nil, err
			}
		}
		if !visible {
			values[1] = 0
		}
		g.stops = append(g.stops, stop{values[0], faded(c, opacity*values[1])})
	}
	if len(g.stops) == 0 || g.from == g.to {
		return nil, nil
	}
	return g, nil
}

// shareOf reads 0.5 or 50%.
func shareOf(text string, otherwise float64) (float64, error) {
	if text == "" {
		return otherwise, nil
	}
	digits, percent := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %q is no share", ErrUnsupported, text)
	}
	if percent {
		value /= 100
	}
	return value, nil
}

// extent is the box around lines.
func extent(lines []polyline) (low, high point) {
	low, high = point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, line := range lines {
		for _, p := range line.points {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	return low, high
}
