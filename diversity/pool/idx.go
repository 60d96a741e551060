package pool

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Limits on what a file may claim: they keep every product of sizes within 63 bits.
const (
	maxSide     = 16384
	maxChannels = 16
	maxImages   = 1 << 30
)

// Types of the numbers in an IDX file.
const (
	idxUint8 = 0x08
	idxInt16 = 0x0B
	idxInt32 = 0x0C
)

// IDX opens a pair of IDX files, plain or compressed by gzip, as MNIST has them: a header (0, 0, type, rank, then sizes
// as big-endian 32-bit numbers) and the values. Images are uint8 of rank 3 [M, H, W] or 4 [M, H, W, C]; labels are
// uint8, int16 or int32 of rank 1, 0..classes-1 without a gap. Class IDs are the labels in decimal: see [Pool.Named].
//
// Errors about the content wrap [ErrFormat] and name the file and the offset or the class.
func IDX(imagesPath, labelsPath string) (Pool, error) {
	images, err := readIDXFile(imagesPath, checkImages)
	if err != nil {
		return Pool{}, err
	}
	labels, err := readIDXFile(labelsPath, checkLabels)
	if err != nil {
		return Pool{}, err
	}
	if images.sizes[0] != labels.sizes[0] {
		return Pool{}, fmt.Errorf("%w: %s has %d images, %s has %d labels: expected equal counts",
			ErrFormat, imagesPath, images.sizes[0], labelsPath, labels.sizes[0])
	}
	l, err := newMemory(Content{Images: images.data, Labels: labels.integers(),
		Height: images.sizes[1], Width: images.sizes[2], Channels: images.channels()})
	if err != nil {
		return Pool{}, fmt.Errorf("%w: %s: %w", ErrFormat, labelsPath, err)
	}
	origin := spec{Source: sourceIDX, Images: absolute(imagesPath), Labels: absolute(labelsPath)}
	return newPool(&source{origin: origin, layer: l, digest: onceDigest(l)}), nil
}

// absolute makes a path that another process can open; the path as given is the best there is without a working
// directory.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

func readIDXFile(path string, check func(idxHeader) error) (*idxArray, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("pool: IDX file: %w", err)
	}
	defer file.Close()
	array, err := readIDX(file, check)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFormat, path, err)
	}
	return array, nil
}

// idxHeader is the start of an IDX file.
type idxHeader struct {
	kind  byte
	sizes []int
}

// idxArray is an IDX file in memory.
type idxArray struct {
	idxHeader
	data []byte
}

func (h idxHeader) width() int { return map[byte]int{idxUint8: 1, idxInt16: 2, idxInt32: 4}[h.kind] }

func (h idxHeader) bytes() int64 {
	total := int64(h.width())
	for _, size := range h.sizes {
		total *= int64(size)
	}
	return total
}

func (h idxHeader) channels() int {
	if len(h.sizes) == 4 {
		return h.sizes[3]
	}
	return 1
}

// readIDX reads a whole file, plain or gzip. Memory grows with what is there, not with what the header claims.
func readIDX(r io.Reader, check func(idxHeader) error) (*idxArray, error) {
	in, err := plain(r)
	if err != nil {
		return nil, err
	}
	header, err := readIDXHeader(in)
	if err != nil {
		return nil, err
	}
	if err := check(header); err != nil {
		return nil, err
	}
	start, want := int64(4+4*len(header.sizes)), header.bytes()
	data, err := io.ReadAll(io.LimitReader(in, want+1))
	if err != nil {
		return nil, fmt.Errorf("offset %d: %w, expected %d bytes of values from offset %d", start+int64(len(data)), err, want,
			start)
	}
	if int64(len(data)) < want {
		return nil, fmt.Errorf("offset %d: end of file, expected %d bytes of values from offset %d", start+int64(len(data)),
			want, start)
	}
	if int64(len(data)) > want {
		return nil, fmt.Errorf("offset %d: more bytes, expected the end after %v values", start+want, header.sizes)
	}
	return &idxArray{header, data}, nil
}

// plain undoes gzip if the first bytes say so.
func plain(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	if magic, err := in.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return in, nil //nolint:nilerr // a short file is reported where its header is read
	}
	unzipped, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("gzip header: %w", err)
	}
	return unzipped, nil
}

func readIDXHeader(r io.Reader) (idxHeader, error) {
	var magic [4]byte
	if n, err := io.ReadFull(r, magic[:]); err != nil {
		return idxHeader{}, fmt.Errorf("offset %d: %w, expected the 4 bytes 0, 0, type, rank", n, eof(err))
	}
	if magic[0] != 0 || magic[1] != 0 {
		return idxHeader{}, fmt.Errorf("offset 0: bytes %#02x %#02x, expected 0 0 as in every IDX file", magic[0], magic[1])
	}
	h := idxHeader{kind: magic[2]}
	if rank := magic[3]; rank < 1 || rank > 4 {
		return idxHeader{}, fmt.Errorf("offset 3: rank %d, expected 3 or 4 for images, 1 for labels", rank)
	}
	sizes := make([]byte, 4*int(magic[3]))
	if n, err := io.ReadFull(r, sizes); err != nil {
		return idxHeader{}, fmt.Errorf("offset %d: %w, expected %d sizes of 4 bytes", 4+n, eof(err), magic[3])
	}
	for i := range int(magic[3]) {
		size, limit := binary.BigEndian.Uint32(sizes[4*i:]), uint32([]int{maxImages, maxSide, maxSide, maxChannels}[i])
		if size < 1 || size > limit {
			return idxHeader{}, fmt.Errorf("offset %d: size %d, expected 1..%d", 4+4*i, size, limit)
		}
		h.sizes = append(h.sizes, int(size))
	}
	return h, nil
}

// eof names the end of a file the same way wherever it comes.
func eof(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func checkImages(h idxHeader) error {
	if h.kind != idxUint8 {
		return fmt.Errorf("offset 2: type %#02x, expected images of type 0x08 (uint8)", h.kind)
	}
	if rank := len(h.sizes); rank != 3 && rank != 4 {
		return fmt.Errorf("offset 3: rank %d, expected images of rank 3 [M, H, W] or 4 [M, H, W, C]", rank)
	}
	return nil
}

func checkLabels(h idxHeader) error {
	if h.width() == 0 {
		return fmt.Errorf("offset 2: type %#02x, expected labels of type 0x08 (uint8), 0x0b (int16) or 0x0c (int32)", h.kind)
	}
	if rank := len(h.sizes); rank != 1 {
		return fmt.Errorf("offset 3: rank %d, expected labels of rank 1", rank)
	}
	return nil
}

// integers decodes labels.
func (a *idxArray) integers() []int {
	values := make([]int, a.sizes[0])
	for i := range values {
		switch a.kind {
		case idxUint8:
			values[i] = int(a.data[i])
		case idxInt16:
			values[i] = int(int16(binary.BigEndian.Uint16(a.data[2*i:])))
		case idxInt32:
			values[i] = int(int32(binary.BigEndian.Uint32(a.data[4*i:])))
		}
	}
	return values
}
