package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// execNext replaces this process by the next program of the given name on the PATH.
func execNext(name string, args []string) error {
	path, err := behind(name)
	if err != nil {
		return err
	}
	return syscall.Exec(path, append([]string{path}, args...), os.Environ())
}

// behind finds the next program of the given name on the PATH.
func behind(name string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	return next(name, self, filepath.SplitList(os.Getenv("PATH")))
}

// next finds the first executable of that name which is not the file self.
func next(name, self string, dirs []string) (string, error) {
	own, err := os.Stat(self)
	if err != nil {
		return "", err
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 && !os.SameFile(info, own) {
			return path, nil
		}
	}
	return "", fmt.Errorf("no %s on the PATH behind this one: run `go run ./kernel doctor`", name)
}
