package setup

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

// specComponent is the kernelspec in Jupyter's data directory.
func (m *Machine) specComponent() Component {
	dir := m.Dirs.Kernelspec()
	return Component{
		Name: "kernelspec",
		Check: func(ctx context.Context) Status {
			spec, err := m.spec(ctx)
			if err != nil {
				return fromProblem(err)
			}
			installed, err := spec.Installed(dir)
			switch {
			case err != nil:
				return m.absentHere(err.Error())
			case !installed:
				return m.absentHere("Jupyter does not know the kernel, or knows that of another clone or version")
			}
			return present(dir, spec.DisplayName)
		},
		Install: func(ctx context.Context, log func(string)) error {
			spec, err := m.spec(ctx)
			if err != nil {
				return err
			}
			log("registering the kernel " + spec.DisplayName)
			if err := m.noteJupyterDir(); err != nil {
				return err
			}
			return spec.Install(dir)
		},
	}
}

// absentHere is the status of what is missing in Jupyter's directory.
func (m *Machine) absentHere(why string) Status {
	status := absent(why)
	if m.Prefix != "" {
		status.Mend += " --prefix " + m.Prefix
	}
	return status
}

// spec is the kernelspec for this module and these directories.
func (m *Machine) spec(ctx context.Context) (kernelspec.Spec, error) {
	env, err := m.goEnv(ctx)
	if err != nil {
		return kernelspec.Spec{}, err
	}
	gpus, err := m.devices.GPUs(ctx)
	if err != nil {
		return kernelspec.Spec{}, err
	}
	variables := map[string]string{
		"PATH":                  m.cellPath(env, true),
		"GOFLAGS":               cellFlags(env.Flags),
		"GOWORK":                "auto",
		protocol.KernelVariable: m.Dirs.Kernel(),
		study.WorkerVariable:    m.Dirs.Kernel(),
		protocol.ModuleVariable: m.Module,
		paths.CacheVariable:     m.Dirs.Cache,
		paths.HistoryVariable:   m.Dirs.History(),
	}
	if len(gpus) > 0 {
		variables[study.DevicesVariable] = strings.Join(gpus, ",")
	}
	return kernelspec.New(m.Dirs.Kernel(), filepath.Join(m.Dirs.Tools(), "gonb"), m.Module, variables), nil
}

// HeadlessEnv replaces variables of the kernelspec where nobody types: gopls, found on the PATH, would only cost time,
// and what runs is not for the history.
func (m *Machine) HeadlessEnv(ctx context.Context) (map[string]string, error) {
	env, err := m.goEnv(ctx)
	return map[string]string{"PATH": m.cellPath(env, false), paths.HistoryVariable: ""}, err
}

// cellPath is the PATH of cells: our programs, Go, the C compiler and the system's.
func (m *Machine) cellPath(env goEnv, completion bool) string {
	dirs := []string{m.Dirs.Shims(), m.Dirs.Tools()}
	if completion {
		dirs = append(dirs, m.Dirs.Completion())
	}
	dirs = append(dirs, filepath.Dir(env.Path))
	command, _, _ := strings.Cut(env.CC, " ")
	if compiler, err := m.lookPath(command); err == nil {
		dirs = append(dirs, filepath.Dir(compiler))
	}
	var unique []string
	for _, dir := range append(dirs, "/usr/local/bin", "/usr/bin", "/bin") {
		if !slices.Contains(unique, dir) {
			unique = append(unique, dir)
		}
	}
	return strings.Join(unique, string(filepath.ListSeparator))
}

// cellFlags are the user's GOFLAGS with what makes linking fast; -mod has no place in a workspace. The table of symbols
// stays, by which values that point to variables of packages are kept (package keep).
func cellFlags(user string) string {
	var kept []string
	for _, flag := range strings.Fields(user) {
		if !strings.HasPrefix(flag, "-mod=") && !strings.HasPrefix(flag, "--mod=") {
			kept = append(kept, flag)
		}
	}
	return strings.Join(append(kept, `'-ldflags=-w'`), " ")
}

// extensionComponent draws figures interactively in JupyterLab; without it they are static pictures.
func (m *Machine) extensionComponent() Component {
	return Component{
		Name: "lab extension",
		Check: func(context.Context) Status {
			installed, err := m.assets.Extended(m.Dirs.Jupyter)
			switch {
			case err != nil:
				return m.absentHere(err.Error())
			case !installed:
				return m.absentHere("figures are not interactive without it")
			}
			return present(m.Dirs.Jupyter, "")
		},
		Install: func(_ context.Context, log func(string)) error {
			log("installing")
			return m.assets.Extension(m.Dirs.Jupyter)
		},
	}
}
