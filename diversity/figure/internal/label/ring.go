package label

// BesideRing finds the place of the name of a ring through which the bar of an interval goes from low to high, in
// pixels: below the bar, above it, or beside the ring, wherever it covers least.
func (p *Placer) BesideRing(x, y, low, high float64, text string) PointPlace {
	const away, row, echartsAway = 11, 15, RingSize/2. + 5 + Height/2
	wide := Width(text)/2 + RingSize/2 + 5
	var best PointPlace
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
		half := Width(text) / 2
		room := Rectangle{place.x - half, place.y - Height/2, place.x + half, place.y + Height/2}
		covered := touching(room, p.taken)
		if p.inside(room) && (least < 0 || covered < least) {
			best, least = PointPlace{true, place.position, int(place.down), room}, covered
		}
	}
	p.Take(best.Room)
	return best
}

// RingSize is the diameter of a ring in pixels.
const RingSize = 17
