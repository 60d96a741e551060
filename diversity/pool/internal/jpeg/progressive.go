package jpeg

import "fmt"

// progressive reads a scan that adds coefficients, or bits of them, to what the scans before it gave.
func (d *Decoder) progressive(s *scan) error {
	if err := s.check(); err != nil {
		return err
	}
	p := pass{bits: &d.bits, from: s.from, to: s.to, high: s.high, low: s.low}
	left, restarts := d.interval, 0
	for y := range s.uY {
		for x := range s.unitsX {
			if d.interval > 0 && left == 0 {
				if err := d.restart(s, y, restarts); err != nil {
					return err
				}
				left, restarts, p.skip = d.interval, restarts+1, 0
			}
			left--
			for _, c := range s.comps {
				p.unit(c, x, y, len(s.comps) == 1)
			}
		}
		if d.bits.overrun() {
			return d.early(y, s)
		}
		if p.bad {
			return fmt.Errorf("%w: codes that no encoder writes in row %d of %d blocks", ErrDamaged, y+1, s.uY)
		}
	}
	return d.endScan(s)
}

// check holds a progressive scan against the standard (G.1.1.1).
func (s *scan) check() error {
	first := s.from == 0
	if s.from > s.to || s.to > 63 || first && s.to != 0 || !first && len(s.comps) != 1 || s.low > 13 ||
		s.high != 0 && s.high != s.low+1 {
		return fmt.Errorf("%w: a scan of the coefficients %d..%d, bits %d to %d, of %d components", ErrDamaged, s.from, s.to,
			s.high, s.low, len(s.comps))
	}
	return nil
}

// pass is the state of one progressive scan.
type pass struct {
	bits      *bitReader
	from, to  int
	high, low uint
	skip      int // blocks to come without new coefficients
	bad       bool
}

func (p *pass) unit(c *component, x, y int, single bool) {
	h, v := c.h, c.v
	if single {
		h, v = 1, 1
	}
	for i := range v {
		for j := range h {
			at := 64 * ((y*v+i)*c.across + x*h + j)
			p.block(c, (*[64]int16)(c.coef[at:]))
		}
	}
}

func (p *pass) block(c *component, b *[64]int16) {
	switch {
	case p.from == 0 && p.high == 0:
		p.mean(c, b)
	case p.from == 0:
		b[0] |= int16(p.bits.take(1) << p.low)
	case p.high == 0:
		p.newCoefficients(c.ac, b)
	default:
		p.refine(c.ac, b)
	}
}

// symbol reads a code.
func (p *pass) symbol(t *table) uint8 {
	if p.bits.n < 32 {
		p.bits.fill()
	}
	symbol, length := t.symbol(uint32(p.bits.acc>>(p.bits.n-16)) & 0xffff)
	p.bad = p.bad || length == 0
	p.bits.n -= length
	return symbol
}

func (p *pass) mean(c *component, b *[64]int16) {
	size := uint(p.symbol(c.dc))
	c.pred += extend(p.bits.take(size), size)
	v := c.pred << p.low
	p.bad = p.bad || v != int32(int16(v))
	b[0] = int16(v)
}

// run reads how many blocks a symbol without a value skips, this one among them.
func (p *pass) run(size uint) int { return 1<<size + int(p.bits.take(size)) }

func (p *pass) newCoefficients(t *table, b *[64]int16) {
	if p.skip > 0 {
		p.skip--
		return
	}
	for k := p.from; k <= p.to; k++ {
		symbol := p.symbol(t)
		run, size := int(symbol>>4), uint(symbol&15)
		if size == 0 && run < 15 {
			p.skip = p.run(uint(run)) - 1
			return
		}
		k += run
		if k > 63 {
			p.bad = true
			return
		}
		b[zigzag[k]] = int16(extend(p.bits.take(size), size) << p.low)
	}
}

// refine adds a bit to each coefficient that is set, and new coefficients of one bit between them.
func (p *pass) refine(t *table, b *[64]int16) {
	k := p.from
	for ; p.skip == 0 && k <= p.to; k++ {
		symbol := p.symbol(t)
		run, size := int(symbol>>4), uint(symbol&15)
		value := int16(0)
		switch {
		case size == 0 && run < 15:
			p.skip = p.run(uint(run))
			p.correct(b, k, p.to, -1)
			p.skip--
			return
		case size == 1:
			value = -1 << p.low
			if p.bits.take(1) == 1 {
				value = 1 << p.low
			}
		case size > 1:
			p.bad = true
			return
		}
		k = p.correct(b, k, p.to, run)
		if k > 63 {
			p.bad = true
			return
		}
		if value != 0 {
			b[zigzag[k]] = value
		}
	}
	if p.skip > 0 {
		p.correct(b, k, p.to, -1)
		p.skip--
	}
}

// correct reads a bit for each coefficient that is set, passes over zeroes of them that are not, and returns where the
// next of those is; zeroes -1: to the end.
func (p *pass) correct(b *[64]int16, k, to, zeroes int) int {
	for ; k <= to; k++ {
		v := &b[zigzag[k]]
		if *v == 0 {
			if zeroes == 0 {
				return k
			}
			zeroes--
			continue
		}
		if p.bits.take(1) == 1 && *v&(1<<p.low) == 0 {
			if *v > 0 {
				*v += 1 << p.low
			} else {
				*v -= 1 << p.low
			}
		}
	}
	return k
}

// reconstruct turns the coefficients of a progressive file to samples.
func (d *Decoder) reconstruct() error {
	var b [64]int32
	for i := range d.frame.count {
		c := &d.comps[i]
		for y := range c.down {
			for x := range c.across {
				set, sum := c.dequantise(&b, (*[64]int16)(c.coef[64*(y*c.across+x):]))
				if sum>>15 != 0 {
					return fmt.Errorf("%w: coefficients that no encoder writes in row %d of %d blocks", ErrDamaged, y+1, c.down)
				}
				if c.wants(y, x) {
					inverse(c.pix[(y*c.stride+x)*c.side:], c.stride, &b, set, c.side)
				}
			}
		}
	}
	return nil
}

// dequantise multiplies a block by its divisors, and returns which beside the first are set, and the sum of
// their sizes.
func (c *component) dequantise(b *[64]int32, coef *[64]int16) (set, sum uint64) {
	for k, z := range zigzag {
		v := coef[z]
		w := int32(v) * c.quant[k]
		b[z] = w
		sum += uint64(uint32(w ^ w>>31))
		if v != 0 {
			set |= 1 << z
		}
	}
	return set &^ 1, sum
}
