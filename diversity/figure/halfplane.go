package figure

// halfPlane is where a u + b v is at least c.
type halfPlane struct{ a, b, c float64 }

func (h halfPlane) beyond(p at) float64 { return h.a*p.u + h.b*p.v - h.c }

// cut keeps the part of a convex polygon in a half plane (Sutherland and Hodgman, 1974).
func (h halfPlane) cut(polygon []at) []at {
	var kept []at
	for i, p := range polygon {
		next := polygon[(i+1)%len(polygon)]
		here, there := h.beyond(p), h.beyond(next)
		if here >= 0 {
			kept = append(kept, p)
		}
		if (here >= 0) != (there >= 0) {
			share := here / (here - there)
			kept = append(kept, at{p.u + (next.u-p.u)*share, p.v + (next.v-p.v)*share})
		}
	}
	return kept
}
