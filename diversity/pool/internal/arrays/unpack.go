package arrays

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
)

// maxGzipRatio is more than any data can be compressed by Deflate.
const maxGzipRatio = 1040

// maxHeld is how many bytes of unpacked values are held in memory; more of them go to a file without a name.
const maxHeld = 64 << 20

// packedValues are values in a compressed file.
type packedValues struct {
	start, count  int64 // where they begin when they are unpacked, and how many bytes
	sizes         []int // as the header claims
	packed, limit int64 // bytes of the file, and the most to which it may unpack
}

// check refuses what the file cannot hold, and what would take too much room.
func (v packedValues) check() error {
	switch {
	case v.count > v.limit:
		return wrong("the header claims %d bytes of values (%v), at most %d are unpacked: unpack the file by another program, "+
			"to have it read from the disk", v.count, v.sizes, v.limit)
	case v.count/maxGzipRatio > v.packed:
		return wrong("the header claims %d bytes of values (%v), more than %d compressed bytes can hold", v.count, v.sizes,
			v.packed)
	}
	return nil
}

// copy reads exactly the values. Memory grows with what is there, not with what the header claims.
func (v packedValues) copy(out io.Writer, in io.Reader) error {
	n, err := io.Copy(out, io.LimitReader(in, v.count+1))
	var disk *fs.PathError
	switch {
	case errors.As(err, &disk):
		return err
	case err != nil:
		return wrong("offset %d: %w, expected %d bytes of values from offset %d", v.start+n, err, v.count, v.start)
	case n < v.count:
		return wrong("offset %d: end of file, expected %d bytes of values from offset %d", v.start+n, v.count, v.start)
	case n > v.count:
		return wrong("offset %d: more bytes, expected the end after %v values", v.start+v.count, v.sizes)
	}
	return nil
}

// unpack reads compressed values to where each can be found.
func (s *Set) unpack(in io.Reader, v packedValues) (io.ReaderAt, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	if v.count <= maxHeld {
		var out bytes.Buffer
		err := v.copy(&out, in)
		return bytes.NewReader(out.Bytes()), err
	}
	file, err := os.CreateTemp("", "unpacked-*")
	if err != nil {
		return nil, err
	}
	s.closer = append(s.closer, &nameless{file})
	_ = os.Remove(file.Name()) // where open files cannot be removed, Close does it
	return file, v.copy(file, in)
}

// nameless is a file that ends with its use.
type nameless struct{ *os.File }

// Close removes the file.
func (n *nameless) Close() error {
	err := n.File.Close()
	if removed := os.Remove(n.Name()); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
