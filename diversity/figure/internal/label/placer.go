package label

import (
	"math"
	"unicode/utf8"
)

// Rectangle is a place in pixels.
type Rectangle struct{ Left, Top, Right, Bottom float64 }

func (r Rectangle) touches(other Rectangle) bool {
	return r.Left < other.Right && other.Left < r.Right && r.Top < other.Bottom && other.Top < r.Bottom
}

// Placer finds places for labels such that no label covers a point, a line or another label.
type Placer struct {
	width, height float64 // of the axes
	taken         []Rectangle
	shaded        []Rectangle        // areas on which a label can be read, though not as well
	seen          map[float64][]bool // for each radius the pixels that have a point: of 100,000 points most are on others
}

// NewPlacer places labels on axes of some size in pixels.
func NewPlacer(width, height float64) *Placer { return &Placer{width: width, height: height} }

// Take keeps labels away from a rectangle.
func (p *Placer) Take(r Rectangle) { p.taken = append(p.taken, r) }

// The size of labels and what is left free beside them, in pixels.
const (
	Height      = 14.0
	labelRune   = 6.8
	beyondAxes  = 20 // right of the axes there is some room
	outlineStep = 8  // between the places of a line, less than a label is high
)

// AvoidPoint keeps labels away from a point of some radius; x and y are in pixels from the upper left corner of the
// axes.
func (p *Placer) AvoidPoint(x, y, radius float64) {
	if p.isNew(x, y, radius) {
		p.Take(Rectangle{x - radius, y - radius, x + radius, y + radius})
	}
}

// isNew reports whether no point of the same radius was in the same pixel before.
func (p *Placer) isNew(x, y, radius float64) bool {
	columns, rows := int(p.width)+beyondAxes+1, int(p.height)+1
	if !(x >= 0 && y >= 0 && x < float64(columns) && y < float64(rows)) {
		return true
	}
	if p.seen[radius] == nil {
		if p.seen == nil {
			p.seen = map[float64][]bool{}
		}
		p.seen[radius] = make([]bool, columns*rows)
	}
	pixel := int(y)*columns + int(x)
	known := p.seen[radius][pixel]
	p.seen[radius][pixel] = true
	return !known
}

// AvoidLine keeps labels away from a straight line.
func (p *Placer) AvoidLine(x1, y1, x2, y2 float64) {
	for _, share := range p.steps(x1, y1, x2, y2) {
		p.AvoidPoint(x1+(x2-x1)*share, y1+(y2-y1)*share, 2)
	}
}

// AvoidBand is the area between two straight lines above one another.
func (p *Placer) AvoidBand(x1, low1, high1, x2, low2, high2 float64) {
	for _, share := range p.steps(x1, 0, x2, 0) {
		x := x1 + (x2-x1)*share
		p.shaded = append(p.shaded, Rectangle{x - outlineStep/2, high1 + (high2-high1)*share, x + outlineStep/2,
			low1 + (low2-low1)*share})
	}
}

// steps are the places, as shares of its length, on the part of a line that lies within the axes.
func (p *Placer) steps(x1, y1, x2, y2 float64) []float64 {
	left, right := partWithin(x1, x2, p.width+beyondAxes)
	top, bottom := partWithin(y1, y2, p.height)
	from, to := math.Max(left, top), math.Min(right, bottom)
	if from > to {
		return nil
	}
	count := int((to-from)*math.Hypot(x2-x1, y2-y1)/outlineStep) + 1
	var shares []float64
	for i := range count + 1 {
		shares = append(shares, from+(to-from)*float64(i)/float64(count))
	}
	return shares
}

// partWithin is the part, in shares of the way, of the way from one number to another that lies between 0 and an end;
// from is above to if there is none.
func partWithin(start, stop, end float64) (from, to float64) {
	if start == stop {
		if start < 0 || start > end {
			return 1, 0
		}
		return 0, 1
	}
	a, b := -start/(stop-start), (end-start)/(stop-start)
	return math.Max(0, math.Min(a, b)), math.Min(1, math.Max(a, b))
}

// Width estimates the width of a label in pixels.
func Width(text string) float64 { return labelRune * float64(utf8.RuneCountInString(text)) }

// AlongLine finds the place of a label along a horizontal line across the axes: above its right end if possible, else
// further left, below the line, or further from it. Where all is taken it covers as little as possible.
func (p *Placer) AlongLine(y float64, text string) LinePlace {
	const lineUnderLabel = 1000 // is worse than any shade
	best, least := LinePlace{}, math.MaxInt
	for _, place := range p.sidePlaces(y, Width(text)) {
		if covered := lineUnderLabel*touching(place.room, p.taken) + touching(place.room, p.shaded); covered < least {
			best, least = place, covered
		}
	}
	p.Take(best.room)
	middle := best.room.Top + Height/2
	// half of another label on it is worse than the end of one
	p.AvoidLine(best.room.Left, middle, best.room.Right, middle)
	return best
}

// LinePlace is a place of a label beside a horizontal line.
type LinePlace struct {
	room  Rectangle
	Below bool
	Away  [2]int // from the right end of the line and from the line, in pixels
}

// IsNearest reports whether it is as near to the line and to its right end as ECharts itself sets a label.
func (s LinePlace) IsNearest() bool { return s.Away == [2]int{nextToLine, nextToLine} }

// nextToLine is ECharts' distance of a label from its line and from the line's end.
const nextToLine = 5

// sidePlaces are the places of a label of some width beside a line, the best first.
func (p *Placer) sidePlaces(y, width float64) []LinePlace {
	const step, row, rows = 10, 17, 5
	var places []LinePlace
	for far := nextToLine; far < nextToLine+row*rows; far += row {
		for _, below := range []bool{false, true} {
			top := y - float64(far) - Height
			if below {
				top = y + float64(far)
			}
			for end := nextToLine; end == nextToLine || p.width-float64(end)-width >= 0; end += step {
				right := p.width - float64(end)
				place := LinePlace{Rectangle{right - width, top, right, top + Height}, below, [2]int{end, far}}
				if top >= 0 && top+Height <= p.height {
					places = append(places, place)
				}
			}
		}
	}
	return places
}

// touching counts the rectangles that touch one.
func touching(r Rectangle, others []Rectangle) int {
	count := 0
	for _, other := range others {
		if r.touches(other) {
			count++
		}
	}
	return count
}
