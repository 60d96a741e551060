package arrays

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// openNumPy opens a pair of npy files, images and labels. Images are uint8 of shape [M, H, W], [M, H, W, C] or
// [M, C, H, W], labels integers of any width, [M] or [M, 1].
func openNumPy(imagesPath, labelsPath string) (*Set, error) {
	file, _, err := OpenSized(labelsPath)
	if err != nil {
		return nil, err
	}
	h, err := readNpyHeader(file)
	var labels []int
	if err == nil {
		labels, err = npyLabels(h, file)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", labelsPath, err)
	}
	s := &Set{}
	if err := s.openNpyImages(imagesPath, labels); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", imagesPath, err), s.Close())
	}
	return s, nil
}

func (s *Set) openNpyImages(path string, labels []int) error {
	file, size, err := OpenSized(path)
	if err != nil {
		return err
	}
	s.closer = append(s.closer, file)
	return s.npyImages(file, size, path, labels)
}

func (s *Set) npyImages(file io.ReaderAt, size int64, path string, labels []int) error {
	h, err := readNpyHeader(io.NewSectionReader(file, 0, size))
	if err != nil {
		return err
	}
	return s.useNpy(h, file, h.start, size-h.start, path, labels)
}

// useNpy reads images where the values begin at start and are size bytes.
func (s *Set) useNpy(h npyHeader, at io.ReaderAt, start, size int64, name string, labels []int) error {
	height, width, channels, planes, err := h.shape()
	switch {
	case err != nil:
		return err
	case size != h.values():
		return wrong("%d bytes of values, expected %d of the shape %v", size, h.values(), h.sizes)
	case h.sizes[0] != len(labels):
		return wrong("%d images, %d labels: expected equal counts", h.sizes[0], len(labels))
	}
	if err := s.SetLabels(labels); err != nil {
		return err
	}
	s.Height, s.Width, s.Channels, s.name = height, width, channels, numberedIn(filepath.Base(name))
	image := height * width * channels
	s.pixels = func(i int, dst []uint8) error { return readAt(at, name, dst, start+int64(i)*int64(image)) }
	if !planes || channels == 1 {
		return nil
	}
	s.Notes = append(s.Notes, fmt.Sprintf("images of shape %v taken for [M, C, H, W]", h.sizes))
	plain := s.pixels
	s.pixels = func(i int, dst []uint8) error {
		src := make([]uint8, image)
		err := plain(i, src)
		interleave(dst, src, channels)
		return err
	}
	return nil
}

// openNPZ opens an npz file, as numpy.savez and savez_compressed write it: arrays of images and labels under their
// usual names (images, x, data, arr_0; labels, y, targets, arr_1), with train, val and test in front or behind where
// there are splits (x_train, train_images), or under the names in Options. With a path of labels, both files hold one
// array each.
func openNPZ(path, labelsPath string, o Options) (*Set, error) {
	var labels []int
	if labelsPath != "" {
		file, size, err := OpenSized(labelsPath)
		if err != nil {
			return nil, err
		}
		labels, err = onlyLabels(file, size)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", labelsPath, err)
		}
	}
	file, size, err := OpenSized(path)
	if err != nil {
		return nil, err
	}
	s := &Set{closer: []io.Closer{file}}
	if labels != nil {
		err = s.onlyImages(file, size, path, labels, o)
	} else {
		err = s.readNPZ(file, size, path, o)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), s.Close())
	}
	return s, nil
}

// npzArrays are the arrays of an npz file, and their names in order.
func npzArrays(file io.ReaderAt, size int64) (map[string]*zip.File, []string, error) {
	in, err := zip.NewReader(file, size)
	if err != nil {
		return nil, nil, wrong("an npz file is a zip archive: %w", err)
	}
	arrays, names := map[string]*zip.File{}, []string{}
	for _, entry := range in.File {
		name := strings.TrimSuffix(entry.Name, ".npy")
		if arrays[name] != nil {
			return nil, nil, wrong("two arrays %q", name)
		}
		arrays[name] = entry
		names = append(names, name)
	}
	return arrays, names, nil
}

