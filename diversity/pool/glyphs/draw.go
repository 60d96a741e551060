package glyphs

import (
	"slices"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

const (
	side = 28 // of an image, in pixels
	ink  = 20 // of the longer side of a glyph's box, in pixels

	unit  = 256 // of a coordinate, per pixel
	lines = 4   // scan lines per pixel
)

// pen draws glyphs. All of its arithmetic is on integers, so that every machine draws the same. It has scratch memory
// of its own: one goroutine may use it at a time.
type pen struct {
	buffer    sfnt.Buffer
	crossings [side * lines][]crossing
}

// crossing is where an edge crosses a scan line, with its direction.
type crossing struct{ x, turn int }

type point struct{ x, y int }

// draw writes the glyph of a character, [side, side], and reports whether the face has one with ink. The box of its
// outline's points is scaled to ink pixels on its longer side and centred; 255 is ink, as in Omniglot.
func (p *pen) draw(dst []uint8, face *sfnt.Font, character rune) bool {
	contours := p.outline(face, character)
	if len(contours) == 0 {
		return false
	}
	place(contours)
	for _, contour := range contours {
		for i, from := range contour {
			p.cross(from, contour[(i+1)%len(contour)])
		}
	}
	return p.fill(dst)
}

// has reports whether a face has a glyph for a character.
func (p *pen) has(face *sfnt.Font, character rune) bool {
	index, err := face.GlyphIndex(&p.buffer, character)
	return err == nil && index != 0
}

// outline returns the contours of a glyph as closed polygons in units of the font, y downwards; none if there is no
// glyph.
func (p *pen) outline(face *sfnt.Font, character rune) [][]point {
	index, err := face.GlyphIndex(&p.buffer, character)
	if err != nil || index == 0 {
		return nil
	}
	inFontUnits := fixed.Int26_6(face.UnitsPerEm())
	segments, err := face.LoadGlyph(&p.buffer, index, inFontUnits, nil)
	if err != nil {
		return nil
	}
	var contours [][]point
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			contours = append(contours, []point{at(s.Args[0])})
			continue
		}
		last := &contours[len(contours)-1]
		*last = appendSegment(*last, s)
	}
	return contours
}

// at keeps four more bits than the font has, for the points of curves.
func at(p fixed.Point26_6) point { return point{int(p.X) * 16, int(p.Y) * 16} }

// appendSegment appends a line, or points along a Bézier curve.
func appendSegment(contour []point, s sfnt.Segment) []point {
	from := contour[len(contour)-1]
	switch s.Op {
	case sfnt.SegmentOpQuadTo:
		return appendCurve(contour, from, at(s.Args[0]), at(s.Args[1]))
	case sfnt.SegmentOpCubeTo:
		return appendCurve(contour, from, at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
	}
	return append(contour, at(s.Args[0]))
}

// appendCurve appends points of a Bézier curve by de Casteljau's construction.
func appendCurve(contour []point, control ...point) []point {
	const steps = 8
	for t := 1; t <= steps; t++ {
		level := slices.Clone(control)
		for len(level) > 1 {
			for i := range level[1:] {
				level[i] = point{(level[i].x*(steps-t) + level[i+1].x*t) / steps, (level[i].y*(steps-t) + level[i+1].y*t) / steps}
			}
			level = level[:len(level)-1]
		}
		contour = append(contour, level[0])
	}
	return contour
}

// place scales the contours to the image and centres them.
func place(contours [][]point) {
	low, high := contours[0][0], contours[0][0]
	for _, contour := range contours {
		for _, q := range contour {
			low = point{min(low.x, q.x), min(low.y, q.y)}
			high = point{max(high.x, q.x), max(high.y, q.y)}
		}
	}
	longer := max(high.x-low.x, high.y-low.y, 1)
	for _, contour := range contours {
		for i, q := range contour {
			contour[i] = point{centre(2*q.x-low.x-high.x, longer), centre(2*q.y-low.y-high.y, longer)}
		}
	}
}

// centre is the coordinate in the image of a point that lies twice/2 from the middle of a box.
func centre(twice, longer int) int { return side*unit/2 + twice*ink*unit/(2*longer) }

// cross notes where an edge crosses scan lines, which lie in the middle of their strips.
func (p *pen) cross(from, to point) {
	turn := 1
	if from.y > to.y {
		from, to, turn = to, from, -1
	}
	const strip = unit / lines
	for line := max(0, (from.y+strip/2-1)/strip); line < side*lines; line++ {
		y := line*strip + strip/2
		if y >= to.y {
			return
		}
		if y >= from.y {
			x := from.x + (to.x-from.x)*(y-from.y)/(to.y-from.y)
			p.crossings[line] = append(p.crossings[line], crossing{x, turn})
		}
	}
}

// fill covers what has a winding number other than 0, forgets the crossings, and reports whether anything was covered.
func (p *pen) fill(dst []uint8) bool {
	var covered [side * side]int
	for line, row := range p.crossings[:] {
		slices.SortFunc(row, func(a, b crossing) int { return a.x - b.x })
		winding := 0
		for i, c := range row {
			if winding != 0 {
				cover(covered[line/lines*side:][:side], row[i-1].x, c.x)
			}
			winding += c.turn
		}
		p.crossings[line] = row[:0]
	}
	any := false
	for i, c := range covered {
		dst[i] = uint8(c * 255 / (unit * lines))
		any = any || dst[i] > 0
	}
	return any
}

// cover adds the length of a span to the pixels of a row.
func cover(row []int, from, to int) {
	for pixel := max(0, from/unit); pixel < side && pixel*unit < to; pixel++ {
		row[pixel] += min(to, (pixel+1)*unit) - max(from, pixel*unit)
	}
}
