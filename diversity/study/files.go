package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"tradeoff/diversity/internal/regular"
)

const (
	dirMode  = 0o755
	fileMode = 0o644
	tempMark = ".tmp-" // begins the names of files that are being written

	maxFileBytes = 16 << 20 // of one file of JSON, in a directory or an archive
)

// tempName matches the names of files that are being written.
var tempName = regexp.MustCompile(`^\.tmp-(.+-)?[0-9]+$`)

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

// setAside renames a damaged file, or what is in the place of one, to the first free name <path>.damaged-<n>.
func (d disk) setAside(path string) error {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		err := d.moveTo(path, aside)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = d.syncDir(filepath.Dir(path))
		}
		if err != nil {
			return fmt.Errorf("study: setting aside damaged file: %w", err)
		}
		return nil
	}
}

// moveTo renames what is at a path; unlike rename, it never replaces anything, except where a directory cannot be linked.
func (d disk) moveTo(path, to string) error {
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fs.ErrExist, err)
		}
		return d.rename(path, to)
	}
	if err := d.link(path, to); err != nil {
		return err
	}
	return d.remove(path)
}

// names lists a directory, in no order; one that is not there is empty.
func names(dir string) ([]string, error) {
	file, err := openDir(dir)
	if file == nil {
		return nil, err
	}
	found, err := file.Readdirnames(-1)
	return found, inDir(dir, errors.Join(err, file.Close()))
}

// entries is names with the kind of each.
func entries(dir string) ([]fs.DirEntry, error) {
	file, err := openDir(dir)
	if file == nil {
		return nil, err
	}
	found, err := file.ReadDir(-1)
	return found, inDir(dir, errors.Join(err, file.Close()))
}

// openDir opens a directory for listing; nil for one that is not there. A pipe in its place would be waited for.
func openDir(dir string) (*os.File, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s: not a directory but %s", dir, regular.Kind(info.Mode()))
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	file, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	return file, nil
}

func inDir(dir string, err error) error {
	if err != nil {
		return fmt.Errorf("study: %s: %w", dir, err)
	}
	return nil
}
