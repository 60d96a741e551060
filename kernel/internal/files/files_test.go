package files

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "file")
	for _, content := range []string{"first", "second, longer"} {
		if err := Write(path, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
		if !Same(path, []byte(content), 0o755) {
			t.Fatalf("%s does not hold %q with mode 0755", path, content)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Fatalf("left behind: %v (%v)", entries, err)
	}
}

func TestWriteLeavesEqualFileAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := Write(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || !info.ModTime().Equal(old) {
		t.Fatalf("an equal file was written again: %v, %v", info.ModTime(), err)
	}
}

func TestCopyFailureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "to")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Copy(path, dir, 0o644); err == nil { // a folder opens, but does not read
		t.Fatal("copying a folder succeeded")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("left behind: %v (%v)", entries, err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "old" {
		t.Fatalf("the old file reads %q (%v)", content, err)
	}
}
