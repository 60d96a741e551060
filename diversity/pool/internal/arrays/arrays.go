// Package arrays reads labelled images that are kept many in a file: IDX (MNIST, EMNIST, QMNIST), the binary files of
// CIFAR-10 and CIFAR-100, NumPy's npy and npz, and Parquet with a column of images as the Hugging Face hub writes it.
// All but Parquet hold pixels; Parquet holds image files, to be decoded by the caller.
//
// Pixels stay on disk where they can be read from there; what is compressed is held in memory, at most
// [Options.MaxBytes]. Sizes are checked against the file before anything is allocated.
package arrays

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/regular"
)

// ErrFormat is wrapped by errors about what a file holds.
var ErrFormat = errors.New("not what its reader expects")

// Bounds of what a header may claim: they keep every product of sizes within 63 bits.
const (
	maxSide     = 16384
	maxChannels = 16
	maxImages   = 1 << 30
	maxLabels   = 1 << 28 // bytes of a list of labels, uncompressed
	maxText     = 1 << 22 // bytes of a list of names
)

// DefaultMaxBytes bounds what is held in memory of compressed pixels.
const DefaultMaxBytes = 4 << 30

// Options says what to read and how. The zero value reads train where there are splits.
type Options struct {
	Split string `json:"split,omitempty"` // "train" or "test" (npz: also "val"); "": train where there are splits
	// IDX: rows and columns of each image are exchanged, as EMNIST has them
	Transpose bool `json:"transpose,omitempty"`
	// is taken from every label, so that class IDs begin with 0: 1 for the letters of EMNIST
	LabelOffset int `json:"labelOffset,omitempty"`
	// CIFAR-100: the 20 coarse labels are the classes, not their groups
	Coarse bool `json:"coarse,omitempty"`
	// npz and Parquet: the arrays or columns of images and labels; "": the usual names
	Images string `json:"images,omitempty"`
	Labels string `json:"labels,omitempty"`
	// bytes of pixels that may be held in memory, 1..2^40; 0: 4 GiB
	MaxBytes int64 `json:"maxBytes,omitempty"`
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) Validate() error {
	if o.MaxBytes < 0 || o.MaxBytes > 1<<40 {
		return diversity.Invalid("Options.MaxBytes", o.MaxBytes, "1..2^40, or 0 for 4 GiB")
	}
	if o.Split != "" && !slices.Contains([]string{"train", "val", "test"}, o.Split) {
		return diversity.Invalid("Options.Split", fmt.Sprintf("%q", o.Split), "train, val or test, or empty")
	}
	return nil
}

func (o Options) maxBytes() int64 {
	if o.MaxBytes == 0 {
		return DefaultMaxBytes
	}
	return o.MaxBytes
}

// Class is a class of a set.
type Class struct {
	ID    string // the label in decimal
	Name  string // its name where the files tell one, or ""
	Group string // its superclass, or ""
}

// Set is a set of labelled images. Close it when nothing is to be read any more.
type Set struct {
	Format  string   // "IDX", "CIFAR-10", "CIFAR-100", "NumPy", "Parquet"
	Notes   []string // what was assumed
	Classes []Class  // in the order of their labels
	Labels  []int    // the class of each image
	// of all images; 0 where they are encoded, each with a size of its own
	Height, Width, Channels int

	pixels func(i int, dst []uint8) error
	bytes  func(i int) ([]byte, error)
	closer []io.Closer
}

// Count is the number of images.
func (s *Set) Count() int { return len(s.Labels) }

// Encoded reports whether images are files to be decoded, which [Set.Bytes] reads, and not pixels.
func (s *Set) Encoded() bool { return s.bytes != nil }

// Pixels reads image i, [H, W, C], into dst. It may be called from several goroutines at once.
func (s *Set) Pixels(i int, dst []uint8) error {
	if s.Encoded() {
		return fmt.Errorf("%w: %s holds encoded images, not pixels", ErrFormat, s.Format)
	}
	if i < 0 || i >= s.Count() {
		return diversity.Invalid("i", i, fmt.Sprintf("0..%d", s.Count()-1))
	}
	if size := s.Height * s.Width * s.Channels; len(dst) != size {
		return diversity.Invalid("len(dst)", len(dst), strconv.Itoa(size))
	}
	return s.pixels(i, dst)
}

// Bytes reads the file of image i. It may be called from several goroutines at once.
func (s *Set) Bytes(i int) ([]byte, error) {
	if !s.Encoded() {
		return nil, fmt.Errorf("%w: %s holds pixels, not encoded images", ErrFormat, s.Format)
	}
	if i < 0 || i >= s.Count() {
		return nil, diversity.Invalid("i", i, fmt.Sprintf("0..%d", s.Count()-1))
	}
	return s.bytes(i)
}

// Close releases the files.
func (s *Set) Close() error {
	var err error
	for _, c := range s.closer {
		err = errors.Join(err, c.Close())
	}
	s.closer = nil
	return err
}

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
}

// setLabels makes classes of the labels that occur, in their order, and says where some are missing.
func (s *Set) setLabels(labels []int, offset int) {
	distinct := slices.Clone(labels)
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	index := make(map[int]int, len(distinct))
	for i, label := range distinct {
		index[label] = i
		s.Classes = append(s.Classes, Class{ID: strconv.Itoa(label - offset)})
	}
	s.Labels = make([]int, len(labels))
	for i, label := range labels {
		s.Labels[i] = index[label]
	}
	if n := len(distinct); n > 0 && distinct[n-1]-distinct[0] != n-1 {
		s.Notes = append(s.Notes, fmt.Sprintf("labels %d..%d of which %d occur", distinct[0], distinct[n-1], n))
	}
}

// nameClasses gives classes the names in a list, by their labels.
func (s *Set) nameClasses(names []string) {
	for i, c := range s.Classes {
		if label, err := strconv.Atoi(c.ID); err == nil && label >= 0 && label < len(names) {
			s.Classes[i].Name = names[label]
		}
	}
}

// openSized opens a regular file and tells its size.
func openSized(path string) (*os.File, int64, error) {
	file, err := regular.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// transpose exchanges rows and columns of an image [W, H, C] into dst [H, W, C].
func transpose(dst, src []uint8, height, width, channels int) {
	for y := range height {
		for x := range width {
			copy(dst[(y*width+x)*channels:][:channels], src[(x*height+y)*channels:])
		}
	}
}

// interleave makes [H, W, C] of [C, H, W].
func interleave(dst, src []uint8, channels int) {
	plane := len(src) / channels
	for c := range channels {
		for i, v := range src[c*plane : (c+1)*plane] {
			dst[i*channels+c] = v
		}
	}
}

// readAt fills dst, which the file held when its size was looked at.
func readAt(at io.ReaderAt, name string, dst []byte, offset int64) error {
	if n, err := at.ReadAt(dst, offset); n < len(dst) {
		return fmt.Errorf("%s: offset %d: %w", name, offset+int64(n), err)
	}
	return nil
}
