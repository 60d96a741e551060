package pool

import (
	"errors"
	"fmt"

	"tradeoff/diversity/pool/internal/prepared"
)

// encodedSource makes images of one size of image files.
type encodedSource struct {
	path    string // of the source, for errors
	options FolderOptions
	count   int
	order   []int // in which the images are read best; nil: from the first to the last
	firsts  []int // the first image of each class, in that order
	name    func(image int) string
	reader  func() (opener, error)

	height, width int    // of every image, once they are known
	first         string // the image that decided about them; "" if the options did
}

// opener reads the file of an image, for one goroutine.
type opener func(image int) ([]byte, error)

// newDecoder makes a decoder for one goroutine.
func (s *encodedSource) newDecoder() (prepared.Decode, error) {
	read, err := newImageReader(s.options)
	if err != nil {
		return nil, err
	}
	open, err := s.reader()
	return func(image int, dst []uint8) ([]string, error) { return s.decode(image, dst, open, read) }, err
}

// decode reads an image into dst.
func (s *encodedSource) decode(image int, dst []uint8, open opener, read imageReader) ([]string, error) {
	p, err := look(image, open, read)
	if err != nil {
		return nil, err
	}
	if p.height != s.height || p.width != s.width {
		return nil, badImage{errSize(p, s.height, s.width, s.first)}
	}
	copy(dst, p.pixels)
	return p.warnings, nil
}

// shape is the size of every image: that of the first whole one, unless the options name one.
func (s *encodedSource) shape() (height, width, channels int, err error) {
	s.height, s.width, s.first = s.options.Height, s.options.Width, ""
	read, err := newImageReader(s.options)
	if err != nil {
		return 0, 0, 0, err
	}
	open, err := s.reader()
	if err != nil {
		return 0, 0, 0, err
	}
	for i := 0; s.height == 0; i++ {
		if i == s.count {
			return 0, 0, 0, fmt.Errorf("%w: %s holds no whole image: %s: %w", ErrFormat, s.path, s.name(s.inOrder(0)), err)
		}
		p, failed := look(s.inOrder(i), open, read)
		switch {
		case failed == nil:
			s.height, s.width, s.first = p.height, p.width, s.name(s.inOrder(i))
		case !errors.Is(failed, prepared.ErrBad):
			return 0, 0, 0, failed
		case i == 0:
			err = failed
		}
	}
	return s.height, s.width, s.options.channels(), s.checkSizes(open, read)
}

// inOrder is the i'th image that is read.
func (s *encodedSource) inOrder(i int) int {
	if s.order == nil {
		return i
	}
	return s.order[i]
}

// look opens and decodes an image.
func look(image int, open opener, read imageReader) (picture, error) {
	data, err := open(image)
	if err != nil {
		return picture{}, err
	}
	return read(data)
}

// checkSizes compares the first images of all classes, so that photographs of many sizes are refused before all of
// them are decoded.
func (s *encodedSource) checkSizes(open opener, read imageReader) error {
	if s.options.Height != 0 || s.options.OnBad != Fail {
		return nil
	}
	for _, image := range s.firsts {
		p, err := look(image, open, read)
		if err != nil && !errors.Is(err, prepared.ErrBad) {
			return err
		}
		if err == nil && (p.height != s.height || p.width != s.width) {
			return fmt.Errorf("%w: %s: %w", ErrFormat, s.name(image), errSize(p, s.height, s.width, s.first))
		}
	}
	return nil
}

// badImage is what is wrong with a file that is no whole image.
type badImage struct{ reason error }

// Error is the reason.
func (b badImage) Error() string { return b.reason.Error() }

// Unwrap makes it an error that is recorded.
func (b badImage) Unwrap() []error { return []error{prepared.ErrBad, b.reason} }
