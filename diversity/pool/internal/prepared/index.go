package prepared

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"path/filepath"
)

const (
	magic       = "PREPPOOL"
	indexFormat = 1
	headerSize  = 64
	alignment   = 64
	maxHead     = 1 << 28
	maxBad      = 1000 // bad images whose reason is kept
)

// head is what a set is, as JSON.
type head struct {
	shape
	Key     string          `json:"key"`
	About   json.RawMessage `json:"about"`
	Content string          `json:"content"` // digest of the classes and images, see contentDigest
	Classes []Class         `json:"classes"`
	Sums    Sums            `json:"sums"`          // over the images that are not bad
	Bad     []Bad           `json:"bad,omitempty"` // the first of them
	// who or what made images; each image has the number of one in a column; none: not known
	Makers   []string  `json:"makers,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"`
	Columns  columns   `json:"columns"`
}

// columns are the parts of the index behind its head.
type columns [columnCount]column

// The columns.
const (
	columnDigests = iota
	columnHashes
	columnStates
	columnEnds // uint64: where the name of each image ends within the names
	columnNames
	columnMakers // uint32: number of the maker; empty if none is known
	columnPlaces // uint32: where the pixels of each image lie; empty if in the order of the images
	columnCount
)

// column is where a column lies, from the end of the padded head on.
type column struct {
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Sum    string `json:"sum"` // hex SHA-256
}

// writeIndex writes the index of a set all of whose blocks are written.
func (b *builder) writeIndex() error {
	h := head{
		shape: b.form, Key: b.source.Key, About: b.source.About,
		Classes: append([]Class{}, b.source.Classes...), Sums: NewSums(b.form.Channels),
	}
	var data [columnCount][]byte
	for i, r := range b.records {
		if r == nil {
			return fmt.Errorf("block %d of %d is not prepared", i, len(b.records))
		}
		for number, part := range map[int][]byte{
			columnDigests: r.Digests, columnHashes: r.Hashes, columnStates: r.States,
		} {
			data[number] = append(data[number], part...)
		}
		h.Sums.merge(r.Sums)
		h.Bad = append(h.Bad, r.Bad...)
		for _, w := range r.Warnings {
			h.Warnings = addWarning(h.Warnings, w.Text, w.Count, w.First...)
		}
	}
	b.sortByImage(&h, &data)
	h.Bad = h.Bad[:min(len(h.Bad), maxBad)]
	judgeClasses(h.Classes, data[columnDigests], data[columnStates])
	h.Makers, data[columnMakers] = b.makers()
	h.Content = contentDigest(h, data)
	data[columnEnds], data[columnNames] = b.names()
	var body bytes.Buffer
	for number := range data {
		h.Columns[number] = addColumn(&body, data[number])
	}
	front, err := frontOf(h, int64(body.Len()))
	if err != nil {
		return err
	}
	return writeWhole(b.dir, indexTemp, indexName, front, body.Bytes())
}

// names are the names of all images, and where each ends.
func (b *builder) names() (ends, names []byte) {
	for i := range b.form.Images {
		names = append(names, b.source.Name(i)...)
		ends = binary.LittleEndian.AppendUint64(ends, uint64(len(names)))
	}
	return ends, names
}

func addColumn(body *bytes.Buffer, data []byte) column {
	body.Write(make([]byte, padding(body.Len())))
	sum := sha256.Sum256(data)
	c := column{int64(body.Len()), int64(len(data)), hex.EncodeToString(sum[:])}
	body.Write(data)
	return c
}

// padding is what is missing to a multiple of the alignment.
func padding(length int) int { return -length & (alignment - 1) }

// frontOf is everything before the columns.
func frontOf(h head, columns int64) ([]byte, error) {
	text, err := json.Marshal(h)
	if err == nil && len(text) > maxHead {
		err = fmt.Errorf("the names of the classes have %d bytes, expected at most %d", len(text), maxHead)
	}
	if err != nil {
		return nil, err
	}
	text = append(text, bytes.Repeat([]byte(" "), padding(len(text)))...)
	front := append([]byte(magic), make([]byte, headerSize-len(magic))...)
	binary.LittleEndian.PutUint32(front[8:], indexFormat)
	binary.LittleEndian.PutUint32(front[12:], uint32(len(text)))
	binary.LittleEndian.PutUint64(front[16:], uint64(headerSize+int64(len(text))+columns))
	sum := headSum(front[:32], text)
	copy(front[32:], sum[:])
	return append(front, text...), nil
}

func headSum(header, text []byte) [sha256.Size]byte {
	return sha256.Sum256(append(append([]byte{}, header...), text...))
}

// judgeClasses counts the bad images of each class and finds classes that show nothing.
func judgeClasses(classes []Class, digests, states []byte) {
	first := 0
	for i := range classes {
		c := &classes[i]
		var look []byte
		c.Bad, c.Blank = 0, true
		for image := first; image < first+c.Count; image++ {
			digest := digests[image*DigestSize:][:DigestSize]
			switch {
			case states[image] == bad:
				c.Bad++
			case states[image] == good || look != nil && !bytes.Equal(look, digest):
				c.Blank = false
			default:
				look = digest
			}
		}
		c.Blank = c.Blank && look != nil
		first += c.Count
	}
}

