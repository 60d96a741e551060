package csvfile

import (
	"errors"
	"fmt"
)

// ContentError says what is wrong with the content of a table, other than errors of the reader from which it came.
type ContentError struct {
	Line int // of the text, from 1; 0 if all of it is wrong
	Err  error
}

// Error reads "line 7: what is wrong there".
func (e *ContentError) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d: %v", e.Line, e.Err)
}

// Unwrap is what is wrong, without the line.
func (e *ContentError) Unwrap() error { return e.Err }

// Error wraps an error in sentinel if it is a [ContentError]; the error of a reader that fails is returned as it is.
func Error(err, sentinel error) error {
	var content *ContentError
	if errors.As(err, &content) {
		return fmt.Errorf("%w: %w", sentinel, err)
	}
	return err
}

// wrongText is an error of the whole text.
func wrongText(format string, args ...any) error {
	return &ContentError{Err: fmt.Errorf(format, args...)}
}

// Shorten cuts text of a table for a message.
func Shorten(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}
