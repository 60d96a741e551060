// Package gonbfix mends a few faults of gonb where it is built: it copies gonb's source and replaces pieces of it.
//
//   - What a cell displays without waiting for an acknowledgement was lost now and then: gonb closed the pipe when the cell's process
//     ended, whether or not it had been read.
//   - An interrupt that came while gonb compiled a cell was forgotten, and one that came just as the cell started could crash gonb.
//   - A character of several bytes, or a position in the trace of a panic, that fell on the border of two reads was mangled.
//   - A text that a cell wrote before it displayed something came before or after that by chance, so that notebooks differed from run to run.
//   - The first completion of a kernel took 13 s and came too late for the front end: gonb waited 12 s before it asked gopls anything.
//   - While a cell ran there was neither completion nor documentation.
//
// The pieces belong to one version of gonb; with another the build says which piece no longer fits.
package gonbfix

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Module is the module of gonb.
const Module = "github.com/janpfeifer/gonb"

// edit replaces a piece of a file that occurs once.
type edit struct {
	file, old, new string
}

// Key changes with the edits.
func Key() string { return fmt.Sprint(edits()) }

// Copy mends a copy of gonb's source in dir, and returns the file for the compiler's flag -modfile, with which gonb is built in our module
// from that copy and with our versions of everything else.
func Copy(source, module, dir string) (modfile string, err error) {
	to := filepath.Join(dir, "gonb")
	if err := copyTree(source, to); err != nil {
		return "", fmt.Errorf("gonbfix: %w", err)
	}
	for _, e := range edits() {
		if err := e.apply(to); err != nil {
			return "", fmt.Errorf("gonbfix: %w", err)
		}
	}
	return replacement(module, to, dir)
}

func (e edit) apply(root string) error {
	path := filepath.Join(root, filepath.FromSlash(e.file))
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), e.old); n != 1 {
		return fmt.Errorf("%s: this version of gonb has %d times what is to be replaced, not once:\n%s", e.file, n, e.old)
	}
	return os.WriteFile(path, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o644)
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
