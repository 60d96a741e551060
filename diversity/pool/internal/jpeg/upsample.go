package jpeg

// row returns row y of a component with as many samples as the image has pixels.
//
// Halved colours are interpolated with the weights 3/4 and 1/4 on each axis, as libjpeg does by default; samples that
// stand for more pixels, images of up to two samples a row, and those at 1/8 have them repeated, as there.
func (d *Decoder) row(i, y int) []uint8 {
	c, width := &d.comps[i], d.frame.outWidth
	if c.fx == 1 && c.fy == 1 {
		return c.line(y)[:width]
	}
	near := c.line(y / c.fy)
	d.rows[i] = grow(d.rows[i], width+2)
	out := d.rows[i]
	smooth := d.shift < 3
	switch {
	case smooth && c.fx == 2 && c.fy == 1 && c.width > 2:
		wide(out[:width], near)
	case smooth && c.fx == 2 && c.fy == 2 && c.width > 2:
		both(out[:width], near, c.line(c.neighbour(y)))
	case smooth && c.fx == 1 && c.fy == 2:
		tall(out[:width], near, c.line(c.neighbour(y)), 1+uint32(y&1))
	default:
		repeat(out[:width], near, c.fx)
	}
	return out[:width]
}

// line is a row of the samples that there are.
func (c *component) line(y int) []uint8 { return c.pix[y*c.stride:][:c.width] }

// neighbour is the second nearest row of samples to row y of the image.
func (c *component) neighbour(y int) int {
	return min(max(y>>1+y&1*2-1, 0), c.height-1)
}

func repeat(out, near []uint8, times int) {
	for x := range out {
		out[x] = near[x/times]
	}
}

func tall(out, near, far []uint8, bias uint32) {
	near, far = near[:len(out)], far[:len(out)]
	for x := range out {
		out[x] = uint8((3*uint32(near[x]) + uint32(far[x]) + bias) >> 2)
	}
}

func wide(out, near []uint8) {
	last := len(near) - 1
	out[0] = near[0]
	for i := range last {
		a, b := uint32(near[i]), uint32(near[i+1])
		put(out, 2*i+1, uint8((3*a+b+2)>>2), uint8((a+3*b+1)>>2))
	}
	put(out, 2*last+1, near[last], 0)
}

// both interpolates rows first; near and far are as long as each other.
func both(out, near, far []uint8) {
	far = far[:len(near)]
	p := 3*uint32(near[0]) + uint32(far[0])
	out[0] = uint8((4*p + 8) >> 4)
	last, pairs := len(near)-1, out[1:]
	for i := 1; i < len(near) && len(pairs) > 1; i++ {
		q := 3*uint32(near[i]) + uint32(far[i])
		pairs[0], pairs[1] = uint8((3*p+q+7)>>4), uint8((p+3*q+8)>>4)
		p, pairs = q, pairs[2:]
	}
	put(out, 2*last+1, uint8((4*p+7)>>4), 0)
}

// put writes two samples, or as many as there is room for.
func put(out []uint8, at int, first, second uint8) {
	if at+1 < len(out) {
		o := out[at : at+2 : at+2]
		o[0], o[1] = first, second
		return
	}
	if at < len(out) {
		out[at] = first
	}
}
