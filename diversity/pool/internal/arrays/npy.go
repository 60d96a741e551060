package arrays

import (
	"encoding/binary"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// npyHeader is the start of a NumPy array.
type npyHeader struct {
	kind  string // "|u1", "<i8", ...
	sizes []int
	start int64 // of the values
}

// Bounds of the header of a NumPy array.
const (
	npyMagic     = "\x93NUMPY"
	maxNpyHeader = 1 << 16
)

// The header is a literal of Python that NumPy writes in one form only, with the keys in order; other writers leave
// out spaces or the last comma.
var (
	npyKind    = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([^'"]{1,32})['"]`)
	npyFortran = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([0-9, L]*)\)`)
)

// readNpyHeader reads a header of version 1, 2 or 3.
func readNpyHeader(in io.Reader) (npyHeader, error) {
	var start [8]byte
	if n, err := io.ReadFull(in, start[:]); err != nil {
		return npyHeader{}, wrong("offset %d: %w, expected the first 8 bytes of a NumPy array", n, eof(err))
	}
	if string(start[:6]) != npyMagic {
		return npyHeader{}, wrong("offset 0: %q, expected %q as in every NumPy array", start[:6], npyMagic)
	}
	width := 2
	if version := start[6]; version < 1 || version > 3 {
		return npyHeader{}, wrong("offset 6: version %d, expected 1..3", version)
	} else if version > 1 {
		width = 4
	}
	length := make([]byte, 4)
	if _, err := io.ReadFull(in, length[:width]); err != nil {
		return npyHeader{}, wrong("offset 8: %w, expected the length of the header", eof(err))
	}
	size := binary.LittleEndian.Uint32(length)
	if size > maxNpyHeader {
		return npyHeader{}, wrong("offset 8: a header of %d bytes, at most %d are read", size, maxNpyHeader)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(in, text); err != nil {
		return npyHeader{}, wrong("offset %d: %w, expected a header of %d bytes", 8+width, eof(err), size)
	}
	h, err := parseNpyHeader(string(text))
	h.start = int64(8 + width + int(size))
	return h, err
}

func parseNpyHeader(text string) (npyHeader, error) {
	kind, fortran := npyKind.FindStringSubmatch(text), npyFortran.FindStringSubmatch(text)
	shape := npyShape.FindStringSubmatch(text)
	if kind == nil || fortran == nil || shape == nil {
		return npyHeader{}, wrong("header %.120q, expected descr, fortran_order and shape", text)
	}
	if fortran[1] == "True" {
		return npyHeader{}, wrong("the array is in the order of Fortran: save numpy.ascontiguousarray of it")
	}
	h := npyHeader{kind: kind[1]}
	for part := range strings.SplitSeq(shape[1], ",") {
		part = strings.TrimSuffix(strings.TrimSpace(part), "L")
		if part == "" {
			continue
		}
		size, err := strconv.Atoi(part)
		if err != nil || size < 1 || size > MaxImages || len(h.sizes) == 4 {
			return npyHeader{}, wrong("shape (%s), expected at most 4 sizes from 1 to %d", shape[1], MaxImages)
		}
		h.sizes = append(h.sizes, size)
	}
	return h, nil
}

// values is how many there are.
func (h npyHeader) values() int64 {
	total := int64(1)
	for _, size := range h.sizes {
		total *= int64(size)
	}
	return total
}

// shape is that of images: [M, H, W], [M, H, W, C], or [M, C, H, W], which is told by a C of 1, 3 or 4.
func (h npyHeader) shape() (height, width, channels int, planes bool, err error) {
	switch {
	case strings.HasPrefix(strings.TrimLeft(h.kind, "<>|="), "f"):
		return 0, 0, 0, false, wrong("images are floating-point numbers (%s), whose white is 1, 255 or something else: "+
			"save them as uint8, 0..255", h.kind)
	case h.kind == "|O":
		return 0, 0, 0, false, wrong("images are Python objects, which are not read: save them as uint8")
	case h.kind != "|u1" && h.kind != "<u1" && h.kind != ">u1" && h.kind != "=u1":
		return 0, 0, 0, false, wrong("images are of type %s, expected |u1 (uint8), 0..255", h.kind)
	}
	isChannels := func(n int) bool { return n == 1 || n == 3 || n == 4 }
	switch s := h.sizes; {
	case len(s) == 3:
		height, width, channels = s[1], s[2], 1
	case len(s) == 4 && isChannels(s[1]) && !isChannels(s[3]):
		height, width, channels, planes = s[2], s[3], s[1], true
	case len(s) == 4:
		height, width, channels = s[1], s[2], s[3]
	default:
		return 0, 0, 0, false, wrong("images of shape %v, expected [M, H, W], [M, H, W, C] or [M, C, H, W]", s)
	}
	if height > maxSide || width > maxSide || channels > maxChannels {
		return 0, 0, 0, false, wrong("images of shape %v, expected sides of at most %d and %d channels", h.sizes, maxSide,
			maxChannels)
	}
	return height, width, channels, planes, nil
}

// npyLabels reads the values behind the header of an array of labels: integers of any width, [M] or [M, 1].
func npyLabels(h npyHeader, in io.Reader) ([]int, error) {
	if len(h.sizes) != 1 && (len(h.sizes) != 2 || h.sizes[1] != 1) {
		return nil, wrong("labels of shape %v, expected [M] or [M, 1]", h.sizes)
	}
	match := npyInteger.FindStringSubmatch(h.kind)
	if match == nil {
		return nil, wrong("labels of type %s, expected integers (i1, u1 ... i8, u8)", h.kind)
	}
	width, _ := strconv.Atoi(match[3]) // one digit
	total := h.values() * int64(width)
	if h.sizes[0] > maxLabels {
		return nil, wrong("%d labels, at most %d are read", h.sizes[0], maxLabels)
	}
	data, err := io.ReadAll(io.LimitReader(in, total+1))
	if err != nil {
		return nil, wrong("%w, expected %d labels", err, h.sizes[0])
	}
	if int64(len(data)) != total {
		return nil, wrong("%d bytes of labels, expected %d of the shape %v", len(data), total, h.sizes)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if match[1] == ">" {
		order = binary.BigEndian
	}
	labels := make([]int, h.sizes[0])
	for i := range labels {
		value := integerAt(data[i*width:], width, match[2] == "i", order)
		if value > MaxImages {
			return nil, wrong("label %d of image %d, expected at most %d", value, i, MaxImages)
		}
		labels[i] = int(value)
	}
	return labels, nil
}

var npyInteger = regexp.MustCompile(`^([<>|=])([iub])([1248])$`)

// integerAt is an integer of some width. What is beyond an int64 becomes negative, which is refused as a label.
func integerAt(data []byte, width int, signed bool, order binary.ByteOrder) int64 {
	switch {
	case width == 1 && signed:
		return int64(int8(data[0]))
	case width == 1:
		return int64(data[0])
	case width == 2 && signed:
		return int64(int16(order.Uint16(data)))
	case width == 2:
		return int64(order.Uint16(data))
	case width == 4 && signed:
		return int64(int32(order.Uint32(data)))
	case width == 4:
		return int64(order.Uint32(data))
	}
	return int64(order.Uint64(data))
}
