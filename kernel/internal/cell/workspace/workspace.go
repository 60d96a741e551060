// Package workspace finds the module whose packages and requirements the cells of a notebook have: that of the nearest
// go.mod above the notebook, as for any Go program.
package workspace

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/modpath"
)

// mostBytes is more than any go.mod has.
const mostBytes = 4 << 20

// Workspace says where the cells of a notebook get their packages from.
type Workspace struct {
	Module  string // directory of the module whose requirements cells have: the user's or the laboratory's
	Library string // directory of the laboratory's module, as Module has it
	Project bool   // Module is the user's
	Notice  string // why a go.mod above the notebook is not used, and the line that it lacks; "" for nothing to say
}

// GoMod is the file that errors about packages are about.
func (w Workspace) GoMod() string { return filepath.Join(w.Module, "go.mod") }

// Find looks upward from the directory of a notebook. Where no go.mod is found, or one that does not require the
// laboratory, cells have the clone.
func Find(dir, clone string) Workspace {
	own := Workspace{Module: clone, Library: clone}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return own
	}
	found, ok := above(dir)
	if !ok || same(found, clone) {
		return own
	}
	w, err := of(found)
	if err != nil {
		own.Notice = fmt.Sprintf("%v. Cells have the packages and requirements of %s instead", err, own.GoMod())
		return own
	}
	return w
}

// above is the nearest directory with a go.mod. As the go command does, it passes over a folder of that name.
func above(dir string) (string, bool) {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			return "", false
		}
		dir = filepath.Dir(dir)
	}
}

func same(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// The reasons why a module is not used.
var (
	ErrNotRequired = errors.New("does not require the laboratory")
	ErrNotThere    = errors.New("requires a laboratory that is not there")
)

// of reads the module in a directory.
func of(dir string) (Workspace, error) {
	path := filepath.Join(dir, "go.mod")
	text, err := files.Read(path, mostBytes)
	if err != nil {
		return Workspace{}, err
	}
	file, err := modfile.Parse(path, text, nil)
	if err != nil {
		return Workspace{}, err
	}
	if file.Module != nil && file.Module.Mod.Path == modpath.Own() { // another clone
		return Workspace{Module: dir, Library: dir}, nil
	}
	if !requires(file) {
		return Workspace{}, fmt.Errorf("%s %w: add the line `require %s VERSION`, for a clone `require %[3]s v0.0.0` and "+
			"`replace %[3]s => CLONE`, then `go mod tidy`, and restart the kernel", path, ErrNotRequired, modpath.Own())
	}
	library, err := libraryOf(dir)
	if err != nil {
		return Workspace{}, err
	}
	return Workspace{Module: dir, Library: library, Project: true}, nil
}

func requires(file *modfile.File) bool {
	for _, r := range file.Require {
		if r.Mod.Path == modpath.Own() {
			return true
		}
	}
	return false
}

// libraryOf asks the go command where a module has the laboratory from. It asks no network.
func libraryOf(dir string) (string, error) {
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", modpath.Own())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "GOPROXY=off", "GOTOOLCHAIN=local")
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	library := strings.TrimSuffix(string(out), "\n")
	switch {
	case err != nil:
		return "", fmt.Errorf("%s %w: %s", filepath.Join(dir, "go.mod"), ErrNotThere, strings.TrimSpace(problems.String()))
	case library == "":
		return "", fmt.Errorf("%s %w: run `go mod download` in %s, then restart the kernel", filepath.Join(dir, "go.mod"),
			ErrNotThere, dir)
	}
	text, err := files.Read(filepath.Join(library, "go.mod"), mostBytes)
	if err == nil && modfile.ModulePath(text) != modpath.Own() {
		err = fmt.Errorf("%s is the module %q", library, modfile.ModulePath(text))
	}
	if err != nil {
		return "", fmt.Errorf("%s %w: %w", filepath.Join(dir, "go.mod"), ErrNotThere, err)
	}
	return library, nil
}
