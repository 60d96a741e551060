package maintain

import (
	"archive/zip"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity/study/internal/layout"
)

// namedEntry is an entry of an archive with the name that Pack gave it, whatever other programs made of that.
type namedEntry struct {
	*zip.File
	name string
}

// ownEntries lists the entries of an archive without those that file managers add, which are never read: folders, and
// notes of macOS and Windows. Names have slashes, and lack "./" and the folder in which all lies if the folder itself
// was zipped.
func ownEntries(files []*zip.File) []namedEntry {
	var out []namedEntry
	for _, file := range files {
		name := strings.TrimPrefix(strings.ReplaceAll(file.Name, `\`, "/"), "./")
		if !addedByOthers(name) {
			out = append(out, namedEntry{file, name})
		}
	}
	top := topFolder(out)
	for i, entry := range out {
		out[i].name = strings.TrimPrefix(entry.name, top)
	}
	return out
}

// addedByOthers recognises folders and the notes of file managers.
func addedByOthers(name string) bool {
	if strings.HasSuffix(name, "/") {
		return filepath.IsLocal(name)
	}
	first, _, _ := strings.Cut(name, "/")
	notes := []string{".DS_Store", "Thumbs.db", "desktop.ini"}
	return filepath.IsLocal(name) && (first == "__MACOSX" || slices.Contains(notes, path.Base(name)))
}

// topFolder is the folder of the specification, with its slash, if that is not at the top and everything lies in that
// folder.
func topFolder(entries []namedEntry) string {
	top := ""
	for _, entry := range entries {
		if dir := path.Dir(entry.name); path.Base(entry.name) == layout.Spec && !strings.Contains(dir, "/") && dir != "." &&
			dir != ".." {
			top = dir + "/"
		}
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.name, top) {
			return ""
		}
	}
	return top
}
