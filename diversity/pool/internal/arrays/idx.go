package arrays

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// Types of the numbers in an IDX file.
const (
	idxUint8 = 0x08
	idxInt16 = 0x0B
	idxInt32 = 0x0C
)

// openIDX opens a pair of IDX files, plain or compressed by gzip: a header (0, 0, type, rank, then sizes as big-endian
// 32-bit numbers) and the values. Images are uint8 of rank 3 [M, H, W] or 4 [M, H, W, C]. Labels are uint8, int16 or
// int32 of rank 1, or of rank 2 as QMNIST has them, where the first of each row is the class. Rows and columns are
// exchanged where the images are transposed, as those of EMNIST. Names of classes are read from a mapping: lines of
// label, upper-case letter, lower-case letter. Errors about the content name the file and the offset.
func openIDX(imagesPath, labelsPath, mapping string, transposed bool, limit int64) (*Set, error) {
	labels, err := readIDXLabels(labelsPath)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labelsPath, err)
	}
	s := &Set{name: numberedIn(filepath.Base(imagesPath))}
	count, err := s.openIDXImages(imagesPath, transposed, limit)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", imagesPath, err), s.Close())
	}
	if count != len(labels) {
		return nil, errors.Join(wrong("%s has %d images, %s has %d labels: expected equal counts", imagesPath, count,
			labelsPath, len(labels)), s.Close())
	}
	if err := s.SetLabels(labels); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", labelsPath, err), s.Close())
	}
	if mapping != "" {
		err = s.nameByMapping(mapping)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openIDXImages finds where the pixels are, and how many images: in the file, or, if it is compressed, unpacked.
func (s *Set) openIDXImages(path string, transposed bool, limit int64) (int, error) {
	file, size, err := OpenSized(path)
	if err != nil {
		return 0, err
	}
	s.closer = append(s.closer, file)
	return s.idxImages(file, size, path, transposed, limit)
}

func (s *Set) idxImages(file io.ReaderAt, size int64, path string, transposed bool, limit int64) (int, error) {
	in, packed, err := unzipped(io.NewSectionReader(file, 0, size))
	if err != nil {
		return 0, err
	}
	header, err := readIDXHeader(in)
	if err != nil {
		return 0, err
	}
	if err := header.checkImages(); err != nil {
		return 0, err
	}
	at, start := file, header.start()
	if packed {
		values := header.packed(size, limit)
		if at, err = s.unpack(in, values); err != nil {
			return 0, err
		}
		start = 0
	} else if have := size - start; have < header.bytes() {
		return 0, wrong("offset %d: end of file, expected %d bytes of values from offset %d for the sizes %v", size,
			header.bytes(), start, header.sizes)
	} else if have > header.bytes() {
		return 0, wrong("offset %d: more bytes, expected the end after the sizes %v", start+header.bytes(), header.sizes)
	}
	s.useIDX(at, start, path, header, transposed)
	return header.sizes[0], nil
}

func (s *Set) useIDX(at io.ReaderAt, start int64, name string, h idxHeader, transposed bool) {
	s.Height, s.Width, s.Channels = h.sizes[1], h.sizes[2], h.channels()
	size := s.Height * s.Width * s.Channels
	s.pixels = func(i int, dst []uint8) error { return readAt(at, name, dst, start+int64(i)*int64(size)) }
	if !transposed {
		return
	}
	s.Notes = append(s.Notes, "rows and columns of the images are exchanged")
	s.Height, s.Width = s.Width, s.Height
	plain := s.pixels
	s.pixels = func(i int, dst []uint8) error {
		src := make([]uint8, size)
		err := plain(i, src)
		transpose(dst, src, s.Height, s.Width, s.Channels)
		return err
	}
}

// idxHeader is the start of an IDX file.
type idxHeader struct {
	kind  byte
	sizes []int
}

func (h idxHeader) start() int64 { return int64(4 + 4*len(h.sizes)) }

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

// unzipped undoes gzip if the first bytes say so.
func unzipped(r io.Reader) (in io.Reader, packed bool, err error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if magic, err := buffered.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return buffered, false, nil //nolint:nilerr // a short file is reported where its header is read
	}
	out, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, false, wrong("gzip header: %w", err)
	}
	return out, true, nil
}

// packed are the values behind a header in a compressed file of so many bytes.
func (h idxHeader) packed(size, limit int64) packedValues {
	return packedValues{start: h.start(), count: h.bytes(), sizes: h.sizes, packed: size, limit: limit}
}

// values reads the values behind a header.
func (h idxHeader) values(in io.Reader) ([]byte, error) {
	var out bytes.Buffer
	err := h.packed(0, 0).copy(&out, in)
	return out.Bytes(), err
}

