package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"tradeoff/diversity/internal/regular"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// contents are the files of a directory with their texts.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	names, err := Names(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.json")
	for _, text := range []string{"first", "2", ""} {
		if err := Real().WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, dir); len(got) != 1 || got["a.json"] != text {
			t.Errorf("%q, want a.json with %q", got, text)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != FileMode {
		t.Errorf("permissions %v, %v, want %o", info.Mode(), err, FileMode)
	}
}

// Whatever step fails, what was there stays, nothing is left beside it, and the error names the path.
func TestWriteFileFails(t *testing.T) {
	broken := errors.New("broken")
	for name, spoil := range map[string]func(*Disk){
		"create": func(d *Disk) { d.Create = func(string, string) (*os.File, error) { return nil, broken } },
		"write": func(d *Disk) {
			d.Write = func(f *os.File, text []byte) error { return errors.Join(overwrite(f, text[:1]), broken) }
		},
		"sync":   func(d *Disk) { d.Sync = func(*os.File) error { return broken } },
		"rename": func(d *Disk) { d.Rename = func(string, string) error { return broken } },
	} {
		dir := t.TempDir()
		path := write(t, filepath.Join(dir, "a.json"), "before")
		d := Real()
		spoil(d)
		if err := d.WriteFile(path, []byte("after")); !errors.Is(err, broken) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if got := contents(t, dir); len(got) != 1 || got["a.json"] != "before" {
			t.Errorf("%s: the directory has %q", name, got)
		}
	}
}

// Files that are being written are told from all others by their names, also those whose process was killed.
func TestIsTemporary(t *testing.T) {
	dir := t.TempDir()
	d := Real()
	d.Rename = func(from, _ string) error {
		if !IsTemporary(filepath.Base(from)) {
			t.Errorf("%s is written under a name that is not seen to be temporary", from)
		}
		return nil
	}
	for _, name := range []string{"a.json", "-1", "study.json.damaged-1"} {
		if err := d.WriteFile(filepath.Join(dir, name), nil); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]bool{".tmp-1": true, ".tmp-a.json-17": true, "a.json": false, ".tmp-": false,
		".tmp-a": false, "x.tmp-1": false, ".tmp-a-1x": false} {
		if IsTemporary(name) != want {
			t.Errorf("IsTemporary(%q) is %v", name, !want)
		}
	}
}

// Each damaged file has a name of its own, and none is replaced.
func TestSetAside(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.json")
	write(t, path+".damaged-2", "somebody's")
	for _, text := range []string{"one", "two"} {
		if err := Real().SetAside(write(t, path, text)); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{"a.json.damaged-1": "one", "a.json.damaged-2": "somebody's", "a.json.damaged-3": "two"}
	got := contents(t, dir)
	for name, text := range want {
		if got[name] != text || len(got) != len(want) {
			t.Errorf("the directory has %q, want %q", got, want)
		}
	}
	if err := Real().SetAside(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}

// A folder in the place of a file is set aside whole; a link is, and what it leads to stays.
func TestSetAsideWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	folder, link := filepath.Join(dir, "folder"), filepath.Join(dir, "link")
	if err := errors.Join(os.Mkdir(folder, 0o700), os.Symlink(folder+".damaged-1", link)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "x"), "within")
	for _, path := range []string{folder, link} {
		if err := Real().SetAside(path); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(link+".damaged-1", "x")); err != nil || string(text) != "within" {
		t.Errorf("%q, %v", text, err)
	}
	if names, err := Names(dir); err != nil || len(names) != 2 {
		t.Errorf("%v, %v", names, err)
	}
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	if names, err := Names(filepath.Join(dir, "none")); err != nil || names != nil {
		t.Errorf("a directory that is not there: %v, %v", names, err)
	}
	path := write(t, filepath.Join(dir, "b"), "")
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o700); err != nil {
		t.Fatal(err)
	}
	names, err := Names(dir)
	if slices.Sort(names); err != nil || !slices.Equal(names, []string{"a", "b"}) {
		t.Errorf("%v, %v", names, err)
	}
	entries, err := Entries(dir)
	if err != nil || len(entries) != 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, e := range entries {
		if e.IsDir() != (e.Name() == "a") {
			t.Errorf("%s: a folder is %v", e.Name(), e.IsDir())
		}
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, pipe} {
		if _, err := Names(path); err == nil || !strings.Contains(err.Error(), path+": not a directory") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestOpenFileRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	file, link, pipe := write(t, filepath.Join(dir, "f"), "x"), filepath.Join(dir, "l"), filepath.Join(dir, "p")
	if err := errors.Join(os.Symlink(file, link), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, pipe, dir} {
		if opened, err := Real().OpenFile(path, os.O_RDONLY); !errors.Is(err, regular.ErrKind) {
			t.Errorf("%s: %v, %v", path, opened, err)
		}
	}
	opened, err := Real().OpenFile(file, os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if err := Real().Write(opened, []byte("{}")); err != nil {
		t.Error(err)
	}
	err = Real().Touch(opened)
	if text, reading := os.ReadFile(file); err != nil || reading != nil || string(text) != "{}" {
		t.Errorf("touching left %q, %v, %v", text, err, reading)
	}
}

// One open file has the lock, readers share it, and it is free again when the file is closed.
func TestLocks(t *testing.T) {
	path, d := write(t, filepath.Join(t.TempDir(), "lock"), ""), Real()
	open := func() *os.File {
		file, err := d.OpenFile(path, os.O_RDWR)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	first, second := open(), open()
	defer second.Close()
	if err := d.Lock(first, TryExclusive); errors.Is(err, errors.ErrUnsupported) {
		t.Skip("this file system has no locks:", err)
	} else if err != nil {
		t.Fatal(err)
	}
	for _, how := range []LockMode{TryExclusive, TryShared} {
		if err := d.Lock(second, how); !errors.Is(err, ErrLocked) {
			t.Errorf("mode %d beside an exclusive lock: %v", how, err)
		}
	}
	if err := errors.Join(d.Lock(first, WaitShared), d.Lock(second, TryShared)); err != nil {
		t.Errorf("two readers: %v", err)
	}
	if err := d.Lock(second, TryExclusive); !errors.Is(err, ErrLocked) {
		t.Errorf("beside a reader: %v", err)
	}
	if err := errors.Join(first.Close(), d.Lock(second, TryExclusive)); err != nil {
		t.Errorf("after the other file was closed: %v", err)
	}
}

func TestLockError(t *testing.T) {
	for err, want := range map[syscall.Errno]error{syscall.EWOULDBLOCK: ErrLocked, syscall.ENOLCK: errors.ErrUnsupported,
		syscall.ENOSYS: errors.ErrUnsupported, syscall.EIO: syscall.EIO} {
		if got := lockError("x", err); !errors.Is(got, want) {
			t.Errorf("%v becomes %v, want %v", err, got, want)
		}
	}
}
