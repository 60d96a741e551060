package layout

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/csvfile"
	"tradeoff/diversity/internal/regular"
)

// isTableName tells tables by their names.
func isTableName(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return slices.Contains([]string{".csv", ".tsv", ".jsonl", ".ndjson"}, path.Ext(name))
}

func isJSONLines(name string) bool {
	return slices.Contains([]string{".jsonl", ".ndjson"}, strings.ToLower(path.Ext(name)))
}

// outsideFile is a file on disk that is not within the source.
func outsideFile(name string) (*file, error) {
	in, err := regular.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := in.Stat()
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, err
	}
	full, err := filepath.Abs(name)
	return &file{name: filepath.Base(name), path: name, size: info.Size(), time: info.ModTime(), disk: full}, err
}

// column is a column of a table and the names that it usually has.
type column struct {
	field, asked string
	usual        []string
	needed       bool
}

func (o Columns) all() []column {
	return []column{
		{"Path", o.Path, []string{"path", "file", "file_name", "filename", "image", "image_path", "filepath", "image_id", "id"},
			true},
		{"Label", o.Label, []string{"label", "class", "category", "target", "class_name", "species", "breed"}, true},
		{"Group", o.Group, []string{"group", "superclass", "supercategory", "family"}, false},
		{"Source", o.Source, []string{"source", "photographer", "session", "camera", "user", "location"}, false},
		{"Split", o.Split, []string{"split", "subset", "set", "partition"}, false},
	}
}

// The numbers of the columns.
const (
	pathColumn = iota
	labelColumn
	groupColumn
	sourceColumn
	splitColumn
)

// place finds each column in a header, -1 where there is none.
func (o Columns) place(header []string) ([]int, error) {
	var places []int
	for _, c := range o.all() {
		at := slices.Index(header, c.asked)
		if c.asked == "" {
			at = -1
			for _, usual := range c.usual {
				if at < 0 {
					at = slices.IndexFunc(header, func(name string) bool { return strings.EqualFold(name, usual) })
				}
			}
		} else if at < 0 {
			return nil, diversity.Invalid("FolderOptions.Columns."+c.field, c.asked, "one of the columns "+few(header))
		}
		if at < 0 && c.needed {
			return nil, wrong("columns %s: expected one of %s, or FolderOptions.Columns.%s", few(header),
				strings.Join(c.usual, ", "), c.field)
		}
		places = append(places, at)
	}
	return places, nil
}

// findTable is the table in a folder that gives the images there their labels, nil if there is none.
func (d *detection) findTable(f *folder) *file {
	if d.options.Labels != "" {
		named, _ := (&collection{detection: d}).named(d.options.Labels) // its error comes where it is read
		return cmp.Or(named, &file{})
	}
	beside := !f.hasFolders() && f.hasImages() ||
		len(f.folders) > 0 && !slices.ContainsFunc(f.folders, func(inner *folder) bool {
			return inner.hasFolders() || !isPictureFolder(inner.name) && splitOf(inner.name) == ""
		})
	var first *file
	for _, file := range f.files {
		usual := strings.HasPrefix(strings.ToLower(file.name), "metadata.")
		if !isTableName(file.name) || !beside && !usual || !d.isTable(file) {
			continue
		}
		if splitOf(strings.TrimSuffix(file.name, path.Ext(file.name))) == "train" {
			return file // train.csv goes before test.csv
		}
		first = cmp.Or(first, file)
	}
	return first
}

// isTable reports whether a file has the columns of a table.
func (d *detection) isTable(f *file) bool {
	found := errors.New("found")
	err := d.records(f, d.options.Columns.place, func(int, []string) error { return found })
	return errors.Is(err, found)
}

