package contour

// Smooth samples a field that is slow to compute and interpolates it by cubic convolution (Keys 1981), continued
// straight beyond the edge.
func Smooth(f Field, steps int) Field {
	l := NewLattice(f, steps)
	alongRow := func(x float64, j int) float64 {
		i := min(int(x), steps-1)
		return convolve(x-float64(i), func(di int) float64 {
			return continued(steps, i+di, func(i int) float64 { return l.value(i, j) })
		})
	}
	return func(u, v float64) float64 {
		x, y := u*float64(steps), v*float64(steps)
		j := min(int(y), steps-1)
		return convolve(y-float64(j), func(dj int) float64 {
			return continued(steps, j+dj, func(j int) float64 { return alongRow(x, j) })
		})
	}
}

// continued is a sequence of values at 0..last, with one more at each end on the straight line through the last two.
func continued(last, i int, value func(int) float64) float64 {
	switch {
	case i < 0:
		return 2*value(0) - value(1)
	case i > last:
		return 2*value(last) - value(last-1)
	}
	return value(i)
}

// convolve interpolates between the values at 0 and 1, by those at -1..2.
func convolve(share float64, value func(int) float64) float64 {
	a, b, c, d := value(-1), value(0), value(1), value(2)
	return b + share/2*(c-a+share*(2*a-5*b+4*c-d+share*(3*(b-c)+d-a)))
}
