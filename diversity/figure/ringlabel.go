package figure

// besideRing finds the place of the name of a ring through which the bar of an interval goes from low to high, in pixels: below
// the bar, above it, or beside the ring, wherever it covers least.
func (p *placer) besideRing(x, y, low, high float64, text string) pointPlace {
	const away, row, echartsAway = 11, 15, ringSize/2. + 5 + labelHeight/2
	wide := labelWidth(text)/2 + ringSize/2 + 5
	var best pointPlace
	least := -1
	for _, place := range []struct {
		position string
		x, y     float64 // of the middle of the text
		down     float64 // from where ECharts sets it
	}{
		{"bottom", x, max(low+away, y+echartsAway), max(0, low+away-y-echartsAway)},
		{"top", x, min(high-away, y-echartsAway), min(0, high-away-y+echartsAway)},
		{"right", x + wide, y, 0}, {"left", x - wide, y, 0},
		{"right", x + wide, y + row, row}, {"left", x - wide, y + row, row},
		{"right", x + wide, y - row, -row}, {"left", x - wide, y - row, -row},
	} {
		half := labelWidth(text) / 2
		room := rectangle{place.x - half, place.y - labelHeight/2, place.x + half, place.y + labelHeight/2}
		covered := touching(room, p.taken)
		if p.inside(room) && (least < 0 || covered < least) {
			best, least = pointPlace{true, place.position, int(place.down), room}, covered
		}
	}
	p.take(best.room)
	return best
}

// ringSize is the diameter of a ring in pixels.
const ringSize = 17
