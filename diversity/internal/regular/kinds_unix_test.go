//go:build unix

package regular

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Nothing that is no file is opened, waited for or read, whether it is there itself or behind a link.
func TestNothingElseIsOpened(t *testing.T) {
	dir := t.TempDir()
	kinds := map[string]string{"dir": "a directory", "pipe": "a named pipe", "zero": "a device", "socket": "a socket"}
	path := func(name string) string { return filepath.Join(dir, name) }
	socket, err := net.Listen("unix", path("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := errors.Join(os.Mkdir(path("dir"), 0o700), syscall.Mkfifo(path("pipe"), 0o600),
		os.Symlink("/dev/zero", path("zero"))); err != nil {
		t.Fatal(err)
	}
	for name, kind := range kinds {
		link := path(name + "-link")
		if err := os.Symlink(path(name), link); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{path(name), link} {
			started := time.Now()
			if _, err := Read(p, 100); !errors.Is(err, ErrKind) || !strings.Contains(err.Error(), kind) ||
				!strings.Contains(err.Error(), p) {
				t.Errorf("%s: %v", p, err)
			}
			_, err := OpenNoLink(p, func(flag int) (*os.File, error) { return os.OpenFile(p, os.O_RDWR|flag, 0) })
			if !errors.Is(err, ErrKind) {
				t.Errorf("%s: %v", p, err)
			}
			if took := time.Since(started); took > 10*time.Second {
				t.Errorf("%s took %v", p, took)
			}
		}
	}
}

// What was a file when it was listed may be something else when it is opened.
func TestKnownFilesAreLookedAt(t *testing.T) {
	dir := t.TempDir()
	file, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(file, []byte("text"), 0o600), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	in, info, err := OpenKnown(file)
	if err != nil || info.Size() != 4 || in.Close() != nil {
		t.Errorf("a file: %v", err)
	}
	for _, path := range []string{dir, pipe} {
		if _, _, err := OpenKnown(path); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
