package main

import (
	"context"
	"flag"
	"fmt"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/install/setup"
)

func setupCommand() command {
	return command{
		kept: "what is installed stays, and `go run ./kernel setup` goes on from there",
		name: "setup", args: "[--user | --sys-prefix | --prefix DIR]", summary: "install what notebooks need",
		text: `
Installs everything that notebooks need beside Go, a C compiler and Python 3.10: a private JupyterLab, gonb and its tools, the XLA
plugin, the kernel "Go (diversity)". Only the user's cache and data directories are written to: DIVERSITY_CACHE, DIVERSITY_HOME and
JUPYTER_DATA_DIR move them. What is there already is left alone; an interrupted set-up is simply run again. About 120 MB are
downloaded (plus Go modules), 700 MB filled.

The options are Jupyter's: where the kernel and the extension that draws figures are registered, so that the Jupyter of that place finds
them. The rest stays in the cache. The commands lab and run register the kernel for the user as well. go run ./kernel uninstall removes
all of it.`,
		run: runSetup,
	}
}

func runSetup(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	place := registrationFlags(set)
	if err := noArguments(set, args); err != nil {
		return err
	}
	m, err := place.machine(ctx)
	if err != nil {
		return err
	}
	if err := runMachine(ctx, std, m, false); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "setup: everything is in place; `go run ./kernel lab` opens JupyterLab (%s)\n", m.Python())
	return nil
}

// registration says where Jupyter looks for the kernel.
type registration struct {
	user, system *bool
	prefix       *string
}

func registrationFlags(set *flag.FlagSet) registration {
	return registration{
		user:   set.Bool("user", false, "for the user: in JUPYTER_DATA_DIR or Jupyter's user directory (the default)"),
		system: set.Bool("sys-prefix", false, "for the Python environment that is active"),
		prefix: set.String("prefix", "", "for the Jupyter that is installed below this `DIR`"),
	}
}

// machine is this one with the chosen registration.
func (p registration) machine(ctx context.Context) (*setup.Machine, error) {
	chosen := 0
	for _, one := range []bool{*p.user, *p.system, *p.prefix != ""} {
		if one {
			chosen++
		}
	}
	if chosen > 1 {
		return nil, usageError("--user, --sys-prefix and --prefix exclude each other")
	}
	m, err := thisMachine()
	if err != nil {
		return nil, err
	}
	prefix := *p.prefix
	if *p.system {
		if prefix, err = m.SystemPrefix(ctx); err != nil {
			return nil, err
		}
	}
	if prefix == "" {
		return m, nil
	}
	return m.Within(prefix)
}

// thisMachine is the machine with the parts that other packages know.
func thisMachine() (*setup.Machine, error) {
	dirs, err := paths.Default()
	if err != nil {
		return nil, err
	}
	return setup.NewMachine(dirs, devices(dirs), assets())
}

// prepare sets up what is missing for the user.
func prepare(ctx context.Context, std streams, headless bool) (*setup.Machine, error) {
	m, err := thisMachine()
	if err != nil {
		return nil, err
	}
	return m, runMachine(ctx, std, m, headless)
}

// runMachine sets up what is missing, with a line for every step.
func runMachine(ctx context.Context, std streams, m *setup.Machine, headless bool) error {
	return m.Run(ctx, setup.Options{Headless: headless, Log: func(component, message string) {
		fmt.Fprintf(std.err, "setup: %s: %s\n", component, message)
	}})
}
