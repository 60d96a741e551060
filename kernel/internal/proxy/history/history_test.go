package history

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func open(t *testing.T, path string) *History {
	t.Helper()
	h, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func codes(entries []Entry) string {
	var all []string
	for _, e := range entries {
		all = append(all, fmt.Sprintf("%d/%d:%s", e.Session, e.Line, e.Code))
	}
	return strings.Join(all, " ")
}

func TestFindOverSessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "history.jsonl")
	first := open(t, path)
	for i, code := range []string{"a", "ab", "a"} {
		if err := first.Add(i+1, code, "v"); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, "{torn"...), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, path) // a session without cells
	h := open(t, path)
	if err := h.Add(1, "b", ""); err != nil {
		t.Fatal(err)
	}
	two := 2
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{}, "1/1:a 1/2:ab 1/3:a 3/1:b"},
		{Query{Kind: "tail", N: 2}, "1/3:a 3/1:b"},
		{Query{Kind: "range"}, "3/1:b"},
		{Query{Kind: "range", Session: 1, Start: 1, Stop: &two}, "1/1:a"},
		{Query{Kind: "range", Session: -2, Start: 2}, "1/2:ab 1/3:a"},
		{Query{Kind: "range", Session: -1}, ""},
		{Query{Kind: "search", Pattern: "a*"}, "1/1:a 1/2:ab 1/3:a"},
		{Query{Kind: "search", Pattern: "a*", Unique: true}, "1/2:ab 1/3:a"},
		{Query{Kind: "search", Pattern: "a*", N: 1}, "1/3:a"},
		{Query{Kind: "search", Pattern: "?b"}, "1/2:ab"},
		{Query{Kind: "search", Pattern: "("}, ""},
	} {
		if got := codes(h.Find(c.query)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.query, got, c.want)
		}
	}
}

func TestFileIsCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	var all []Entry
	for i := range most + 1 {
		all = append(all, Entry{7, i + 1, "x", ""})
	}
	if err := os.WriteFile(path, encode(all), 0o600); err != nil {
		t.Fatal(err)
	}
	h := open(t, path)
	if n := len(h.Find(Query{})); n != keep || h.session != 8 {
		t.Errorf("%d entries, session %d", n, h.session)
	}
	if left, torn, err := load(path); err != nil || torn || len(left) != keep+1 || left[keep] != (Entry{Session: 8}) {
		t.Errorf("%d entries in the file: %v, %v", len(left), torn, err)
	}
}

func TestLongTextsAreCut(t *testing.T) {
	h := open(t, "")
	if err := h.Add(1, strings.Repeat("é", largestText), ""); err != nil {
		t.Fatal(err)
	}
	if code := h.Find(Query{})[0].Code; len(code) != largestText || !strings.HasSuffix(code, "é") {
		t.Errorf("%d bytes are kept", len(code))
	}
}

func TestUnwritableFile(t *testing.T) {
	blocker := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocker, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := Open(filepath.Join(blocker, "history.jsonl"))
	if err == nil {
		t.Fatal("no error")
	}
	if err := h.Add(1, "x", ""); err != nil || !slices.Equal(h.Find(Query{}), []Entry{{1, 1, "x", ""}}) {
		t.Errorf("not kept in memory: %v", err)
	}
}

// Whatever stands in the place of the files, a kernel starts at once, and keeps its history in memory if it must.
func TestOpenDoesNotWait(t *testing.T) {
	for _, name := range []string{"history.jsonl", "history.jsonl.lock"} {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := Open(filepath.Join(dir, "history.jsonl"))
		if (err == nil) != (name != "history.jsonl") {
			t.Errorf("a pipe %s: %v", name, err)
		}
		if err := h.Add(1, "a", ""); err != nil || codes(h.Find(Query{})) != "1/1:a" {
			t.Errorf("a pipe %s: %v, %s", name, err, codes(h.Find(Query{})))
		}
	}
	path := filepath.Join(t.TempDir(), "history.jsonl")
	if err := os.Symlink("/dev/zero", path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("an endless device was read to its end")
	}
}
