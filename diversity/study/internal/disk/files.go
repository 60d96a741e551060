package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"tradeoff/diversity/internal/regular"
)

// The permissions of what is created, before the umask.
const (
	DirMode  = 0o755
	FileMode = 0o644
)

// TempMark begins the names of files that are being written.
const TempMark = ".tmp-"

var tempName = regexp.MustCompile(`^\.tmp-(.+-)?[0-9]+$`)

// IsTemporary reports whether a file of that name is being written, or was by a process that was killed.
func IsTemporary(name string) bool { return tempName.MatchString(name) }

// WriteFile puts a file in place as a whole or not at all: temporary name, sync, rename, sync of the directory. Errors
// name the path.
func (d *Disk) WriteFile(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	temp, err := d.Create(dir, TempMark+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("study: writing %s: %w", path, errors.Join(err, d.RemoveIfThere(temp.Name())))
		}
	}()
	if err := d.fill(temp, text); err != nil {
		return err
	}
	if err := d.Rename(temp.Name(), path); err != nil {
		return err
	}
	return d.SyncDir(dir)
}

func (d *Disk) fill(file *os.File, text []byte) error {
	err := errors.Join(d.Write(file, text), file.Chmod(FileMode))
	if err == nil {
		err = d.Sync(file)
	}
	return errors.Join(err, file.Close())
}

// SyncDir makes the names in a directory last.
func (d *Disk) SyncDir(dir string) error {
	file, err := d.Open(dir, os.O_RDONLY)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(file), file.Close())
}

// RemoveIfThere removes a file; one that is not there is no error.
func (d *Disk) RemoveIfThere(path string) error {
	if err := d.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// SetAside renames a damaged file, or what has the name of one, to the first free name <path>.damaged-<n>.
func (d *Disk) SetAside(path string) error {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		err := d.moveTo(path, aside)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = d.SyncDir(filepath.Dir(path))
		}
		if err != nil {
			return fmt.Errorf("study: setting aside damaged file: %w", err)
		}
		return nil
	}
}

// moveTo renames what is at a path; unlike rename, it never replaces anything, except where a directory cannot be
// linked.
func (d *Disk) moveTo(path, to string) error {
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fs.ErrExist, err)
		}
		return d.Rename(path, to)
	}
	if err := d.Link(path, to); err != nil {
		return err
	}
	return d.Remove(path)
}

// Names lists a directory, in no order; one that is not there is empty.
func Names(dir string) ([]string, error) {
	file, err := openDir(dir)
	if file == nil {
		return nil, err
	}
	found, err := file.Readdirnames(-1)
	return found, inDir(dir, errors.Join(err, file.Close()))
}

// Entries is Names with the kind of each.
func Entries(dir string) ([]fs.DirEntry, error) {
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
