package jpeg

import "fmt"

// scan is one pass over some of the components.
type scan struct {
	comps      []*component
	store      [4]*component
	from, to   int  // of the coefficients, in the order of the file
	high, low  uint // bits of progressive precision: known before, known after
	unitsX, uY int
}

func (d *Decoder) startScan(body []byte) error {
	s, err := d.readScan(body)
	if err != nil {
		return err
	}
	if d.scans++; d.scans > maxScans {
		return fmt.Errorf("%w: more than %d scans", ErrUnsupported, maxScans)
	}
	if d.frame.progressive {
		err = d.progressive(&s)
	} else {
		err = d.sequential(&s)
	}
	return err
}

func (d *Decoder) readScan(body []byte) (s scan, err error) {
	if d.frame.count == 0 {
		return s, fmt.Errorf("%w: image data in front of the frame header", ErrDamaged)
	}
	if len(body) < 1 || body[0] < 1 || int(body[0]) > d.frame.count || len(body) < 4+2*int(body[0]) {
		return s, fmt.Errorf("%w: a scan header of %d bytes for %d components", ErrDamaged, len(body), d.frame.count)
	}
	count := int(body[0])
	tail := body[1+2*count:]
	s.from, s.to, s.high, s.low = int(tail[0]), int(tail[1]), uint(tail[2]>>4), uint(tail[2]&15)
	if !d.frame.progressive {
		s.from, s.to, s.high, s.low = 0, 63, 0, 0
	}
	units := 0
	for i := range count {
		c, err := d.scanComponent(&s, body[1+2*i], body[2+2*i])
		if err != nil {
			return s, err
		}
		s.store[i] = c
		units += c.h * c.v
	}
	s.comps = s.store[:count]
	if count > 1 && units > 10 {
		return s, fmt.Errorf("%w: %d blocks in a unit, expected at most 10", ErrDamaged, units)
	}
	s.unitsX, s.uY = s.comps[0].across/s.comps[0].h, s.comps[0].down/s.comps[0].v
	if count == 1 {
		s.unitsX, s.uY = s.comps[0].blocksX, s.comps[0].rowsY
	}
	return s, nil
}

// scanComponent finds a component of a scan and its tables.
func (d *Decoder) scanComponent(s *scan, id, tables byte) (*component, error) {
	var c *component
	for i := range d.frame.count {
		if d.comps[i].id == int(id) {
			c = &d.comps[i]
		}
	}
	dc, ac := tables>>4, tables&15
	if c == nil || dc > 3 || ac > 3 {
		return nil, fmt.Errorf("%w: a scan of component %d with tables %d and %d", ErrDamaged, id, dc, ac)
	}
	for _, other := range s.store {
		if other == c {
			return nil, fmt.Errorf("%w: a scan has component %d twice", ErrDamaged, id)
		}
	}
	if c.seen && !d.frame.progressive {
		return nil, fmt.Errorf("%w: two scans of component %d", ErrDamaged, id)
	}
	c.dc, c.ac, c.pred = &d.dc[dc], &d.ac[ac], 0
	if s.from == 0 && s.high == 0 && !c.dc.defined || s.to > 0 && !c.ac.defined {
		return nil, fmt.Errorf("%w: no Huffman table (a frame of a motion-JPEG camera?)", ErrUnsupported)
	}
	if !c.seen {
		if !d.quantOK[c.tq] {
			return nil, fmt.Errorf("%w: no quantisation table %d", ErrDamaged, c.tq)
		}
		c.quant, c.seen = d.quant[c.tq], true
	}
	return c, nil
}

// endScan checks that the scan had all its bits.
func (d *Decoder) endScan(s *scan) error {
	if d.bits.overrun() {
		return d.early(s.uY-1, s)
	}
	d.surplus += d.bits.finish()
	return nil
}

