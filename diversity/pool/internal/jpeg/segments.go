package jpeg

import (
	"encoding/binary"
	"fmt"
)

// Markers of the standard (ITU-T T.81, table B.1).
const (
	startBaseline    = 0xc0
	startExtended    = 0xc1
	startProgressive = 0xc2
	defineHuffman    = 0xc4
	extension        = 0xc8
	defineArithmetic = 0xcc
	startLast        = 0xcf
	restart0         = 0xd0
	restart7         = 0xd7
	startOfImage     = 0xd8
	endOfImage       = 0xd9
	startOfScan      = 0xda
	defineQuant      = 0xdb
	defineInterval   = 0xdd
	app0             = 0xe0
	app1             = 0xe1
	app14            = 0xee
)

const maxScans = 200 // an encoder writes about ten; each costs a pass over the whole image

// IsJPEG tells whether a file begins as a JPEG does.
func IsJPEG(data []byte) bool {
	return len(data) >= 3 && data[0] == 0xff && data[1] == startOfImage && data[2] == 0xff
}

// nextSegment returns the next marker with what belongs to it and where the data go on. Stray bytes before a marker
// are passed over, as libjpeg does.
func nextSegment(data []byte, pos int) (marker byte, body []byte, next int, err error) {
	for {
		for pos < len(data) && data[pos] != 0xff {
			pos++
		}
		for pos < len(data) && data[pos] == 0xff {
			pos++
		}
		if pos >= len(data) {
			return 0, nil, pos, fmt.Errorf("%w: no marker of its end", ErrTruncated)
		}
		marker = data[pos]
		pos++
		if marker > 1 && (marker < restart0 || marker > restart7) {
			break
		}
	}
	if marker == endOfImage || marker == startOfImage {
		return marker, nil, pos, nil
	}
	if pos+2 > len(data) {
		return 0, nil, pos, fmt.Errorf("%w: it ends in a marker", ErrTruncated)
	}
	length := int(binary.BigEndian.Uint16(data[pos:]))
	if length < 2 {
		return 0, nil, pos, fmt.Errorf("%w: a segment of length %d, expected 2 or more", ErrDamaged, length)
	}
	if pos+length > len(data) {
		return 0, nil, pos, fmt.Errorf("%w: a segment of %d bytes, of which %d are there", ErrTruncated, length, len(data)-pos)
	}
	return marker, data[pos+2 : pos+length], pos + length, nil
}

// Header is what can be known of a file without decoding it.
type Header struct {
	Height, Width int
	Channels      int    // 1, 3 or 4, as stored
	Exif          []byte // the TIFF structure of an Exif segment; nil without one
}

// ReadHeader reads the segments in front of the image data.
func ReadHeader(data []byte) (Header, error) {
	if !IsJPEG(data) {
		return Header{}, fmt.Errorf("%w: it does not begin as a JPEG", ErrDamaged)
	}
	var h Header
	for pos := 2; ; {
		marker, body, next, err := nextSegment(data, pos)
		if err != nil {
			return h, err
		}
		pos = next
		switch {
		case marker == app1 && h.Exif == nil && len(body) > 6 && string(body[:6]) == "Exif\x00\x00":
			h.Exif = body[6:]
		case isFrame(marker):
			if len(body) < 6 {
				return h, fmt.Errorf("%w: a frame header of %d bytes, expected 6 or more", ErrDamaged, len(body))
			}
			h.Height, h.Width, h.Channels = int(body[1])<<8|int(body[2]), int(body[3])<<8|int(body[4]), int(body[5])
		case marker == startOfScan || marker == endOfImage:
			if h.Height == 0 || h.Width == 0 {
				return h, fmt.Errorf("%w: no size in front of the image data", ErrDamaged)
			}
			return h, nil
		}
	}
}

func isFrame(marker byte) bool {
	return marker >= startBaseline && marker <= startLast && marker != defineHuffman && marker != extension &&
		marker != defineArithmetic
}

