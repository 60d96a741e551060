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
func (d disk) writeFile(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	temp, err := d.create(dir, tempMark+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("study: writing %s: %w", path, errors.Join(err, d.removeIfThere(temp.Name())))
		}
	}()
	if err := d.fill(temp, text); err != nil {
		return err
	}
	if err := d.rename(temp.Name(), path); err != nil {
		return err
	}
	return d.syncDir(dir)
}

func (d disk) fill(file *os.File, text []byte) error {
	err := errors.Join(d.write(file, text), file.Chmod(fileMode))
	if err == nil {
		err = d.sync(file)
	}
	return errors.Join(err, file.Close())
}

func (d disk) syncDir(dir string) error {
	file, err := d.open(dir, os.O_RDONLY)
	if err != nil {
		return err
	}
	return errors.Join(d.sync(file), file.Close())
}

func (d disk) removeIfThere(path string) error {
	if err := d.remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// setAside renames a damaged file to the first free name <path>.damaged-<n>.
func (d disk) setAside(path string) error {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		err := d.link(path, aside) // unlike rename, never replaces an earlier one
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = errors.Join(d.remove(path), d.syncDir(filepath.Dir(path)))
		}
		if err != nil {
			return fmt.Errorf("study: setting aside damaged file: %w", err)
		}
		return nil
	}
}

// names lists a directory, in no order; one that is not there is empty.
func names(dir string) ([]string, error) {
	file, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	found, err := file.Readdirnames(-1)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("study: %s: %w", dir, err)
	}
	return found, nil
}
