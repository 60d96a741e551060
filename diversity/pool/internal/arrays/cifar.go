package arrays

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// An image of CIFAR: three planes of 32x32, behind one label or two.
const (
	cifarSide  = 32
	cifarBytes = 3 * cifarSide * cifarSide
)

// cifarKind is what differs between CIFAR-10 and CIFAR-100.
type cifarKind struct {
	head          int // bytes of labels in front of each image: the coarse one, and the fine one last
	coarse, fine  int // numbers of labels
	names, groups string
}

var (
	cifar10  = cifarKind{head: 1, coarse: 10, fine: 10, names: "batches.meta.txt"}
	cifar100 = cifarKind{head: 2, coarse: 20, fine: 100, names: "fine_label_names.txt", groups: "coarse_label_names.txt"}
)

// openCIFAR opens files of the binary version of CIFAR-10 or CIFAR-100, in which the coarse labels are the groups of
// the classes.
func openCIFAR(paths []string, kind cifarKind) (*Set, error) {
	s := &Set{Height: cifarSide, Width: cifarSide, Channels: 3}
	if err := s.readCIFAR(paths, kind); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// cifarBatch is a file of images.
type cifarBatch struct {
	at    io.ReaderAt
	name  string
	count int
}

func (s *Set) readCIFAR(paths []string, kind cifarKind) error {
	var batches []cifarBatch
	var labels [][2]int // coarse and fine
	for _, path := range paths {
		file, size, err := OpenSized(path)
		if err != nil {
			return err
		}
		s.closer = append(s.closer, file)
		record := int64(kind.head + cifarBytes)
		if size == 0 || size%record != 0 || size/record > MaxImages {
			return wrong("%s: %d bytes, expected a multiple of %d", path, size, record)
		}
		batch := cifarBatch{file, path, int(size / record)}
		if labels, err = batch.labels(labels, kind); err != nil {
			return err
		}
		batches = append(batches, batch)
	}
	s.useCIFAR(batches, kind.head)
	return s.nameCIFAR(filepath.Dir(paths[0]), labels, kind)
}

// labels reads all records, in order; the pixels are passed over.
func (b cifarBatch) labels(labels [][2]int, kind cifarKind) ([][2]int, error) {
	record := make([]byte, kind.head+cifarBytes)
	in := io.NewSectionReader(b.at, 0, int64(b.count)*int64(len(record)))
	for i := range b.count {
		if _, err := io.ReadFull(in, record); err != nil {
			return nil, fmt.Errorf("%s: %w", b.name, err)
		}
		coarse, fine := int(record[0]), int(record[kind.head-1])
		if coarse >= kind.coarse || fine >= kind.fine {
			return nil, wrong("%s: image %d has the labels %d, expected less than %d and %d", b.name, i, record[:kind.head],
				kind.coarse, kind.fine)
		}
		labels = append(labels, [2]int{coarse, fine})
	}
	return labels, nil
}

func (s *Set) useCIFAR(batches []cifarBatch, head int) {
	find := func(i int) (cifarBatch, int) {
		b := 0
		for ; i >= batches[b].count; b++ {
			i -= batches[b].count
		}
		return batches[b], i
	}
	s.name = func(i int) string {
		b, i := find(i)
		return numberedIn(filepath.Base(b.name))(i)
	}
	s.pixels = func(i int, dst []uint8) error {
		b, i := find(i)
		src := make([]uint8, cifarBytes)
		err := readAt(b.at, b.name, src, int64(i)*int64(head+cifarBytes)+int64(head))
		interleave(dst, src, 3)
		return err
	}
}

// nameCIFAR sets labels, names and groups. A fine label belongs to one coarse label.
func (s *Set) nameCIFAR(dir string, labels [][2]int, kind cifarKind) error {
	fine, groupOf := make([]int, len(labels)), map[int]int{}
	for i, l := range labels {
		fine[i] = l[1]
		if before, is := groupOf[l[1]]; is && before != l[0] {
			return wrong("%s: image %d: the fine label %d is of the coarse labels %d and %d", dir, i, l[1], before, l[0])
		}
		groupOf[l[1]] = l[0]
	}
	if err := s.SetLabels(fine); err != nil {
		return err
	}
	names, err := readNames(filepath.Join(dir, kind.names))
	if err != nil {
		return err
	}
	s.NameClasses(byNumber(names))
	if kind.groups == "" {
		return nil
	}
	groups, err := readNames(filepath.Join(dir, kind.groups))
	if err != nil {
		return err
	}
	for i, label := range s.numbers {
		s.Classes[i].Group = strconv.Itoa(groupOf[label])
		if group := groupOf[label]; group < len(groups) {
			s.Classes[i].Group = groups[group]
		}
	}
	return nil
}

// readNames reads a list of names, a line each; a list that is not there is empty.
func readNames(path string) ([]string, error) {
	if !isFile(path) {
		return nil, nil
	}
	text, err := regular.Read(path, MaxText)
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			names = append(names, line)
		}
	}
	return names, nil
}
