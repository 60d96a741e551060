package setup

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/files"
)

const (
	markName = ".diversity-setup" // in every folder that a set-up works in
	markText = "A set-up of the kernel Go (diversity) works here. The next one removes this folder.\n"
)

// scratch makes a folder in the cache to work in, with the mark by which the next set-up knows it should this one be
// killed.
func (m *Machine) scratch(pattern string) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp(m.Dirs.Cache, pattern); err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	if err := os.WriteFile(filepath.Join(dir, markName), []byte(markText), 0o600); err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

// leftovers are what set-ups that were killed left in the cache: their marked folders, and files that were being
// written in folders that nobody else has. The lock must be held, so that nobody is using them.
func (m *Machine) leftovers() ([]string, error) {
	var found []string
	for _, pattern := range []string{".build-*", ".gopls-*", ".mended-*", ".warm-*"} {
		dirs, err := filepath.Glob(filepath.Join(m.Dirs.Cache, pattern))
		if err != nil {
			return nil, err
		}
		for _, dir := range dirs {
			if marked(dir) {
				found = append(found, dir)
			}
		}
	}
	for _, dir := range []string{m.Dirs.Tools(), m.Dirs.Shims(), m.Dirs.Completion(), filepath.Dir(m.Dirs.Kernel()),
		m.Dirs.Stamps()} {
		files, err := filepath.Glob(filepath.Join(dir, ".new-*"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if info, err := os.Lstat(file); err == nil && info.Mode().IsRegular() && ours(info) {
				found = append(found, file)
			}
		}
	}
	return found, nil
}

// marked tells a folder that scratch made for this user from anything else of such a name.
func marked(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 || !ours(info) {
		return false
	}
	return hasMark(dir, markName, markText)
}

// hasMark reports whether a folder holds a file of this name with exactly this text.
func hasMark(dir, name, text string) bool {
	found, err := files.ReadOwn(filepath.Join(dir, name), int64(len(text)))
	return err == nil && string(found) == text
}

// ours reports whether a file is this user's.
func ours(info os.FileInfo) bool {
	stat, is := info.Sys().(*syscall.Stat_t)
	return is && int(stat.Uid) == os.Getuid()
}

// removeLeftovers removes the leftovers.
func (m *Machine) removeLeftovers(o Options) error {
	left, err := m.leftovers()
	if err != nil {
		return err
	}
	var failed error
	for _, path := range left {
		failed = errors.Join(failed, os.RemoveAll(path))
	}
	if len(left) > 0 {
		o.Log("all", "removed what a set-up that was killed left behind: "+display.Count(len(left), "path"))
	}
	return failed
}
