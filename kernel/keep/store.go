package keep

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/kernel/internal/files"
)

// Limits of what is kept. What is larger is refused by name.
const (
	MostBytes  = 2 << 30  // that the values of a session may take on disk, all together
	mostIndex  = 16 << 20 // the list of what is kept
	mostTypes  = 1 << 20  // types that one file may describe
	indexName  = "index"
	valueFiles = "value-*"
	blobFiles  = "numbers-*"
)

// ErrDamaged is wrapped where a file is not what was written.
var ErrDamaged = errors.New("the file of kept values is damaged")

// Entry is what a store knows of a variable.
type Entry struct {
	Cell    int               // execution count of the cell that set it last
	Shown   string            // its type as people write it
	Bytes   int64             `json:",omitempty"` // that it takes on disk, with all that shares memory with it
	Problem string            `json:",omitempty"` // why it is not kept; the rest is empty then
	Advice  string            `json:",omitempty"` // what to write instead
	Changed bool              `json:",omitempty"` // it was another value than its declaration gives
	File    string            `json:",omitempty"`
	Type    string            `json:",omitempty"` // as Go has it, with the names of Imports
	Imports map[string]string `json:",omitempty"` // path by name
	Dynamic []string          `json:",omitempty"` // types that interfaces within hold
	Own     []string          `json:",omitempty"` // types of cells that Type and Dynamic name
	Fields  []string          `json:",omitempty"` // what can follow a dot, but for methods
	Methods bool              `json:",omitempty"` // whether it has any
	With    []string          `json:",omitempty"` // variables that share memory with it, itself among them
	Blobs   []string          `json:",omitempty"` // files of plain numbers
	Earlier string            `json:",omitempty"` // when an earlier session kept it; "" for this one
	Digest  string            `json:",omitempty"` // the same for equal values; "" where that was not found out
}

// Origin says which cell a variable is of.
func (e Entry) Origin() string {
	if e.Earlier != "" {
		return fmt.Sprintf("cell %d of %s", e.Cell, e.Earlier)
	}
	return fmt.Sprintf("cell %d", e.Cell)
}

// Store is a folder of kept values.
type Store struct{ Dir string }

// Index reads what is kept; nothing where nothing was.
func (s Store) Index() (map[string]Entry, error) {
	text, err := files.ReadOwn(filepath.Join(s.Dir, indexName), mostIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]Entry{}, nil
	}
	if err != nil {
		return nil, err
	}
	return parseIndex(text)
}

func parseIndex(text []byte) (map[string]Entry, error) {
	body, err := checked(text)
	if err != nil {
		return nil, err
	}
	var index map[string]Entry
	if err := json.Unmarshal(body, &index); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for name, e := range index {
		if err := e.check(name); err != nil {
			return nil, err
		}
	}
	return index, nil
}

// check refuses what would lead out of the folder.
func (e Entry) check(name string) error {
	for _, file := range append([]string{e.File}, e.Blobs...) {
		if file != "" && (file != filepath.Base(file) || !isOurs(file)) {
			return fmt.Errorf("%w: the file of %q is %q", ErrDamaged, name, file)
		}
	}
	if e.Problem == "" && (e.File == "" || e.Type == "") {
		return fmt.Errorf("%w: %q has no file or no type", ErrDamaged, name)
	}
	return nil
}

func isOurs(file string) bool {
	for _, pattern := range []string{valueFiles, blobFiles} {
		if strings.HasPrefix(file, strings.TrimSuffix(pattern, "*")) {
			return true
		}
	}
	return false
}

// Replace makes the index another one: what the files of values hold stays, if it is named.
func (s Store) Replace(index map[string]Entry) error { return s.write(index) }

// write replaces the index at once, and removes the files that it no longer names.
func (s Store) write(index map[string]Entry) error {
	body, err := json.Marshal(index)
	if err != nil {
		return err
	}
	if err := s.replace(indexName, withChecksum(body)); err != nil {
		return err
	}
	return s.sweep(index)
}

// replace writes a file under another name first: a program that is killed leaves the old one. The session's values
// need not survive the machine, so nothing waits for the disk.
func (s Store) replace(name string, text []byte) error {
	f, err := os.CreateTemp(s.Dir, valueFiles) // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.Dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// sweep removes the files of values that have been replaced.
func (s Store) sweep(index map[string]Entry) error {
	used := map[string]bool{}
	for _, e := range index {
		used[e.File] = true
		for _, b := range e.Blobs {
			used[b] = true
		}
	}
	entries, err := os.ReadDir(s.Dir)
	for _, f := range entries {
		if isOurs(f.Name()) && !used[f.Name()] {
			err = errors.Join(err, os.Remove(filepath.Join(s.Dir, f.Name())))
		}
	}
	return err
}

// Delete forgets variables, and returns those that were there. The values of others that share memory with them stay.
func (s Store) Delete(names ...string) (deleted []string, err error) {
	index, err := s.Index()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, ok := index[name]; ok {
			deleted = append(deleted, name)
		}
	}
	if len(deleted) == 0 {
		return nil, nil
	}
	forget(index, deleted...)
	return deleted, s.write(index)
}

// Clear forgets everything, also an index that is damaged.
func (s Store) Clear() error { return s.write(map[string]Entry{}) }

// RemoveIndex removes the list, of a folder that is given up.
func (s Store) RemoveIndex() error { return os.Remove(filepath.Join(s.Dir, indexName)) }

var checksums = crc32.MakeTable(crc32.Castagnoli)

const checksumSize = 4

// withChecksum puts a checksum before a text.
func withChecksum(parts ...[]byte) []byte {
	sum := uint32(0)
	size := checksumSize
	for _, p := range parts {
		sum = crc32.Update(sum, checksums, p)
		size += len(p)
	}
	text := binary.BigEndian.AppendUint32(make([]byte, 0, size), sum)
	for _, p := range parts {
		text = append(text, p...)
	}
	return text
}

// checked is the text behind a checksum that it has.
func checked(text []byte) ([]byte, error) {
	if len(text) < checksumSize || binary.BigEndian.Uint32(text) != crc32.Checksum(text[checksumSize:], checksums) {
		return nil, ErrDamaged
	}
	return text[checksumSize:], nil
}