func readIDXHeader(r io.Reader) (idxHeader, error) {
	var magic [4]byte
	if n, err := io.ReadFull(r, magic[:]); err != nil {
		return idxHeader{}, wrong("offset %d: %w, expected the 4 bytes 0, 0, type, rank", n, eof(err))
	}
	if magic[0] != 0 || magic[1] != 0 {
		return idxHeader{}, wrong("offset 0: bytes %#02x %#02x, expected 0 0 as in every IDX file", magic[0], magic[1])
	}
	h := idxHeader{kind: magic[2]}
	if rank := magic[3]; rank < 1 || rank > 4 {
		return idxHeader{}, wrong("offset 3: rank %d, expected 3 or 4 for images, 1 or 2 for labels", rank)
	}
	sizes := make([]byte, 4*int(magic[3]))
	if n, err := io.ReadFull(r, sizes); err != nil {
		return idxHeader{}, wrong("offset %d: %w, expected %d sizes of 4 bytes", 4+n, eof(err), magic[3])
	}
	for i := range int(magic[3]) {
		size, limit := binary.BigEndian.Uint32(sizes[4*i:]), uint32([]int{MaxImages, maxSide, maxSide, maxChannels}[i])
		if size < 1 || size > limit {
			return idxHeader{}, wrong("offset %d: size %d, expected 1..%d", 4+4*i, size, limit)
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

func (h idxHeader) checkImages() error {
	if h.kind != idxUint8 {
		return wrong("offset 2: type %#02x, expected images of type 0x08 (uint8)", h.kind)
	}
	if rank := len(h.sizes); rank != 3 && rank != 4 {
		return wrong("offset 3: rank %d, expected images of rank 3 [M, H, W] or 4 [M, H, W, C]", rank)
	}
	return nil
}

func (h idxHeader) checkLabels() error {
	if h.width() == 0 {
		return wrong("offset 2: type %#02x, expected labels of type 0x08 (uint8), 0x0b (int16) or 0x0c (int32)", h.kind)
	}
	if rank := len(h.sizes); rank != 1 && (rank != 2 || h.sizes[1] > 64) {
		return wrong("offset 3: rank %d, sizes %v, expected labels of rank 1, or of rank 2 with the class first in each row", rank, h.sizes)
	}
	if h.sizes[0] > maxLabels || h.bytes() > maxLabelled {
		return wrong("the header claims %d labels of %d bytes, at most %d of %d bytes are read", h.sizes[0], h.bytes(), maxLabels,
			maxLabelled)
	}
	return nil
}

// readIDXLabels reads a file of labels.
func readIDXLabels(path string) (_ []int, err error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	in, _, err := unzipped(file)
	if err != nil {
		return nil, err
	}
	return decodeIDXLabels(in)
}

func decodeIDXLabels(in io.Reader) ([]int, error) {
	header, err := readIDXHeader(in)
	if err != nil {
		return nil, err
	}
	if err := header.checkLabels(); err != nil {
		return nil, err
	}
	data, err := header.values(in)
	if err != nil {
		return nil, err
	}
	stride := header.width()
	if len(header.sizes) == 2 {
		stride *= header.sizes[1]
	}
	labels := make([]int, header.sizes[0])
	for i := range labels {
		switch at := data[i*stride:]; header.kind {
		case idxUint8:
			labels[i] = int(at[0])
		case idxInt16:
			labels[i] = int(int16(binary.BigEndian.Uint16(at)))
		case idxInt32:
			labels[i] = int(int32(binary.BigEndian.Uint32(at)))
		}
	}
	return labels, nil
}

// nameByMapping names classes by a file such as emnist-letters-mapping.txt.
func (s *Set) nameByMapping(path string) error {
	text, err := regular.Read(path, MaxText)
	if err != nil {
		return err
	}
	names := map[int]string{}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		name, label, err := mappingLine(strings.Fields(line))
		if err != nil {
			return wrong("%s: line %d: %.80q: %w", path, i+1, line, err)
		}
		names[label] = name
	}
	s.NameClasses(names)
	s.Notes = append(s.Notes, "names of classes from "+filepath.Base(path))
	return nil
}

// mappingLine is a label and the characters that it stands for, the first as its name.
func mappingLine(fields []string) (name string, label int, err error) {
	if len(fields) < 2 {
		return "", 0, errors.New("expected a label and characters")
	}
	if label, err = strconv.Atoi(fields[0]); err != nil {
		return "", 0, err
	}
	code, err := strconv.Atoi(fields[1])
	if err != nil || code < 32 || code > 0x10ffff {
		return "", 0, errors.New("expected the number of a character")
	}
	return string(rune(code)), label, nil
}
