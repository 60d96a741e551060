package sealed

import (
	"errors"
	"fmt"
	"io/fs"

	"tradeoff/diversity/internal/regular"
)

// Read reads the file at a path as Unseal reads its text. Errors name the path.
func Read(path string, content any, format *int) error {
	text, err := ReadText(path)
	if err != nil {
		return err
	}
	if err := Unseal(text, content, format); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// ReadText reads the text of a file; the error wraps ErrMissing if it is not there, ErrDamaged if it is no file or too
// large.
func ReadText(path string) ([]byte, error) {
	text, err := regular.Read(path, MaxBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s", ErrMissing, path)
	case errors.Is(err, regular.ErrKind), errors.Is(err, regular.ErrSize):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	return text, nil
}

// Absent reports whether an error of reading a file means that there is none that counts: damaged files do not.
func Absent(err error) bool { return errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) }
