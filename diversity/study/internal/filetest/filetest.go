// Package filetest holds what tests do to files.
package filetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/study/internal/disk"
)

// Read returns the text of a file.
func Read(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Write writes a file.
func Write(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, disk.FileMode); err != nil {
		t.Fatal(err)
	}
}

// Remove removes a file.
func Remove(t testing.TB, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// Put writes a file below a directory.
func Put(t testing.TB, dir, path, text string) {
	t.Helper()
	full := filepath.Join(dir, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(full), disk.DirMode),
		os.WriteFile(full, []byte(text), disk.FileMode)); err != nil {
		t.Fatal(err)
	}
}

// Damage edits the last digit of a file.
func Damage(t testing.TB, path string) {
	t.Helper()
	text := Read(t, path)
	text[strings.LastIndexAny(string(text), "0123456789")] ^= 1
	Write(t, path, text)
}

// Snapshot is the names, times and contents of all files below a directory.
func Snapshot(t testing.TB, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(&out, "%s %v %x\n", path, info.ModTime(), sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// QuickDir is a temporary directory in memory, where there is one, for tests that make thousands of files.
func QuickDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "study-test")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Eventually waits for a condition.
func Eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for range 3000 {
		if condition() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

// Within fails if a step takes longer than any step may.
func Within(t testing.TB, what string, step func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); step() }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s: it hangs", what)
	}
}

// Damaged calls try with a text cut at every byte, and with one bit of every byte flipped.
func Damaged(text []byte, try func(damaged []byte, what string, at int)) {
	for at := range text {
		try(text[:at], "cut", at)
		flipped := append([]byte{}, text...)
		flipped[at] ^= 1 << (at % 8)
		try(flipped, "flipped", at)
	}
}
