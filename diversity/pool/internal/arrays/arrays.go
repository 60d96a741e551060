// Package arrays reads labelled images that are kept many in a file: IDX (MNIST, EMNIST, QMNIST), the binary files of
// CIFAR-10 and CIFAR-100, the MATLAB files of SVHN, NumPy's npy and npz, and what other packages [Register], such as
// Parquet. [Find] recognises them by their names, without reading them; [Files.Open] reads labels and names of classes.
// Images are pixels, or files to be decoded by the caller.
//
// Pixels stay on disk where they can be read from there; what is compressed is held in memory or, if it is large, in a
// file without a name. Sizes are checked against the file before anything is allocated.
package arrays

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/regular"
)

// ErrFormat is wrapped by errors about what a file holds.
var ErrFormat = errors.New("not what its reader expects")

// Version of the readers. It is part of the hash of every prepared pool: whoever changes a pixel or a label raises it.
const Version = 1

// Bounds of what a header may claim: they keep every product of sizes within 63 bits.
const (
	maxSide     = 16384
	maxChannels = 16
	MaxImages   = 1 << 30
	maxLabels   = 1 << 26 // in a list of labels
	maxLabelled = 1 << 29 // bytes of that list, uncompressed
	MaxText     = 1 << 22 // bytes of a list of names
)

// DefaultMaxBytes bounds what is unpacked of compressed pixels.
const DefaultMaxBytes = 4 << 30

// Options says what to read and how. Its zero value takes train where there are splits. Errors about it name the fields
// of pool.FolderOptions which they come from.
type Options struct {
	Layout string // one of [Layouts]; "": what is recognised
	Split  string // "train", "val" or "test"; "": train where there are splits
	// tells which files are not looked at, by their names; nil: none
	LeavesOut func(name string) bool
	LabelFile string // IDX and npy: the file of labels, in the folder or elsewhere; "": the one with the fitting name
	Columns   Columns
	MaxBytes  int64 // bytes to which compressed pixels may unpack; 0: 4 GiB
}

// Columns are the names of arrays in an npz file, or of columns of Parquet. Empty ones are looked for by their usual
// names.
type Columns struct{ Image, Label, Group, Source string }

func (o Options) maxBytes() int64 {
	if o.MaxBytes == 0 {
		return DefaultMaxBytes
	}
	return o.MaxBytes
}

// Class is a class of a set.
type Class struct {
	ID    string // its name where all classes have different ones, else the label in decimal
	Name  string // its name where that is not its ID, or ""
	Group string // its superclass, or ""
}

// Set is a set of labelled images. Close it when nothing is to be read any more.
type Set struct {
	Notes   []string // what was assumed
	Classes []Class  // in the order of their labels
	Labels  []int    // the class of each image
	Sources []string // who or what made each image; nil: not known
	Split   string   // that the names of arrays tell, or ""
	// of all images; 0 where they are encoded, each with a size of its own
	Height, Width, Channels int

	numbers []int // the label of each class; nil where labels are texts
	pixels  func(i int, dst []uint8) error
	reader  func() func(i int) ([]byte, error)
	name    func(i int) string
	closer  []io.Closer
}

// NewEncoded makes a set, of one image for each label, whose images are files to be decoded. Reader returns a function
// that reads them, for one goroutine; name is where an image is. The set owns what is to be closed.
func NewEncoded(reader func() func(i int) ([]byte, error), name func(i int) string, closers ...io.Closer) *Set {
	return &Set{reader: reader, name: name, closer: closers}
}

// Count is the number of images.
func (s *Set) Count() int { return len(s.Labels) }

// Encoded reports whether images are files to be decoded, which [Set.Reader] reads, and not pixels.
func (s *Set) Encoded() bool { return s.reader != nil }

// Name says where an image is: the file and its number there.
func (s *Set) Name(i int) string { return s.name(i) }

// numberedIn names images of one file.
func numberedIn(file string) func(i int) string {
	return func(i int) string { return file + "#" + strconv.Itoa(i) }
}