// contentDigest is the hex SHA-256 of the shape, of the classes that have images, of the digests of their images, and
// of who made them where that is known. Names are quoted in ASCII: what Go prints of other letters changes with its
// Unicode tables.
func contentDigest(h head, data [columnCount][]byte) string {
	digests, states := data[columnDigests], data[columnStates]
	out := sha256.New()
	count := 0
	for _, c := range h.Classes {
		if c.Count > c.Bad {
			count++
		}
	}
	fmt.Fprintf(out, "content 2\n%d %d %d %d\n", count, h.Height, h.Width, h.Channels)
	first := 0
	for _, c := range h.Classes {
		if c.Count > c.Bad {
			fmt.Fprintf(out, "%+q %+q %d\n", c.ID, c.Group, c.Count-c.Bad)
			hashClass(out, digests[first*DigestSize:(first+c.Count)*DigestSize], states[first:])
			hashMakers(out, h.Makers, data[columnMakers], states, first, first+c.Count)
		}
		first += c.Count
	}
	return hex.EncodeToString(out.Sum(nil))
}

func hashClass(out hash.Hash, digests, states []byte) {
	for i := range len(digests) / DigestSize {
		if states[i] != bad {
			out.Write(digests[i*DigestSize:][:DigestSize])
		}
	}
}

// readHead reads the front of an index and checks everything that it says.
func readHead(in io.Reader, length int64) (h head, body int64, err error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return head{}, 0, fmt.Errorf("%w: the index ends within its header", ErrDamaged)
	}
	if string(header[:len(magic)]) != magic || binary.LittleEndian.Uint32(header[8:]) != indexFormat {
		return head{}, 0, fmt.Errorf("%w: not an index of format %d", ErrDamaged, indexFormat)
	}
	size := int64(binary.LittleEndian.Uint32(header[12:]))
	if said := binary.LittleEndian.Uint64(header[16:]); said != uint64(length) || size > maxHead ||
		headerSize+size > length || size%alignment != 0 {
		return head{}, 0, fmt.Errorf("%w: the index has %d bytes, expected %d with a head of %d", ErrDamaged, length, said,
			size)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(in, text); err != nil {
		return head{}, 0, fmt.Errorf("%w: the index ends within its head", ErrDamaged)
	}
	if sum := headSum(header[:32], text); !bytes.Equal(sum[:], header[32:]) {
		return head{}, 0, fmt.Errorf("%w: the head of the index has another checksum", ErrDamaged)
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return head{}, 0, fmt.Errorf("%w: the head of the index: %w", ErrDamaged, err)
	}
	if err := h.check(length - headerSize - size); err != nil {
		return head{}, 0, fmt.Errorf("%w: the head of the index: %w", ErrDamaged, err)
	}
	return h, headerSize + size, nil
}

// check returns an error if a head cannot be that of columns with so many bytes.
func (h head) check(length int64) error {
	if err := h.shape.check(); err != nil {
		return err
	}
	total, badImages := 0, 0
	for i, c := range h.Classes {
		if c.Count < 0 || c.Count > h.Images || c.Bad < 0 || c.Bad > c.Count {
			return fmt.Errorf("class %d has %d images, of which %d are bad", i, c.Count, c.Bad)
		}
		total, badImages = total+c.Count, badImages+c.Bad
		if total > h.Images {
			break
		}
	}
	if total != h.Images || len(h.Bad) != min(badImages, maxBad) {
		return fmt.Errorf("%d images of the classes, expected %d; reasons for %d of %d bad images", total, h.Images,
			len(h.Bad), badImages)
	}
	for _, b := range h.Bad {
		if b.Image < 0 || b.Image >= h.Images {
			return fmt.Errorf("bad image %d of %d", b.Image, h.Images)
		}
	}
	if !possibleWarnings(h.Warnings, 0, h.Images) {
		return fmt.Errorf("the warnings are impossible")
	}
	if !h.Sums.possible(h.Channels, uint64(h.Images)*uint64(h.Height*h.Width)) {
		return fmt.Errorf("the sums of the pixels are impossible")
	}
	return h.Columns.check(h, length)
}

// check returns an error if the columns cannot lie within so many bytes.
func (c columns) check(h head, length int64) error {
	n := int64(h.Images)
	want := columns{}
	if len(h.Makers) > 0 {
		want[columnMakers].Length = 4 * n
	}
	if c[columnPlaces].Length != 0 {
		want[columnPlaces].Length = 4 * n
	}
	for number, length := range map[int]int64{
		columnDigests: n * DigestSize, columnHashes: n * 8, columnStates: n, columnEnds: n * 8,
		columnNames: c[columnNames].Length,
	} {
		want[number].Length = length
	}
	for number, at := range c {
		if at.Length != want[number].Length || at.Offset < 0 || at.Length < 0 || at.Length > length ||
			at.Offset > length-at.Length {
			return fmt.Errorf("column %d has %d bytes at %d, expected %d within %d", number, at.Length, at.Offset,
				want[number].Length, length)
		}
	}
	return nil
}

// indexPath is the index of a set.
func (s Store) indexPath(key string) string { return filepath.Join(s.folder(key), indexName) }
