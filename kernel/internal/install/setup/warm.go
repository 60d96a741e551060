package setup

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"tradeoff/kernel/internal/modpath"
)

// warmPackages are compiled ahead, so that the first cell of a kernel does not wait for them.
func warmPackages() []string {
	list := []string{"fmt", "context", "github.com/janpfeifer/must", "github.com/janpfeifer/gonb/gonbui"}
	for _, folder := range []string{
		"diversity", "diversity/pool", "diversity/split", "diversity/study", "diversity/theory", "diversity/estimate",
		"diversity/laws",
		"diversity/worlds", "diversity/theory/backtest", "diversity/study/maintain", "diversity/probe", "diversity/backbone",
		"diversity/recipe", "diversity/figure", "kernel/show",
	} {
		list = append(list, modpath.Package(folder))
	}
	return list
}

// warmComponent builds a program as a cell would: in a workspace with our module and with the flags of cells.
func (m *Machine) warmComponent() Component {
	stamp := func() string {
		sum, err := os.ReadFile(filepath.Join(m.Module, "go.sum"))
		if err != nil {
			return ""
		}
		return key(string(sum), runtime.Version(), m.Module, os.Getenv("GOCACHE"))
	}
	return Component{
		Name:     "build cache",
		Optional: true,
		Check: func(context.Context) Status {
			if !m.stamped("warm", stamp()) {
				return absent("the first cell compiles the library")
			}
			return present("", "")
		},
		Install: func(ctx context.Context, log func(string)) error {
			log("compiling the library for cells")
			spec, err := m.spec(ctx)
			if err != nil {
				return err
			}
			if err := m.warm(ctx, spec); err != nil {
				return err
			}
			return m.stamp("warm", stamp())
		},
	}
}

func (m *Machine) warm(ctx context.Context, spec kernelspec.Spec) error {
	env, err := m.goEnv(ctx)
	if err != nil {
		return err
	}
	dir, remove, err := m.scratch(".warm-*")
	if err != nil {
		return err
	}
	defer remove()
	number := strings.TrimPrefix(semverOf(env.Version), "v")
	source := "package main\n\nimport (\n\t_ \"" + strings.Join(warmPackages(), "\"\n\t_ \"") + "\"\n)\n\nfunc main() {}\n"
	for name, text := range map[string]string{
		"go.mod":  "module cell\n\ngo " + number + "\n",
		"go.work": "go " + number + "\n\nuse (\n\t.\n\t" + strconv.Quote(m.Module) + "\n)\n",
		"main.go": source,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	_, err = m.output(ctx, dir, "env", "GOFLAGS="+spec.Env["GOFLAGS"], "GOWORK=auto", env.Path, "build", "-o", os.DevNull,
		".")
	return err
}
