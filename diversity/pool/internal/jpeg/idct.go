package jpeg

// The inverse transform of libjpeg's slow integer method (Loeffler, Ligtenberg and Moschytz 1989), bit for bit:
// constants in 1/8192, two extra bits between the passes.
const (
	constBits = 13
	passBits  = 2

	f0298 = 2446
	f0390 = 3196
	f0541 = 4433
	f0765 = 6270
	f0899 = 7373
	f1175 = 9633
	f1501 = 12299
	f1847 = 15137
	f1961 = 16069
	f2053 = 16819
	f2562 = 20995
	f3072 = 25172
)

// inverse writes the samples of a block at one of four sizes. Set tells which coefficients beside the first
// are not zero.
func inverse(dst []uint8, stride int, b *[64]int32, set uint64, side int) {
	switch {
	case set == 0 || side == 1:
		flat(dst, stride, clamp((b[0]+4)>>3+128), side)
	case side == 8:
		inverse8(dst, stride, b, set)
	case side == 4:
		inverse4(dst, stride, b)
	default:
		inverse2(dst, stride, b)
	}
}

func flat(dst []uint8, stride int, value uint8, side int) {
	for y := range side {
		row := dst[y*stride:][:side]
		for x := range row {
			row[x] = value
		}
	}
}

func inverse8(dst []uint8, stride int, b *[64]int32, set uint64) {
	var t [64]int32
	set |= 1
	narrow := set&0xf0f0f0f0f0f0f0f0 == 0 // most blocks of a photograph
	for x := range 8 {
		switch column := set >> x & 0x0101010101010101; {
		case column == 0:
		case column&^1 == 0:
			v := b[x] << passBits
			t[x], t[8+x], t[16+x], t[24+x], t[32+x], t[40+x], t[48+x], t[56+x] = v, v, v, v, v, v, v, v
		default:
			const s, h = constBits - passBits, 1 << (constBits - passBits - 1)
			e0, e1, e2, e3 := even(b[x]<<constBits+h, b[16+x], b[32+x]<<constBits, b[48+x])
			o0, o1, o2, o3 := odd(b[8+x], b[24+x], b[40+x], b[56+x])
			t[x], t[8+x], t[16+x], t[24+x] = (e0+o0)>>s, (e1+o1)>>s, (e2+o2)>>s, (e3+o3)>>s
			t[32+x], t[40+x], t[48+x], t[56+x] = (e3-o3)>>s, (e2-o2)>>s, (e1-o1)>>s, (e0-o0)>>s
		}
	}
	for y := range 8 {
		r := t[y*8 : y*8+8 : y*8+8]
		row := dst[y*stride : y*stride+8 : y*stride+8]
		const s = constBits + passBits + 3
		const h = 1<<(s-1) + 128<<s
		var e0, e1, e2, e3, o0, o1, o2, o3 int32
		if narrow {
			e0, e1, e2, e3 = even(r[0]<<constBits+h, r[2], 0, 0)
			o0, o1, o2, o3 = odd(r[1], r[3], 0, 0)
		} else {
			e0, e1, e2, e3 = even(r[0]<<constBits+h, r[2], r[4]<<constBits, r[6])
			o0, o1, o2, o3 = odd(r[1], r[3], r[5], r[7])
		}
		row[0], row[1], row[2], row[3] = clamp((e0+o0)>>s), clamp((e1+o1)>>s), clamp((e2+o2)>>s), clamp((e3+o3)>>s)
		row[4], row[5], row[6], row[7] = clamp((e3-o3)>>s), clamp((e2-o2)>>s), clamp((e1-o1)>>s), clamp((e0-o0)>>s)
	}
}

// even transforms the coefficients 0, 2, 4 and 6; the first and the third are scaled already.
func even(x0, x2, x4, x6 int32) (e0, e1, e2, e3 int32) {
	z := (x2 + x6) * f0541
	a, b := z+x2*f0765, z-x6*f1847
	return x0 + x4 + a, x0 - x4 + b, x0 - x4 - b, x0 + x4 - a
}

// odd transforms the coefficients 1, 3, 5 and 7.
func odd(x1, x3, x5, x7 int32) (o0, o1, o2, o3 int32) {
	z5 := (x7 + x3 + x5 + x1) * f1175
	z1, z2 := (x7+x1)*f0899, (x5+x3)*f2562
	z3, z4 := z5-(x7+x3)*f1961, z5-(x5+x1)*f0390
	return x1*f1501 - z1 + z4, x3*f3072 - z2 + z3, x5*f2053 - z2 + z4, x7*f0298 - z1 + z3
}

func clamp(v int32) uint8 {
	if uint32(v) > 255 {
		return uint8(^(v >> 31))
	}
	return uint8(v)
}

// inverse4 computes means of 2x2 samples, as libjpeg does at 1/2.
func inverse4(dst []uint8, stride int, b *[64]int32) {
	var t [32]int32
	for x := range 8 {
		if x != 4 { // it cancels out
			const s, h = constBits - passBits + 1, 1 << (constBits - passBits)
			y0, y1, y2, y3 := four(b[x], b[8+x], b[16+x], b[24+x], b[40+x], b[48+x], b[56+x], h)
			t[x], t[8+x], t[16+x], t[24+x] = y0>>s, y1>>s, y2>>s, y3>>s
		}
	}
	for y := range 4 {
		r := t[8*y : 8*y+8 : 8*y+8]
		row := dst[y*stride : y*stride+4 : y*stride+4]
		const s = constBits + passBits + 3 + 1
		y0, y1, y2, y3 := four(r[0], r[1], r[2], r[3], r[5], r[6], r[7], 1<<(s-1)+128<<s)
		row[0], row[1], row[2], row[3] = clamp(y0>>s), clamp(y1>>s), clamp(y2>>s), clamp(y3>>s)
	}
}

// four transforms 7 of 8 coefficients to 4 samples, times 16384, and adds a half.
func four(x0, x1, x2, x3, x5, x6, x7, half int32) (y0, y1, y2, y3 int32) {
	a, e := x0<<(constBits+1)+half, x2*15137-x6*6270
	o0 := x1*20995 + x3*7373 - x5*4926 - x7*4176
	o1 := x1*8697 - x3*17799 + x5*11893 - x7*1730
	return a + e + o0, a - e + o1, a - e - o1, a + e - o0
}

// inverse2 computes means of 4x4 samples, as libjpeg does at 1/4: even coefficients cancel out.
func inverse2(dst []uint8, stride int, b *[64]int32) {
	var t [2][8]int32
	for _, x := range [5]int{0, 1, 3, 5, 7} {
		const s, h = constBits - passBits + 2, 1 << (constBits - passBits + 1)
		y0, y1 := two(b[x], b[8+x], b[24+x], b[40+x], b[56+x], h)
		t[0][x], t[1][x] = y0>>s, y1>>s
	}
	for y := range 2 {
		const s = constBits + passBits + 3 + 2
		r := &t[y]
		y0, y1 := two(r[0], r[1], r[3], r[5], r[7], 1<<(s-1)+128<<s)
		dst[y*stride], dst[y*stride+1] = clamp(y0>>s), clamp(y1>>s)
	}
}

func two(x0, x1, x3, x5, x7, half int32) (y0, y1 int32) {
	a, o := x0<<(constBits+2)+half, x1*29692-x3*10426+x5*6967-x7*5906
	return a + o, a - o
}
