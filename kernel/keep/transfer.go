package keep

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tradeoff/kernel/internal/files"
)

// Transfer puts the files of entries into another folder: as links where that can be done, for nothing changes them.
// What is there already stays.
func (s Store) Transfer(to Store, index map[string]Entry) error {
	for _, e := range index {
		for _, file := range e.files() {
			if err := s.transferFile(to, file); err != nil {
				return err
			}
		}
	}
	return nil
}

// files are those of an entry.
func (e Entry) files() []string {
	if e.File == "" {
		return nil
	}
	return append([]string{e.File}, e.Blobs...)
}

func (s Store) transferFile(to Store, file string) error {
	from, target := filepath.Join(s.Dir, file), filepath.Join(to.Dir, file)
	source, err := files.OpenOwn(from)
	if err != nil {
		return err
	}
	defer source.Close()
	if err := os.Link(from, target); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	f, err := os.CreateTemp(to.Dir, valueFiles) // mode 0600
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.LimitReader(source, MostBytes))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Verify reads the files of an entry, and compares their checksums and their size with what is said of them.
func (s Store) Verify(e Entry) error {
	total := int64(0)
	for _, file := range e.files() {
		text, err := files.ReadOwn(filepath.Join(s.Dir, file), MostBytes)
		if err != nil {
			return err
		}
		total += int64(len(text))
		if file == e.File {
			_, err = checked(text)
		} else if sum, ok := blobSum(file); !ok || sum != crc32.Checksum(text, checksums) {
			err = ErrDamaged
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if total > MostBytes {
		return fmt.Errorf("%w: files of %s", ErrDamaged, Size(total))
	}
	return nil
}
