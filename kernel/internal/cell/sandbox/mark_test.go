package sandbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// abandon makes a sandbox whose owner has ended.
func abandon(t *testing.T, parent string) string {
	t.Helper()
	box, err := newIn(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Release(); err != nil {
		t.Fatal(err)
	}
	return box.Dir
}

// put writes a file into a directory, which it makes.
func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(dir, 0o700),
		os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func copyMark(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(from, lockName))
	if err != nil {
		t.Fatal(err)
	}
	put(t, to, lockName, string(content))
}

// foreign makes directories with the name of a sandbox that a user may have: with work in them, and with whatever
// stands in the place of the lock.
func foreign() map[string]func(t *testing.T, dir string) {
	return map[string]func(t *testing.T, dir string){
		"a virtual environment": func(t *testing.T, dir string) { put(t, dir, ".lock", "") },
		"an empty lock":         func(t *testing.T, dir string) { put(t, dir, lockName, "") },
		"another text":          func(t *testing.T, dir string) { put(t, dir, lockName, mark(dir)+"more") },
		"half a mark":           func(t *testing.T, dir string) { put(t, dir, lockName, strings.TrimSpace(mark(dir))) },
		"a large file":          func(t *testing.T, dir string) { put(t, dir, lockName, strings.Repeat(mark(dir), 1e5)) },
		"a copied sandbox":      func(t *testing.T, dir string) { copyMark(t, abandon(t, t.TempDir()), dir) },
		"a folder as lock":      func(t *testing.T, dir string) { put(t, filepath.Join(dir, lockName), "x", "") },
		"an open directory": func(t *testing.T, dir string) {
			put(t, dir, lockName, mark(dir))
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		},
		"a pipe as lock": func(t *testing.T, dir string) {
			if err := errors.Join(os.Mkdir(dir, 0o700), syscall.Mkfifo(filepath.Join(dir, lockName), 0o600)); err != nil {
				t.Fatal(err)
			}
		},
		"a pipe as .lock": func(t *testing.T, dir string) {
			if err := errors.Join(os.Mkdir(dir, 0o700), syscall.Mkfifo(filepath.Join(dir, ".lock"), 0o600)); err != nil {
				t.Fatal(err)
			}
		},
		"a link as lock": func(t *testing.T, dir string) {
			target := t.TempDir()
			put(t, target, "mark", mark(dir))
			if err := errors.Join(os.Mkdir(dir, 0o700),
				os.Symlink(filepath.Join(target, "mark"), filepath.Join(dir, lockName))); err != nil {
				t.Fatal(err)
			}
		},
		"an endless lock": func(t *testing.T, dir string) {
			if err := errors.Join(os.Mkdir(dir, 0o700), os.Symlink("/dev/zero", filepath.Join(dir, lockName))); err != nil {
				t.Fatal(err)
			}
		},
		"a link to a sandbox": func(t *testing.T, dir string) {
			if err := os.Symlink(abandon(t, t.TempDir()), dir); err != nil {
				t.Fatal(err)
			}
		},
		"a file": func(t *testing.T, dir string) { put(t, filepath.Dir(dir), filepath.Base(dir), "results") },
	}
}

func TestClearSparesWhatIsNotOurs(t *testing.T) {
	for name, make := range foreign() {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, prefix+"results")
			make(t, dir)
			started := time.Now()
			clearStale(parent, started.Add(time.Minute))
			if err := Clear(dir); err != nil {
				t.Errorf("Clear: %v", err)
			}
			if took := time.Since(started); took > time.Second {
				t.Errorf("it took %v", took)
			}
			if _, err := os.Lstat(dir); err != nil {
				t.Errorf("it was removed: %v", err)
			}
			if info, err := os.Stat(dir); err == nil && info.IsDir() {
				if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
					t.Errorf("it was emptied: %v", err)
				}
			}
		})
	}
}

// A sandbox that was left before it got its name is removed too.
func TestClearUnnamed(t *testing.T) {
	parent := t.TempDir()
	staging, err := os.MkdirTemp(parent, "."+prefix)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := take(staging)
	if err != nil {
		t.Fatal(err)
	}
	clearStale(parent, time.Now().Add(time.Minute))
	if _, err := os.Stat(staging); err != nil {
		t.Errorf("one that is being made was removed: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	clearStale(parent, time.Now().Add(time.Minute))
	if _, err := os.Stat(staging); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

// Close spares what has come into the place of the sandbox.
func TestCloseSparesAnother(t *testing.T) {
	box, err := newIn(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(box.Dir, box.Dir+"-moved"); err != nil {
		t.Fatal(err)
	}
	put(t, box.Dir, "work", "x")
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(box.Dir, "work")); err != nil {
		t.Error(err)
	}
}

func TestClearIsBoundedInTime(t *testing.T) {
	parent := t.TempDir()
	left := abandon(t, parent)
	clearStale(parent, time.Now().Add(-time.Second))
	if _, err := os.Stat(left); err != nil {
		t.Errorf("it was cleared after the end of the time: %v", err)
	}
}
