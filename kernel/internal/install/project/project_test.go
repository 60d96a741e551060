package project

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"

	"tradeoff/kernel/internal/cell/workspace"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/modpath"
)

// library is the directory of this module.
func library(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever the folder is called, the go command reads its go.mod, and cells there have the project with the laboratory
// of the clone.
func TestInitInOddFolders(t *testing.T) {
	ours := library(t)
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir, module := range map[string]string{
		"plain": "plain", "my tests": "my-tests", "数据 ü🦜": "project", "-dash": "dash", "a/b/../c": "c",
		"./.hidden.": "hidden", "fmt": "fmt-project",
		"test": "test-project", "internal": "internal-project", "a,b": "a-b", "quo\"te'`": "quo-te", "x@v1.2.3": "x-v1.2.3", "v2": "v2",
		"con": "con-project", "$HOME": "HOME", "a=>b": "a--b", "//x//": "x",
	} {
		if strings.HasPrefix(dir, "//") {
			dir = here + dir
		}
		made, err := Init(t.Context(), Options{Dir: dir, Library: ours})
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		if want := filepath.Join(here, filepath.Clean(strings.TrimPrefix(dir, here)), "go.mod"); made[0] != want {
			t.Errorf("%s: made %s, want %s", dir, made[0], want)
		}
		if got := modfile.ModulePath([]byte(read(t, dir, "go.mod"))); got != module {
			t.Errorf("%s: module %q, want %q", dir, got, module)
		}
		got := workspace.Find(filepath.Join(dir, "deep"), "/nowhere")
		if !got.Project || got.Module != filepath.Dir(made[0]) || got.Library != ours {
			t.Errorf("%s: cells have %+v", dir, got)
		}
	}
}

func TestInitWrites(t *testing.T) {
	dir := t.TempDir()
	made, err := Init(t.Context(), Options{Dir: dir, Module: "example.org/mine/v2", Library: library(t)})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"go.mod", "go.sum", "start.ipynb", "README.md", ".gitignore", ".binder/Dockerfile"} {
		if made[i] != filepath.Join(dir, filepath.FromSlash(name)) {
			t.Errorf("made %q, want %s", made, name)
		}
	}
	mod, err := modfile.Parse("go.mod", []byte(read(t, dir, "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := modfile.Parse("go.mod", []byte(read(t, library(t), "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	if mod.Module.Mod.Path != "example.org/mine/v2" || len(mod.Require) != len(ours.Require)+1 || len(mod.Tool) != 2 || mod.Replace[0].New.Path != library(t) {
		t.Errorf("go.mod is\n%s", read(t, dir, "go.mod"))
	}
	if read(t, dir, "go.sum") != read(t, library(t), "go.sum") {
		t.Error("go.sum is not the laboratory's")
	}
	n, err := ipynb.Read(filepath.Join(dir, Notebook))
	if err != nil || len(n.Cells) != 3 || n.Metadata["kernelspec"].(map[string]any)["name"] != "diversity" {
		t.Errorf("%v: %+v", err, n)
	}
	if text := read(t, dir, "README.md"); !strings.HasPrefix(text, "# example.org/mine/v2\n") || !strings.Contains(text, "-replace "+modpath.Own()+"=") {
		t.Errorf("README.md is\n%s", text)
	}
	// The programs of the image are those of the laboratory's own.
	install := regexp.MustCompile(`(?m)^    && pip install .*$`)
	image, own := read(t, dir, ".binder/Dockerfile"), read(t, library(t), ".binder/Dockerfile")
	if got := install.FindString(image); got == "" || got != install.FindString(own) || !strings.Contains(image, "\nARG LABORATORY=") {
		t.Errorf("the image installs %q, ours %q", got, install.FindString(own))
	}
	from := regexp.MustCompile(`(?m)^FROM .*$`)
	if from.FindString(image) != from.FindString(own) {
		t.Errorf("the image is %q, ours %q", from.FindString(image), from.FindString(own))
	}
}

// What is there stays, and is named.
func TestInitOverwritesNothing(t *testing.T) {
	for _, name := range []string{"go.mod", "go.sum", "start.ipynb", "README.md", ".gitignore", ".binder/Dockerfile"} {
		for kind, put := range map[string]func(path string) error{
			"file":   func(path string) error { return os.WriteFile(path, []byte("mine"), 0o644) },
			"folder": func(path string) error { return os.Mkdir(path, 0o755) },
			"link":   func(path string) error { return os.Symlink("/nowhere", path) },
		} {
			dir := t.TempDir()
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), put(path)); err != nil {
				t.Fatal(err)
			}
			made, err := Init(t.Context(), Options{Dir: dir, Module: "mine", Library: library(t)})
			if !errors.Is(err, ErrExists) || !strings.Contains(err.Error(), path) || made != nil {
				t.Errorf("%s %s: %v, %v", kind, name, made, err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 1 {
				t.Errorf("%s %s: the folder has %v", kind, name, entries)
			}
			if text, err := os.ReadFile(path); kind == "file" && (err != nil || string(text) != "mine") {
				t.Errorf("%s is %q, %v", name, text, err)
			}
		}
	}
}

// A failure half-way takes back what was made, and nothing else.
func TestInitTakesBack(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".binder"), nil, 0o644); err != nil { // where the folder has to be
		t.Fatal(err)
	}
	made, err := Init(t.Context(), Options{Dir: dir, Module: "mine", Library: library(t)})
	entries, reading := os.ReadDir(dir)
	if err == nil || !strings.Contains(err.Error(), ".binder") || made != nil || reading != nil || len(entries) != 1 {
		t.Errorf("made %v, %v; the folder has %v", made, err, entries)
	}
}

func TestInitRefuses(t *testing.T) {
	ours := library(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir, module string
		want        error
		names       string
	}{
		{"", "", ErrFolder, `DIR ""`}, {"a\nb", "", ErrFolder, `"`}, {"a\xff", "", ErrFolder, "UTF-8"}, {file, "", ErrFolder, file},
		{"x", "Sp ace", ErrModule, `"Sp ace"`}, {"x", "-a", ErrModule, `"-a"`}, {"x", "a/../b", ErrModule, "a/../b"}, {"x", "/a", ErrModule, `"/a"`},
		{"x", "example.org/x/v1", ErrModule, "/v2"}, {"x", "example.org/x/v0", ErrModule, "/v2"}, {"x", "std", ErrModule, "reserves"}, {"x", "fmt", ErrModule, "Go's own"},
		{"x", "encoding/json", ErrModule, "Go's own"}, {"x", modpath.Own(), ErrModule, "laboratory's"}, {"x", modpath.Own() + "/mine", ErrModule, "laboratory's"},
		{"x", "example.org/internal/x", ErrModule, "reserves"}, {"x", "ü", ErrModule, "ü"},
	} {
		t.Chdir(t.TempDir())
		_, err := Init(t.Context(), Options{Dir: c.dir, Module: c.module, Library: ours})
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%q %q: %v, want %v with %s", c.dir, c.module, err, c.want, c.names)
		}
		if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
			t.Errorf("%q %q: left %v", c.dir, c.module, entries)
		}
	}
	if os.Geteuid() == 0 {
		t.Log("a read-only parent is not tried: root writes everywhere")
		return
	}
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	if _, err := Init(t.Context(), Options{Dir: filepath.Join(parent, "x"), Library: ours}); !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), parent) {
		t.Errorf("a read-only parent: %v", err)
	}
}

