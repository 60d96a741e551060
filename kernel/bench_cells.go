package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/kernel/internal/cellbench"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/install/setup"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

func benchCellsCommand() command {
	return command{
		name: "cells", args: "[options]", summary: "compare how long cells take with plain gonb",
		text: `
Sets up what is missing, starts a kernel of plain gonb (as released, without our mends, and its own way: goimports and "go get" before
every build; this module in its workspace) and ours, and runs the same cells in both in turn, with a number that is new in each, so that
nothing comes from a cache. Prints medians and ranges in seconds, the median of the rounds' ratios, and what is wanted of our kernel.
Takes about 40 s for each of --cells: plain gonb completes nothing in its first 12 s. A busy machine measures its load, so close what else computes.`,
		run: runBenchCells,
	}
}

func runBenchCells(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	var o cellbench.Options
	set.IntVar(&o.Cells, "cells", 20, "cells of every kind in each kernel, 1 to 1000")
	asJSON := set.Bool("json", false, "print every measurement as JSON instead")
	if err := noArguments(set, args); err != nil {
		return err
	}
	o.Plain, o.Ours = cellbench.Launch{Argv: []string{"gonb"}}, cellbench.Launch{Argv: []string{"kernel"}} // until they are set up
	if err := o.Validate(); err != nil {
		return codeError{err, exitUsage}
	}
	m, err := prepare(ctx, std, false)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "diversity-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	gonb := filepath.Join(dir, "gonb")
	if err := m.BuildReleasedGonb(ctx, gonb); err != nil {
		return err
	}
	o.Plain = plainLaunch(m, gonb)
	if o.Ours, err = ourLaunch(m); err != nil {
		return err
	}
	o.Progress = func(line string) { fmt.Fprintln(std.err, line) }
	report, err := cellbench.Compare(ctx, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, report)
	}
	return report.Print(std.out)
}

// plainLaunch is gonb as it installs itself, with its tools on the PATH and our module in the workspace.
func plainLaunch(m *setup.Machine, gonb string) cellbench.Launch {
	path := []string{m.Dirs.Tools(), m.Dirs.Completion(), os.Getenv("PATH")}
	return cellbench.Launch{
		Argv: []string{gonb, "--kernel", kernelspec.ConnectionFile, "-go_work=" + m.Module},
		Env:  []string{"PATH=" + strings.Join(path, string(filepath.ListSeparator))},
	}
}

// ourLaunch is the kernel that the set-up registered. What it runs is not for the history.
func ourLaunch(m *setup.Machine) (cellbench.Launch, error) {
	spec, err := kernelspec.Read(m.Dirs.Kernelspec())
	launch := cellbench.Launch{Argv: spec.Argv}
	for name, value := range spec.Env {
		launch.Env = append(launch.Env, name+"="+value)
	}
	launch.Env = append(launch.Env, paths.HistoryVariable+"=")
	return launch, err
}
