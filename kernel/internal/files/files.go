// Package files writes files so that a reader sees the old content or the new, never a part of it, and reads regular
// files only, within bounds. The library reads its files by a package of its own, diversity/internal/regular, which Go
// lets nothing outside diversity import; neither is for users.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write replaces path by content under a temporary name and a rename; missing folders are made.
// A file that has the content and the mode already is left alone, its time included.
func Write(path string, content []byte, mode os.FileMode) error {
	if Same(path, content, mode) {
		return nil
	}
	return replace(path, mode, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// Same reports whether path is a file with this content and mode.
func Same(path string, content []byte, mode os.FileMode) bool {
	info, err := os.Stat(path)
	if err != nil || info.Mode() != mode || info.Size() != int64(len(content)) {
		return false
	}
	have, err := Read(path, info.Size())
	return err == nil && bytes.Equal(have, content)
}

// Copy replaces the file to by a copy of from with the given mode. A program that runs from the old file is not
// disturbed.
func Copy(to, from string, mode os.FileMode) error {
	source, err := Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	return replace(to, mode, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	})
}

// replace lets fill write a temporary file beside path, which then takes its place.
func replace(path string, mode os.FileMode, fill func(io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("writing %s: %w", path, err), os.Remove(f.Name()))
		}
	}()
	if err = errors.Join(fill(f), f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
