package prepared

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/gofrs/flock"

	"tradeoff/diversity/internal/regular"
)

// Set is an open set of prepared images. It is safe for concurrent use, and closed when nothing refers to it any more.
type Set struct {
	dir    string
	head   head
	files  *files
	body   int64 // where the columns begin
	firsts []int // number of the first image of each class, and of none
	bad    []int // numbers of the bad images, ascending

	verified [columnCount]sync.Once
	failed   [columnCount]error
}

// files are what a set has open.
type files struct {
	index, pixels mapping
	lock          *flock.Flock // nil: none
}

func (f *files) close() {
	_, _ = f.index.close(), f.pixels.close()
	if f.lock != nil {
		_ = f.lock.Close()
	}
}

// Open opens a prepared set. The error wraps [fs.ErrNotExist] if it is not prepared, [ErrDamaged] if it is damaged.
func (s Store) Open(key string) (*Set, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(s.indexPath(key)); err != nil {
		return nil, notThere(err)
	}
	lock := s.lockReaders(key)
	set, err := s.open(key, lock)
	if err != nil {
		if lock != nil {
			_ = lock.Close()
		}
		return nil, fmt.Errorf("prepared images %s: %w", s.folder(key), notThere(err))
	}
	runtime.AddCleanup(set, func(f *files) { f.close() }, set.files)
	return set, nil
}

// notThere takes a path through something that is no folder for one that does not exist.
func notThere(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("not prepared: %w", err)
	}
	return err
}

func (s Store) open(key string, lock *flock.Flock) (*Set, error) {
	h, body, length, err := readHeadFile(s.indexPath(key))
	if err != nil {
		return nil, err
	}
	if h.Key != key {
		return nil, fmt.Errorf("%w: the index is that of %.40q", ErrDamaged, h.Key)
	}
	f := &files{lock: lock}
	if f.index, err = openMapping(s.indexPath(key), length); err != nil {
		return nil, err
	}
	if f.pixels, err = openMapping(filepath.Join(s.folder(key), pixelsName), h.bytes()); err != nil {
		if errors.Is(err, fs.ErrNotExist) { // with an index there must be pixels
			err = fmt.Errorf("%w: %s is missing", ErrDamaged, pixelsName)
		}
		return nil, errors.Join(err, f.index.close())
	}
	set := &Set{dir: s.folder(key), head: h, files: f, body: body, firsts: []int{0}}
	for _, c := range h.Classes {
		set.firsts = append(set.firsts, set.firsts[len(set.firsts)-1]+c.Count)
	}
	if err := set.findBad(); err != nil {
		return nil, errors.Join(err, f.index.close(), f.pixels.close())
	}
	return set, nil
}

// readHeadFile reads the head of an index; it returns also where the columns begin and how long the file is.
func readHeadFile(path string) (h head, body, length int64, err error) {
	file, err := regular.OpenNoLink(path, func(flag int) (*os.File, error) {
		return os.OpenFile(path, os.O_RDONLY|flag, 0)
	})
	if err != nil {
		return head{}, 0, 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return head{}, 0, 0, err
	}
	h, body, err = readHead(file, info.Size())
	return h, body, info.Size(), err
}

// findBad lists the bad images, if there are any, and compares their number with that of each class.
func (s *Set) findBad() error {
	if len(s.head.Bad) == 0 {
		return nil
	}
	states, err := s.column(columnStates)
	if err != nil {
		return err
	}
	for image, state := range states {
		if state == bad {
			s.bad = append(s.bad, image)
		}
	}
	for i, c := range s.head.Classes {
		if n := len(s.badWithin(s.firsts[i], s.firsts[i+1])); n != c.Bad {
			return fmt.Errorf("%w: class %d has %d bad images, expected %d", ErrDamaged, i, n, c.Bad)
		}
	}
	return nil
}

// badWithin are the bad images of a range.
func (s *Set) badWithin(from, end int) []int {
	low, _ := slices.BinarySearch(s.bad, from)
	high, _ := slices.BinarySearch(s.bad, end)
	return s.bad[low:high]
}

// Key names the set.
func (s *Set) Key() string { return s.head.Key }

// About is what [Source.About] was.
func (s *Set) About() json.RawMessage { return s.head.About }

// Shape is the size of every image.
func (s *Set) Shape() (height, width, channels int) {
	return s.head.Height, s.head.Width, s.head.Channels
}

// Classes are the classes, those without an image included. The slice must not be changed.
func (s *Set) Classes() []Class { return s.head.Classes }

// Images is the number of images, bad ones included.
func (s *Set) Images() int { return s.head.Images }

// Content is the digest of the images that are not bad and of their classes.
func (s *Set) Content() string { return s.head.Content }

// Bytes is the size of both files.
func (s *Set) Bytes() int64 {
	last := s.head.Columns[columnNames]
	return s.head.bytes() + s.body + last.Offset + last.Length
}

// Bad are the first images that could not be decoded, and how many there are in all.
func (s *Set) Bad() (first []Bad, count int) { return s.head.Bad, len(s.bad) }

// Sums are the sums over all pixels of images that are not bad, and the number of pixels.
func (s *Set) Sums() (Sums, uint64) {
	good := uint64(s.head.Images - len(s.bad))
	return s.head.Sums, good * uint64(s.head.Height*s.head.Width)
}

// Image is the number of the sample'th image of a class that is not bad.
func (s *Set) Image(class, sample int) int {
	first := s.firsts[class]
	within := s.badWithin(first, s.firsts[class+1])
	skipped := sort.Search(len(within), func(i int) bool { return within[i]-first-i > sample })
	return first + sample + skipped
}