// table lists images by a table.
func (c *collection) table() error {
	list := c.findTable(c.base)
	if c.options.Labels != "" {
		var err error
		if list, err = c.named(c.options.Labels); err != nil {
			return err
		}
	}
	if list == nil {
		return wrong("%s holds no table with columns of paths and labels: expected one, or FolderOptions.Labels with its path",
			c.base.title())
	}
	rows, err := c.tableRows(list)
	if err != nil {
		return err
	}
	if rows, err = c.ofSplit(list, rows); err != nil {
		return err
	}
	c.note("%s of the table %s", count(len(rows), "row"), list.path)
	return c.addRows(list, rows)
}

// row is a line of a table.
type row struct {
	line  int
	cells [5]string // by the numbers of the columns
}

func (c *collection) tableRows(list *file) ([]row, error) {
	var rows []row
	var places []int
	place := func(header []string) (_ []int, err error) {
		places, err = c.options.Columns.place(header)
		return places, err
	}
	err := c.records(list, place, func(line int, cells []string) error {
		r := row{line: line}
		copy(r.cells[:], cells)
		if r.cells[pathColumn] == "" || r.cells[labelColumn] == "" {
			return wrong("%s: line %d: a path %q with the label %q, expected both", list.path, line, r.cells[pathColumn],
				r.cells[labelColumn])
		}
		rows = append(rows, r)
		return nil
	})
	if err == nil && len(rows) == 0 {
		err = wrong("%s: no row", list.path)
	}
	if err != nil || places[splitColumn] < 0 {
		return rows, err
	}
	c.usesSplit = true
	return rows, nil
}

// ofSplit keeps the rows of the split asked for.
func (c *collection) ofSplit(list *file, rows []row) ([]row, error) {
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.cells[splitColumn]]++
	}
	if counts[""] == len(rows) {
		return rows, nil
	}
	asked := cmp.Or(c.options.Split, "train")
	is := func(name string) bool {
		return name == asked || counts[asked] == 0 && splitOf(name) != "" && splitOf(name) == splitOf(asked)
	}
	var values, summary []string
	for name := range counts {
		values = append(values, name)
	}
	slices.Sort(values)
	for _, name := range values {
		summary = append(summary, fmt.Sprintf("%s (%s)", name, count(counts[name], "row")))
	}
	rows = slices.DeleteFunc(rows, func(r row) bool { return !is(r.cells[splitColumn]) })
	if len(rows) == 0 {
		return nil, diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", asked), "one of "+few(values)+", as in "+list.path)
	}
	c.split = rows[0].cells[splitColumn]
	c.note("splits of the table: %s; listed: %s", strings.Join(summary, "; "), c.split)
	return rows, nil
}

// addRows adds an image for each row.
func (c *collection) addRows(list *file, rows []row) error {
	find := c.finder(list)
	lines, groupLine := map[*file]int{}, map[string]int{}
	for _, r := range rows {
		f, err := find(r.cells[pathColumn])
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", list.path, r.line, err)
		}
		if before := lines[f]; before > 0 {
			return wrong("%s: lines %d and %d are both about %s", list.path, before, r.line, f.path)
		}
		class, group := r.cells[labelColumn], r.cells[groupColumn]
		if before, is := groupLine[class]; is && c.groups[class] != group {
			return wrong("%s: class %q is of the group %q in line %d and of %q in line %d", list.path, class, c.groups[class],
				before, group, r.line)
		} else if !is {
			groupLine[class] = r.line
		}
		lines[f], c.groups[class] = r.line, group
		c.entries = append(c.entries, entry{f, class, group, r.cells[sourceColumn]})
	}
	return nil
}