// onlyArray is the array of an npz file that holds no other.
func onlyArray(file io.ReaderAt, size int64) (*zip.File, error) {
	arrays, names, err := npzArrays(file, size)
	if err == nil && len(names) != 1 {
		err = wrong("arrays %s, expected one", strings.Join(names, ", "))
	}
	if err != nil {
		return nil, err
	}
	return arrays[names[0]], nil
}

func onlyLabels(file io.ReaderAt, size int64) ([]int, error) {
	entry, err := onlyArray(file, size)
	if err != nil {
		return nil, err
	}
	return npzLabels(entry)
}

func (s *Set) onlyImages(file io.ReaderAt, size int64, name string, labels []int, o Options) error {
	entry, err := onlyArray(file, size)
	if err != nil {
		return err
	}
	return s.npzImages(file, size, name, entry, labels, o.maxBytes())
}

func (s *Set) readNPZ(file io.ReaderAt, size int64, name string, o Options) error {
	arrays, names, err := npzArrays(file, size)
	if err != nil {
		return err
	}
	imagesName, labelsName := findArrays(names, o)
	if imagesName == "" {
		return diversity.Invalid("FolderOptions.Columns and Split", fmt.Sprintf("image %q, label %q, split %q", o.Columns.Image,
			o.Columns.Label, o.Split), "two of the arrays "+strings.Join(names, ", ")+", one of images and one of their labels")
	}
	labels, err := npzLabels(arrays[labelsName])
	if err != nil {
		return fmt.Errorf("array %s: %w", labelsName, err)
	}
	s.Split = splitOf(imagesName)
	s.Notes = append(s.Notes, fmt.Sprintf("arrays %s and %s of %s", imagesName, labelsName, strings.Join(names, ", ")))
	if err := s.npzImages(file, size, name, arrays[imagesName], labels, o.maxBytes()); err != nil {
		return fmt.Errorf("array %s: %w", imagesName, err)
	}
	return nil
}

// findArrays finds the arrays of images and labels of a split, "" if they are not among the names.
func findArrays(names []string, o Options) (images, labels string) {
	splits := []string{o.Split}
	if o.Split == "" {
		splits = []string{"train", ""}
	}
	for _, split := range splits {
		images = findArray(names, o.Columns.Image, split, []string{"images", "image", "imgs", "x", "data", "arr_0"})
		labels = findArray(names, o.Columns.Label, split, []string{"labels", "label", "y", "targets", "target", "arr_1"})
		if images != "" && labels != "" {
			return images, labels
		}
	}
	return "", ""
}

func findArray(names []string, asked, split string, usual []string) string {
	if asked != "" {
		usual, split = []string{asked}, ""
	}
	for _, name := range usual {
		wanted := []string{name}
		if split != "" {
			wanted = []string{split + "_" + name, name + "_" + split, split + name}
		}
		for _, have := range names {
			if slices.Contains(wanted, strings.ToLower(have)) || have == asked && asked != "" {
				return have
			}
		}
	}
	return ""
}

func npzLabels(entry *zip.File) (labels []int, err error) {
	in, err := entry.Open()
	if err != nil {
		return nil, wrong("%w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	h, err := readNpyHeader(in)
	if err != nil {
		return nil, err
	}
	return npyLabels(h, in)
}

// npzImages reads images on disk where they are stored, or else into memory.
func (s *Set) npzImages(file io.ReaderAt, size int64, name string, entry *zip.File, labels []int,
	limit int64,
) (err error) {
	in, err := entry.Open()
	if err != nil {
		return wrong("%w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	h, err := readNpyHeader(in)
	if err != nil {
		return err
	}
	if entry.Method == zip.Store {
		start, err := entry.DataOffset()
		if err != nil {
			return wrong("%w", err)
		}
		if entry.UncompressedSize64 > uint64(size) || start > size-int64(entry.UncompressedSize64) {
			return wrong("%d bytes from offset %d, the file ends at %d", entry.UncompressedSize64, start, size)
		}
		return s.useNpy(h, file, start+h.start, int64(entry.UncompressedSize64)-h.start, name, labels)
	}
	if _, _, _, _, err := h.shape(); err != nil {
		return err
	}
	at, err := s.unpack(in, packedValues{
		start: h.start, count: h.values(), sizes: h.sizes, packed: int64(entry.CompressedSize64), limit: limit,
	})
	if err != nil {
		return err
	}
	return s.useNpy(h, at, 0, h.values(), name, labels)
}
