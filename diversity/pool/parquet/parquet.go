// Package parquet lets pool.Folder open Parquet files with a column of images, as the Hugging Face hub writes them. A
// program imports it for that alone:
//
//	import _ "tradeoff/diversity/pool/parquet"
//
// It is a package of its own, since the reader of Parquet is large and most programs do without it. A pool that is
// prepared already is opened without it.
//
// The files are those of a split, as their names tell (train-00000-of-00002.parquet), in the folder or in its folder
// data. They have a column of images, struct{bytes, path} or bytes, and one of labels, integers or texts, under their
// usual names (image, img; label, labels, fine_label) or those in pool.Columns. Names of classes come from the
// ClassLabel in the metadata of the first file; a column coarse_label beside fine_label, or Columns.Group, holds their
// superclasses, Columns.Source who or what made each image.
package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"tradeoff/diversity/pool/internal/arrays"
)

func init() { arrays.Register(arrays.Parquet, open) }

// open opens the files of a split.
func open(paths []string, o arrays.Options) (*arrays.Set, error) {
	r := &reader{}
	for _, path := range paths {
		if err := guard(func() error { return r.addFile(path, o.Columns) }); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), r.close())
		}
	}
	s, err := r.set()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", paths[0], err), r.close())
	}
	return s, nil
}

var wrong = arrays.Wrong

// guard makes errors of the panics with which the library meets some damaged files.
func guard(work func() error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = wrong("the Parquet file is damaged: %v", reason)
		}
	}()
	return work()
}

// group is a row group of a file.
type group struct {
	path   string
	chunk  parquet.ColumnChunk // of the images' bytes
	first  int                 // its first row among all
	count  int
	number int // within the file
}

// reader gathers what the files hold.
type reader struct {
	groups                  []group
	labels, coarse, sources []string // of each row, as text
	rows                    int
	// names of classes and of their groups by their label
	names, groupNames []string
	texts             bool // labels are texts
	files             []io.Closer
}

func (r *reader) close() error {
	var err error
	for _, file := range r.files {
		err = errors.Join(err, file.Close())
	}
	return err
}

func (r *reader) addFile(path string, names arrays.Columns) error {
	file, size, err := arrays.OpenSized(path)
	if err != nil {
		return err
	}
	r.files = append(r.files, file)
	return r.add(file, size, path, names)
}

// add reads what a file holds but the images.
func (r *reader) add(file io.ReaderAt, size int64, path string, names arrays.Columns) error {
	if err := checkFooter(file, size); err != nil {
		return err
	}
	in, err := parquet.OpenFile(file, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return wrong("%w", err)
	}
	found, err := findColumns(in.Schema(), names)
	if err != nil {
		return err
	}
	if len(r.groups) == 0 {
		r.names, r.groupNames = classLabels(in, found.labelName), classLabels(in, found.groupName)
		r.texts = found.texts
	} else if r.texts != found.texts {
		return wrong("labels are texts in one file and numbers in another")
	}
	if err := checkChunks(in, size); err != nil {
		return err
	}
	return r.addGroups(in, size, path, found)
}

// maxInflation is how many times its size a file may unpack to: images do not compress.
const maxInflation = 100

// checkChunks refuses a file that claims more than it can hold.
func checkChunks(in *parquet.File, size int64) error {
	var total int64
	for i, group := range in.Metadata().RowGroups {
		for _, c := range group.Columns {
			n := c.MetaData.TotalUncompressedSize
			if total += n; n < 0 || total < 0 || total > maxInflation*size+1<<20 {
				return wrong("row group %d claims %d bytes, at most %d times the file's %d are unpacked", i, n, maxInflation, size)
			}
		}
	}
	return nil
}

func (r *reader) addGroups(in *parquet.File, size int64, path string, found columns) error {
	for i, g := range in.RowGroups() {
		// an image takes some bytes, however well it is compressed
		if n := g.NumRows(); n < 0 || n > size || r.rows+int(n) > arrays.MaxImages {
			return wrong("row group %d claims %d rows, in a file of %d bytes", i, n, size)
		}
		rows, chunks := int(g.NumRows()), g.ColumnChunks()
		for _, column := range []struct {
			at   int
			name string
			into *[]string
		}{{found.label, found.labelName, &r.labels}, {found.group, found.groupName, &r.coarse},
			{found.source, found.sourceName, &r.sources}} {
			if column.at < 0 {
				continue
			}
			texts, err := readTexts(chunks[column.at], rows)
			if err != nil {
				return fmt.Errorf("row group %d: column %s: %w", i, column.name, err)
			}
			*column.into = append(*column.into, texts...)
		}
		r.groups = append(r.groups, group{path, chunks[found.image], r.rows, rows, i})
		r.rows += rows
	}
	return nil
}

// checkFooter refuses a file too short for its footer before memory is set aside for that.
func checkFooter(r io.ReaderAt, size int64) error {
	if size < 12 {
		return wrong("it has only %d bytes", size)
	}
	var end [8]byte
	if _, err := r.ReadAt(end[:], size-8); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if footer := int64(binary.LittleEndian.Uint32(end[:])); string(end[4:]) != "PAR1" || footer > size-12 {
		return wrong("it does not end as a whole Parquet file does")
	}
	return nil
}

// set makes classes and groups of the labels.
func (r *reader) set() (*arrays.Set, error) {
	s := arrays.NewEncoded(r.newCursor, r.name, r.files...)
	if err := r.setLabels(s); err != nil {
		return nil, err
	}
	s.Sources = r.sources
	return s, r.group(s)
}

func (r *reader) setLabels(s *arrays.Set) error {
	if r.texts {
		return s.SetTexts(r.labels)
	}
	labels := make([]int, len(r.labels))
	for i, text := range r.labels {
		label, err := strconv.Atoi(text)
		if err != nil || label > arrays.MaxImages {
			return wrong("row %d has the label %s, expected at most %d", i, text, arrays.MaxImages)
		}
		labels[i] = label
	}
	if err := s.SetLabels(labels); err != nil {
		return err
	}
	names := map[int]string{}
	for i, name := range r.names {
		names[i] = name
	}
	s.NameClasses(names)
	return nil
}

// group sets the groups of classes by the coarse label of each image.
func (r *reader) group(s *arrays.Set) error {
	for i, text := range r.coarse {
		if label, err := strconv.Atoi(text); err == nil && label >= 0 && label < len(r.groupNames) {
			text = r.groupNames[label]
		}
		c := &s.Classes[s.Labels[i]]
		if c.Group != "" && c.Group != text {
			return wrong("row %d: class %s is of the groups %q and %q", i, c.ID, c.Group, text)
		}
		c.Group = text
	}
	return nil
}

// name is the file and the row of an image.
func (r *reader) name(i int) string {
	g := r.groups[r.groupOf(i)]
	first := g.first
	for number := r.groupOf(i); number >= 0 && r.groups[number].path == g.path; number-- {
		first = r.groups[number].first
	}
	return filepath.Base(g.path) + "#" + strconv.Itoa(i-first)
}
