// Package saved keeps the values of a notebook's session on disk, where a later session of the same notebook finds
// them: the files of package keep, in a folder of the session below one of the notebook.
//
// A notebook is known by the name that its front end gives the session, the path of its file. What is read back may
// have been written by somebody else: names and types are taken only if they are names and types of Go, since they
// become part of programs, and files only if they have their checksums. What is removed carries this package's mark.
package saved

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/keep"
)

// The limits of what is saved.
const (
	MostBytes    = 1 << 30 // of a session: its largest values are left out
	mostAll      = 4 << 30 // of all notebooks: the oldest sessions go
	mostSessions = 3       // of a notebook
	mostFolders  = 1000    // that are looked at
)

// ErrNone is wrapped where no session of the notebook has left values.
var ErrNone = errors.New("no earlier session of this notebook has left values")

// ErrNoNotebook is wrapped where it is not known which notebook a session is of.
var ErrNoNotebook = errors.New("the front end does not say which notebook this is, so that its values are not saved")

// aboutName is the file by which a folder of ours is known.
const aboutName = "about"

const mark = "values of a session of a Go (diversity) kernel"

// about describes a session.
type about struct {
	Mark     string
	Notebook string
	Saved    time.Time
	Left     []string // variables that did not fit
}

// Session is that of a kernel.
type Session struct {
	root, notebook string
	dir            string // "" until something has been saved
}

// New returns the session of a notebook below a root. One without a name or a root saves nothing.
func New(root, notebook string) *Session { return &Session{root: root, notebook: notebook} }

func (s *Session) known() bool { return s.root != "" && s.notebook != "" }

// folder is that of the notebook.
func (s *Session) folder() string {
	sum := sha256.Sum256([]byte(s.notebook))
	return filepath.Join(s.root, fmt.Sprintf("%x", sum[:12]))
}

// Save has the values of a store in the session's folder, as they are now. What cells have shown is not saved.
func (s *Session) Save(from keep.Store) error {
	if !s.known() {
		return nil
	}
	index, err := from.Index()
	if err != nil || len(index) == 0 && s.dir == "" {
		return err
	}
	maps.DeleteFunc(index, func(name string, e keep.Entry) bool { return isOut(name) || e.File == "" })
	left := limit(index)
	if s.dir == "" {
		if err := s.begin(); err != nil {
			return err
		}
	}
	to := keep.Store{Dir: s.dir}
	if err := from.Transfer(to, index); err != nil {
		return err
	}
	text, err := json.Marshal(about{mark, s.notebook, time.Now().UTC(), left})
	if err != nil {
		return err
	}
	// Nothing waits for the disk: what a machine tears when it stops lacks its checksum.
	written := filepath.Join(s.dir, aboutName+".new")
	if err := os.WriteFile(written, text, 0o600); err != nil {
		return err
	}
	return errors.Join(os.Rename(written, filepath.Join(s.dir, aboutName)), to.Replace(index))
}

func isOut(name string) bool {
	_, out := protocol.OutCell(name)
	return out
}

// limit takes the largest values out of an index until the others fit, and returns their names.
func limit(index map[string]keep.Entry) (left []string) {
	names := slices.SortedFunc(maps.Keys(index), func(a, b string) int {
		return cmp.Or(cmp.Compare(index[a].Bytes, index[b].Bytes), strings.Compare(a, b))
	})
	total, counted := int64(0), map[string]bool{}
	for _, name := range names {
		e := index[name]
		if !counted[e.File] {
			total += e.Bytes
		}
		counted[e.File] = true
		if total > MostBytes {
			delete(index, name)
			left = append(left, name)
		}
	}
	return left
}

// begin makes the folder, and removes sessions that are too many.
func (s *Session) begin() error {
	folder := s.folder()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(folder, time.Now().UTC().Format("20060102-150405-")) // mode 0700
	if err != nil {
		return err
	}
	s.dir = dir
	return prune(s.root, dir)
}

// earlier are the sessions of the notebook before this one, the latest first.
func (s *Session) earlier() (list []session) {
	for _, found := range sessionsIn(s.folder()) {
		if found.dir != s.dir && found.about.Notebook == s.notebook {
			list = append(list, found)
		}
	}
	return list
}

// session is a folder that was found.
type session struct {
	dir   string
	about about
	bytes int64
}

const mostAbout = 1 << 20

// sessionsIn are the sessions in a notebook's folder, the latest first.
func sessionsIn(folder string) (list []session) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	for _, e := range entries[:min(len(entries), mostFolders)] {
		found := session{dir: filepath.Join(folder, e.Name())}
		text, err := files.ReadOwn(filepath.Join(found.dir, aboutName), mostAbout)
		if !e.IsDir() || err != nil || json.Unmarshal(text, &found.about) != nil || found.about.Mark != mark {
			continue
		}
		within, _ := os.ReadDir(found.dir) // what cannot be read takes no room
		for _, f := range within {
			if info, err := f.Info(); err == nil {
				found.bytes += info.Size()
			}
		}
		list = append(list, found)
	}
	slices.SortFunc(list, func(a, b session) int { return b.about.Saved.Compare(a.about.Saved) })
	return list
}

// prune removes the oldest sessions: of each notebook where there are too many, and of all where they take too much.
func prune(root, but string) error {
	folders, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	var all []session
	var failed error
	for _, f := range folders[:min(len(folders), mostFolders)] {
		list := sessionsIn(filepath.Join(root, f.Name()))
		for i, found := range list {
			if i >= mostSessions && found.dir != but {
				failed = errors.Join(failed, found.remove())
			} else {
				all = append(all, found)
			}
		}
	}
	slices.SortFunc(all, func(a, b session) int { return b.about.Saved.Compare(a.about.Saved) })
	total := int64(0)
	for _, found := range all {
		if total += found.bytes; total > mostAll && found.dir != but {
			failed = errors.Join(failed, found.remove())
		}
	}
	return failed
}

// remove deletes a session: its values, its description and its folder, and nothing that another program has put there.
func (s session) remove() error {
	store := keep.Store{Dir: s.dir}
	if err := store.Clear(); err != nil {
		return err
	}
	err := errors.Join(store.RemoveIndex(), os.Remove(filepath.Join(s.dir, aboutName)))
	for _, dir := range []string{s.dir, filepath.Dir(s.dir)} {
		if os.Remove(dir) != nil { // it holds something else
			break
		}
	}
	return err
}
