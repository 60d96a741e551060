package main

import (
	"context"
	"fmt"

	"tradeoff/kernel/internal/paths"
	"tradeoff/kernel/internal/setup"
)

func setupCommand() command {
	return command{
		name: "setup", summary: "install what notebooks need",
		text: `
Installs everything that notebooks need beside Go, a C compiler and Python 3.10: a private JupyterLab, gonb and its tools, the XLA
plugin, the kernel "Go (diversity)". Only the user's cache and data directories are written to: DIVERSITY_CACHE, DIVERSITY_HOME and
JUPYTER_DATA_DIR move them. What is there already is left alone; an interrupted set-up is simply run again. About 120 MB are
downloaded (plus Go modules), 700 MB filled.`,
		run: func(ctx context.Context, std streams, c command, args []string) error {
			if err := noArguments(c.flags(std), args); err != nil {
				return err
			}
			m, err := prepare(ctx, std, false)
			if err != nil {
				return err
			}
			fmt.Fprintf(std.err, "setup: everything is in place; `go run ./kernel lab` opens JupyterLab (%s)\n", m.Python())
			return nil
		},
	}
}

// thisMachine is the machine with the parts that other packages know.
func thisMachine() (*setup.Machine, error) {
	dirs, err := paths.Default()
	if err != nil {
		return nil, err
	}
	return setup.NewMachine(dirs, devices(dirs), assets())
}

// prepare sets up what is missing, with a line for every step.
func prepare(ctx context.Context, std streams, headless bool) (*setup.Machine, error) {
	m, err := thisMachine()
	if err != nil {
		return nil, err
	}
	return m, m.Run(ctx, setup.Options{Headless: headless, Log: func(component, message string) {
		fmt.Fprintf(std.err, "setup: %s: %s\n", component, message)
	}})
}
