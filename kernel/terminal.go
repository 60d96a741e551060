package main

import (
	"io"

	"tradeoff/diversity"
)

// textWriter shows text to people: what names, labels and messages hold cannot command the terminal, see
// [diversity.Printable].
type textWriter struct{ to io.Writer }

func (w textWriter) Write(text []byte) (int, error) {
	if _, err := io.WriteString(w.to, diversity.PrintableLines(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// forText returns the streams for commands whose output people read.
func (s streams) forText() streams { return streams{s.in, textWriter{s.out}, textWriter{s.err}} }

// raw is a stream for what is no text for people: files, and the lines of a progress bar.
func raw(stream io.Writer) io.Writer {
	if text, is := stream.(textWriter); is {
		return text.to
	}
	return stream
}
