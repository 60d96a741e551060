package csvfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// lineEnds makes LF of the line ends of other systems, outside quoted fields: of CR, and of CR CR LF, which a text
// has that was converted twice. It ends a text that is longer than MaxText with an error.
type lineEnds struct {
	in     *bufio.Reader
	quoted bool
	left   int
}

func newLineEnds(r io.Reader) *lineEnds { return &lineEnds{in: bufio.NewReader(r), left: MaxText} }

// Read implements io.Reader.
func (l *lineEnds) Read(into []byte) (int, error) {
	for i := range into {
		if i > 0 && l.in.Buffered() == 0 { // do not wait for more than is there
			return i, nil
		}
		c, err := l.next()
		if err != nil {
			return i, err
		}
		into[i] = c
	}
	return len(into), nil
}

func (l *lineEnds) next() (byte, error) {
	for {
		c, err := l.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if l.left--; l.left < 0 {
			return 0, wrongText("it has more than %d bytes of text", MaxText)
		}
		switch {
		case c == '"':
			l.quoted = !l.quoted
		case c == '\r' && !l.quoted:
			if after, _ := l.in.Peek(1); len(after) > 0 && (after[0] == '\n' || after[0] == '\r') {
				continue
			}
			return '\n', nil
		}
		return c, nil
	}
}

var errLongLine = fmt.Errorf("longer than %d bytes: is a quotation mark never closed?", MaxLine)

// lineBound ends a line that is longer than MaxLine with an error, before it takes more memory.
type lineBound struct {
	r    io.Reader
	read int
}

// begin says that a line begins.
func (b *lineBound) begin() { b.read = 0 }

// Read implements io.Reader.
func (b *lineBound) Read(into []byte) (int, error) {
	if b.read > MaxLine {
		return 0, errLongLine
	}
	n, err := b.r.Read(into)
	b.read += n
	return n, err
}

// isLong tells the error of a lineBound.
func isLong(err error) bool { return errors.Is(err, errLongLine) }
