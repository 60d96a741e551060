//go:build unix

package filetest

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"tradeoff/diversity/study/internal/disk"
)

// Oddities put something that is no file, or one without end, at a path.
func Oddities(t testing.TB) map[string]func(path string) error {
	t.Helper()
	victim := filepath.Join(t.TempDir(), "victim")
	Write(t, victim, []byte("somebody else's"))
	t.Cleanup(func() {
		if text := Read(t, victim); string(text) != "somebody else's" {
			t.Errorf("the file that links lead to holds %q", text)
		}
	})
	return map[string]func(path string) error{
		"a directory": func(path string) error { return os.Mkdir(path, disk.DirMode) },
		"a full directory": func(path string) error {
			return errors.Join(os.Mkdir(path, disk.DirMode), os.WriteFile(filepath.Join(path, "thesis.tex"), nil, disk.FileMode))
		},
		"a named pipe":        func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a link to /dev/zero": func(path string) error { return os.Symlink("/dev/zero", path) },
		"a link to a pipe": func(path string) error {
			return errors.Join(syscall.Mkfifo(path+"x", 0o600), os.Symlink(path+"x", path))
		},
		"a link to a file":  func(path string) error { return os.Symlink(victim, path) },
		"a link to nowhere": func(path string) error { return os.Symlink(path+"-none", path) },
		"a link to itself":  func(path string) error { return os.Symlink(path, path) },
		"a file without end": func(path string) error {
			return errors.Join(os.WriteFile(path, nil, 0o600),
				os.Truncate(path, 1<<40))
		},
		"a file of old macOS": func(path string) error {
			return os.WriteFile(path, []byte("\x00\x05\x16\x07"),
				disk.FileMode)
		},
	}
}
