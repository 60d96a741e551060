package gonbfix

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
)

//go:embed patches
var patches embed.FS

// ErrPatch is the error of a patch that does not fit the source.
var ErrPatch = errors.New("the patch does not fit this version of gonb")

// names are the patches, in the order in which they are applied.
func names() []string {
	list, _ := fs.Glob(patches, "patches/*.patch") // sorted; the pattern is valid
	return list
}

// Key changes with the patches.
func Key() string {
	var all []byte
	for _, name := range names() {
		text, _ := patches.ReadFile(name) // it is embedded
		all = append(append(all, name...), text...)
	}
	return string(all)
}

// apply changes the files below root by one patch.
func apply(root, name string) error {
	text, err := patches.ReadFile(name)
	if err != nil {
		return err
	}
	return applyText(root, filepath.Base(name), text)
}

func applyText(root, name string, text []byte) error {
	changed, _, err := gitdiff.Parse(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("%s is no patch: %w", name, err)
	}
	if len(changed) == 0 {
		return fmt.Errorf("%s is no patch: it changes nothing", name)
	}
	for _, file := range changed {
		if err := applyFile(root, file); err != nil {
			return fmt.Errorf("%s: %s: %w", name, file.NewName, err)
		}
	}
	return nil
}

// applyFile changes or makes one file. No patch of ours removes or renames one, or changes what is no text.
func applyFile(root string, file *gitdiff.File) error {
	if file.IsDelete || file.IsRename || file.IsCopy || file.IsBinary || !filepath.IsLocal(file.NewName) {
		return errors.New("only changes and additions of text files below the source are applied")
	}
	path := filepath.Join(root, filepath.FromSlash(file.NewName))
	before, err := source(path, file.IsNew)
	if err != nil {
		return err
	}
	var after bytes.Buffer
	if err := gitdiff.Apply(&after, bytes.NewReader(before), file); err != nil {
		return describe(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, after.Bytes(), 0o644)
}

// source is the text of a file before a patch: none if the patch adds the file, which must not be there then.
func source(path string, added bool) ([]byte, error) {
	text, err := os.ReadFile(path)
	switch {
	case added && err == nil:
		return nil, fmt.Errorf("%w: it adds a file that is there", ErrPatch)
	case added && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	}
	return text, err
}

// describe names the hunk of a patch that does not fit.
func describe(err error) error {
	var conflict *gitdiff.ApplyError
	if !errors.As(err, &conflict) {
		return fmt.Errorf("%w: %w", ErrPatch, err)
	}
	return fmt.Errorf("%w: hunk %d, at line %d of the file: %w", ErrPatch, conflict.Fragment, conflict.Line, err)
}
