// Package history keeps the cells that were run, over restarts of kernels, in a file that all kernels of a user share.
package history

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"tradeoff/kernel/internal/files"
)

// The file is cut to keep entries when it is opened with more than most.
const (
	keep = 5000
	most = 2 * keep
)

// The limits of the file.
const (
	lockTime    = 5 * time.Second // that another kernel may hold it
	largestFile = 256 << 20       // far more than anybody types
)

// largestText bounds what is kept of a cell and of its value, in bytes.
const largestText = 64 << 10

// Entry is a cell that was run. An entry of line 0 marks the start of a session.
type Entry struct {
	Session int    `json:"session"` // counted from 1
	Line    int    `json:"line"`    // execution count
	Code    string `json:"code,omitempty"`
	Output  string `json:"output,omitempty"` // the value shown, as text
}

// History is the history as one kernel sees it: what was in the file when it started, and its own cells.
type History struct {
	path    string // "" keeps it in memory
	session int
	entries []Entry
}

// Open begins a session. With an error the history is kept in memory only.
func Open(path string) (*History, error) {
	h := &History{session: 1}
	if path == "" {
		return h, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return h, err
	}
	// A lock that is no regular file would be waited for as it is opened.
	lock := flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDONLY|syscall.O_NONBLOCK))
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	if free, err := lock.TryLockContext(ctx, lockTime/100); err != nil || !free {
		return h, fmt.Errorf("%s: %w", lock.Path(), err)
	}
	defer lock.Close()
	entries, torn, err := load(path)
	if err != nil {
		return h, err
	}
	if torn || len(entries) > most {
		entries = entries[max(0, len(entries)-keep):]
		if err := files.Write(path, encode(entries), 0o600); err != nil {
			return h, err
		}
	}
	for _, e := range entries {
		h.session = max(h.session, e.Session+1)
	}
	h.entries, h.path = slices.DeleteFunc(entries, func(e Entry) bool { return e.Line == 0 }), path
	return h, h.write(Entry{Session: h.session})
}

// load reads the entries of a file. A line that a crash or a full disk tore is left out.
func load(path string) (entries []Entry, torn bool, err error) {
	text, err := files.Read(path, largestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for line := range bytes.Lines(text) {
		var e Entry
		if json.Unmarshal(line, &e) == nil {
			entries = append(entries, e)
		} else {
			torn = true
		}
	}
	return entries, torn || len(text) > 0 && text[len(text)-1] != '\n', nil
}

func encode(entries []Entry) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		line, _ := json.Marshal(e) // strings and numbers always encode
		b.Write(append(line, '\n'))
	}
	return b.Bytes()
}

// write appends to the file with one system call, which does not mix with those of other kernels.
func (h *History) write(e Entry) error {
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(encode([]Entry{e}))
	return errors.Join(err, f.Close())
}

// Add notes a cell of this session. After an error it is in memory only.
func (h *History) Add(line int, code, output string) error {
	e := Entry{h.session, line, head(code), head(output)}
	h.entries = append(h.entries, e)
	if h.path == "" {
		return nil
	}
	return h.write(e)
}

func head(text string) string { return strings.ToValidUTF8(text[:min(len(text), largestText)], "") }

// Query is the content of a history_request.
type Query struct {
	Output  bool   `json:"output"`           // with the values shown
	Kind    string `json:"hist_access_type"` // range, tail or search
	Session int    `json:"session"`          // of a range; 0 is this one, -1 the one before it
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"` // the first line that is left out; nil for none
	N       int    `json:"n"`    // most entries of tail and search, the last ones; 0 for all
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"` // only the last of equal cells
}

// Find returns the entries that a query asks for, oldest first.
func (h *History) Find(q Query) []Entry {
	var found []Entry
	switch q.Kind {
	case "range":
		return h.between(q)
	case "search":
		found = h.search(q)
	default:
		found = slices.Clone(h.entries)
	}
	if q.N > 0 && len(found) > q.N {
		found = found[len(found)-q.N:]
	}
	return found
}

func (h *History) between(q Query) (found []Entry) {
	session := q.Session
	if session <= 0 {
		session += h.session
	}
	for _, e := range h.entries {
		if e.Session == session && e.Line >= q.Start && (q.Stop == nil || e.Line < *q.Stop) {
			found = append(found, e)
		}
	}
	return found
}

// search matches whole cells with a pattern of * and ?.
func (h *History) search(q Query) (found []Entry) {
	pattern := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(q.Pattern))
	matcher := regexp.MustCompile(`(?s)^` + pattern + `$`) // a quoted pattern always compiles
	seen := map[string]bool{}
	for _, e := range slices.Backward(h.entries) {
		if matcher.MatchString(e.Code) && (!q.Unique || !seen[e.Code]) {
			seen[e.Code] = true
			found = append(found, e)
		}
	}
	slices.Reverse(found)
	return found
}
