package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/mod/modfile"

	"tradeoff/kernel/internal/cell/gonbfix"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/modpath"
)

// tool is a Go program that cells or the kernel run.
type tool struct {
	name, pkg string // command and import path
	module    string // that provides it, in our go.mod; "" for our own
	needed    string // what fails without it
	mended    string // changes with what we change in its source; "" for nothing
}

func tools() []tool {
	return []tool{
		{"gonb", gonbfix.Module, gonbfix.Module, "it runs the cells", gonbfix.Key()},
		{"goimports", "golang.org/x/tools/cmd/goimports", "golang.org/x/tools", "it adds the imports of cells", ""},
	}
}

// requirement is the version of a module in our go.mod.
func (m *Machine) requirement(module string) (string, error) {
	path := filepath.Join(m.Module, "go.mod")
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	file, err := modfile.ParseLax(path, text, nil)
	if err != nil {
		return "", err
	}
	for _, r := range file.Require {
		if r.Mod.Path == module {
			return r.Mod.Version, nil
		}
	}
	return "", fmt.Errorf("%s does not require %s", path, module)
}

func (m *Machine) toolComponent(t tool) Component {
	path := filepath.Join(m.Dirs.Tools(), t.name)
	check := func() (version, stamp string, err error) {
		version, err = m.requirement(t.module)
		return version, key(t.pkg, version, runtime.Version(), path, t.mended), err
	}
	return Component{
		Name: t.name,
		Check: func(context.Context) Status {
			version, stamp, err := check()
			if err != nil {
				return absent(err.Error())
			}
			if !m.stamped(t.name, stamp, path) {
				return absent(t.needed + "; it is not built yet")
			}
			return present(path, version)
		},
		Install: func(ctx context.Context, log func(string)) error {
			version, stamp, err := check()
			if err != nil {
				return err
			}
			log("building " + version)
			if err := m.buildTool(ctx, t, path); err != nil {
				return err
			}
			return m.stamp(t.name, stamp)
		},
	}
}

// buildTool compiles a tool, from a mended copy of its source where that is needed.
func (m *Machine) buildTool(ctx context.Context, t tool, path string) error {
	if t.mended == "" {
		return m.build(ctx, m.Module, t.pkg, path)
	}
	env, err := m.goEnv(ctx)
	if err != nil {
		return err
	}
	source, err := m.output(ctx, m.Module, env.Path, "mod", "download", "-json", t.module)
	if err != nil {
		return buildProblem(path, err)
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal(source, &downloaded); err != nil {
		return err
	}
	dir, remove, err := m.scratch(".mended-*")
	if err != nil {
		return err
	}
	defer remove()
	modfile, err := m.mend(downloaded.Dir, m.Module, dir)
	if err != nil {
		return err
	}
	return m.build(ctx, m.Module, t.pkg, path, "-modfile="+modfile)
}

// build compiles a program of the module in dir to path, which is replaced at once.
func (m *Machine) build(ctx context.Context, dir, pkg, path string, flags ...string) error {
	env, err := m.goEnv(ctx)
	if err != nil {
		return err
	}
	work, remove, err := m.scratch(".build-*")
	if err != nil {
		return err
	}
	defer remove()
	built := filepath.Join(work, filepath.Base(path))
	command := slices.Concat([]string{env.Path, "build", "-o", built}, flags, []string{pkg})
	if _, err := m.output(ctx, dir, command...); err != nil {
		return buildProblem(path, err)
	}
	return files.Copy(path, built, 0o755)
}

func buildProblem(path string, err error) error {
	return &Problem{
		What: filepath.Base(path) + " could not be built",
		Why:  err.Error(),
		Mend: "check the network and the disk (behind a proxy set HTTPS_PROXY or GOPROXY), then " + again,
	}
}

// shimsComponent is our own program in front of go and goimports, under both names.
func (m *Machine) shimsComponent() Component {
	pkg := modpath.Package("kernel/internal/cell/cellgo")
	paths := []string{filepath.Join(m.Dirs.Shims(), "go"), filepath.Join(m.Dirs.Shims(), "goimports")}
	stamp := func() (string, error) {
		built, err := m.shimsKey()
		return key(built, m.Dirs.Shims()), err
	}
	return Component{
		Name: "import helper",
		Check: func(context.Context) Status {
			stamp, err := stamp()
			if err != nil {
				return absent(err.Error())
			}
			if !m.stamped("shims", stamp, paths...) {
				return absent("it finds this library's packages for cells; it is not built yet")
			}
			return present(m.Dirs.Shims(), "")
		},
		Install: func(ctx context.Context, log func(string)) error {
			stamp, err := stamp()
			if err != nil {
				return err
			}
			log("building")
			for _, path := range paths {
				if err := m.build(ctx, m.Module, pkg, path); err != nil {
					return err
				}
			}
			return m.stamp("shims", stamp)
		},
	}
}

// shimsKey changes with the sources of the helper and of the packages of ours that it is built from.
func (m *Machine) shimsKey() (string, error) {
	parts := []string{runtime.Version()}
	for _, name := range []string{"cell/cellgo", "cell/importable", "cell/nearest", "cell/protocol", "cell/workspace",
		"files", "modpath"} {
		part, err := m.sourceKey("kernel", "internal", filepath.FromSlash(name))
		if err != nil {
			return "", err
		}
		parts = append(parts, part)
	}
	return key(parts...), nil
}

// sourceKey changes with the Go files of a folder of our module.
func (m *Machine) sourceKey(folder ...string) (string, error) {
	list, err := filepath.Glob(filepath.Join(append(append([]string{m.Module}, folder...), "*.go")...))
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", fmt.Errorf("%s: no Go file in %s", m.Module, filepath.Join(folder...))
	}
	var parts []string
	for _, path := range list {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		parts = append(parts, filepath.Base(path), string(text))
	}
	return key(parts...), nil
}
