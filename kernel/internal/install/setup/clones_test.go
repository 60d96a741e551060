package setup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// clone is another clone of the module that shares the cache and Jupyter's directory with m.
func clone(t *testing.T, m *Machine, change func(*Machine)) *Machine {
	t.Helper()
	other := *m
	other.Module, other.Self = filepath.Join(t.TempDir(), "module"), filepath.Join(t.TempDir(), "self")
	err := errors.Join(os.MkdirAll(filepath.Dir(other.Module), 0o755), os.CopyFS(other.Module, os.DirFS(m.Module)))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, other.Self, "the program of another clone", 0o755)
	change(&other)
	for _, machine := range []*Machine{m, &other} {
		if machine.Dirs.Keys, err = machine.keys(); err != nil {
			t.Fatal(err)
		}
	}
	return &other
}

// Two clones in turn: each is set up once, but for the kernelspec, which Jupyter has one of, and computes with its own
// program.
func TestTwoClonesInTurn(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time to set up 18 times")
	}
	for name, change := range map[string]func(*Machine){
		"equal":          func(*Machine) {},
		"another helper": func(m *Machine) { _ = changeHelper(m) },
		"another gonb":   func(m *Machine) { _ = newerGonb(m) },
	} {
		a := fakeMachine(t, goodPrograms())
		b := clone(t, a, change)
		for _, m := range []*Machine{a, b} {
			if err := m.Run(context.Background(), Options{}); err != nil {
				t.Fatal(err)
			}
		}
		for turn := range 4 {
			m := []*Machine{a, b}[turn%2]
			var log journal
			if err := m.Run(context.Background(), Options{Log: log.log}); err != nil {
				t.Fatal(err)
			}
			for _, line := range log.lines {
				if !strings.HasPrefix(line, "kernelspec: ") && !strings.HasPrefix(line, "all: ready") {
					t.Errorf("%s: turn %d sets up again: %s", name, turn, line)
				}
			}
			program, err := os.ReadFile(m.Dirs.Kernel())
			self, failed := os.ReadFile(m.Self)
			if err != nil || failed != nil || string(program) != string(self) {
				t.Errorf("%s: turn %d computes with %q, %v", name, turn, program, errors.Join(err, failed))
			}
			spec, err := os.ReadFile(filepath.Join(m.Dirs.Kernelspec(), "kernel.json"))
			if err != nil || !strings.Contains(string(spec), m.Dirs.Kernel()) || !strings.Contains(string(spec), m.Module) {
				t.Errorf("%s: turn %d: the kernelspec is another clone's, %v", name, turn, err)
			}
		}
		if shared := a.Dirs.Tools() == b.Dirs.Tools(); shared != (name != "another gonb") {
			t.Errorf("%s: the tools are shared: %v", name, shared)
		}
	}
}

// Of the builds of a clone the newest stay, and those of other clones.
func TestOldProgramsAreRemoved(t *testing.T) {
	a := fakeMachine(t, goodPrograms())
	b := clone(t, a, func(*Machine) {})
	if err := b.binaryComponent().Install(t.Context(), func(string) {}); err != nil {
		t.Fatal(err)
	}
	for build := range 6 {
		writeFile(t, a.Self, strings.Repeat("build", build+1), 0o755)
		var err error
		if a.Dirs.Keys, err = a.keys(); err != nil {
			t.Fatal(err)
		}
		if err := a.binaryComponent().Install(t.Context(), func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
	builds, err := os.ReadDir(filepath.Dir(filepath.Dir(a.Dirs.Kernel())))
	if err != nil || len(builds) != programsKept {
		t.Errorf("%d builds are kept, %v", len(builds), err)
	}
	for _, path := range []string{a.Dirs.Kernel(), b.Dirs.Kernel()} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

// The set-up after one that was killed removes what carries the mark, and nothing else.
func TestLeftoversOfAKilledSetup(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	cache := func(name string) string { return filepath.Join(m.Dirs.Cache, name) }
	if err := os.MkdirAll(m.Dirs.Cache, 0o755); err != nil {
		t.Fatal(err)
	}
	var gone []string
	for _, pattern := range []string{".build-*", ".gopls-*", ".mended-*", ".warm-*"} {
		dir, _, err := m.scratch(pattern)
		if err != nil {
			t.Fatal(err)
		}
		gone = append(gone, dir)
	}
	half := filepath.Join(m.Dirs.Tools(), ".new-123")
	writeFile(t, half, "half a program", 0o600)
	gone = append(gone, half)
	writeFile(t, cache(".build-mine/thesis.tex"), "text", 0o600)
	writeFile(t, cache(".warm-open/"+markName), markText, 0o600) // mode 0755
	writeFile(t, cache(".gopls-other/"+markName), "mine", 0o600)
	err := errors.Join(os.Chmod(cache(".gopls-other"), 0o700), os.Mkdir(cache(".warm-pipe"), 0o700),
		syscall.Mkfifo(cache(".warm-pipe/"+markName), 0o600),
		os.Symlink(t.TempDir(), cache(".build-link")))
	if err != nil {
		t.Fatal(err)
	}
	var log journal
	if err := m.Run(t.Context(), Options{Log: log.log}); err != nil {
		t.Fatal(err)
	}
	for _, path := range gone {
		if _, err := os.Lstat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there", path)
		}
	}
	for _, name := range []string{".build-mine/thesis.tex", ".warm-open", ".gopls-other", ".warm-pipe", ".build-link"} {
		if _, err := os.Lstat(cache(name)); err != nil {
			t.Errorf("what is not ours is gone: %v", err)
		}
	}
	if !strings.Contains(log.String(), "removed what a set-up that was killed left behind: 5") {
		t.Errorf("it is not said:\n%s", log.String())
	}
}
