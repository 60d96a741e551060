package proxy

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of what an interrupted cell still writes: a message about what it kept comes through, a flood does not.
const (
	firstLate = 64 << 10
	lastLate  = 16 << 10
)

// late is what an interrupted cell writes: the first of it is shown at once, the last at its end, and between them how
// much was left out.
type late struct {
	shown   int
	last    []text
	size    int // of last
	dropped int
}

// text is a piece of a stream.
type text struct{ stream, text string }

// take returns what is shown at once.
func (l *late) take(stream, piece string) string {
	if len(l.last) == 0 && l.shown+len(piece) <= firstLate {
		l.shown += len(piece)
		return piece
	}
	l.last = append(l.last, text{stream, piece})
	l.size += len(piece)
	for l.size > lastLate {
		l.trim()
	}
	return ""
}

// trim leaves out the beginning of what is kept, whole lines if it can.
func (l *late) trim() {
	first := &l.last[0]
	n := min(len(first.text), l.size-lastLate)
	if end := strings.IndexByte(first.text[n:], '\n'); end >= 0 {
		n += end + 1
	}
	for n < len(first.text) && !utf8.RuneStart(first.text[n]) {
		n++
	}
	first.text = first.text[n:]
	l.size -= n
	l.dropped += n
	if first.text == "" {
		l.last = l.last[1:]
	}
}

// rest is what is shown at the end of the cell.
func (l *late) rest() []text {
	if l.dropped == 0 {
		return l.last
	}
	note := fmt.Sprintf("\n[the cell was interrupted: %d bytes of its output are left out here]\n", l.dropped)
	return append([]text{{"stderr", note}}, l.last...)
}
