package prepared

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
)

// The states of an image.
const (
	good  = 0
	bad   = 1
	plain = 2 // good, and all of one colour
)

// record is what is known of one block of images once its pixels are on the disk.
type record struct {
	Block   int    `json:"block"`
	Digests []byte `json:"digests"`       // DigestSize bytes an image, bad ones included
	Hashes  []byte `json:"hashes"`        // uint64 an image
	States  []byte `json:"states"`        // a byte an image
	Sums    Sums   `json:"sums"`          // over the images that are not bad
	Bad     []Bad  `json:"bad,omitempty"` // by their places
	// by the places of the images
	Warnings []Warning `json:"warnings,omitempty"`
}

// fits tells whether a record can be one of a set of this shape.
func (r *record) fits(s shape) bool {
	if r.Block < 0 || r.Block >= s.blocks() {
		return false
	}
	first, end := s.block(r.Block)
	n := end - first
	if len(r.Digests) != n*DigestSize || len(r.Hashes) != 8*n || len(r.States) != n ||
		!r.Sums.possible(s.Channels, uint64(n*s.Height*s.Width)) {
		return false
	}
	count := 0
	for _, state := range r.States {
		if state > plain {
			return false
		}
		if state == bad {
			count++
		}
	}
	return count == len(r.Bad) && r.namesBad(first, end) && possibleWarnings(r.Warnings, first, end)
}

// namesBad tells whether the list of bad images is that of the states, in order.
func (r *record) namesBad(first, end int) bool {
	last := first - 1
	for _, b := range r.Bad {
		if b.Image <= last || b.Image >= end || r.States[b.Image-first] != bad {
			return false
		}
		last = b.Image
	}
	return true
}

// A record in a journal is the length of its JSON, a CRC-32C of that JSON, and the JSON.
const (
	recordHead = 8
	maxRecord  = 1 << 20
)

// appendRecord appends a record in the form of the journal.
func appendRecord(dst []byte, r *record) ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(text)))
	dst = binary.LittleEndian.AppendUint32(dst, crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)))
	return append(dst, text...), nil
}

// readJournal hands on the records up to the end or the first that is torn, and returns how long these are.
func readJournal(in io.Reader, s shape, take func(*record)) int64 {
	var length int64
	for {
		r, n, ok := readRecord(in)
		if !ok || !r.fits(s) {
			return length
		}
		length += n
		take(r)
	}
}

func readRecord(in io.Reader) (r *record, length int64, ok bool) {
	var head [recordHead]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, 0, false
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > maxRecord {
		return nil, 0, false
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(in, text); err != nil ||
		crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, 0, false
	}
	r = &record{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if decoder.Decode(r) != nil {
		return nil, 0, false
	}
	return r, recordHead + int64(n), true
}
