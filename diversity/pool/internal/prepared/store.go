package prepared

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tradeoff/diversity/internal/cachedir"
)

// Store is the folder of all prepared sets.
type Store struct{ Dir string }

// Default is the store of this user: "pools" in the cache directory.
func Default() (Store, error) {
	dir, err := cachedir.Dir()
	if err != nil {
		return Store{}, err
	}
	return Store{filepath.Join(dir, "pools")}, nil
}

// The files of a set.
const (
	aboutName   = "about.json"
	pixelsName  = "pixels"
	journalName = "journal"
	indexName   = "index"
	indexTemp   = "index.tmp"
	aboutTemp   = "about.tmp"
	pairsName   = "pairs" // of images that look alike, see [Set.WritePairs]
	pairsTemp   = "pairs.tmp"
)

// ours are the files that belong to a set; the mark goes last when they are removed, the index first.
func ours() []string {
	return []string{indexName, indexTemp, journalName, pixelsName, pairsName, pairsTemp, aboutTemp, aboutName}
}

func (s Store) folder(key string) string  { return filepath.Join(s.Dir, key) }
func (s Store) writers(key string) string { return filepath.Join(s.Dir, key+".lock") }
func (s Store) readers(key string) string { return filepath.Join(s.Dir, key+".use") }

// about is the mark of a set's folder.
type about struct {
	Format string `json:"format"`
	shape
	Classes int             `json:"classes"`
	About   json.RawMessage `json:"about"`
}

// aboutFormat is the text by which this package knows a folder as its own.
const aboutFormat = "prepared images of the class-diversity laboratory, 1"

// removeFiles removes files of a folder; one that is not there is no error.
func removeFiles(dir string, names ...string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// writeWhole puts a file in place as a whole, and on the disk.
func writeWhole(dir, temp, name string, parts ...[]byte) error {
	path := filepath.Join(dir, temp)
	if err := removeFiles(dir, temp); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err = file.Write(part); err != nil {
			break
		}
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(path, filepath.Join(dir, name))
	}
	if err != nil {
		return errors.Join(err, removeFiles(dir, temp))
	}
	return syncDir(dir)
}

// syncDir makes the names in a folder last.
func syncDir(dir string) error {
	file, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := file.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) &&
		!errors.Is(err, fs.ErrInvalid) {
		return fmt.Errorf("syncing %s: %w", dir, err)
	}
	return nil
}
