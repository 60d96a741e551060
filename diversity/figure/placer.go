package figure

import (
	"math"
	"unicode/utf8"
)

// rectangle is a place in pixels.
type rectangle struct{ left, top, right, bottom float64 }

func (r rectangle) touches(other rectangle) bool {
	return r.left < other.right && other.left < r.right && r.top < other.bottom && other.top < r.bottom
}

// placer finds places for labels at points such that no label covers a point or another label.
type placer struct {
	width, height float64 // of the axes
	taken         []rectangle
}

// point keeps labels away from a point of some radius; x and y are in pixels from the upper left corner of the axes.
func (p *placer) point(x, y, radius float64) {
	p.taken = append(p.taken, rectangle{x - radius, y - radius, x + radius, y + radius})
}

// line keeps labels away from a straight line.
func (p *placer) line(x1, y1, x2, y2 float64) {
	const step = 8
	steps := int(math.Hypot(x2-x1, y2-y1)/step) + 1
	for i := range steps + 1 {
		share := float64(i) / float64(steps)
		p.point(x1+(x2-x1)*share, y1+(y2-y1)*share, 2)
	}
}

// label finds the place of a label at a point, right of it if possible; it is not shown where all places are taken.
func (p *placer) label(x, y float64, text string) label {
	const perRune, height, away = 6.8, 14.0, 12.0
	width := perRune * float64(utf8.RuneCountInString(text))
	for _, down := range []float64{0, -18, 18, -34, 34, -50, 50, -66, 66} {
		for _, place := range []struct {
			position string
			left     float64
		}{{"right", x + away}, {"left", x - away - width}, {"inside", x - width/2}} {
			middle := y + down
			r := rectangle{place.left, middle - height/2, place.left + width, middle + height/2}
			if p.free(r) {
				p.taken = append(p.taken, r)
				return label{Show: true, Formatter: "{b}", Position: place.position, Offset: []int{0, int(down)}, FontSize: 12}
			}
		}
	}
	return label{}
}

func (p *placer) free(r rectangle) bool {
	const beyond = 20 // right of the axes there is some room
	if r.left < 0 || r.right > p.width+beyond || r.top < 0 || r.bottom > p.height {
		return false
	}
	for _, other := range p.taken {
		if r.touches(other) {
			return false
		}
	}
	return true
}