// A project within the clone moves with it.
func TestInitWithinTheClone(t *testing.T) {
	clone := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := os.WriteFile(filepath.Join(clone, name), []byte(read(t, library(t), name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(clone, link); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(clone, "notebooks", "mine"), filepath.Join(link, "notebooks", "other")} {
		if _, err := Init(t.Context(), Options{Dir: dir, Library: clone}); err != nil {
			t.Fatal(err)
		}
		if text := read(t, dir, "go.mod"); !strings.Contains(text, "replace "+modpath.Own()+" => ../..\n") {
			t.Errorf("%s: go.mod is\n%s", dir, text)
		}
		if got := workspace.Find(dir, clone); !got.Project || got.Notice != "" {
			t.Errorf("%s: cells have %+v", dir, got)
		}
	}
}

// The image clones from where this clone comes from, without what is secret in that address.
func TestRemote(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short no repository is made")
	}
	for origin, want := range map[string]string{
		"https://example.org/lab.git": "https://example.org/lab.git", "https://ada:secret@example.org/lab": "https://example.org/lab",
		"git@example.org:lab.git": "", "/home/ada/lab": "", "https://example.org/$(rm -rf x)": "", "": "",
	} {
		dir := t.TempDir()
		commands := [][]string{{"init", "--quiet"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "-m", "x"}}
		if origin != "" {
			commands = append(commands, []string{"remote", "add", "origin", origin})
		}
		for _, args := range commands {
			if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
		address, commit := remote(t.Context(), dir)
		if address != want || (len(commit) == 40) != (want != "") {
			t.Errorf("%s: %q at %q", origin, address, commit)
		}
	}
	if address, _ := remote(t.Context(), t.TempDir()); address != "" {
		t.Errorf("no repository: %q", address)
	}
}

// A published laboratory is required by its version, with its checksums, and needs no clone.
func TestVersionOf(t *testing.T) {
	for dir, want := range map[string]string{
		"/go/pkg/mod/example.org/lab@v1.2.3": "v1.2.3", "/go/pkg/mod/x@v0.0.0-20260101000000-abcdefabcdef": "v0.0.0-20260101000000-abcdefabcdef",
		"/home/ada/lab": "", "/home/ada@work": "", "/home/x@v1.2.3/lab": "",
	} {
		if got := versionOf(dir); got != want {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
	ours, err := modfile.Parse("go.mod", []byte("module m\n\ngo 1.26\n\nrequire a.b/c v1.0.0\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	list, err := contents("mine", laboratory{version: "v1.2.3", mod: ours, sum: []byte("sums\n")})
	if err != nil {
		t.Fatal(err)
	}
	names := slices.IndexFunc(list, func(f file) bool { return f.name == ".binder/Dockerfile" })
	mod, image := string(list[0].text), string(list[names].text)
	if !strings.Contains(mod, "\t"+modpath.Own()+" v1.2.3\n") && !strings.Contains(mod, "require "+modpath.Own()+" v1.2.3\n") || strings.Contains(mod, "replace") {
		t.Errorf("go.mod is\n%s", mod)
	}
	if strings.Contains(image, "LABORATORY") || !strings.Contains(image, "RUN go tool kernel setup") {
		t.Errorf("Dockerfile is\n%s", image)
	}
}
