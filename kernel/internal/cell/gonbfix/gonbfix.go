// Package gonbfix builds gonb from a copy of its source with a series of patches.
//
// Each patch in the folder patches mends one fault; the text beside it is the issue for gonb's authors: what one sees,
// how to reproduce it, the cause, and what the patch does. A patch is made to be applied after those with lower
// numbers, and gonb compiles after each. They are applied without fuzz: a patch that no longer fits a version of gonb
// is an error that names the patch, the file and the hunk. `git apply patches/*.patch` in a checkout of gonb does the
// same.
package gonbfix

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// Module is the module of gonb.
const Module = "github.com/janpfeifer/gonb"

// Copy writes a patched copy of gonb's source to a folder in dir, and returns the file for the compiler's flag
// -modfile, with which gonb is built in our module from that copy and with our versions of everything else.
func Copy(source, module, dir string) (modfile string, err error) {
	to := filepath.Join(dir, "gonb")
	if err := copyTree(source, to); err != nil {
		return "", fmt.Errorf("gonbfix: %w", err)
	}
	for _, name := range names() {
		if err := apply(to, name); err != nil {
			return "", fmt.Errorf("gonbfix: %w", err)
		}
	}
	return replacement(module, to, dir)
}

// leftOut are the folders of gonb that are no part of the program, and large.
var leftOut = []string{"docs", "examples", "binder"}

func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		switch {
		case err != nil:
			return err
		case slices.Contains(leftOut, relative):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, relative), 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, relative), text, 0o644) // the module cache's files cannot be written to
	})
}

// replacement is our module's go.mod, with its go.sum beside it, in which the copy takes the place of gonb.
func replacement(module, copied, dir string) (string, error) {
	path := filepath.Join(dir, "gonb.mod")
	mod, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		return "", err
	}
	mod = append(mod, "\nreplace "+Module+" => "+strconv.Quote(copied)+"\n"...)
	return path, errors.Join(os.WriteFile(path, mod, 0o644), os.WriteFile(filepath.Join(dir, "gonb.sum"), sum, 0o644))
}
