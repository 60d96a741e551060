package sandbox

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"tradeoff/kernel/internal/files"
)

// lockName is the file by which a sandbox is known: its content is the mark, and it is locked while the sandbox is in
// use.
const lockName = ".diversity-sandbox"

// ownMode is that of a sandbox's directory: nobody else can have put anything into it.
const ownMode = 0o700

// errForeign is that of directories that no process of ours made.
var errForeign = errors.New("not a sandbox of this user")

// mark is the content of a sandbox's lock. It holds the name of the directory, so that a copy of a sandbox elsewhere is
// none.
func mark(dir string) string {
	return "This directory belongs to a Go (diversity) kernel, which removes it when it ends.\n" + strings.TrimPrefix(filepath.Base(dir),
		".") + "\n"
}

// take locks a new sandbox and marks it.
func take(dir string) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := tryLock(lock); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if _, err := io.WriteString(lock, mark(dir)); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

// retake locks a sandbox that its owner has left. The error is errForeign if it is none, and another one if it is in
// use.
func retake(dir string) (*os.File, error) {
	if info, err := os.Lstat(dir); err != nil || !info.IsDir() || info.Mode().Perm() != ownMode || !own(info) {
		return nil, errForeign
	}
	// some file systems lock only what can be written
	lock, err := files.OpenOwn(filepath.Join(dir, lockName))
	if err != nil {
		return nil, errForeign
	}
	err = checkMark(lock, mark(dir))
	if err == nil {
		err = tryLock(lock)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

func checkMark(lock *os.File, want string) error {
	info, err := lock.Stat()
	if err != nil || !own(info) {
		return errForeign
	}
	have, err := io.ReadAll(io.LimitReader(lock, int64(len(want))+1))
	if err != nil || string(have) != want {
		return errForeign
	}
	return nil
}

func own(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

func tryLock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