// early is the error about data that end in a row of units: the end of the file, or a marker in the middle.
func (d *Decoder) early(row int, s *scan) error {
	kind := ErrTruncated
	if d.bits.pos < len(d.bits.data)-1 {
		kind = ErrDamaged
	}
	return fmt.Errorf("%w: its data end in row %d of %d blocks", kind, row+1, s.uY)
}

// sequential decodes a scan to samples.
func (d *Decoder) sequential(s *scan) error {
	var b [64]int32
	left, restarts := d.interval, 0
	for y := range s.uY {
		var excess uint64
		for x := range s.unitsX {
			if d.interval > 0 && left == 0 {
				if err := d.restart(s, y, restarts); err != nil {
					return err
				}
				left, restarts = d.interval, restarts+1
			}
			left--
			for _, c := range s.comps {
				excess |= d.unit(c, x, y, len(s.comps) == 1, &b)
			}
		}
		if d.bits.overrun() {
			return d.early(y, s)
		}
		if excess != 0 {
			return fmt.Errorf("%w: codes that no encoder writes in row %d of %d blocks", ErrDamaged, y+1, s.uY)
		}
	}
	return d.endScan(s)
}

// restart passes a restart marker in row y of a scan.
func (d *Decoder) restart(s *scan, y, restarts int) error {
	if d.bits.overrun() {
		return d.early(y, s)
	}
	surplus, err := d.bits.restart(restarts & 7)
	d.surplus += surplus
	for _, c := range s.comps {
		c.pred = 0
	}
	return err
}

// unit decodes the blocks of a component in one unit. The result is not zero if they cannot be.
func (d *Decoder) unit(c *component, x, y int, single bool, b *[64]int32) (excess uint64) {
	h, v := c.h, c.v
	if single {
		h, v = 1, 1
	}
	for i := range v {
		at := ((y*v+i)*c.stride + x*h) * c.side
		for j := range h {
			set, bad := d.block(c, b)
			excess |= bad
			if c.wants(y*v+i, x*h+j) {
				inverse(c.pix[at:], c.stride, b, set, c.side)
			}
			if set != 0 {
				*b = [64]int32{}
			}
			at += c.side
		}
	}
	return excess
}

// zigzag is the place in a block, by the order in the file.
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// block reads the coefficients of a block, multiplies them by their divisors, and tells which beside the first are set.
//
// The third use of a coefficient is the sum of their sizes. That of real samples is far below 32768; up to there the
// inverse transform cannot overflow 32 bits, and beyond it the file is damaged: bad is not zero.
func (d *Decoder) block(c *component, b *[64]int32) (set, bad uint64) {
	r := &d.bits
	if r.n < 32 {
		r.fill()
	}
	acc, n := r.acc, r.n
	e := c.dc.fast[acc>>((n-fastBits)&63)&(1<<fastBits-1)]
	if e == 0 {
		e = c.dc.slow(uint32(acc >> ((n - 32) & 63)))
	}
	n -= uint(e & 255)
	bad = uint64(e >> 8 & 255 << 8) // not a code
	c.pred += e >> 16
	w := c.pred * c.quant[0]
	b[0] = w
	sum, t := uint64(uint32(w^w>>31)), c.ac
	for k := 1; k < 64; k++ {
		if n < 32 {
			r.acc, r.n = acc, n
			r.fill()
			acc, n = r.acc, r.n
		}
		e := t.fast[acc>>((n-fastBits)&63)&(1<<fastBits-1)]
		if e == 0 {
			e = t.slow(uint32(acc >> ((n - 32) & 63)))
		}
		n -= uint(e & 255)
		k += int(e >> 8 & 255)
		if k > 63 {
			if k < endOfBlock {
				bad |= 1
			}
			break
		}
		w := e >> 16 * c.quant[k]
		z := zigzag[k] & 63
		b[z] = w
		set |= 1 << z
		sum += uint64(uint32(w ^ w>>31))
	}
	r.acc, r.n = acc, n
	return set, bad | sum>>15
}