// segments reads the file up to the end of its last scan.
func (d *Decoder) segments() error {
	if !IsJPEG(d.bits.data) {
		return fmt.Errorf("%w: it does not begin as a JPEG", ErrDamaged)
	}
	d.bits.pos = 2
	for {
		marker, body, next, err := nextSegment(d.bits.data, d.bits.pos)
		if err != nil {
			return err
		}
		d.bits.pos = next
		if marker == endOfImage {
			return d.complete()
		}
		if err := d.segment(marker, body); err != nil {
			return err
		}
		if marker == startOfScan && !d.frame.progressive && d.complete() == nil {
			return nil
		}
	}
}

// complete tells whether every component had a scan.
func (d *Decoder) complete() error {
	if d.frame.count == 0 {
		return fmt.Errorf("%w: no image in it", ErrDamaged)
	}
	for i := range d.frame.count {
		if !d.comps[i].seen {
			return fmt.Errorf("%w: no data of component %d of %d", ErrDamaged, i+1, d.frame.count)
		}
	}
	return nil
}

func (d *Decoder) segment(marker byte, body []byte) error {
	switch marker {
	case startBaseline, startExtended, startProgressive:
		return d.startFrame(marker, body)
	case defineHuffman:
		return d.defineHuffman(body)
	case defineQuant:
		return d.defineQuant(body)
	case startOfScan:
		return d.startScan(body)
	case defineInterval:
		if len(body) < 2 {
			return fmt.Errorf("%w: a restart interval of %d bytes, expected 2", ErrDamaged, len(body))
		}
		d.interval = int(binary.BigEndian.Uint16(body))
	case app0:
		d.jfif = d.jfif || len(body) >= 5 && string(body[:5]) == "JFIF\x00"
	case app14:
		if len(body) >= 12 && string(body[:5]) == "Adobe" {
			d.adobe = int(body[11])
		}
	case startOfImage:
		return fmt.Errorf("%w: a second image begins within the first", ErrDamaged)
	default:
		if isFrame(marker) || marker == defineArithmetic {
			return fmt.Errorf("%w: %s", ErrUnsupported, process(marker))
		}
	}
	return nil
}

// process names a kind of coding that is not decoded.
func process(marker byte) string {
	switch {
	case marker == defineArithmetic || marker >= 0xc9:
		return "arithmetic codes, expected Huffman codes"
	case marker == 0xc3:
		return "lossless coding, expected baseline or progressive"
	}
	return "hierarchical coding, expected baseline or progressive"
}

func (d *Decoder) defineHuffman(body []byte) error {
	for len(body) > 0 {
		if len(body) < 17 {
			return fmt.Errorf("%w: a Huffman table of %d bytes, expected 17 or more", ErrDamaged, len(body))
		}
		class, id, total := body[0]>>4, body[0]&15, 0
		for _, n := range body[1:17] {
			total += int(n)
		}
		if class > 1 || id > 3 || total > 256 || len(body) < 17+total {
			return fmt.Errorf("%w: Huffman table %d of class %d with %d codes, expected table 0..3, class 0..1, up to 256 codes",
				ErrDamaged, id, class, total)
		}
		t := &d.ac[id]
		if class == 0 {
			t = &d.dc[id]
		}
		if err := t.define(body[1:17], body[17:17+total], class == 0); err != nil {
			return err
		}
		body = body[17+total:]
	}
	return nil
}

// defineQuant reads divisors, which are kept in the order of the file.
func (d *Decoder) defineQuant(body []byte) error {
	for len(body) > 0 {
		wide, id := int(body[0]>>4), body[0]&15
		if wide > 1 || id > 3 || len(body) < 1+64<<wide {
			return fmt.Errorf("%w: quantisation table %d of kind %d in %d bytes, expected table 0..3, kind 0 or 1",
				ErrDamaged, id, wide, len(body))
		}
		for k := range 64 {
			if wide == 0 {
				d.quant[id][k] = int32(body[1+k])
			} else {
				d.quant[id][k] = int32(binary.BigEndian.Uint16(body[1+2*k:]))
			}
		}
		d.quantOK[id], body = true, body[1+64<<wide:]
	}
	return nil
}
