//go:build unix

package layout

import (
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe made reading hang for ever.
func TestPipesAndSocketsAreIgnoredWithANote(t *testing.T) {
	dir := put(t, base()...)
	if err := syscall.Mkfifo(filepath.Join(dir, "cats", "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", filepath.Join(dir, "dogs", "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	l, err := Detect(t.Context(), dir, Options{})
	if err != nil || text(l) != ClassFolders+both {
		t.Fatalf("%v, %v", l, err)
	}
	notes := strings.Join(l.Notes, "\n")
	if !strings.Contains(notes, "cats/pipe (a named pipe)") || !strings.Contains(notes, "dogs/s (a socket)") {
		t.Errorf("notes %q", notes)
	}
}
