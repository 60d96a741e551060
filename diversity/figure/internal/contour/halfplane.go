package contour

// HalfPlane is where a u + b v is at least c.
type HalfPlane struct{ A, B, C float64 }

func (h HalfPlane) beyond(p Point) float64 { return h.A*p.U + h.B*p.V - h.C }

// Cut keeps the part of a convex polygon in a half plane (Sutherland and Hodgman, 1974).
func (h HalfPlane) Cut(polygon []Point) []Point {
	var kept []Point
	for i, p := range polygon {
		next := polygon[(i+1)%len(polygon)]
		here, there := h.beyond(p), h.beyond(next)
		if here >= 0 {
			kept = append(kept, p)
		}
		if (here >= 0) != (there >= 0) {
			share := here / (here - there)
			kept = append(kept, Point{p.U + (next.U-p.U)*share, p.V + (next.V-p.V)*share})
		}
	}
	return kept
}
