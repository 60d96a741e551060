package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	dirMode  = 0o755
	fileMode = 0o644
	tempMark = ".tmp-" // begins the names of files that are being written
)

// writeFile puts a file in place as a whole or not at all: temporary name, sync, rename, sync of the directory. Errors
// name the path.
func writeFile(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, tempMark+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("study: writing %s: %w", path, errors.Join(err, removeIfThere(temp.Name())))
		}
	}()
	if err := fill(temp, text); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func fill(file *os.File, text []byte) error {
	_, err := file.Write(text)
	return errors.Join(err, file.Chmod(fileMode), file.Sync(), file.Close())
}

func syncDir(dir string) error {
	file, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// setAside renames a damaged file to the first free name <path>.damaged-<n>.
func setAside(path string) error {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		err := os.Link(path, aside) // unlike Rename, never replaces an earlier one
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("study: setting aside damaged file: %w", err)
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("study: setting aside damaged file: %w", err)
		}
		return syncDir(filepath.Dir(path))
	}
}
