package paperexport

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func projectOf(files ...string) *Project {
	p := &Project{Files: map[string][]byte{}}
	for i := 0; i < len(files); i += 2 {
		p.Files[files[i]] = []byte(files[i+1])
	}
	return p
}

func TestSave(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "paper")
	if err := projectOf("a.md", "1", "f/b.md", "2").Save(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := projectOf("a.md", "3", "c.md", "4").Save(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.md": "3", "c.md": "4", "mine.txt": "mine", "f/b.md": ""} {
		if got, _ := os.ReadFile(filepath.Join(dir, name)); string(got) != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// Nobody's work is lost, and a list that somebody else wrote removes nothing elsewhere.
func TestSaveRefuses(t *testing.T) {
	edit := func(name, text string) func(string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600) }
	}
	for name, c := range map[string]struct {
		change func(dir string) error
		want   error
	}{
		"edited":       {edit("a.md", "mine"), ErrEdited},
		"in the way":   {edit("new.md", "mine"), ErrEdited},
		"no list":      {func(dir string) error { return os.Remove(filepath.Join(dir, listName)) }, ErrTaken},
		"hostile list": {edit(listName, `{"kind":"paper export","files":{"../x":"1"}}`), ErrTaken},
		"other list":   {edit(listName, `{"kind":"x"}`), ErrTaken},
		"folder":       {func(dir string) error { return os.Mkdir(filepath.Join(dir, "new.md"), 0o700) }, ErrEdited},
		"link":         {func(dir string) error { return os.Symlink("/etc/hostname", filepath.Join(dir, "new.md")) }, ErrEdited},
	} {
		dir := t.TempDir()
		if err := projectOf("a.md", "1").Save(dir); err != nil {
			t.Fatal(err)
		}
		if err := c.change(dir); err != nil {
			t.Fatal(err)
		}
		if err := projectOf("a.md", "2", "new.md", "3").Save(dir); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "a.md")); string(got) == "2" {
			t.Errorf("%s: it wrote", name)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := projectOf("a", "1").Save(file); err == nil {
		t.Error("it took a file for a folder")
	}
}
