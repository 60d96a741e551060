package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadsFilesAndLinksToThem(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, []byte("text"), 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, link} {
		if text, err := Read(path, 4); err != nil || string(text) != "text" {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
	if _, err := Read(file, 3); !errors.Is(err, ErrSize) || !strings.Contains(err.Error(), file) {
		t.Errorf("a file beyond the limit: %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none"), 3); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	noLink := func(path string) error {
		file, err := OpenNoLink(path, func(flag int) (*os.File,
			error) {
			return os.OpenFile(path, os.O_RDWR|os.O_CREATE|flag, 0o600)
		})
		if err == nil {
			err = file.Close()
		}
		return err
	}
	if err := errors.Join(noLink(file), noLink(filepath.Join(dir, "new"))); err != nil {
		t.Error(err)
	}
	if err := noLink(link); !errors.Is(err, ErrKind) || !strings.Contains(err.Error(), "a link") {
		t.Errorf("a link: %v", err)
	}
}
