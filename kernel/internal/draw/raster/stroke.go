package raster

import (
	"math"
	"slices"
)

// stroke is how a line is drawn.
type stroke struct {
	width      float64
	cap, join  string // as SVG names them
	miterLimit float64
	dashes     []float64
	dashOffset float64
}

// outline covers lines by convex pieces that all turn the same way, so that where they overlap they count once.
func (s stroke) outline(lines []polyline, tolerance float64) []polyline {
	o := outliner{stroke: s, half: s.width / 2, tolerance: tolerance}
	for _, line := range lines {
		line = withoutRepeats(line)
		if len(line.points) < 2 {
			continue
		}
		if len(s.dashes) == 0 {
			o.line(line)
			continue
		}
		for _, dash := range s.dashed(line) {
			o.line(dash)
		}
	}
	return o.pieces
}

// withoutRepeats drops points that are where the one before is: they have no direction.
func withoutRepeats(line polyline) polyline {
	points := slices.Compact(slices.Clone(line.points))
	if line.closed && len(points) > 1 && points[0] == points[len(points)-1] {
		points = points[:len(points)-1]
	}
	return polyline{points, line.closed && len(points) > 1}
}

// dashed cuts a line into its dashes.
func (s stroke) dashed(line polyline) []polyline {
	points := line.points
	if line.closed {
		points = append(slices.Clone(points), points[0])
	}
	index, left := s.startOfDashes()
	dash := []point{points[0]}
	var dashes []polyline
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		length := to.minus(from).length()
		for done := 0.0; done < length; {
			step := math.Min(left, length-done)
			done, left = done+step, left-step
			at := from.towards(to, done/length)
			if index%2 == 0 {
				dash = append(dash, at)
			}
			if left > 0 {
				continue
			}
			if index%2 == 0 {
				dashes = append(dashes, withoutRepeats(polyline{points: dash}))
			}
			index++
			left, dash = s.dashes[index%len(s.dashes)], []point{at}
		}
	}
	if index%2 == 0 {
		dashes = append(dashes, withoutRepeats(polyline{points: dash}))
	}
	return dashes
}

// startOfDashes is the dash or gap at the start of a line, and how much of it is left.
func (s stroke) startOfDashes() (index int, left float64) {
	total := 0.0
	for _, length := range s.dashes {
		total += length
	}
	offset := math.Mod(s.dashOffset, total)
	if offset < 0 {
		offset += total
	}
	for s.dashes[index] <= offset {
		offset -= s.dashes[index]
		index = (index + 1) % len(s.dashes)
	}
	return index, s.dashes[index] - offset
}

type outliner struct {
	stroke
	half, tolerance float64
	pieces          []polyline
}

// add takes a convex piece.
func (o *outliner) add(corners ...point) {
	area := 0.0
	for i, corner := range corners {
		area += corner.across(corners[(i+1)%len(corners)])
	}
	if area < 0 {
		slices.Reverse(corners)
	}
	o.pieces = append(o.pieces, polyline{corners, true})
}

// line covers a line without repeated points.
func (o *outliner) line(line polyline) {
	points := line.points
	if len(points) < 2 {
		return
	}
	last := len(points) - 1
	for i := range last {
		o.segment(points[i], points[i+1])
		if i > 0 {
			o.corner(points[i-1], points[i], points[i+1])
		}
	}
	if line.closed {
		o.segment(points[last], points[0])
		o.corner(points[last-1], points[last], points[0])
		o.corner(points[last], points[0], points[1])
		return
	}
	o.end(points[1], points[0])
	o.end(points[last-1], points[last])
}

// side is the way from a line to its left edge.
func (o *outliner) side(from, to point) point {
	along := to.minus(from)
	return point{-along.y, along.x}.times(o.half / along.length())
}

func (o *outliner) segment(from, to point) {
	side := o.side(from, to)
	o.add(from.plus(side), to.plus(side), to.minus(side), from.minus(side))
}

// corner fills the wedge at the outer side of a corner.
func (o *outliner) corner(before, at, after point) {
	one, two := o.side(before, at), o.side(at, after)
	turn := one.across(two)
	if turn > 0 { // to the right of the line is its outer side
		one, two = one.times(-1), two.times(-1)
	}
	cosine := (one.x*two.x + one.y*two.y) / (o.half * o.half)
	switch {
	case o.join == "round":
		o.fan(at, one, two)
	case o.join == "miter" && o.miterLimit*o.miterLimit*(1+cosine) >= 2:
		o.add(at, at.plus(one), at.plus(one.plus(two).times(1/(1+cosine))), at.plus(two))
	default:
		o.add(at, at.plus(one), at.plus(two))
	}
}

// end puts a cap on a line.
func (o *outliner) end(before, at point) {
	side := o.side(before, at)
	ahead := point{side.y, -side.x}
	switch o.cap {
	case "round":
		o.fan(at, side, ahead)
		o.fan(at, ahead, side.times(-1))
	case "square":
		o.add(at.plus(side), at.plus(side).plus(ahead), at.minus(side).plus(ahead), at.minus(side))
	}
}

// fan is a sector of a disc, less than half of it.
func (o *outliner) fan(at, from, to point) {
	start := math.Atan2(from.y, from.x)
	angle := math.Atan2(from.across(to), from.x*to.x+from.y*to.y)
	corners := []point{at}
	steps := arcSteps(o.half, math.Abs(angle), o.tolerance)
	for i := range steps + 1 {
		sin, cos := math.Sincos(start + angle*float64(i)/float64(steps))
		corners = append(corners, at.plus(point{o.half * cos, o.half * sin}))
	}
	o.add(corners...)
}
