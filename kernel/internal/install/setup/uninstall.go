package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

// Within returns the machine with kernelspec and lab extension in an installation prefix, such as a Python environment.
// The zero prefix is not allowed.
func (m *Machine) Within(prefix string) (*Machine, error) {
	dirs, err := m.Dirs.Within(prefix)
	if err != nil {
		return nil, err
	}
	within := *m
	within.Dirs, within.Prefix = dirs, prefix
	return &within, nil
}

// SystemPrefix is where the Python on the PATH is installed: the environment that is active. It fails with a
// [*Problem].
func (m *Machine) SystemPrefix(ctx context.Context) (string, error) {
	python, _, err := m.systemPython(ctx)
	if err != nil {
		return "", err
	}
	out, err := m.output(ctx, "", python, "-c", "import sys; print(sys.prefix)")
	return strings.TrimSpace(string(out)), err
}

// jupyterDirs are the Jupyter directories that set-ups with this cache have written to, the present one included.
func (m *Machine) jupyterDirs() ([]string, error) {
	text, err := os.ReadFile(m.Dirs.JupyterDirs())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	list := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
	if !slices.Contains(list, m.Dirs.Jupyter) {
		list = append(list, m.Dirs.Jupyter)
	}
	return list, nil
}

// noteJupyterDir remembers the Jupyter directory for Uninstall.
func (m *Machine) noteJupyterDir() error {
	list, err := m.jupyterDirs()
	if err != nil {
		return err
	}
	return files.Write(m.Dirs.JupyterDirs(), []byte(strings.Join(list, "\n")+"\n"), 0o644)
}

// Uninstall removes what set-ups with this cache have installed, in all their Jupyter directories, and reports each
// path: removed, or kept because it is not theirs. Results and JupyterLab's settings, in the data directory, stay.
// Where nothing is installed, nothing is done. It waits for a set-up that runs.
func (m *Machine) Uninstall(ctx context.Context, report func(path, what string)) error {
	places, err := m.jupyterDirs()
	if err != nil {
		return err
	}
	if _, err := os.Stat(m.Dirs.Cache); err == nil {
		unlock, err := m.lock(ctx, Options{Log: func(string, string) {}})
		if err != nil {
			return err
		}
		defer unlock()
	}
	for _, place := range places {
		if err := m.leave(place, report); err != nil {
			return err
		}
	}
	return m.clear(report)
}

// leave removes kernelspec and lab extension from a Jupyter directory, unless the kernelspec is that of another set-up.
func (m *Machine) leave(place string, report func(path, what string)) error {
	spec := paths.Dirs{Jupyter: place}.Kernelspec()
	owner, err := kernelspec.Uninstall(spec, paths.CacheVariable, m.Dirs.Cache)
	switch {
	case err != nil:
		return err
	case owner != "" && owner != m.Dirs.Cache:
		report(spec, fmt.Sprintf("kept: it belongs to the set-up in %s", owner))
		return nil
	case owner != "":
		report(spec, "removed: the kernelspec")
	}
	extension, err := m.assets.Retract(place)
	if err == nil && extension != "" {
		report(extension, "removed: the lab extension")
	}
	return err
}

// clear empties the cache of what set-ups make, and removes folders that are empty then. A folder of such a name that
// was there before the first set-up stays.
func (m *Machine) clear(report func(path, what string)) error {
	left, err := m.leftovers()
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := removeAll(path, report); err != nil {
			return err
		}
	}
	for _, path := range m.Dirs.Made() {
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if !Made(path) {
			report(path, "kept: it has no "+madeName+" of a set-up, so it was there before, or is of an earlier version")
			continue
		}
		if err := removeAll(path, report); err != nil {
			return err
		}
	}
	_ = os.Remove(m.lockPath()) // not there where nothing was set up
	for _, dir := range []string{m.Dirs.Cache, m.Dirs.Data} {
		if os.Remove(dir) == nil { // only if it is empty
			report(dir, "removed: it was empty")
		}
	}
	return nil
}

// removeAll removes a folder and reports it. It fails with a Problem where that is not allowed.
func removeAll(path string, report func(path, what string)) error {
	err := os.RemoveAll(path)
	if err == nil {
		report(path, "removed")
		return nil
	}
	if !errors.Is(err, os.ErrPermission) {
		return err
	}
	return &Problem{What: path + " cannot be removed", Why: err.Error(),
		Mend: "make it writable (chmod -R u+w), then go run ./kernel uninstall"}
}
