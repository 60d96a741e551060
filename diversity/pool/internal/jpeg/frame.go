package jpeg

import "fmt"

// component is one of the colours of an image.
type component struct {
	id, h, v, tq   int // identifier, sampling factors, table of divisors
	quant          [64]int32
	seen           bool // a scan had it; quant is that of its first
	dc, ac         *table
	pred           int32
	side           int // of a decoded block: 8, 4, 2 or 1
	across, down   int // blocks in memory: whole units of the frame
	blocksX, rowsY int // blocks that a scan of this component alone has
	stride         int
	width, height  int // samples at the decoded size
	fx, fy         int // times that a sample is repeated on each axis
	pix            []uint8
	coef           []int16 // of a progressive file: [down, across, 64] in the natural order
	wanted         Window  // the blocks that are transformed
}

// choose finds the blocks of the pixels that are wanted, with those of the samples beside them, which interpolation
// looks at.
func (c *component) choose(w Window) {
	high, wide := c.side*c.fy, c.side*c.fx
	c.wanted = Window{
		Top: max(0, w.Top-2*c.fy) / high, Left: max(0, w.Left-2*c.fx) / wide,
		Bottom: ceilDiv(w.Bottom+2*c.fy, high), Right: ceilDiv(w.Right+2*c.fx, wide),
	}
}

// wants tells whether the block in row y and column x is transformed.
func (c *component) wants(y, x int) bool {
	return y >= c.wanted.Top && y < c.wanted.Bottom && x >= c.wanted.Left && x < c.wanted.Right
}

func (d *Decoder) startFrame(marker byte, body []byte) error {
	f := &d.frame
	switch {
	case f.count != 0:
		return fmt.Errorf("%w: two frames", ErrDamaged)
	case len(body) < 6:
		return fmt.Errorf("%w: a frame header of %d bytes, expected 6 or more", ErrDamaged, len(body))
	case body[0] != 8:
		return fmt.Errorf("%w: %d bits a sample, expected 8", ErrUnsupported, body[0])
	}
	height, width, count := int(body[1])<<8|int(body[2]), int(body[3])<<8|int(body[4]), int(body[5])
	if height == 0 || width == 0 {
		return fmt.Errorf("%w: an image of %dx%d (height x width), expected sides of 1 or more", ErrUnsupported, height, width)
	}
	if count != 1 && count != 3 && count != 4 {
		return fmt.Errorf("%w: %d components, expected 1, 3 or 4", ErrUnsupported, count)
	}
	if len(body) < 6+3*count {
		return fmt.Errorf("%w: a frame header of %d bytes, expected %d", ErrDamaged, len(body), 6+3*count)
	}
	*f = frame{height: height, width: width, count: count, maxH: 1, maxV: 1, progressive: marker == startProgressive}
	for i := range count {
		if err := d.addComponent(i, body[6+3*i:]); err != nil {
			return err
		}
	}
	return d.layOut()
}

func (d *Decoder) addComponent(i int, spec []byte) error {
	c, f := &d.comps[i], &d.frame
	*c = component{pix: c.pix, coef: c.coef}
	c.id, c.h, c.v, c.tq = int(spec[0]), int(spec[1]>>4), int(spec[1]&15), int(spec[2])
	if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
		return fmt.Errorf("%w: component %d has sampling %dx%d and quantisation table %d, expected 1..4 and 0..3",
			ErrDamaged, i+1, c.h, c.v, c.tq)
	}
	for k := range i {
		if d.comps[k].id == c.id {
			return fmt.Errorf("%w: two components are called %d", ErrDamaged, c.id)
		}
	}
	if f.count == 1 {
		c.h, c.v = 1, 1 // a scan of one component has no units, whatever is written
	}
	f.maxH, f.maxV = max(f.maxH, c.h), max(f.maxV, c.v)
	return nil
}

// layOut takes memory for the samples, when the sizes are known to be possible.
func (d *Decoder) layOut() error {
	f := &d.frame
	if pixels := int64(f.height) * int64(f.width); pixels > int64(d.limit) {
		return fmt.Errorf("%w: %dx%d (height x width) is %d pixels, expected at most %d", ErrTooLarge, f.height, f.width,
			pixels, d.limit)
	}
	unitsX, unitsY, blocks := ceilDiv(f.width, 8*f.maxH), ceilDiv(f.height, 8*f.maxV), 0
	base := 8 >> d.shift
	f.outHeight, f.outWidth = ceilDiv(f.height*base, 8), ceilDiv(f.width*base, 8)
	d.wanted = d.asked.within(f.outHeight, f.outWidth)
	for i := range f.count {
		c := &d.comps[i]
		if err := c.scale(f, base); err != nil {
			return err
		}
		c.choose(d.wanted)
		c.across, c.down = unitsX*c.h, unitsY*c.v
		c.blocksX, c.rowsY = ceilDiv(ceilDiv(f.width*c.h, f.maxH), 8), ceilDiv(ceilDiv(f.height*c.v, f.maxV), 8)
		c.stride = c.across * c.side
		blocks += c.blocksX * c.rowsY
	}
	if have := len(d.bits.data); blocks/8 > have {
		return fmt.Errorf("%w: %d bytes cannot hold %dx%d pixels (height x width)", ErrTruncated, have, f.height, f.width)
	}
	for i := range f.count {
		c := &d.comps[i]
		c.pix = grow(c.pix, c.stride*c.down*c.side)
		if f.progressive {
			c.coef = grow(c.coef, 64*c.across*c.down)
			clear(c.coef)
		}
	}
	return nil
}

// scale chooses the side of a decoded block: colours with fewer samples keep what the others drop.
func (c *component) scale(f *frame, base int) error {
	c.side = base
	for c.side < 8 && f.maxH*base%(c.h*c.side*2) == 0 && f.maxV*base%(c.v*c.side*2) == 0 {
		c.side *= 2
	}
	if f.maxH*base%(c.h*c.side) != 0 || f.maxV*base%(c.v*c.side) != 0 {
		return fmt.Errorf("%w: sampling factors %dx%d beside %dx%d, expected whole ratios", ErrUnsupported, c.h, c.v, f.maxH, f.maxV)
	}
	c.fx, c.fy = f.maxH*base/(c.h*c.side), f.maxV*base/(c.v*c.side)
	c.width, c.height = ceilDiv(f.width*c.h*c.side, f.maxH*8), ceilDiv(f.height*c.v*c.side, f.maxV*8)
	return nil
}
