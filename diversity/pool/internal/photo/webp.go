package photo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
)

// webpHeader is what the chunks of a WebP file say.
type webpHeader struct {
	height, width int
	exif          []byte
}

var errWebP = errors.New("its chunks are not those of one still image")

// readWebP reads the chunks. The size is the largest that any of them says: the decoder takes memory by all of them.
func readWebP(data []byte) (h webpHeader, err error) {
	images := 0
	for pos := 12; len(data)-pos >= 8; {
		name, length := string(data[pos:pos+4]), int64(binary.LittleEndian.Uint32(data[pos+4:]))
		pos += 8
		if length > int64(len(data)-pos) {
			return h, fmt.Errorf("chunk %q of %d bytes, of which %d are there: unexpected EOF", name, length, len(data)-pos)
		}
		body := data[pos:][:length]
		switch name {
		case "ANIM", "ANMF":
			return h, errors.New("animated WebP, expected a still image")
		case "EXIF":
			h.exif = exifBody(body)
		case "VP8X", "VP8 ", "VP8L":
			height, width, ok := webpSize(name, body)
			if !ok {
				return h, errWebP
			}
			h.height, h.width = max(h.height, height), max(h.width, width)
			if name != "VP8X" {
				images++
			}
		}
		pos = min(pos+int(length)+int(length&1), len(data))
	}
	if images != 1 {
		return h, errWebP
	}
	return h, nil
}

// exifBody is a chunk without the mark that belongs into JPEG files and that some programs leave in.
func exifBody(body []byte) []byte {
	if len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
		return body[6:]
	}
	return body
}

// webpSize reads the size from the head of a chunk.
func webpSize(name string, b []byte) (height, width int, ok bool) {
	if len(b) < 10 && !(name == "VP8L" && len(b) >= 5) {
		return 0, 0, false
	}
	switch name {
	case "VP8X":
		return 1 + int(b[7]) | int(b[8])<<8 | int(b[9])<<16, 1 + int(b[4]) | int(b[5])<<8 | int(b[6])<<16, true
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[1:])
		return 1 + int(bits>>14&0x3fff), 1 + int(bits&0x3fff), b[0] == 0x2f
	}
	return int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), true
}

// fromWebP converts the samples of a lossy WebP: of video range, with colours halved on both axes and interpolated, as
// libwebp does. (image.YCbCr takes them to be of full range, which makes every image paler.)
func fromWebP(dst []uint8, m *image.YCbCr) {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	half := (width + 1) / 2
	last := (height+1)/2 - 1
	us, vs := make([]uint8, width+2), make([]uint8, width+2)
	for y := range height {
		near, far := y/2, min(max(y/2+y%2*2-1, 0), last)
		interpolate(us, m.Cb[near*m.CStride:][:half], m.Cb[far*m.CStride:][:half])
		interpolate(vs, m.Cr[near*m.CStride:][:half], m.Cr[far*m.CStride:][:half])
		line, out := m.Y[y*m.YStride:][:width], dst[3*y*width:][:3*width]
		for x, luma := range line {
			o := out[3*x : 3*x+3 : 3*x+3]
			o[0], o[1], o[2] = webpColour(int32(luma), int32(us[x]), int32(vs[x]))
		}
	}
}

// interpolate doubles a row with the weights 9, 3, 3 and 1 of 16, rounded as libwebp does.
func interpolate(out, near, far []uint8) {
	out[0] = uint8((3*uint32(near[0]) + uint32(far[0]) + 2) >> 2)
	for i := 1; i < len(near); i++ {
		n0, n1, f0, f1 := uint32(near[i-1]), uint32(near[i]), uint32(far[i-1]), uint32(far[i])
		sum := n0 + n1 + f0 + f1 + 8
		out[2*i-1] = uint8(((sum+2*(n1+f0))>>3 + n0) >> 1)
		out[2*i] = uint8(((sum+2*(n0+f1))>>3 + n1) >> 1)
	}
	end := len(near) - 1
	out[2*end+1] = uint8((3*uint32(near[end]) + uint32(far[end]) + 2) >> 2)
}

// webpColour is the conversion of libwebp, in 1/64.
func webpColour(y, u, v int32) (r, g, b uint8) {
	y = y * 19077 >> 8
	return clip(y + v*26149>>8 - 14234), clip(y - u*6419>>8 - v*13320>>8 + 8708), clip(y + u*33050>>8 - 17685)
}

func clip(v int32) uint8 {
	return uint8(min(max(v>>6, 0), 255))
}
