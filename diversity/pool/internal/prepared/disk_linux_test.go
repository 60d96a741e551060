package prepared

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tradeoff/diversity/internal/cachedir"
)

// smallDisk is a file system of its own.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no file system of its own can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func remount(t *testing.T, dir, options string, flags uintptr) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

// A full disk is one error at the beginning or at the end, which says what to do; with more room the next attempt goes
// on, to the same bytes.
func TestFullDisk(t *testing.T) {
	want := reference(t)
	for _, size := range []string{"40k", "80k", "96k", "108k", "120k"} { // pixels are 75 kB, journal and index 30 kB each
		s := Store{filepath.Join(smallDisk(t, size), "pools")}
		_, err := s.Prepare(t.Context(), made(), Options{Title: "made"})
		if err == nil {
			t.Errorf("%s: there was room", size)
			continue
		}
		wantError(t, err, syscall.ENOSPC, "made", "no room in "+s.Dir, cachedir.Variable, "pool gc")
		if n := strings.Count(err.Error(), "no space left"); n != 1 {
			t.Errorf("%s: said %d times: %v", size, n, err)
		}
		remount(t, filepath.Dir(s.Dir), "size=1m", 0)
		prepare(t, s, made())
		same(t, size, filesOf(t, s), want)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t, "1m")
	s := Store{filepath.Join(dir, "pools")}
	remount(t, dir, "size=1m", syscall.MS_RDONLY)
	_, err := s.Prepare(t.Context(), made(), Options{Title: "made"})
	wantError(t, err, syscall.EROFS, "writable", cachedir.Variable)
	remount(t, dir, "size=1m", 0)
	prepare(t, s, made())
	remount(t, dir, "size=1m", syscall.MS_RDONLY)
	set := prepare(t, s, made()) // what is prepared opens
	if err := set.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 || !list[0].Ready {
		t.Errorf("%v, %v", list, err)
	}
}
