package arrays

import (
	"bufio"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"

	"tradeoff/diversity/pool/internal/matlab"
)

// openSVHN opens a file of Street View House Numbers: a MATLAB file of version 5 with X, uint8 [H, W, C, M], first axis
// first, and y, the digits [M, 1], of which 10 stands for 0.
func openSVHN(path string, limit int64) (*Set, error) {
	file, size, err := OpenSized(path)
	if err != nil {
		return nil, err
	}
	s := &Set{name: numberedIn(filepath.Base(path)), closer: []io.Closer{file}}
	if err := s.readSVHN(file, size, path, limit); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), s.Close())
	}
	return s, nil
}

func (s *Set) readSVHN(at io.ReaderAt, size int64, path string, limit int64) error {
	r := svhnReader{set: s, limit: limit}
	if err := r.elements(at, size); err != nil {
		return err
	}
	switch {
	case r.images == nil || r.digits == nil:
		return wrong("a MATLAB file without the variables X and y")
	case r.sizes[3] != len(r.digits):
		return wrong("X has %d images, y has %d digits: expected equal counts", r.sizes[3], len(r.digits))
	}
	s.Height, s.Width, s.Channels = r.sizes[0], r.sizes[1], r.sizes[2]
	length := s.Height * s.Width * s.Channels
	s.pixels = func(i int, dst []uint8) error {
		src, turned := make([]uint8, length), make([]uint8, length)
		err := readAt(r.images, path, src, int64(i)*int64(length))
		interleave(turned, src, s.Channels)
		transpose(dst, turned, s.Height, s.Width, s.Channels)
		return err
	}
	if err := s.SetLabels(r.digits); err != nil {
		return err
	}
	s.NameClasses(map[int]string{1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6", 7: "7", 8: "8", 9: "9", 10: "0"})
	return nil
}

// svhnReader is what has been found in the file.
type svhnReader struct {
	set    *Set
	limit  int64
	images io.ReaderAt
	sizes  []int
	digits []int
}

// elements reads one variable after the other.
func (r *svhnReader) elements(at io.ReaderAt, size int64) error {
	head := make([]byte, matlab.Header)
	if err := readAt(at, "header", head, 0); err != nil || string(head[:len(matlab.Prefix)]) != matlab.Prefix ||
		string(head[len(head)-len(matlab.Order):]) != matlab.Order {
		return wrong("expected a MATLAB file of version 5")
	}
	for start := int64(matlab.Header); start+8 <= size; {
		var tag [8]byte
		if err := readAt(at, "element", tag[:], start); err != nil {
			return wrong("%w", err)
		}
		kind, length := binary.LittleEndian.Uint32(tag[:]), int64(binary.LittleEndian.Uint32(tag[4:]))
		if length > size-start-8 {
			return wrong("offset %d: an element of %d bytes, %d are left", start, length, size-start-8)
		}
		if err := r.element(int(kind), io.NewSectionReader(at, start+8, length), length); err != nil {
			return fmt.Errorf("offset %d: %w", start, err)
		}
		if start += 8 + length; kind != matlab.Compressed {
			start = (start + 7) &^ 7
		}
	}
	return nil
}

// element reads an element of so many bytes.
func (r *svhnReader) element(kind int, body io.Reader, length int64) error {
	in := matlabStream{bufio.NewReader(body)}
	if kind == matlab.Compressed {
		unpacked, err := zlib.NewReader(in)
		if err != nil {
			return wrong("%w", err)
		}
		in = matlabStream{bufio.NewReader(unpacked)}
		if kind, _, err = in.head(); err != nil {
			return err
		}
	}
	if kind != matlab.Matrix {
		return nil
	}
	return r.matrix(in, length)
}

// matrix reads a variable, of which so many bytes are in the file.
func (r *svhnReader) matrix(in matlabStream, packed int64) error {
	var parts [3][]byte // flags, sizes, name
	for i := range parts {
		var err error
		if parts[i], err = in.small(); err != nil {
			return err
		}
	}
	name := string(parts[2])
	if name != "X" && name != "y" || len(parts[0]) == 0 || !matlab.Numeric(parts[0][0]) {
		return nil
	}
	kind, count, err := in.head()
	if err != nil {
		return err
	}
	if name == "X" {
		return r.pixels(in, parts[1], kind, packedValues{count: count, packed: packed, limit: r.limit})
	}
	r.digits, err = in.numbers(kind, count, packed)
	return err
}

// pixels unpacks X to where each image can be found.
func (r *svhnReader) pixels(in matlabStream, sizes []byte, kind int, v packedValues) (err error) {
	total := int64(1)
	for i := range len(sizes) / 4 {
		size, most := binary.LittleEndian.Uint32(sizes[4*i:]), []uint32{maxSide, maxSide, maxChannels, MaxImages}[min(i, 3)]
		if size < 1 || size > most {
			return wrong("X has the size %d, expected 1..%d", size, most)
		}
		v.sizes = append(v.sizes, int(size))
		total *= int64(size)
		if total > math.MaxUint32 {
			return wrong("X is larger than a file of this version can hold")
		}
	}
	if len(v.sizes) != 4 || kind != matlab.Uint8 || total != v.count {
		return wrong("X has the sizes %v and %d bytes of kind %d, expected uint8 [H, W, C, M]", v.sizes, v.count, kind)
	}
	if r.images != nil {
		return wrong("X stands there twice")
	}
	r.sizes = v.sizes
	r.images, err = r.set.unpack(io.LimitReader(in, v.count), v)
	return err
}

// matlabStream is a file of which one thing is read after the other.
type matlabStream struct{ *bufio.Reader }

// head reads the kind and size of an element, also of one whose few bytes follow at once.
func (in matlabStream) head() (kind int, size int64, err error) {
	var tag [8]byte
	if _, err := io.ReadFull(in, tag[:4]); err != nil {
		return 0, 0, wrong("%w", eof(err))
	}
	first := binary.LittleEndian.Uint32(tag[:])
	if few := first >> 16; few > 0 {
		return int(first & 0xffff), int64(few), nil
	}
	if _, err := io.ReadFull(in, tag[4:]); err != nil {
		return 0, 0, wrong("%w", eof(err))
	}
	return int(first), int64(binary.LittleEndian.Uint32(tag[4:])), nil
}

// mostSmall is how many bytes flags, sizes and names may have.
const mostSmall = 1 << 10

// small reads an element of a few bytes, with what it is filled up with.
func (in matlabStream) small() ([]byte, error) {
	peeked, _ := in.Peek(4)
	_, size, err := in.head()
	if err != nil {
		return nil, err
	}
	if size > mostSmall {
		return nil, wrong("flags, sizes or a name of %d bytes, at most %d", size, mostSmall)
	}
	room := (size + 7) &^ 7
	if len(peeked) == 4 && binary.LittleEndian.Uint32(peeked)>>16 > 0 {
		if room = 4; size > room {
			return nil, wrong("a short element of %d bytes, at most 4", size)
		}
	}
	data := make([]byte, room)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, wrong("%w", eof(err))
	}
	return data[:size], nil
}

// numbers reads whole numbers, of so many bytes.
func (in matlabStream) numbers(kind int, count, packed int64) ([]int, error) {
	width, number := matlab.Number(kind)
	if width == 0 || count > maxLabelled || count/maxGzipRatio > packed {
		return nil, wrong("y has %d bytes of kind %d in %d bytes of the file, expected numbers", count, kind, packed)
	}
	out := make([]int, 0, min(count/int64(width), 1<<16))
	value := make([]byte, width)
	for range count / int64(width) {
		if _, err := io.ReadFull(in, value); err != nil {
			return nil, wrong("%w", eof(err))
		}
		digit := number(value)
		if !(digit >= 1 && digit <= 10) || digit != math.Trunc(digit) {
			return nil, wrong("y has the value %v, expected 1..10", digit)
		}
		out = append(out, int(digit))
	}
	return out, nil
}
