package paperexport

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/kernel/internal/files"
)

// Errors about the folder that a project is to be written to.
var (
	ErrTaken  = errors.New("holds something else than a paper that this command made; nothing was written")
	ErrEdited = errors.New("was changed since it was exported; nothing was written. Move it, or export to another folder")
)

// listName is the file that says which files of a folder are an export's, and what they held.
const listName = "export.json"

const (
	listKind = "paper export"
	mostList = 16 << 20 // bytes
	readable = 0o644
)

// list is the content of that file.
type list struct {
	Kind  string            `json:"kind"`
	Files map[string]string `json:"files"` // SHA-256 by path
}

// Save writes a project into a folder: a new or empty one, or one that holds an earlier export of which no file has
// been changed since; files that are not of the export, as what MyST built, stay. A file that the new export does not
// have any more is removed. The errors wrap [ErrTaken] and [ErrEdited], and then nothing was written.
func (p *Project) Save(dir string) error {
	before, err := readList(dir)
	if err != nil {
		return err
	}
	if err := checkFolder(dir, before, p.Files); err != nil {
		return err
	}
	now := list{Kind: listKind, Files: map[string]string{}}
	for name, content := range p.Files {
		now.Files[name] = digest(content)
	}
	both := list{Kind: listKind, Files: maps.Clone(now.Files)} // an interrupted export can be made again
	if err := writeList(dir, both); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		if err := files.Write(inFolder(dir, name), p.Files[name], readable); err != nil {
			return err
		}
	}
	for name := range before.Files {
		if _, stays := now.Files[name]; !stays {
			if err := os.Remove(inFolder(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func inFolder(dir, name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }

// readList is the list of the export in a folder; an empty one for a folder that is not there or empty.
func readList(dir string) (list, error) {
	var l list
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return l, nil
	case err != nil:
		return l, err
	}
	content, err := files.Read(filepath.Join(dir, listName), mostList)
	if err != nil || json.Unmarshal(content, &l) != nil || l.Kind != listKind {
		return l, fmt.Errorf("%s %w", dir, ErrTaken)
	}
	for name := range l.Files {
		if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, `\`) {
			return l, fmt.Errorf("%s %w: %s names %q", dir, ErrTaken, listName, name)
		}
	}
	return l, nil
}

// checkFolder finds what an export would lose of somebody's work.
func checkFolder(dir string, before list, after map[string][]byte) error {
	names := maps.Clone(before.Files)
	if names == nil {
		names = map[string]string{}
	}
	for name := range after {
		if _, known := names[name]; !known {
			names[name] = ""
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		path := inFolder(dir, name)
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s %w", path, ErrEdited)
		}
		content, err := files.Read(path, info.Size())
		if err != nil {
			return err
		}
		if have := digest(content); have != names[name] && have != digest(after[name]) {
			return fmt.Errorf("%s %w", path, ErrEdited)
		}
	}
	return nil
}

func writeList(dir string, l list) error {
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	return files.Write(filepath.Join(dir, listName), append(text, '\n'), readable)
}