// finder finds the files that a table names: relative to its own folder, without an extension as well, or by their last
// name if only one file has it.
func (c *collection) finder(list *file) func(name string) (*file, error) {
	byPath, byName := map[string]*file{}, map[string]*file{}
	c.root.walk(func(f *folder) {
		for _, file := range f.images() {
			stem := strings.TrimSuffix(file.path, path.Ext(file.path))
			for _, key := range []string{stem, file.path} {
				byPath[key] = file
			}
			for _, key := range []string{path.Base(stem), file.name} {
				if other := byName[key]; other != nil && other != file {
					byName[key] = ambiguous
					continue
				}
				byName[key] = file
			}
		}
	})
	near := path.Dir(list.path)
	if list.disk != "" {
		near = c.base.path
	}
	return func(name string) (*file, error) {
		clean := path.Clean(strings.ReplaceAll(name, `\`, "/"))
		if dir := filepath.ToSlash(c.source.onDisk()); dir != "" && strings.HasPrefix(clean, dir+"/") {
			clean = strings.TrimPrefix(clean, dir+"/")
		}
		if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(path.Join(near, clean), "../") {
			return nil, wrong("%.200q lies outside of what is listed", name)
		}
		for _, found := range []*file{byPath[path.Join(near, clean)], byPath[clean], byName[path.Base(clean)]} {
			if found == ambiguous {
				return nil, wrong("%.200q: several files have that name", name)
			}
			if found != nil {
				return found, nil
			}
		}
		return nil, wrong("%.200q: there is no such file", name)
	}
}

// ambiguous stands for several files of one name.
var ambiguous = &file{name: "several"}

// rows reads some columns of a table of delimited text.
func (c *collection) rows(list *file, columns []string, each visitor) error {
	place := func(header []string) ([]int, error) {
		var places []int
		for _, name := range columns {
			at := slices.Index(header, name)
			if at < 0 {
				return nil, wrong("columns %s, expected %s", few(header), few(columns))
			}
			places = append(places, at)
		}
		return places, nil
	}
	return c.records(list, place, each)
}

type (
	placer  = func(header []string) ([]int, error)
	visitor = func(line int, cells []string) error
)

// records reads the columns of a table that place finds in its header.
func (d *detection) records(f *file, place placer, each visitor) error {
	text, err := d.read(f)
	if err != nil {
		return err
	}
	if isJSONLines(f.name) {
		return d.jsonRecords(f, place, each)
	}
	known := func(name string) bool {
		places, _ := place([]string{name})
		return slices.Contains(places, 0) || isUsual(name)
	}
	in, err := csvfile.Open(bytes.NewReader(text), known)
	if errors.Is(err, io.EOF) {
		return wrong("%s: a table without content", f.path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, csvfile.Error(err, ErrLayout))
	}
	places, err := place(in.Header)
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	for {
		cells, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, csvfile.Error(err, ErrLayout))
		}
		if err := each(in.Line(), pick(places, func(at int) string { return strings.TrimSpace(cells[at]) })); err != nil {
			return err
		}
	}
}

func isUsual(name string) bool {
	is := func(c column) bool { return slices.Contains(c.usual, strings.ToLower(name)) }
	return slices.ContainsFunc(Columns{}.all(), is)
}

// pick are the cells at some places, empty at those that are not there.
func pick(places []int, cell func(at int) string) []string {
	out := make([]string, len(places))
	for i, at := range places {
		if at >= 0 {
			out[i] = cell(at)
		}
	}
	return out
}

// jsonRecords reads objects, one a line. The first says which columns there are.
func (d *detection) jsonRecords(f *file, place placer, each visitor) error {
	var places []int
	var header []string
	return d.lines(f, func(number int, line string) error {
		var object map[string]any
		in := json.NewDecoder(strings.NewReader(line))
		in.UseNumber()
		if err := in.Decode(&object); err != nil {
			return wrong("%s: line %d: %w, expected an object of JSON", f.path, number, err)
		}
		if places == nil {
			for key := range object {
				header = append(header, key)
			}
			slices.Sort(header)
			var err error
			if places, err = place(header); err != nil {
				return fmt.Errorf("%s: %w", f.path, err)
			}
		}
		return each(number, pick(places, func(at int) string { return plainText(object[header[at]]) }))
	})
}

// plainText is a string or number of JSON, "" for anything else.
func plainText(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return fmt.Sprint(v)
	}
	return ""
}
