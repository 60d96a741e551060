// Package gonbfix mends a few faults of gonb where it is built: it copies gonb's source and replaces pieces of it.
//
//   - What a cell displays without waiting for an acknowledgement was lost now and then: gonb closed the pipe when the cell's process
//     ended, whether or not it had been read.
//   - An interrupt that came while gonb compiled a cell was forgotten, and one that came just as the cell started could crash gonb.
//   - A character of several bytes, or a position in the trace of a panic, that fell on the border of two reads was mangled.
//   - A text that a cell wrote before it displayed something came before or after that by chance, so that notebooks differed from run to run.
//   - The first completion of a kernel took 13 s and came too late for the front end: gonb waited 12 s before it asked gopls anything.
//   - While a cell ran there was neither completion nor documentation, and a question about code without a name never ended.
//   - A program that printed without end was ahead of the front end by all that fits into memory, so that an interrupt came too late.
//   - An interrupt did not reach what a cell had started, such as the commands of a pipe.
//   - A program that read its standard input waited for ever.
//   - Where gonb panicked, at a lone "!" for one, all declarations were gone. They also survive when gonb is killed now.
//   - Columns behind a letter outside ASCII were mistaken in completions and documentation, and within a name there were no completions.
//   - Lines of raw strings and comments that look like commands were run, and lines that begin with the word package left out. A command that
//     does not exist was no error.
//
// The pieces belong to one version of gonb; with another the build says which piece no longer fits.
package gonbfix

import (
	"embed"
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

// added are files of ours, by their place in gonb. Their names end in .txt, because they compile nowhere else.
//
//go:embed added
var added embed.FS

const addedSuffix = ".txt"

// Key changes with the edits and with what is added.
func Key() string {
	all := fmt.Sprint(edits())
	_ = eachAdded(func(path string, text []byte) error { // it fails nowhere
		all += path + string(text)
		return nil
	})
	return all
}

// eachAdded calls do with the place in gonb of each added file.
func eachAdded(do func(path string, text []byte) error) error {
	const root = "added"
	return fs.WalkDir(added, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := added.ReadFile(name)
		if err != nil {
			return err
		}
		return do(strings.TrimSuffix(strings.TrimPrefix(name, root+"/"), addedSuffix), text)
	})
}

// add writes the added files into a copy of gonb; none may replace one of gonb's own.
func add(root string) error {
	return eachAdded(func(name string, text []byte) error {
		path := filepath.Join(root, filepath.FromSlash(name))
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		_, err = f.Write(text)
		return errors.Join(err, f.Close())
	})
}

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
	if err := add(to); err != nil {
		return "", fmt.Errorf("gonbfix: %w", err)
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
