package jpeg

// The JFIF conversion adds to the brightness what two tables hold for the colours: red, green and blue in one word, so
// that a pixel takes two additions. Blue is in bits 0..15, red in 16..31, green in 32..63, of which 16 are a fraction,
// as both tables have a part of it. Each is 256 too large: a value of 0..255 has bit 8 set and bit 9 clear.
const (
	blueAt, redAt, greenAt = 0, 16, 48
	eachColour             = 1<<blueAt | 1<<redAt | 1<<greenAt
	tooLarge               = 256
)

// fromCb and fromCr are what a sample of either colour adds, in 1/65536 rounded as libjpeg does.
var fromCb, fromCr = colourTables()

func colourTables() (cb, cr [256]uint64) {
	for i := range 256 {
		v := int64(i) - 128
		blue, red := (116130*v+1<<15)>>16+tooLarge, (91881*v+1<<15)>>16+tooLarge
		cb[i] = uint64(blue)<<blueAt + uint64(tooLarge/2<<16-22554*v+1<<15)<<32
		cr[i] = uint64(red)<<redAt + uint64(tooLarge/2<<16-46802*v)<<32
	}
	return cb, cr
}

// fromYCbCr writes pixels of the JFIF conversion.
func fromYCbCr(out, ys, cbs, crs []uint8) {
	cbs, crs = cbs[:len(ys)], crs[:len(ys)]
	for x, y := range ys {
		v := uint64(y)*eachColour + fromCb[cbs[x]] + fromCr[crs[x]]
		if len(out) < 3 {
			break // never: for the compiler
		}
		if v&(3*tooLarge*eachColour) == tooLarge*eachColour {
			out[0], out[1], out[2] = uint8(v>>redAt), uint8(v>>greenAt), uint8(v>>blueAt)
		} else {
			out[0], out[1], out[2] = within(v>>redAt), within(v>>greenAt), within(v>>blueAt)
		}
		out = out[3:]
	}
}

// within clamps one of the colours.
func within(v uint64) uint8 { return clamp(int32(v&0x3ff) - tooLarge) }
