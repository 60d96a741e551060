//go:build unix

package files

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("file"), []byte("1234"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link": path("file"), "endless": "/dev/zero", "queue": path("pipe"),
		"nowhere": path("none")} {
		if err := os.Symlink(to, path(link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name      string
		most      int64
		read, own error // of Read and of ReadOwn
	}{
		{"file", 4, nil, nil}, {"file", 3, ErrTooLarge, ErrTooLarge}, {"link", 4, nil, syscall.ELOOP},
		{"pipe", 4, ErrNotRegular, ErrNotRegular}, {"queue", 4, ErrNotRegular, syscall.ELOOP},
		{"endless", 4, ErrNotRegular, syscall.ELOOP}, {".", 4, ErrNotRegular, ErrNotRegular},
		{"none", 4, os.ErrNotExist, os.ErrNotExist}, {"nowhere", 4, os.ErrNotExist, syscall.ELOOP},
	} {
		text, err := Read(path(test.name), test.most)
		if !errors.Is(err, test.read) || err == nil && string(text) != "1234" {
			t.Errorf("Read(%s, %d) = %q, %v, want %v", test.name, test.most, text, err, test.read)
		}
		if text, err := ReadOwn(path(test.name), test.most); !errors.Is(err, test.own) || err == nil &&
			string(text) != "1234" {
			t.Errorf("ReadOwn(%s, %d) = %q, %v, want %v", test.name, test.most, text, err, test.own)
		}
	}
}

// A pipe in the place of a file does not stop a writer either.
func TestWriteReplacesPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Copy(filepath.Join(t.TempDir(), "copy"), path, 0o600); !errors.Is(err, ErrNotRegular) {
		t.Errorf("copying a pipe: %v", err)
	}
}
