package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tradeoff/kernel/internal/modpath"
)

// put writes a file below a directory, which it returns.
func put(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func clone(t *testing.T) string {
	return put(t, t.TempDir(), "go.mod", "module "+modpath.Own()+"\n\ngo 1.26\n")
}

// require is the go.mod of a project that has a clone.
func require(name, clone string) string {
	return "module " + name + "\n\ngo 1.26\n\nrequire " + modpath.Own() + " v0.0.0\n\nreplace " + modpath.Own() + " => \"" + clone + "\"\n"
}

func TestFind(t *testing.T) {
	ours, other := clone(t), clone(t)
	odd := filepath.Join(t.TempDir(), "my tests, ü 🦜")
	put(t, odd, "go.mod", require("mine", ours))
	put(t, odd, "deep/er/x.ipynb", "")
	within := put(t, filepath.Join(ours, "notebooks", "mine"), "go.mod", require("mine", "../.."))
	put(t, odd, "folder/go.mod/x", "") // a folder of that name is passed over
	for name, c := range map[string]struct {
		dir             string
		module, library string
		project         bool
	}{
		"outside":          {t.TempDir(), ours, ours, false},
		"in the clone":     {filepath.Join(ours, "notebooks"), ours, ours, false},
		"another clone":    {filepath.Join(other, "x", "y"), other, other, false},
		"a project":        {odd, odd, ours, true},
		"below it":         {filepath.Join(odd, "deep", "er"), odd, ours, true},
		"past a folder":    {filepath.Join(odd, "folder"), odd, ours, true},
		"within the clone": {within, within, ours, true},
	} {
		if got, want := Find(c.dir, ours),
			(Workspace{Module: c.module, Library: c.library, Project: c.project}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// What cannot be used is named, with what is used instead.
func TestFindNotices(t *testing.T) {
	ours := clone(t)
	pipe := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(pipe, "go.mod"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir  string
		want []string
	}{
		"requires nothing": {put(t, t.TempDir(), "go.mod", "module x\n\ngo 1.26\n"), []string{
			"does not require the laboratory", "`require " + modpath.Own() + " v0.0.0`",
			"`replace " + modpath.Own() + " => CLONE`", "restart the kernel"}},
		"is empty":     {put(t, t.TempDir(), "go.mod", ""), []string{"does not require the laboratory"}},
		"is broken":    {put(t, t.TempDir(), "go.mod", "module x\n\nrequire (\n"), []string{"go.mod:3"}},
		"is no text":   {put(t, t.TempDir(), "go.mod", "\x00\xff"), []string{"go.mod:1"}},
		"is too large": {put(t, t.TempDir(), "go.mod", strings.Repeat("//\n", mostBytes)), []string{"larger"}},
		"is a pipe":    {pipe, []string{"not a regular file"}},
		"has no clone": {put(t, t.TempDir(), "go.mod", require("mine", "/nowhere/at all")),
			[]string{"not there", "/nowhere/at all"}},
		"has another one": {put(t, t.TempDir(), "go.mod", require("mine", put(t, t.TempDir(), "x", ""))),
			[]string{"not there"}},
	} {
		got := Find(c.dir, ours)
		if got.Module != ours || got.Library != ours || got.Project {
			t.Errorf("%s: %+v, want the clone", name, got)
		}
		for _, want := range append(c.want, filepath.Join(c.dir, "go.mod"), "instead", filepath.Join(ours, "go.mod")) {
			if !strings.Contains(got.Notice, want) {
				t.Errorf("%s: the notice %q lacks %q", name, got.Notice, want)
			}
		}
	}
}
