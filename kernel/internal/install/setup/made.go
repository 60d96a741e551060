package setup

import (
	"errors"
	"os"
	"path/filepath"
)

const (
	madeName = ".diversity-made" // in every folder of the cache that a set-up made
	madeText = "A set-up of the kernel Go (diversity) made this folder, and uninstall removes it.\n"
)

// makeFolders makes those folders of the cache that are not there, with the mark by which Uninstall knows them. A
// folder that was there before may be somebody else's: the cache can be moved to any directory, a home directory for
// one, whose "bin" and "tools" are not ours.
func (m *Machine) makeFolders() error {
	for _, dir := range m.Dirs.Made() {
		if err := MakeFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

// MakeFolder makes a folder, with the mark that [Made] knows, unless it is there already.
func MakeFolder(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	err := os.Mkdir(dir, 0o755)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, madeName), []byte(madeText), 0o644)
	}
	return err
}

// Made tells a folder that this program made for this user from one that was there before.
func Made(dir string) bool {
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir() && ours(info) && hasMark(dir, madeName, madeText)
}
