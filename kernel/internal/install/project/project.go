// Package project makes a folder for notebooks and packages of a user's own: a Go module that requires the laboratory.
package project

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The errors of Init.
var (
	ErrExists = errors.New("is there already, and nothing was written")
	ErrModule = errors.New("cannot be the path of the module")
	ErrFolder = errors.New("cannot be the folder of a project")
)

// Options says what Init makes.
type Options struct {
	Dir     string // may be there already, without the files that are made
	Module  string // path of the new module; "" for one made of the folder's name
	Library string // directory of the laboratory's module
}

// Init makes the folder and returns the paths of its files. It makes all of them or, with an error, none.
func Init(ctx context.Context, o Options) ([]string, error) {
	dir, err := folder(o.Dir)
	if err != nil {
		return nil, err
	}
	name, err := moduleName(ctx, o, filepath.Base(dir))
	if err != nil {
		return nil, err
	}
	lab, err := laboratoryIn(ctx, o.Library, dir)
	if err != nil {
		return nil, err
	}
	list, err := contents(name, lab)
	if err != nil {
		return nil, err
	}
	return write(dir, list)
}

// folder is the absolute path of a new project's folder, which a go.mod and a shell can hold.
func folder(dir string) (string, error) {
	if dir == "" {
		return "", fmt.Errorf("DIR %q %w: want the name of a folder", dir, ErrFolder)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(dir) || strings.ContainsFunc(dir, unicode.IsControl) {
		return "", fmt.Errorf("DIR %q %w: want a name in UTF-8 without control characters", dir, ErrFolder)
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return "", fmt.Errorf("DIR %s %w: it is a file", dir, ErrFolder)
	}
	return dir, nil
}

// file is one of a project, by its path below the folder.
type file struct {
	name string
	text []byte
}

// write makes the files, unless one of them is there.
func write(dir string, list []file) (made []string, err error) {
	var taken []error
	for _, f := range list {
		path := filepath.Join(dir, filepath.FromSlash(f.name))
		if _, err := os.Lstat(path); err == nil {
			taken = append(taken, fmt.Errorf("%s %w", path, ErrExists))
		}
	}
	if len(taken) > 0 {
		return nil, errors.Join(taken...)
	}
	defer func() {
		if err != nil {
			for _, path := range made {
				err = errors.Join(err, os.Remove(path))
			}
			made = nil
		}
	}()
	for _, f := range list {
		path := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return made, err
		}
		if err := create(path, f.text); err != nil {
			return made, err
		}
		made = append(made, path)
	}
	return made, nil
}

// create writes a file that is not there.
func create(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
