package arrays

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"tradeoff/diversity"
)

// Parquet opens Parquet files of labelled images, one or the parts of a split, as the Hugging Face hub writes them: a
// column of images, struct{bytes, path} or bytes, and one of labels, integers or texts, under their usual names (image,
// img; label, labels, fine_label) or those in Options. Names of classes come from the ClassLabel in the metadata of the
// first file; a column coarse_label beside fine_label holds their groups. Images are encoded: see [Set.Bytes].
func Parquet(paths []string, o Options) (s *Set, err error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, diversity.Invalid("paths", "none", "one or more files")
	}
	s = &Set{Format: "Parquet"}
	r := &parquetReader{}
	for _, path := range paths {
		if err := guard(func() error { return s.addParquet(r, path, o) }); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), s.Close())
		}
	}
	if err := s.useParquet(r); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", paths[0], err), s.Close())
	}
	return s, nil
}

// guard makes errors of the panics with which the library meets some damaged files.
func guard(work func() error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = wrong("the Parquet file is damaged: %v", reason)
		}
	}()
	return work()
}

// ParquetFiles are the Parquet files in a folder that hold a split, by their names: train-00000-of-00002.parquet. Where
// no name has a split, they are all of them.
func ParquetFiles(dir, split string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.parquet"))
	if err != nil {
		return nil, err
	}
	slices.Sort(all)
	splitOf := func(path string) string {
		name := strings.ToLower(filepath.Base(path))
		for _, s := range []string{"train", "val", "test"} {
			if strings.HasPrefix(name, s) {
				return s
			}
		}
		return ""
	}
	wanted := split
	if split == "" {
		wanted = "train"
	}
	found := slices.DeleteFunc(slices.Clone(all), func(path string) bool { return splitOf(path) != wanted })
	switch {
	case len(all) == 0:
		return nil, wrong("%s holds no Parquet file", dir)
	case len(found) > 0:
		return found, nil
	case split == "" && !slices.ContainsFunc(all, func(path string) bool { return splitOf(path) != "" }):
		return all, nil
	}
	return nil, diversity.Invalid("Options.Split", fmt.Sprintf("%q", split), "train, val or test, as one of the files in "+
		dir+" begins")
}

func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

// parquetGroup is a row group of a file.
type parquetGroup struct {
	name   string
	chunk  parquet.ColumnChunk // of the images' bytes
	first  int                 // its first row among all
	count  int
	number int
}

// parquetReader gathers what the files hold.
type parquetReader struct {
	groups []parquetGroup
	labels []string // as text
	coarse []string
	rows   int
	// names of classes by their label
	names, coarseNames []string
	texts              bool // labels are texts
	pages              pageCache
}

func (s *Set) addParquet(r *parquetReader, path string, o Options) error {
	file, size, err := openSized(path)
	if err != nil {
		return err
	}
	s.closer = append(s.closer, file)
	return r.add(file, size, path, o)
}

// add reads what a file holds but the images.
func (r *parquetReader) add(file io.ReaderAt, size int64, path string, o Options) error {
	if err := checkFooter(file, size); err != nil {
		return err
	}
	in, err := parquet.OpenFile(file, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return wrong("%w", err)
	}
	columns, err := findColumns(in.Schema(), o)
	if err != nil {
		return err
	}
	if len(r.groups) == 0 {
		r.names, r.coarseNames = classLabels(in, columns.labelName), classLabels(in, "coarse_label")
		r.texts = columns.texts
	} else if r.texts != columns.texts {
		return wrong("labels are texts in one file and numbers in another")
	}
	return r.addGroups(in, path, columns)
}

