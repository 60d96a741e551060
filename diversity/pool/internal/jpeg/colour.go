package jpeg

// convert interpolates and converts the samples that are wanted to grey or RGB.
func (d *Decoder) convert() []uint8 {
	f := &d.frame
	channels := min(3, f.count)
	d.out = grow(d.out, channels*f.outHeight*f.outWidth)
	kind := d.colours()
	var rows [4][]uint8
	for y := d.wanted.Top; y < d.wanted.Bottom; y++ {
		for i := range f.count {
			rows[i] = d.row(i, y)
		}
		line := d.out[channels*y*f.outWidth:][:channels*f.outWidth]
		out := line[channels*d.wanted.Left : channels*d.wanted.Right]
		switch kind {
		case grey:
			copy(out, rows[0])
		case rgb:
			interleave(out, rows[0], rows[1], rows[2])
		case yCbCr:
			fromYCbCr(out, rows[0], rows[1], rows[2])
		case cmyk:
			interleave(out, rows[0], rows[1], rows[2])
			ink(out, rows[3])
		case ycck: // the CMY of YCCK is 255 less RGB
			fromYCbCr(out, rows[0], rows[1], rows[2])
			invert(out)
			ink(out, rows[3])
		}
	}
	return d.out
}

type colours int

const (
	grey colours = iota
	yCbCr
	rgb
	cmyk
	ycck
)

// colours decides what the components are, as libjpeg does.
func (d *Decoder) colours() colours {
	switch d.frame.count {
	case 1:
		return grey
	case 4:
		if d.adobe == 2 {
			return ycck
		}
		return cmyk
	}
	named := d.comps[0].id == 'R' && d.comps[1].id == 'G' && d.comps[2].id == 'B'
	if !d.jfif && (d.adobe == 0 || d.adobe < 0 && named) {
		return rgb
	}
	return yCbCr
}

func interleave(out, r, g, b []uint8) {
	g, b = g[:len(r)], b[:len(r)]
	for x := range r {
		o := out[3*x : 3*x+3 : 3*x+3]
		o[0], o[1], o[2] = r[x], g[x], b[x]
	}
}

func invert(out []uint8) {
	for i, v := range out {
		out[i] = 255 - v
	}
}

// ink turns CMY and K to RGB as Pillow does, which takes every file to hold 255 less the ink, as those of Adobe do.
func ink(out, blacks []uint8) {
	for x, k := range blacks {
		light := int32(k)
		for i := 3 * x; i < 3*x+3; i++ {
			t := (255-int32(out[i]))*light + 128
			out[i] = clamp(light - (t+t>>8)>>8)
		}
	}
}
