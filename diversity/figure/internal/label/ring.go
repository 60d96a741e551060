package label

import "math"

// BesideRing finds the place of the name of a ring through which the bar of an interval goes from low to high, in
// pixels: below the bar, above it, or beside the ring, wherever it covers least; further away, if it would cover the
// name of another ring.
func (p *Placer) BesideRing(x, y, low, high float64, text string) PointPlace {
	const row = 15
	best, least := p.leastCovering(ringPlaces(x, y, low, high, text, 0, row))
	if least >= nameCovered {
		further := ringPlaces(x, y, low+row, high-row, text, 2*row, 3*row)
		if other, fewer := p.leastCovering(further); fewer < least {
			best = other
		}
	}
	p.Take(best.Room)
	p.names = append(p.names, best.Room)
	return best
}

// nameCovered is worse than any number of points and lines under a name, of which something remains to be read.
const nameCovered = 1000

// leastCovering is the first of the places within the axes that covers least, and how much that is.
func (p *Placer) leastCovering(places []PointPlace) (best PointPlace, least int) {
	least = math.MaxInt
	for _, place := range places {
		if !p.inside(place.Room) {
			continue
		}
		if covered := touching(place.Room, p.taken) + nameCovered*touching(place.Room, p.names); covered < least {
			best, least = place, covered
		}
	}
	return best, least
}

// ringPlaces are the places around a ring, with those beside it so many pixels up and down.
func ringPlaces(x, y, low, high float64, text string, beside ...float64) []PointPlace {
	const away, echartsAway = 11, RingSize/2. + 5 + Height/2
	half := Width(text) / 2
	wide := half + RingSize/2 + 5
	place := func(position string, x, y, down float64) PointPlace {
		return PointPlace{true, position, int(down), Rectangle{x - half, y - Height/2, x + half, y + Height/2}}
	}
	below, above := max(low+away, y+echartsAway), min(high-away, y-echartsAway)
	places := []PointPlace{place("bottom", x, below, below-y-echartsAway), place("top", x, above, above-y+echartsAway)}
	for _, down := range beside {
		places = append(places, place("right", x+wide, y+down, down), place("left", x-wide, y+down, down))
		if down != 0 {
			places = append(places, place("right", x+wide, y-down, -down), place("left", x-wide, y-down, -down))
		}
	}
	return places
}

// RingSize is the diameter of a ring in pixels.
const RingSize = 17
