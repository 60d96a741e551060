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

// placer finds places for labels such that no label covers a point, a line or another label.
type placer struct {
	width, height float64 // of the axes
	taken         []rectangle
	shaded        []rectangle        // areas on which a label can be read, though not as well
	seen          map[float64][]bool // for each radius the pixels that have a point: of 100,000 points most are on others
}

func newPlacer(width, height float64) *placer { return &placer{width: width, height: height} }

// take keeps labels away from a rectangle.
func (p *placer) take(r rectangle) { p.taken = append(p.taken, r) }

const (
	labelHeight = 14.0
	labelRune   = 6.8
	beyondAxes  = 20 // right of the axes there is some room
	outlineStep = 8  // between the places of a line, less than a label is high
)

// point keeps labels away from a point of some radius; x and y are in pixels from the upper left corner of the axes.
func (p *placer) point(x, y, radius float64) {
	if p.isNew(x, y, radius) {
		p.take(rectangle{x - radius, y - radius, x + radius, y + radius})
	}
}

// isNew reports whether no point of the same radius was in the same pixel before.
func (p *placer) isNew(x, y, radius float64) bool {
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

// line keeps labels away from a straight line.
func (p *placer) line(x1, y1, x2, y2 float64) {
	for _, share := range p.steps(x1, y1, x2, y2) {
		p.point(x1+(x2-x1)*share, y1+(y2-y1)*share, 2)
	}
}

// band is the area between two straight lines above one another.
func (p *placer) band(x1, low1, high1, x2, low2, high2 float64) {
	for _, share := range p.steps(x1, 0, x2, 0) {
		x := x1 + (x2-x1)*share
		p.shaded = append(p.shaded, rectangle{x - outlineStep/2, high1 + (high2-high1)*share, x + outlineStep/2, low1 + (low2-low1)*share})
	}
}

// steps are the places, as shares of its length, on the part of a line that lies within the axes.
func (p *placer) steps(x1, y1, x2, y2 float64) []float64 {
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

// partWithin is the part, in shares of the way, of the way from one number to another that lies between 0 and an end; from is
// above to if there is none.
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

func labelWidth(text string) float64 { return labelRune * float64(utf8.RuneCountInString(text)) }

// pointPlace is where the label of a point stands.
type pointPlace struct {
	found    bool   // false where all places are taken
	position string // the side of the point, as ECharts names it
	down     int    // from there, in pixels
	room     rectangle
}

// besidePoint finds the place of the label of a point, right of it if possible, never nearer to another point that has one too.
func (p *placer) besidePoint(x, y float64, text string, others [][2]float64) pointPlace {
	const away = 12.0
	width := labelWidth(text)
	for _, down := range []float64{0, -18, 18, -34, 34, -50, 50, -66, 66} {
		for _, place := range []struct {
			position string
			left     float64
		}{{"right", x + away}, {"left", x - away - width}, {"inside", x - width/2}} {
			middle := y + down
			r := rectangle{place.left, middle - labelHeight/2, place.left + width, middle + labelHeight/2}
			if p.inside(r) && touching(r, p.taken) == 0 && r.belongs(x, y, others) {
				p.take(r)
				return pointPlace{true, place.position, int(down), r}
			}
		}
	}
	return pointPlace{}
}

// nearest is the place in a rectangle that is nearest to a point.
func (r rectangle) nearest(x, y float64) (float64, float64) {
	return max(r.left, min(x, r.right)), max(r.top, min(y, r.bottom))
}

// belongs reports whether a label is clearly nearer to its own point than to any other.
func (r rectangle) belongs(x, y float64, others [][2]float64) bool {
	const clearly = 1.4
	own := r.distance(x, y)
	for _, other := range others {
		if r.distance(other[0], other[1]) < clearly*own {
			return false
		}
	}
	return true
}

// distance is that of a point from the nearest place of a rectangle.
func (r rectangle) distance(x, y float64) float64 {
	nearX, nearY := r.nearest(x, y)
	return math.Hypot(nearX-x, nearY-y)
}

// alongLine finds the place of a label along a horizontal line across the axes: above its right end if possible, else further left,
// below the line, or further from it. Where all is taken it covers as little as possible.
func (p *placer) alongLine(y float64, text string) sidePlace {
	const lineUnderLabel = 1000 // is worse than any shade
	best, least := sidePlace{}, math.MaxInt
	for _, place := range p.sidePlaces(y, labelWidth(text)) {
		if covered := lineUnderLabel*touching(place.room, p.taken) + touching(place.room, p.shaded); covered < least {
			best, least = place, covered
		}
	}
	p.take(best.room)
	middle := best.room.top + labelHeight/2
	p.line(best.room.left, middle, best.room.right, middle) // half of another label on it is worse than the end of one
	return best
}

// sidePlace is a place of a label beside a horizontal line.
type sidePlace struct {
	room  rectangle
	below bool
	away  [2]int // from the right end of the line and from the line, in pixels
}

// isNearest reports whether it is as near to the line and to its right end as ECharts itself sets a label.
func (s sidePlace) isNearest() bool { return s.away == [2]int{nextToLine, nextToLine} }

// nextToLine is ECharts' distance of a label from its line and from the line's end.
const nextToLine = 5

// sidePlaces are the places of a label of some width beside a line, the best first.
func (p *placer) sidePlaces(y, width float64) []sidePlace {
	const step, row, rows = 10, 17, 5
	var places []sidePlace
	for far := nextToLine; far < nextToLine+row*rows; far += row {
		for _, below := range []bool{false, true} {
			top := y - float64(far) - labelHeight
			if below {
				top = y + float64(far)
			}
			for end := nextToLine; end == nextToLine || p.width-float64(end)-width >= 0; end += step {
				right := p.width - float64(end)
				place := sidePlace{rectangle{right - width, top, right, top + labelHeight}, below, [2]int{end, far}}
				if top >= 0 && top+labelHeight <= p.height {
					places = append(places, place)
				}
			}
		}
	}
	return places
}

// inside reports whether a place is within the axes, or a little right of them.
func (p *placer) inside(r rectangle) bool {
	return r.left >= 0 && r.right <= p.width+beyondAxes && r.top >= 0 && r.bottom <= p.height
}

// touching counts the rectangles that touch one.
func touching(r rectangle, others []rectangle) int {
	count := 0
	for _, other := range others {
		if r.touches(other) {
			count++
		}
	}
	return count
}