// Pixels reads image i, [H, W, C], into dst. It may be called from several goroutines at once.
func (s *Set) Pixels(i int, dst []uint8) error {
	if s.Encoded() {
		return wrong("the images are encoded, not pixels")
	}
	if i < 0 || i >= s.Count() {
		return diversity.Invalid("i", i, fmt.Sprintf("0..%d", s.Count()-1))
	}
	if size := s.Height * s.Width * s.Channels; len(dst) != size {
		return diversity.Invalid("len(dst)", len(dst), strconv.Itoa(size))
	}
	return s.pixels(i, dst)
}

// Reader returns a function that reads the file of an image. It is for one goroutine, and fast in the order of the
// images.
func (s *Set) Reader() (func(i int) ([]byte, error), error) {
	if !s.Encoded() {
		return nil, wrong("the images are pixels, not encoded")
	}
	read := s.reader()
	return func(i int) ([]byte, error) {
		if i < 0 || i >= s.Count() {
			return nil, diversity.Invalid("i", i, fmt.Sprintf("0..%d", s.Count()-1))
		}
		return read(i)
	}, nil
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

// Wrong is an error about what a file holds.
func Wrong(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
}

func wrong(format string, args ...any) error { return Wrong(format, args...) }

// SetLabels makes classes of the labels that occur, in their order, and says where some are missing. The slice becomes
// the set's own.
func (s *Set) SetLabels(labels []int) error {
	if len(labels) == 0 {
		return wrong("no image")
	}
	if i := slices.IndexFunc(labels, func(label int) bool { return label < 0 }); i >= 0 {
		return wrong("%w", diversity.Invalid(fmt.Sprintf("label of image %d", i), labels[i],
			"at least 0: a negative number often stands for an image without a label"))
	}
	index := map[int]int{}
	for _, label := range labels {
		index[label] = 0
	}
	s.numbers = slices.Sorted(maps.Keys(index))
	s.Classes = make([]Class, len(s.numbers))
	for i, label := range s.numbers {
		index[label] = i
		s.Classes[i] = Class{ID: strconv.Itoa(label)}
	}
	for i, label := range labels {
		labels[i] = index[label]
	}
	s.Labels = labels
	if n := len(s.numbers); s.numbers[n-1]-s.numbers[0] != n-1 {
		s.Notes = append(s.Notes, fmt.Sprintf("labels %d..%d, of which %d occur", s.numbers[0], s.numbers[n-1], n))
	}
	return nil
}

// SetTexts makes classes of labels that are texts.
func (s *Set) SetTexts(labels []string) error {
	if len(labels) == 0 {
		return wrong("no image")
	}
	distinct := slices.Clone(labels)
	slices.Sort(distinct)
	index := map[string]int{}
	for i, text := range slices.Compact(distinct) {
		index[text] = i
		s.Classes = append(s.Classes, Class{ID: text})
	}
	s.Labels = make([]int, len(labels))
	for i, text := range labels {
		s.Labels[i] = index[text]
	}
	return nil
}

// NameClasses gives classes the names of their labels. The names become their IDs if there is one for each class and
// all names are different, regardless of case, and without a slash, which would read as a superclass.
func (s *Set) NameClasses(names map[int]string) {
	different, whole := map[string]bool{}, true
	for _, name := range names {
		folded := strings.ToLower(name)
		whole = whole && name != "" && !different[folded] && !strings.Contains(name, "/")
		different[folded] = true
	}
	for _, label := range s.numbers {
		whole = whole && names[label] != ""
	}
	for i, label := range s.numbers {
		if whole {
			s.Classes[i].ID = names[label]
		} else {
			s.Classes[i].Name = names[label]
		}
	}
}

// byNumber are names by their place in a list.
func byNumber(names []string) map[int]string {
	out := make(map[int]string, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}

// OpenSized opens a regular file and tells its size.
func OpenSized(path string) (*os.File, int64, error) {
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
