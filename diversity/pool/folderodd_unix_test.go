//go:build unix

package pool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOddFilesInFolders(t *testing.T) {
	ownCache(t)
	dir := photographs(t, 1, 2)
	if err := syscall.Mkfifo(filepath.Join(dir, "class0", "pipe.png"), 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	_, failed := Folder(t.Context(), filepath.Join(dir, "class0", "pipe.png"), FolderOptions{})
	wantError(t, failed, ErrFormat, "pipe.png", "a named pipe")
	p := mustFolder(t, dir, FolderOptions{})
	if notes := strings.Join(p.Found().Notes, "; "); p.Count(0) != 2 || !strings.Contains(notes, "pipe.png (a named pipe)") {
		t.Errorf("%v: %s", p, notes)
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, "class0", "pipe.png")),
		os.Symlink(filepath.Join(dir, "class0", "000.png"), filepath.Join(dir, "class0", "link.png"))); err != nil {
		t.Fatal(err)
	}
	if p := mustFolder(t, dir, FolderOptions{}); p.Count(0) != 3 {
		t.Errorf("%v", p)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "class0", "dangling.png")); err != nil {
		t.Fatal(err)
	}
	_, err := Folder(t.Context(), dir, FolderOptions{})
	wantError(t, err, fs.ErrNotExist, "dangling.png")
	wantError(t, err, ErrFormat, "leads nowhere")
}
