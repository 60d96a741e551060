package setup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree lists the files below a folder.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && path != dir {
			list = append(list, strings.TrimPrefix(path, dir))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// uninstall returns the reported paths with what was said of them.
func uninstall(t *testing.T, m *Machine) map[string]string {
	t.Helper()
	said := map[string]string{}
	if err := m.Uninstall(context.Background(), func(path, what string) { said[path] = what }); err != nil {
		t.Fatal(err)
	}
	return said
}

func TestUninstallLeavesNothing(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	within, err := m.Within(filepath.Join(t.TempDir(), "env"))
	if err != nil {
		t.Fatal(err)
	}
	for _, machine := range []*Machine{m, within} {
		if err := machine.Run(context.Background(), Options{}); err != nil {
			t.Fatal(err)
		}
	}
	left, _, err := m.scratch(".build-*")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(left, "x"), "left", 0o644)
	writeFile(t, filepath.Join(m.Dirs.Data, "studies", "a", "study.json"), "{}", 0o644)
	writeFile(t, filepath.Join(m.Dirs.Jupyter, "kernels", "other", "kernel.json"), "{}", 0o644)
	said := uninstall(t, m)
	for _, path := range []string{m.Dirs.Kernelspec(), within.Dirs.Kernelspec(),
		filepath.Join(within.Dirs.Jupyter, "extension"), m.Dirs.Tools(), m.Dirs.Python(), m.Dirs.Cache} {
		if !strings.HasPrefix(said[path], "removed") {
			t.Errorf("of %s is said %q", path, said[path])
		}
		if _, err := os.Lstat(path); !os.IsNotExist(err) {
			t.Errorf("%s is there: %v", path, err)
		}
	}
	if left := tree(t, m.Dirs.Data); len(left) != 3 {
		t.Errorf("results: %q", left)
	}
	if left := tree(t, m.Dirs.Jupyter); strings.Join(left, " ") != "/kernels /kernels/other /kernels/other/kernel.json" {
		t.Errorf("Jupyter's directory: %q", left)
	}
	if said := uninstall(t, m); len(said) > 0 {
		t.Errorf("the second time: %v", said)
	}
	if err := m.Run(context.Background(), Options{}); err != nil {
		t.Errorf("setting up again: %v", err)
	}
}

func TestUninstallKeepsWhatIsNotOurs(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	if err := m.Run(context.Background(), Options{}); err != nil {
		t.Fatal(err)
	}
	other := *m
	other.Dirs.Cache, other.Dirs.Data = filepath.Join(t.TempDir(), "cache"), filepath.Join(t.TempDir(), "none")
	writeFile(t, filepath.Join(m.Dirs.Cache, "mine.txt"), "the user's", 0o644)
	if said := uninstall(t, &other); len(said) != 1 ||
		said[m.Dirs.Kernelspec()] != "kept: it belongs to the set-up in "+m.Dirs.Cache {
		t.Errorf("by another cache: %v", said)
	}
	if _, err := os.Stat(filepath.Join(m.Dirs.Jupyter, "extension")); err != nil {
		t.Errorf("the extension of the other set-up is gone: %v", err)
	}
	said := uninstall(t, m)
	if left := tree(t, m.Dirs.Cache); strings.Join(left, " ") != "/mine.txt" || said[m.Dirs.Cache] != "" ||
		said[m.Dirs.Data] == "" {
		t.Errorf("left %q, said %v", left, said)
	}
}

// With the cache in a home directory, the folders there that set-ups use too are the user's.
func TestUninstallKeepsFoldersThatWereThere(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	mine := filepath.Join(m.Dirs.Cache, "bin", "mine")
	link := filepath.Join(m.Dirs.Cache, "python")
	writeFile(t, mine, "the user's", 0o755)
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if err := m.Run(context.Background(), Options{}); err != nil {
		t.Fatal(err)
	}
	said := uninstall(t, m)
	for _, path := range []string{filepath.Dir(mine), link} {
		if !strings.HasPrefix(said[path], "kept: ") {
			t.Errorf("of %s is said %q", path, said[path])
		}
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(link); err != nil {
		t.Error(err)
	}
	if said[m.Dirs.Tools()] == "" {
		t.Errorf("what the set-up made stays: %v", said)
	}
}

func TestUninstallErrors(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	if err := m.Run(context.Background(), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(m.Dirs.Kernelspec(), "kernel.json"), []byte("["), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := m.Uninstall(context.Background(), nil); err == nil || !strings.Contains(err.Error(), "kernel.json") {
		t.Errorf("a broken kernelspec: %v", err)
	}
	failing := errors.New("busy")
	m.assets.Retract = func(string) (string, error) { return "", failing }
	if err := os.Remove(filepath.Join(m.Dirs.Kernelspec(), "kernel.json")); err != nil {
		t.Fatal(err)
	}
	if err := m.Uninstall(context.Background(), nil); !errors.Is(err, failing) {
		t.Errorf("an extension that stays: %v", err)
	}
}

func TestSystemPrefix(t *testing.T) {
	m := fakeMachine(t, map[string]string{"python3": `case "$2" in *sys.prefix*) echo /opt/env;; *) echo 3.12.1;; esac`})
	if prefix, err := m.SystemPrefix(context.Background()); err != nil || prefix != "/opt/env" {
		t.Errorf("%q, %v", prefix, err)
	}
	_, err := fakeMachine(t, nil).SystemPrefix(context.Background())
	wantProblem(t, err, "Python is missing")
}

func TestPrefixThatCannotBeWritten(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	writeFile(t, filepath.Join(m.Dirs.Cache, "file"), "", 0o644)
	within, err := m.Within(filepath.Join(m.Dirs.Cache, "file"))
	if err != nil {
		t.Fatal(err)
	}
	wantProblem(t, within.Run(context.Background(), Options{}), "change the prefix "+filepath.Join(m.Dirs.Cache, "file"))
}