// Warnings are what to know of some images.
func (s *Set) Warnings() []Warning { return s.head.Warnings }

// Maker is who or what made an image, "" if that is not known.
func (s *Set) Maker(image int) (string, error) {
	if len(s.head.Makers) == 0 {
		return "", nil
	}
	number, err := s.number(columnMakers, image, len(s.head.Makers))
	if err != nil {
		return "", err
	}
	return s.head.Makers[number], nil
}

// number is an element of a column of numbers below a limit.
func (s *Set) number(column, image, limit int) (int, error) {
	data, err := s.part(column, int64(image)*4, 4)
	if err != nil {
		return 0, err
	}
	number := binary.LittleEndian.Uint32(data)
	if int64(number) >= int64(limit) {
		return 0, fmt.Errorf("%w: image %d has the number %d of %d in column %d", ErrDamaged, image, number, limit, column)
	}
	return int(number), nil
}

// place is where the pixels of an image lie.
func (s *Set) place(image int) (int, error) {
	if s.head.Columns[columnPlaces].Length == 0 {
		return image, nil
	}
	return s.number(columnPlaces, image, s.head.Images)
}

// Read writes the pixels of an image into dst.
func (s *Set) Read(image int, dst []uint8) error {
	place, err := s.place(image)
	if err != nil {
		return err
	}
	size := int64(s.head.size())
	err = s.files.pixels.read(dst[:size], int64(place)*size)
	runtime.KeepAlive(s)
	return err
}

// column is a whole column, verified.
func (s *Set) column(number int) ([]byte, error) {
	c := s.head.Columns[number]
	data := make([]byte, c.Length)
	if err := s.files.index.read(data, s.body+c.Offset); err != nil {
		return nil, err
	}
	runtime.KeepAlive(s)
	if c.Length == 0 {
		return nil, nil
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != c.Sum {
		return nil, fmt.Errorf("%w: column %d of the index has another checksum", ErrDamaged, number)
	}
	return data, nil
}

// verify checks a column the first time that it is used.
func (s *Set) verify(number int) error {
	s.verified[number].Do(func() { _, s.failed[number] = s.column(number) })
	return s.failed[number]
}

// part reads elements of a column.
func (s *Set) part(number int, offset, length int64) ([]byte, error) {
	if err := s.verify(number); err != nil {
		return nil, err
	}
	data := make([]byte, length)
	err := s.files.index.read(data, s.body+s.head.Columns[number].Offset+offset)
	runtime.KeepAlive(s)
	return data, err
}

// Digest is that of an image's pixels.
func (s *Set) Digest(image int) ([DigestSize]byte, error) {
	data, err := s.part(columnDigests, int64(image)*DigestSize, DigestSize)
	if err != nil {
		return [DigestSize]byte{}, err
	}
	return [DigestSize]byte(data), nil
}

// Hash is the difference hash of an image.
func (s *Set) Hash(image int) (uint64, error) {
	data, err := s.part(columnHashes, int64(image)*8, 8)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(data), nil
}

// Name is the name of an image, as the source gave it.
func (s *Set) Name(image int) (string, error) {
	from := uint64(0)
	if image > 0 {
		data, err := s.part(columnEnds, int64(image-1)*8, 8)
		if err != nil {
			return "", err
		}
		from = binary.LittleEndian.Uint64(data)
	}
	data, err := s.part(columnEnds, int64(image)*8, 8)
	if err != nil {
		return "", err
	}
	end := binary.LittleEndian.Uint64(data)
	if from > end || end > math.MaxInt64 || int64(end) > s.head.Columns[columnNames].Length {
		return "", fmt.Errorf("%w: the name of image %d goes from %d to %d", ErrDamaged, image, from, end)
	}
	name, err := s.part(columnNames, int64(from), int64(end-from))
	return string(name), err
}

// digestsByPlace are the digests in the order in which the pixels lie, and the images in that order; nil: their own.
func (s *Set) digestsByPlace() (sorted []byte, order []int, err error) {
	digests, err := s.column(columnDigests)
	if err != nil || s.head.Columns[columnPlaces].Length == 0 {
		return digests, nil, err
	}
	sorted, order = make([]byte, len(digests)), make([]int, s.head.Images)
	for image := range s.head.Images {
		place, err := s.place(image)
		if err != nil {
			return nil, nil, err
		}
		copy(sorted[place*DigestSize:][:DigestSize], digests[image*DigestSize:])
		order[place] = image
	}
	return sorted, order, nil
}

// Check compares all pixels with their digests, and the columns with their checksums.
func (s *Set) Check(ctx context.Context) error {
	for number := range columnCount {
		if _, err := s.column(number); err != nil {
			return err
		}
	}
	digests, order, err := s.digestsByPlace()
	if err != nil {
		return err
	}
	buffer := make([]byte, s.head.perBlock()*s.head.size())
	for i := range s.head.blocks() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		first, end := s.head.block(i)
		data := buffer[:(end-first)*s.head.size()]
		if err := s.files.pixels.read(data, int64(first)*int64(s.head.size())); err != nil {
			return err
		}
		if i := differs(data, digests[first*DigestSize:end*DigestSize]); i >= 0 {
			return fmt.Errorf("%w: the pixels of image %d have another digest", ErrDamaged, Source{Order: order}.image(first+i))
		}
	}
	runtime.KeepAlive(s)
	return nil
}
