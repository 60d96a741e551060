package csvfile

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding/unicode"
)

// sniffSize are the bytes at the beginning that tell formats apart.
const sniffSize = 512

// decode makes UTF-8 of what r holds, which may be compressed; cells of other encodings are left as they are.
func decode(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	start, _ := in.Peek(sniffSize) // an error comes again when it is read
	if bytes.HasPrefix(start, gzipMagic) {
		inner, err := gzip.NewReader(in)
		if err != nil {
			return nil, gzipError(err)
		}
		in = bufio.NewReader(gunzip{inner})
		if start, err = in.Peek(sniffSize); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	if name := nameBinary(start); name != "" {
		return nil, wrongText("it is %s, not delimited text: save it as CSV", name)
	}
	return fromUnicode(in, start), nil
}

var gzipMagic = []byte("\x1f\x8b")

// gunzip tells damage of the compressed data from errors of the reader below.
type gunzip struct{ r io.Reader }

// Read implements io.Reader.
func (g gunzip) Read(into []byte) (int, error) {
	n, err := g.r.Read(into)
	return n, gzipError(err)
}

func gzipError(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &corrupt) {
		return &ContentError{Err: fmt.Errorf("its gzip data are damaged or cut off: %w", err)}
	}
	return err
}

// fromUnicode removes a byte order mark and makes UTF-8 of UTF-16, which is also known by the zeros beside its first
// two letters.
func fromUnicode(in *bufio.Reader, start []byte) io.Reader {
	zeroAt := func(i int) bool { return len(start) >= 4 && start[i] == 0 }
	mark, endian := 0, unicode.LittleEndian
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3) // they have been seen, as those below
		return in
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		mark = 2
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		mark, endian = 2, unicode.BigEndian
	case zeroAt(1) && zeroAt(3) && !zeroAt(0) && !zeroAt(2):
	case zeroAt(0) && zeroAt(2) && !zeroAt(1) && !zeroAt(3):
		endian = unicode.BigEndian
	default:
		return in
	}
	_, _ = in.Discard(mark)
	return unicode.UTF16(endian, unicode.IgnoreBOM).NewDecoder().Reader(in)
}