func (r *parquetReader) addGroups(in *parquet.File, name string, columns parquetColumns) error {
	for i, group := range in.RowGroups() {
		if n := group.NumRows(); n < 0 || n > maxImages || r.rows+int(n) > maxImages {
			return wrong("row group %d has %d rows, at most %d are read", i, n, maxImages)
		}
		chunks := group.ColumnChunks()
		labels, err := readLabels(chunks[columns.label], int(group.NumRows()))
		if err != nil {
			return fmt.Errorf("row group %d: column %s: %w", i, columns.labelName, err)
		}
		r.labels = append(r.labels, labels...)
		if columns.coarse >= 0 {
			if labels, err = readLabels(chunks[columns.coarse], int(group.NumRows())); err != nil {
				return fmt.Errorf("row group %d: column coarse_label: %w", i, err)
			}
			r.coarse = append(r.coarse, labels...)
		}
		r.groups = append(r.groups, parquetGroup{name, chunks[columns.image], r.rows, len(labels), i})
		r.rows += len(labels)
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

// parquetColumns are the numbers of the leaf columns.
type parquetColumns struct {
	image, label, coarse int
	labelName            string
	texts                bool
}

// findColumns finds the columns of images and labels.
func findColumns(schema *parquet.Schema, o Options) (parquetColumns, error) {
	leaf := func(path ...string) int {
		found, ok := schema.Lookup(path...)
		if !ok || found.MaxRepetitionLevel > 0 {
			return -1
		}
		return found.ColumnIndex
	}
	found := parquetColumns{image: -1, label: -1, coarse: -1}
	for _, name := range usualOr(o.Images, "image", "img", "images", "jpg", "png") {
		if found.image = max(leaf(name, "bytes"), leaf(name)); found.image >= 0 {
			break
		}
	}
	for _, name := range usualOr(o.Labels, "label", "labels", "fine_label", "cls", "class", "target") {
		if found.label = leaf(name); found.label >= 0 {
			found.labelName = name
			break
		}
	}
	var names []string
	for _, path := range schema.Columns() {
		names = append(names, strings.Join(path, "."))
	}
	if found.image < 0 || found.label < 0 {
		return found, wrong("columns %s: expected one of images (image.bytes) and one of labels, or Options.Images and "+
			"Options.Labels with their names", strings.Join(names, ", "))
	}
	column, _ := schema.Lookup(schema.Columns()[found.image]...)
	if column.Node.Type().Kind() != parquet.ByteArray {
		return found, wrong("column %s holds %v, expected bytes of images", names[found.image], column.Node.Type())
	}
	if found.labelName == "fine_label" {
		found.coarse = leaf("coarse_label")
	}
	column, _ = schema.Lookup(found.labelName)
	found.texts = column.Node.Type().Kind() == parquet.ByteArray
	return found, nil
}

func usualOr(asked string, usual ...string) []string {
	if asked != "" {
		return []string{asked}
	}
	return usual
}

// classLabels are the names of a ClassLabel in the metadata that the hub writes; whatever else is there tells none.
func classLabels(in *parquet.File, column string) []string {
	text, _ := in.Lookup("huggingface")
	var metadata struct {
		Info struct {
			Features map[string]json.RawMessage `json:"features"`
		} `json:"info"`
	}
	var feature struct {
		Names []string `json:"names"`
	}
	if len(text) > maxText || json.Unmarshal([]byte(text), &metadata) != nil ||
		json.Unmarshal(metadata.Info.Features[column], &feature) != nil {
		return nil
	}
	return feature.Names
}

// readLabels reads a column of integers or texts.
func readLabels(chunk parquet.ColumnChunk, rows int) (labels []string, err error) {
	pages := chunk.Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, wrong("%w", err)
		}
		err = eachValue(page, func(v parquet.Value) error {
			text, err := labelText(v)
			labels = append(labels, text)
			if err == nil && len(labels) > rows {
				err = wrong("more values than the %d rows", rows)
			}
			return err
		})
		parquet.Release(page)
		if err != nil {
			return nil, err
		}
	}
	if len(labels) != rows {
		return nil, wrong("%d values, expected %d", len(labels), rows)
	}
	return labels, nil
}

// eachValue visits the values of a page.
func eachValue(page parquet.Page, visit func(parquet.Value) error) error {
	in, buffer := page.Values(), make([]parquet.Value, 64)
	for {
		n, err := in.ReadValues(buffer)
		for _, v := range buffer[:n] {
			if err := visit(v); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrong("%w", err)
		}
		if n == 0 {
			return wrong("%w", io.ErrNoProgress)
		}
	}
}

func labelText(v parquet.Value) (string, error) {
	switch {
	case v.IsNull():
		return "", wrong("a row without a label")
	case v.Kind() == parquet.Int32:
		return strconv.Itoa(int(v.Int32())), nil
	case v.Kind() == parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10), nil
	case v.Kind() == parquet.Boolean:
		return map[bool]string{false: "0", true: "1"}[v.Boolean()], nil
	case v.Kind() == parquet.ByteArray && len(v.ByteArray()) > 0 && len(v.ByteArray()) < 4096:
		return string(v.ByteArray()), nil
	}
	return "", wrong("a label %.80v of kind %v, expected an integer or a text", v, v.Kind())
}

// useParquet sets classes, groups and how images are read.
func (s *Set) useParquet(r *parquetReader) error {
	if r.rows == 0 {
		return wrong("no row")
	}
	if r.texts {
		s.setTexts(r.labels)
	} else {
		labels := make([]int, len(r.labels))
		for i, text := range r.labels {
			label, err := strconv.Atoi(text)
			if err != nil || label < -maxImages || label > maxImages {
				return wrong("row %d has the label %s, expected at most %d", i, text, maxImages)
			}
			labels[i] = label
		}
		s.setLabels(labels, 0)
		s.nameClasses(r.names)
	}
	if err := s.group(r); err != nil {
		return err
	}
	s.bytes = r.read
	return nil
}

// setTexts makes classes of labels that are texts.
func (s *Set) setTexts(labels []string) {
	distinct := slices.Clone(labels)
	slices.Sort(distinct)
	index := map[string]int{}
	for i, text := range slices.Compact(distinct) {
		index[text] = i
		s.Classes = append(s.Classes, Class{ID: text})
	}
	for _, text := range labels {
		s.Labels = append(s.Labels, index[text])
	}
}

// group sets the groups of classes by the coarse label of each image.
func (s *Set) group(r *parquetReader) error {
	for i, text := range r.coarse {
		if label, err := strconv.Atoi(text); err == nil && label >= 0 && label < len(r.coarseNames) {
			text = r.coarseNames[label]
		}
		c := &s.Classes[s.Labels[i]]
		if c.Group != "" && c.Group != text {
			return wrong("row %d: class %s is of the groups %q and %q", i, c.ID, c.Group, text)
		}
		c.Group = text
	}
	return nil
}
