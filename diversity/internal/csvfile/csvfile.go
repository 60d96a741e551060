// Package csvfile reads CSV as spreadsheets and other programs write it.
package csvfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// NewReader reads CSV behind the byte order mark that some spreadsheets put at the beginning.
func NewReader(r io.Reader) *csv.Reader {
	in := bufio.NewReader(r)
	if start, _ := in.Peek(3); string(start) == "\ufeff" {
		_, _ = in.Discard(3) // they have been read
	}
	return csv.NewReader(in)
}

// Error wraps an error of a csv.Reader in sentinel if the content is no CSV, which names line and column; the error of a reader that
// fails is returned as it is.
func Error(err, sentinel error) error {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%w: %w", sentinel, err)
	}
	return err
}
