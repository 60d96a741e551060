package photo

import "encoding/binary"

const orientationTag = 274

// orientation reads the tag of that name from the first directory of a TIFF structure, 1..8; 1: upright, or not said.
func orientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	count := int(order.Uint16(b[at:]))
	entries := b[at+2:]
	for i := 0; i < count && 12*i+12 <= len(entries); i++ {
		if e := entries[12*i:][:12]; order.Uint16(e) == orientationTag {
			return orientationValue(order, e)
		}
	}
	return 1
}

// orientationValue reads an entry: a short, or a long as some programs write.
func orientationValue(order binary.ByteOrder, e []byte) int {
	value := uint32(0)
	switch order.Uint16(e[2:]) {
	case 3:
		value = uint32(order.Uint16(e[8:]))
	case 4:
		value = order.Uint32(e[8:])
	}
	if value < 1 || value > 8 {
		return 1
	}
	return int(value)
}

// pngExif finds the eXIf chunk.
func pngExif(data []byte) []byte {
	for pos := 8; len(data)-pos >= 12; {
		length := int64(binary.BigEndian.Uint32(data[pos:]))
		if length > int64(len(data)-pos-12) {
			return nil
		}
		if string(data[pos+4:pos+8]) == "eXIf" {
			return data[pos+8:][:length]
		}
		pos += int(length) + 12
	}
	return nil
}

// upright turns a picture by its orientation.
func (d *Decoder) upright(p Picture, orientation int) Picture {
	if orientation == 1 {
		return p
	}
	h, w := p.Height, p.Width
	first, right, down := 0, 1, w // in pixels: where the result begins, and the steps of its columns and rows
	switch orientation {
	case 2:
		first, right = w-1, -1
	case 3:
		first, right, down = h*w-1, -1, -w
	case 4:
		first, down = (h-1)*w, -w
	case 5:
		right, down = w, 1
	case 6:
		first, right, down = (h-1)*w, -w, 1
	case 7:
		first, right, down = h*w-1, -w, -1
	case 8:
		first, right, down = w-1, w, -1
	}
	if orientation >= 5 {
		p.Height, p.Width = w, h
	}
	d.turned = grow(d.turned, len(p.Pixels))
	out := d.turned
	for y := range p.Height {
		from := first + y*down
		for range p.Width {
			copy(out[:p.Channels], p.Pixels[from*p.Channels:])
			out, from = out[p.Channels:], from+right
		}
	}
	p.Pixels = d.turned
	return p
}
