package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/kernel/bench/cells"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

func cellsCommand() command {
	return command{
		name: "cells", summary: "compare how long cells take with gonb as its authors released it",
		text: `
Sets up what is missing, starts a kernel of plain gonb (as released, without our mends, and its own way: goimports and "go get"
before every build; this module in its workspace) and ours, and runs the same cells in both in turn, with a number that is new in
each, so that nothing comes from a cache. Prints medians and ranges in seconds, the median of the rounds' ratios, and what is
wanted of our kernel. Takes about 40 s for each of --cells: plain gonb completes nothing in its first 12 s. A busy machine measures
its load, so close what else computes.`,
		run: runCells,
	}
}

func runCells(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags()
	o := cells.Options{Progress: std.progress}
	set.IntVar(&o.Cells, "cells", 20, "cells of every kind in each kernel, 1 to 1000")
	asJSON := set.Bool("json", false, "print every measurement as JSON instead")
	if err := c.parse(std, set, args); err != nil {
		return err
	}
	o.Plain, o.Ours = cells.Launch{Argv: []string{"gonb"}}, cells.Launch{Argv: []string{"kernel"}} // until they are set up
	if err := o.Validate(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "diversity-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if o.Plain, o.Ours, err = prepareKernels(ctx, std, dir); err != nil {
		return err
	}
	report, err := cells.Compare(ctx, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, report)
	}
	return report.Print(std.out)
}

// prepareKernels builds gonb and our program into dir, has our program set up what is missing, and returns how both
// are started.
func prepareKernels(ctx context.Context, std streams, dir string) (plain, ours cells.Launch, err error) {
	program, err := build(ctx, std, dir, "kernel", "tradeoff/kernel")
	if err != nil {
		return plain, ours, err
	}
	cmd := exec.CommandContext(ctx, program, "setup")
	cmd.Stdout, cmd.Stderr = std.err, std.err
	if err := cmd.Run(); err != nil {
		return plain, ours, fmt.Errorf("kernel setup: %w", err)
	}
	gonb, err := build(ctx, std, dir, "gonb", "github.com/janpfeifer/gonb")
	if err != nil {
		return plain, ours, err
	}
	dirs, err := paths.Default()
	if err != nil {
		return plain, ours, err
	}
	spec, err := kernelspec.Read(dirs.Kernelspec())
	return plainLaunch(spec, gonb, dirs.Shims()), ourLaunch(spec), err
}

// plainLaunch is gonb as it installs itself, with our module in its workspace. It finds the tools that a set-up
// installs, but not our programs in front of go and goimports, which lie below shims.
func plainLaunch(spec kernelspec.Spec, gonb, shims string) cells.Launch {
	path := slices.DeleteFunc(filepath.SplitList(spec.Env["PATH"]), func(dir string) bool {
		return dir == shims || strings.HasPrefix(dir, shims+string(filepath.Separator))
	})
	return cells.Launch{
		Argv: []string{gonb, "--kernel", kernelspec.ConnectionFile, "-go_work=" + spec.Env[protocol.ModuleVariable]},
		Env:  []string{"PATH=" + strings.Join(path, string(filepath.ListSeparator))},
	}
}

// ourLaunch is the kernel that the set-up registered. What it runs is not for the history.
func ourLaunch(spec kernelspec.Spec) cells.Launch {
	launch := cells.Launch{Argv: spec.Argv}
	for name, value := range spec.Env {
		launch.Env = append(launch.Env, name+"="+value)
	}
	launch.Env = append(launch.Env, paths.HistoryVariable+"=")
	return launch
}

func hourCommand() command {
	return command{
		name: "hour", summary: "run what an hour of work with data is made of, in ours, plain gonb and ipykernel",
		text: `
Sets up what is missing, and runs the snippets of kernel/testdata/hour.json in three kernels, one after the other: ours, gonb as
released (with %% before statements, and a last value in fmt.Println), and Python's ipykernel (the same as Python). Prints a table in
Markdown: a snippet works if each of its cells runs, or fails where it should; in ours what it shows is compared, too. --python is a
program that has the packages ipykernel, numpy and pandas.`,
		run: runHour,
	}
}

func runHour(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags()
	python := set.String("python", "python3", "the Python `program` with ipykernel, numpy and pandas")
	if err := c.parse(std, set, args); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "kernel", "testdata", "hour.json"))
	if err != nil {
		return err
	}
	list, err := cells.ReadHour(text)
	if err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, *python, "-c", "import ipykernel, numpy, pandas").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s lacks a package, see --python: %w\n%s", errUsage, *python, err, out)
	}
	dir, err := os.MkdirTemp("", "diversity-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	plain, ours, err := prepareKernels(ctx, std, dir)
	if err != nil {
		return err
	}
	peer := cells.Launch{Argv: []string{*python, "-m", "ipykernel_launcher", "-f", kernelspec.ConnectionFile}}
	rows, err := cells.Hour(ctx, list, ours, plain, peer, std.progress)
	if err != nil {
		return err
	}
	return cells.PrintHour(std.out, rows)
}
