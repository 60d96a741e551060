package prepared

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tradeoff/diversity/internal/regular"
)

// maxPairs is the length of what is kept beside a set.
const maxPairs = 32 << 20

// ReadPairs is what [Set.WritePairs] wrote, nil if nothing was. Its content is the caller's business to check.
func (s *Set) ReadPairs() ([]byte, error) {
	text, err := regular.Read(filepath.Join(s.dir, pairsName), maxPairs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// WritePairs keeps what was found out about the images of a set beside them; it goes when they are removed. Of two
// processes that write at once the later one is right.
func (s *Set) WritePairs(text []byte) error {
	if len(text) > maxPairs {
		return fmt.Errorf("%d bytes about the images of a set, expected at most %d", len(text), maxPairs)
	}
	return writeWhole(s.dir, pairsTemp, pairsName, text)
}
