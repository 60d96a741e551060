package arrays

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/regular"
)

// An image of CIFAR: three planes of 32x32, behind one label or two.
const (
	cifarSide  = 32
	cifarBytes = 3 * cifarSide * cifarSide
)

// CIFAR opens the folder of the binary version of CIFAR-10 (data_batch_1.bin ... data_batch_5.bin, test_batch.bin,
// batches.meta.txt) or of CIFAR-100 (train.bin, test.bin, fine_label_names.txt, coarse_label_names.txt). The coarse
// labels of CIFAR-100 are the groups of its classes.
func CIFAR(dir string, o Options) (*Set, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	hundred := isFile(filepath.Join(dir, "train.bin")) || isFile(filepath.Join(dir, "fine_label_names.txt"))
	files, err := cifarFiles(dir, o.Split, hundred)
	if err != nil {
		return nil, err
	}
	s := &Set{Format: "CIFAR-10", Height: cifarSide, Width: cifarSide, Channels: 3}
	if hundred {
		s.Format = "CIFAR-100"
	}
	if err := s.openCIFAR(dir, files, hundred, o.Coarse); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// cifarFiles are the files of a split.
func cifarFiles(dir, split string, hundred bool) ([]string, error) {
	switch {
	case split == "val":
		return nil, diversity.Invalid("Options.Split", split, "train or test: CIFAR has no other")
	case hundred && split == "test":
		return []string{"test.bin"}, nil
	case hundred:
		return []string{"train.bin"}, nil
	case split == "test":
		return []string{"test_batch.bin"}, nil
	}
	var files []string
	for i := range 5 {
		files = append(files, fmt.Sprintf("data_batch_%d.bin", i+1))
	}
	if !isFile(filepath.Join(dir, files[0])) {
		return nil, wrong("%s holds neither %s of CIFAR-10 nor train.bin of CIFAR-100 (the binary version, not the Python one)",
			dir, files[0])
	}
	return files, nil
}

// cifarBatch is a file of images.
type cifarBatch struct {
	at    io.ReaderAt
	name  string
	count int
}

func (s *Set) openCIFAR(dir string, files []string, hundred, coarse bool) error {
	head := 1
	if hundred {
		head = 2
	}
	var batches []cifarBatch
	var labels [][2]int // coarse and fine
	for _, name := range files {
		file, size, err := openSized(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		s.closer = append(s.closer, file)
		record := int64(head + cifarBytes)
		if size == 0 || size%record != 0 || size/record > maxImages {
			return wrong("%s: %d bytes, expected a multiple of %d", file.Name(), size, record)
		}
		batch := cifarBatch{file, file.Name(), int(size / record)}
		if labels, err = batch.labels(labels, head); err != nil {
			return err
		}
		batches = append(batches, batch)
	}
	s.useCIFAR(batches, head)
	return s.nameCIFAR(dir, labels, hundred, coarse)
}

// labels reads all records, in order; the pixels are passed over.
func (b cifarBatch) labels(labels [][2]int, head int) ([][2]int, error) {
	record := make([]byte, head+cifarBytes)
	in := io.NewSectionReader(b.at, 0, int64(b.count)*int64(len(record)))
	for i := range b.count {
		if _, err := io.ReadFull(in, record); err != nil {
			return nil, fmt.Errorf("%s: %w", b.name, err)
		}
		coarse, fine := int(record[0]), int(record[head-1])
		if most := [][2]int{{9, 9}, {19, 99}}[head-1]; coarse > most[0] || fine > most[1] {
			return nil, wrong("%s: image %d has the labels %d, expected at most %d", b.name, i, record[:head], most[:head])
		}
		labels = append(labels, [2]int{coarse, fine})
	}
	return labels, nil
}

func (s *Set) useCIFAR(batches []cifarBatch, head int) {
	s.pixels = func(i int, dst []uint8) error {
		b := 0
		for ; i >= batches[b].count; b++ {
			i -= batches[b].count
		}
		src := make([]uint8, cifarBytes)
		err := readAt(batches[b].at, batches[b].name, src, int64(i)*int64(head+cifarBytes)+int64(head))
		interleave(dst, src, 3)
		return err
	}
}

// nameCIFAR sets labels, names and groups. A fine label belongs to one coarse label.
func (s *Set) nameCIFAR(dir string, labels [][2]int, hundred, coarse bool) error {
	chosen, groupOf := make([]int, len(labels)), map[int]int{}
	for i, l := range labels {
		chosen[i] = l[1]
		if hundred && coarse {
			chosen[i] = l[0]
		}
		if before, is := groupOf[l[1]]; is && before != l[0] {
			return wrong("%s: image %d: the fine label %d is of the coarse labels %d and %d", dir, i, l[1], before, l[0])
		}
		groupOf[l[1]] = l[0]
	}
	s.setLabels(chosen, 0)
	list := "batches.meta.txt"
	if hundred {
		list = "fine_label_names.txt"
	}
	coarseNames, err := readNames(filepath.Join(dir, "coarse_label_names.txt"), hundred)
	if err != nil {
		return err
	}
	names, err := readNames(filepath.Join(dir, list), true)
	if err != nil {
		return err
	}
	if hundred && coarse {
		s.nameClasses(coarseNames)
		return nil
	}
	s.nameClasses(names)
	for i, c := range s.Classes {
		label, _ := strconv.Atoi(c.ID) // as setLabels wrote it
		if group := groupOf[label]; hundred && group < len(coarseNames) {
			s.Classes[i].Group = coarseNames[group]
		} else if hundred {
			s.Classes[i].Group = strconv.Itoa(group)
		}
	}
	return nil
}

// readNames reads a list of names, a line each; a list that is not there or not wanted is empty.
func readNames(path string, wanted bool) ([]string, error) {
	if !wanted || !isFile(path) {
		return nil, nil
	}
	text, err := regular.Read(path, maxText)
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
